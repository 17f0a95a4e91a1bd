"""Clients as the monitor calls them: through the real HTTP client, with a clock that only tests move."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

from aimonitor.domain.usage import UsageSnapshot
from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from aimonitor.providers.assemble import assemble
from aimonitor.providers.base import Call, ProviderClient
from aimonitor.providers.manifest import BASE_URL, ProviderManifest
from aimonitor.testing.server import LoopbackServer

NOW = datetime(2026, 11, 15, 14, 30, tzinfo=UTC)
MONTH = date(2026, 11, 1)
MOST_READ = 4 * 2**20
"""Bytes of an answer; fewer than the app reads, so that an endless one costs a test little."""


class ToyClock:
    """Sleeping moves it at once, so that pauses and retries cost no time."""

    def __init__(self, now: datetime = NOW) -> None:
        self.start = now
        self.seconds = 0.0

    def now(self) -> datetime:
        """What a wall clock would show."""
        return self.start + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        """Seconds that were slept."""
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        """Wait for nothing but the other tasks."""
        self.seconds += seconds
        await asyncio.sleep(0)


def asked(manifest: ProviderManifest) -> dict[str, str]:
    """All options that a user has to set, but for the address."""
    return {one.id: "TEST0000" for one in manifest.options if one.required and one.id != BASE_URL}


@asynccontextmanager
async def calling(
    client: ProviderClient,
    server: LoopbackServer,
    key: str = "sk-admin-TEST0000",
    *,
    now: datetime = NOW,
    since: date = MONTH,
    until: date | None = None,
    key_kind: str | None = None,
    notes: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    base_url: str = "",
) -> AsyncIterator[Call]:
    """A call of `client` against `server`, as the app would make it."""
    clock = ToyClock(now)
    http = HttpClient(
        HttpSettings(proxy_mode="none", max_body=MOST_READ),
        now=clock.now,
        rng=random.Random(7),
        monotonic=clock.monotonic,
        sleep=clock.sleep,
    )
    api = http.api(
        provider_id="p1",
        base_url=base_url or server.base_url,
        hosts=client.manifest.hosts,
        headers=client.headers(key),
        host_gap=timedelta(0),
    )
    try:
        yield Call(
            api=api,
            now=now,
            since=since,
            until=until,
            key_kind=key_kind,
            notes=notes or {},
            options=options or {},
        )
    finally:
        await http.aclose()


async def read(client: ProviderClient, call: Call) -> UsageSnapshot:
    """One poll, put together as the monitor does."""
    usage = await client.get_usage(call)
    balance = usage.balance or await client.get_balance(call)
    return assemble(
        client.manifest, taken_at=call.now, usage=usage, balance=balance, requests=call.api.requests
    )
