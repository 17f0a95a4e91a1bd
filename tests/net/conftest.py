"""The client under test, with time that passes only when it sleeps."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator

import pytest

from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from tests.net.clock import FakeClock
from tests.net.server import ScriptedServer


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with ScriptedServer() as running:
        yield running


@pytest.fixture
async def client(clock: FakeClock) -> AsyncIterator[HttpClient]:
    made = HttpClient(
        HttpSettings(proxy_mode="none"),
        now=clock.now,
        monotonic=clock.monotonic,
        sleep=clock.sleep,
        rng=random.Random(7),
    )
    yield made
    await made.aclose()
