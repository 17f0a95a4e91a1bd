"""What is tried again, when, and what a server's pause does."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from datetime import timedelta

import pytest
from aiohttp import web

from aimonitor.errors import (
    AppError,
    AuthError,
    BillingError,
    NetworkError,
    RateLimitError,
    SchemaError,
    ServiceError,
)
from aimonitor.net.answer import Answer
from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from tests.net.calls import api_of
from tests.net.clock import FakeClock
from tests.net.server import Reply, ScriptedServer

GOOD = Reply(json={"ok": True})


def slow_down(after: str | None = None, status: int = 429, **headers: str) -> Reply:
    more: dict[str, str] = {} if after is None else {"Retry-After": after}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, json={"error": {"message": "slow down"}}, headers={**more, **named})


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 529, 599])
async def test_what_may_pass_is_tried_again(
    client: HttpClient, server: ScriptedServer, clock: FakeClock, status: int
) -> None:
    server.replies("/x", [slow_down(status=status), slow_down(status=status), GOOD])
    api = api_of(client, server.url)
    assert await api.get("/x") == {"ok": True}
    assert api.requests == len(server.seen) == 3
    assert 0 <= clock.slept[0] <= 0.5
    assert 0 <= clock.slept[1] <= 1
    assert clock.slept[0] != 0.5


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 409, 413, 422, 451])
async def test_another_4xx_is_final(
    client: HttpClient, server: ScriptedServer, clock: FakeClock, status: int
) -> None:
    server.reply("/x", slow_down("1", status=status, X_Should_Retry="true"))
    with pytest.raises(AppError, match="slow down"):
        await api_of(client, server.url).get("/x")
    assert len(server.seen) == 1
    assert clock.slept == []
    assert client.paused_until("p1") is None


async def test_a_post_is_tried_again_too_because_it_only_reads(
    client: HttpClient, server: ScriptedServer
) -> None:
    server.replies("/x", [slow_down(status=503), GOOD])
    assert await api_of(client, server.url).post("/x", {"a": 1}) == {"ok": True}
    assert [seen.json for seen in server.seen] == [{"a": 1}, {"a": 1}]


async def test_attempts_end(client: HttpClient, server: ScriptedServer) -> None:
    server.reply("/x", slow_down(status=500))
    with pytest.raises(ServiceError, match="status 500") as caught:
        await api_of(client, server.url, attempts=4).get("/x")
    assert (caught.value.status, len(server.seen)) == (500, 4)
    with pytest.raises(ServiceError):
        await api_of(client, server.url, attempts=1).get("/x")
    assert len(server.seen) == 5


async def test_waits_double_up_to_a_limit_and_have_full_jitter(
    server: ScriptedServer, clock: FakeClock
) -> None:
    class Highest(random.Random):
        def uniform(self, a: float, b: float) -> float:
            assert a == 0
            return b

    settings = HttpSettings(proxy_mode="none", total_timeout=1000)
    client = HttpClient(settings, now=clock.now, monotonic=clock.monotonic, sleep=clock.sleep, rng=Highest())
    server.reply("/x", slow_down(status=500))
    with pytest.raises(ServiceError):
        await api_of(client, server.url, attempts=8).get("/x")
    assert clock.slept == [0.5, 1, 2, 4, 8, 8, 8]
    await client.aclose()


async def test_a_server_may_forbid_a_retry(client: HttpClient, server: ScriptedServer) -> None:
    server.reply("/x", slow_down(status=500, X_Should_Retry="false"))
    with pytest.raises(ServiceError):
        await api_of(client, server.url).get("/x")
    assert len(server.seen) == 1


async def test_a_server_may_ask_for_a_retry_where_none_was_due(
    client: HttpClient, server: ScriptedServer
) -> None:
    page = Reply(body="<html>", content_type="text/html", headers={"X-Should-Retry": "true"})
    server.replies("/x", [page, GOOD])
    assert await api_of(client, server.url).get("/x") == {"ok": True}


async def test_a_web_page_and_bad_data_are_not_asked_for_again(
    client: HttpClient, server: ScriptedServer
) -> None:
    server.reply("/page", Reply(body="<html>", content_type="text/html"))
    server.reply("/nan", Reply(json='{"a": NaN}'))
    server.reply("/empty", Reply(status=204))
    api = api_of(client, server.url)
    with pytest.raises(ServiceError, match="web page"):
        await api.get("/page")
    with pytest.raises(SchemaError):
        await api.get("/nan")
    with pytest.raises(ServiceError, match="nothing"):
        await api.get("/empty")
    assert len(server.seen) == 3


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


async def test_the_time_for_a_request_is_over_all_attempts(server: ScriptedServer, clock: FakeClock) -> None:
    settings = HttpSettings(proxy_mode="none", total_timeout=4)
    client = HttpClient(
        settings, now=clock.now, monotonic=clock.monotonic, sleep=clock.sleep, rng=random.Random(1)
    )
    server.reply("/x", slow_down("3"))
    with pytest.raises(RateLimitError):
        await api_of(client, server.url, attempts=9).get("/x")
    assert clock.slept == [3]
    assert client.paused_until("p1") == clock.now() + timedelta(seconds=3)
    await client.aclose()


async def test_the_time_a_slow_server_takes_counts(server: ScriptedServer, clock: FakeClock) -> None:
    async def slow(_request: web.Request) -> web.Response:
        clock.move(3)
        return slow_down(status=500).response()

    settings = HttpSettings(proxy_mode="none", total_timeout=4)
    client = HttpClient(
        settings, now=clock.now, monotonic=clock.monotonic, sleep=clock.sleep, rng=random.Random(1)
    )
    server.reply("/x", slow)
    with pytest.raises(ServiceError):
        await api_of(client, server.url, attempts=9).get("/x")
    assert len(server.seen) == 2
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


def money(answer: Answer) -> AppError | None:
    if answer.status == 429 and answer.json == {"error": {"code": "insufficient_quota"}}:
        return BillingError("The credit is used up.", status=429)
    return None


@pytest.mark.parametrize("where", ["api", "call"])
async def test_a_judge_may_say_that_a_429_is_about_money(
    client: HttpClient, server: ScriptedServer, where: str
) -> None:
    reply = Reply(status=429, json={"error": {"code": "insufficient_quota"}}, headers={"Retry-After": "99"})
    server.reply("/x", reply)
    api = api_of(client, server.url, judge=money if where == "api" else None)
    with pytest.raises(BillingError, match="used up"):
        await api.get("/x", judge=None if where == "api" else money)
    assert len(server.seen) == 1
    assert client.paused_until("p1") is None


async def test_a_judge_that_does_not_know_leaves_it_to_the_status(
    client: HttpClient, server: ScriptedServer
) -> None:
    server.reply("/x", Reply(status=401, json={}))
    with pytest.raises(AuthError):
        await api_of(client, server.url, judge=money).get("/x")


async def test_a_judge_may_refuse_a_200(client: HttpClient, server: ScriptedServer) -> None:
    server.reply("/x", Reply(json={"code": 1001}))
    with pytest.raises(AuthError, match="not today"):
        await api_of(client, server.url, judge=lambda _: AuthError("not today")).get("/x")
    assert len(server.seen) == 1


async def test_a_judge_sees_what_is_not_json(client: HttpClient, server: ScriptedServer) -> None:
    answers: list[Answer] = []

    def watch(answer: Answer) -> None:
        answers.append(answer)

    server.reply("/x", Reply(status=403, body="<html>no", content_type="text/html", headers={"X-A": "b"}))
    with pytest.raises(AuthError):
        await api_of(client, server.url, judge=watch).get("/x")
    answer = answers[0]
    assert (answer.status, answer.is_json, answer.json, answer.text) == (403, False, None, "<html>no")
    assert answer.headers["x-a"] == "b"


async def test_a_judges_rate_limit_gets_the_servers_pause(client: HttpClient, server: ScriptedServer) -> None:
    server.reply("/x", slow_down("60"))
    with pytest.raises(RateLimitError) as caught:
        await api_of(client, server.url, judge=lambda _: RateLimitError("mine")).get("/x")
    assert caught.value.retry_after == 60


async def test_a_closed_port_is_tried_again_then_told(client: HttpClient, clock: FakeClock) -> None:
    async with ScriptedServer() as server:
        url = server.url
    api = api_of(client, url)
    with pytest.raises(NetworkError, match="refused the connection"):
        await api.get("/x")
    assert (api.requests, len(clock.slept)) == (3, 2)


async def test_a_floor_lies_between_calls(
    client: HttpClient, server: ScriptedServer, clock: FakeClock
) -> None:
    server.reply("/x", GOOD)
    api = api_of(client, server.url, gap=0.25)
    await asyncio.gather(api.get("/x"), api.get("/x"), api.get("/x"))
    assert clock.slept == [0.25, 0.25]
