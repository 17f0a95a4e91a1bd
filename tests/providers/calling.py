"""Clients as the monitor calls them: through the real `HttpClient`, with a clock that only tests move."""

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
from aimonitor.providers.manifest import BASE_URL
from tests.providers.fixture_server import FixtureServer

NOW = datetime(2026, 11, 15, 14, 30, tzinfo=UTC)
"""The `scenario_now` of the fixtures."""

TODAY = NOW.date()
MONTH = date(2026, 11, 1)


class TestClock:
    """Sleeping moves it at once."""

    __test__ = False

    def __init__(self, now: datetime = NOW) -> None:
        self.start = now
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(0)


@asynccontextmanager
async def calling(
    client: ProviderClient,
    server: FixtureServer,
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
    """A call of `client` against `server`."""
    clock = TestClock(now)
    http = HttpClient(
        HttpSettings(proxy_mode="none"),
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
            options={**required(client), **(options or {})},
        )
    finally:
        await http.aclose()


def required(client: ProviderClient) -> dict[str, str]:
    """What the service wants to know beside the key, as a user may have entered it."""
    wanted = [option.id for option in client.manifest.options if option.required]
    return {name: "TEST0000" for name in wanted if name != BASE_URL}


async def read(client: ProviderClient, call: Call) -> UsageSnapshot:
    """One poll, put together as the monitor does."""
    usage = await client.get_usage(call)
    balance = usage.balance or await client.get_balance(call)
    return assemble(
        client.manifest, taken_at=call.now, usage=usage, balance=balance, requests=call.api.requests
    )
