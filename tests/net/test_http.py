"""What goes out and comes back when all is well."""

from __future__ import annotations

from decimal import Decimal

import pytest

from aimonitor.errors import ConfigError
from aimonitor.net.answer import Params
from aimonitor.net.http import HttpClient
from tests.net.calls import HEADERS, KEY, api_of
from tests.net.server import Reply, ScriptedServer


async def test_a_get_carries_the_key_and_the_parameters(client: HttpClient, server: ScriptedServer) -> None:
    server.reply("/prefix/v1/costs", Reply(json='{"amount": 10.37525377}'))
    api = api_of(client, server.url + "/prefix/")
    params: Params = {"start_time": 1_700_000_000, "group_by[]": ["line_item", "project_id"], "q": "a b&c"}
    assert await api.get("/v1/costs", params) == {"amount": Decimal("10.37525377")}
    seen = server.seen[0]
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.headers["user-agent"].startswith("AIMonitor/")
    assert seen.values("group_by[]") == ["line_item", "project_id"]
    assert (seen.values("start_time"), seen.values("q")) == (["1700000000"], ["a b&c"])
    assert api.requests == 1


async def test_a_post_sends_its_body_as_json(client: HttpClient, server: ScriptedServer) -> None:
    server.reply("/analytics/query", Reply(json=[]))
    assert await api_of(client, server.url).post("/analytics/query", {"limit": 5, "by": ["model"]}) == []
    assert server.seen[0].json == {"limit": 5, "by": ["model"]}
    assert server.seen[0].headers["content-type"] == "application/json"


async def test_connections_are_kept_and_cookies_are_not(client: HttpClient, server: ScriptedServer) -> None:
    server.reply("/a", Reply(json={}, headers={"Set-Cookie": "session=1; Path=/"}))
    api = api_of(client, server.url)
    await api.get("/a")
    await api.get("/a")
    assert all("cookie" not in seen.headers for seen in server.seen)
    assert len({seen.peer for seen in server.seen}) == 1


@pytest.mark.parametrize("path", ["v1/costs", "@other.example", "https://other.example/"])
async def test_a_path_cannot_leave_the_base_url(client: HttpClient, path: str) -> None:
    with pytest.raises(ValueError, match="slash"):
        await api_of(client, "https://api.example.test").get(path)


def test_a_key_with_a_line_break_is_refused_in_words(client: HttpClient) -> None:
    with pytest.raises(ConfigError, match="paste"):
        api_of(client, "https://api.example.test", headers={"x-api-key": f"{KEY}\nx: y"})


def test_a_base_url_that_would_show_the_key_is_refused(client: HttpClient) -> None:
    with pytest.raises(ConfigError, match="https"):
        api_of(client, "http://api.example.test", headers=HEADERS)
