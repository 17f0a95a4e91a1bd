"""What a server's pause does: slept through, or kept for later calls."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from datetime import timedelta

import pytest
from aiohttp import web

from aimonitor.errors import (
    RateLimitError,
    ServiceError,
)
from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from tests.net.calls import api_of
from tests.net.clock import FakeClock
from tests.net.replies import GOOD, slow_down
from tests.net.server import Reply, ScriptedServer


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "2.25"}, 2.25),
        ({"Retry-After-Ms": "1500", "Retry-After": "7"}, 1.5),
        ({"Retry-After": "Sun, 15 Nov 2026 12:00:09 GMT"}, 9),
    ],
)
async def test_a_short_pause_is_slept_through_to_the_end(
    client: HttpClient, server: ScriptedServer, clock: FakeClock, headers: Mapping[str, str], wait: float
) -> None:
    server.replies("/x", [Reply(status=429, json={}, headers=headers), GOOD])
    assert await api_of(client, server.url).get("/x") == {"ok": True}
    assert clock.slept == [wait]
    assert client.paused_until("p1") is None


async def test_a_pause_is_never_cut_short_by_a_sleep_that_wakes_early(
    server: ScriptedServer, clock: FakeClock
) -> None:
    async def coarse(seconds: float) -> None:
        await clock.sleep(seconds * 0.95 if seconds > 0.1 else seconds)

    settings = HttpSettings(proxy_mode="none")
    client = HttpClient(
        settings, now=clock.now, monotonic=clock.monotonic, sleep=coarse, rng=random.Random(1)
    )
    server.replies("/x", [slow_down("8"), GOOD])
    await api_of(client, server.url).get("/x")
    assert sum(clock.slept) == pytest.approx(8)
    await client.aclose()


@pytest.mark.parametrize("after", ["0", "-3", "soon", "Sun, 15 Nov 2026 11:00:00 GMT"])
async def test_no_pause_to_speak_of_means_our_own(
    client: HttpClient, server: ScriptedServer, clock: FakeClock, after: str
) -> None:
    server.replies("/x", [slow_down(after), GOOD])
    assert await api_of(client, server.url).get("/x") == {"ok": True}
    assert sum(clock.slept) <= 0.5


@pytest.mark.parametrize("status", [429, 503])
async def test_a_long_pause_is_kept_for_all_later_calls_of_the_provider(
    client: HttpClient, server: ScriptedServer, clock: FakeClock, status: int
) -> None:
    server.replies("/x", [slow_down("90", status=status), GOOD])
    with pytest.raises(RateLimitError if status == 429 else ServiceError) as caught:
        await api_of(client, server.url).get("/x")
    assert isinstance(caught.value, RateLimitError | ServiceError)
    assert caught.value.retry_after == 90
    assert "asks to wait 2 minutes" in str(caught.value)
    assert client.paused_until("p1") == clock.now() + timedelta(seconds=90)

    clock.move(60)
    other = api_of(client, server.url)
    with pytest.raises(RateLimitError, match="30 seconds") as refused:
        await other.get("/other")
    assert (refused.value.retry_after, other.requests, len(server.seen)) == (30, 0, 1)
    assert await api_of(client, server.url, provider_id="p2").get("/x") == {"ok": True}

    clock.move(30)
    assert client.paused_until("p1") is None
    assert await api_of(client, server.url).get("/x") == {"ok": True}


async def test_an_absurd_pause_is_kept_for_an_hour_and_told(
    client: HttpClient, server: ScriptedServer, clock: FakeClock
) -> None:
    server.reply("/x", slow_down("999999999"))
    with pytest.raises(
        RateLimitError, match=r"wait 11574 days\. AIMonitor tries once more after 1 hour"
    ) as caught:
        await api_of(client, server.url).get("/x")
    assert caught.value.retry_after == 3600
    assert client.paused_until("p1") == clock.now() + timedelta(hours=1)


async def test_forgetting_a_provider_ends_its_pause(client: HttpClient, server: ScriptedServer) -> None:
    server.replies("/x", [slow_down("90"), GOOD])
    with pytest.raises(RateLimitError):
        await api_of(client, server.url).get("/x")
    client.forget("p1")
    assert await api_of(client, server.url).get("/x") == {"ok": True}


async def test_a_short_pause_stays_when_attempts_are_over(
    client: HttpClient, server: ScriptedServer, clock: FakeClock
) -> None:
    server.reply("/x", slow_down("3"))
    with pytest.raises(RateLimitError):
        await api_of(client, server.url).get("/x")
    assert clock.slept == [3, 3]
    assert client.paused_until("p1") == clock.now() + timedelta(seconds=3)


async def test_calls_beside_a_slow_down_wait_with_it(
    client: HttpClient, server: ScriptedServer, clock: FakeClock
) -> None:
    api = api_of(client, server.url)
    told = asyncio.Event()

    async def slow(_request: web.Request) -> web.Response:
        told.set()
        return slow_down("5").response()

    server.reply("/second", GOOD)
    server.replies("/first", [slow, GOOD])
    first = asyncio.create_task(api.get("/first"))
    await told.wait()
    assert (await first, await api.get("/second")) == ({"ok": True}, {"ok": True})
    assert clock.slept == [5]


async def test_a_call_that_comes_during_a_slow_down_waits_for_its_end(
    server: ScriptedServer, clock: FakeClock
) -> None:
    resting = asyncio.Event()
    rested = asyncio.Event()
    asked: list[float] = []

    async def sleep(seconds: float) -> None:
        asked.append(seconds)
        if len(asked) == 1:
            resting.set()
            await rested.wait()
        else:
            clock.move(seconds)
            rested.set()
        await asyncio.sleep(0)

    client = HttpClient(
        HttpSettings(proxy_mode="none"),
        now=clock.now,
        monotonic=clock.monotonic,
        sleep=sleep,
        rng=random.Random(1),
    )
    server.replies("/x", [slow_down("5"), GOOD])
    first = asyncio.create_task(api_of(client, server.url).get("/x"))
    await resting.wait()
    clock.move(2)
    assert await api_of(client, server.url).get("/x") == {"ok": True}
    assert await first == {"ok": True}
    assert asked == [5, 3]
    await client.aclose()


async def test_a_call_without_time_for_a_slow_down_says_so(server: ScriptedServer, clock: FakeClock) -> None:
    resting = asyncio.Event()

    async def never(_seconds: float) -> None:
        resting.set()
        await asyncio.Event().wait()

    client = HttpClient(
        HttpSettings(proxy_mode="none", total_timeout=8),
        now=clock.now,
        monotonic=clock.monotonic,
        sleep=never,
        rng=random.Random(1),
    )
    server.reply("/x", slow_down("6"))
    first = asyncio.create_task(api_of(client, server.url).get("/x"))
    await resting.wait()
    await client.reconfigure(HttpSettings(proxy_mode="none", total_timeout=2))
    with pytest.raises(RateLimitError, match="6 seconds"):
        await api_of(client, server.url).get("/x")
    assert len(server.seen) == 1
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    await client.aclose()
