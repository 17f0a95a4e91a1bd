"""The client under test, with time that passes only when it sleeps."""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from tests.net.certificates import Authority
from tests.net.clock import FakeClock
from tests.net.listing import HOST, PROXY
from tests.net.names import lead_here
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


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """An authority that this computer trusts, for a host that leads here."""
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.pem))
    lead_here(monkeypatch, HOST, PROXY)
    return made


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """Where the user keeps lists; the file is not there yet."""
    return tmp_path / "revoked.pem"


@pytest.fixture
async def heeding(authority: Authority, lists: Path) -> AsyncIterator[HttpClient]:
    """A client that heeds them."""
    assert authority.pem.exists()
    made = HttpClient(
        HttpSettings(proxy_mode="none", revoked=str(lists)),
        now=lambda: datetime.now(UTC),
        monotonic=time.monotonic,
        rng=random.Random(3),
    )
    yield made
    await made.aclose()
