"""A provider's own judge beside the default one."""

from __future__ import annotations

import pytest

from aimonitor.errors import (
    AppError,
    AuthError,
    BillingError,
    RateLimitError,
)
from aimonitor.net.answer import Answer
from aimonitor.net.http import HttpClient
from tests.net.calls import api_of
from tests.net.replies import slow_down
from tests.net.server import Reply, ScriptedServer


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
