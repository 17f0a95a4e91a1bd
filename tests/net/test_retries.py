"""What is tried again, and when."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import pytest
from aiohttp import web

from aimonitor.errors import (
    AppError,
    NetworkError,
    RateLimitError,
    SchemaError,
    ServiceError,
)
from aimonitor.net.api import BoundApi
from aimonitor.net.exchange import Incoming, NoAnswerError, Outgoing
from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from tests.net.calls import api_of
from tests.net.clock import FakeClock
from tests.net.replies import GOOD, slow_down
from tests.net.server import Reply, ScriptedServer


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


async def test_what_an_earlier_attempt_met_is_told_where_time_ran_out_in_the_next(
    client: HttpClient, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ScriptedServer() as server:
        url = server.url
    met: list[NoAnswerError] = [
        NoAnswerError(NetworkError("did not take the connection"), lasting=False, connected=False),
        NoAnswerError(NetworkError("not in full"), lasting=False, connected=False, out_of_time=True),
    ]

    async def fail(_outgoing: object, _seconds: float) -> None:
        clock.move(10)
        raise met.pop(0)

    api = api_of(client, url)
    monkeypatch.setattr(api, "_sent", fail)
    with pytest.raises(NetworkError, match="did not take the connection"):
        await api.get("/x")
    assert met == []


async def test_a_refusal_before_does_not_stand_for_an_answer_that_took_too_long(
    client: HttpClient, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.reply("/x", slow_down(status=503))
    api = api_of(client, server.url)
    assert isinstance(api, BoundApi)
    real = api._sent
    late = NoAnswerError(NetworkError("late"), lasting=False, connected=False, out_of_time=True)
    sent: list[object] = []

    async def twice(outgoing: Outgoing, seconds: float) -> Incoming:
        sent.append(outgoing)
        if len(sent) > 1:
            raise late
        return await real(outgoing, seconds)

    monkeypatch.setattr(api, "_sent", twice)
    with pytest.raises(NetworkError, match="late"):
        await api.get("/x")
