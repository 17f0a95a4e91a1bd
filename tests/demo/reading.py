"""The cast as the monitor reads it: real clients, the real `HttpClient`, the demo's servers."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from aimonitor.demo.cast import DemoProvider
from aimonitor.demo.servers import DemoServers
from aimonitor.domain.usage import UsageSnapshot
from aimonitor.net.answer import Api
from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from aimonitor.providers.assemble import assemble
from aimonitor.providers.base import Call, ProviderClient
from aimonitor.providers.computer import NoService
from aimonitor.providers.registry import Registry

NOON = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
REGISTRY = Registry()


class Clock:
    """The one clock of servers and clients; sleeping moves it at once."""

    def __init__(self, now: datetime = NOON) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        await asyncio.sleep(0)


class Reader:
    """Polls providers of the cast."""

    def __init__(self, servers: DemoServers, clock: Clock) -> None:
        self.servers = servers
        self.clock = clock
        self.http = HttpClient(
            HttpSettings(proxy_mode="none"),
            now=clock.now,
            rng=random.Random(7),
            monotonic=clock.monotonic,
            sleep=clock.sleep,
        )

    def call(self, provider: DemoProvider, since: date | None = None) -> tuple[ProviderClient, Call]:
        client = REGISTRY.client(provider.provider_type)
        now = self.clock.now()
        return client, Call(
            api=self._api(client, provider),
            now=now,
            since=since or now.date().replace(day=1),
            options=provider.options,
            local=None if client.manifest.needs_key else self.servers.computer.of(provider.provider_type),
        )

    def _api(self, client: ProviderClient, provider: DemoProvider) -> Api:
        if not client.manifest.needs_key:
            return NoService()
        return self.http.api(
            provider_id=provider.name,
            base_url=self.servers.base_urls[provider.provider_type],
            hosts=client.manifest.hosts,
            headers=client.headers(provider.token),
            host_gap=timedelta(0),
        )

    async def poll(self, provider: DemoProvider, since: date | None = None) -> UsageSnapshot:
        """Check, usage, balance; put together as the monitor does."""
        client, call = self.call(provider, since)
        report = await client.check_key(call)
        call = replace(call, key_kind=report.kind)
        usage = await client.get_usage(call)
        balance = usage.balance or await client.get_balance(call)
        return assemble(
            client.manifest, taken_at=call.now, usage=usage, balance=balance, requests=call.api.requests
        )


@asynccontextmanager
async def running(
    now: datetime = NOON, *, good_polls: int | None = 1
) -> AsyncIterator[tuple[Reader, DemoServers, Clock]]:
    """Servers and a reader on one clock."""
    clock = Clock(now)
    servers = DemoServers(now=clock.now, good_polls=good_polls)
    await servers.start()
    reader = Reader(servers, clock)
    try:
        yield reader, servers, clock
    finally:
        await reader.http.aclose()
        await servers.stop()
