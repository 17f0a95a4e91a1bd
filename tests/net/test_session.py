"""The session's life: late, single, replaced in passing, closed for good. And whether a host is there."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from aimonitor.errors import NetworkError
from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from tests.net.calls import api_of
from tests.net.raw import raw_server, resetting, silent, speaking
from tests.net.server import Reply, ScriptedServer


async def test_nothing_is_opened_before_the_first_request(client: HttpClient, server: ScriptedServer) -> None:
    pool = client._sessions._pool
    api = api_of(client, server.url)
    assert pool._session is None
    server.reply("/x", Reply(json={}))
    await asyncio.gather(api.get("/x"), api_of(client, server.url, provider_id="p2").get("/x"))
    session = pool._session
    assert session is not None
    await api.get("/x")
    assert pool._session is session


async def test_connections_are_used_again_and_cookies_are_not(
    client: HttpClient, server: ScriptedServer
) -> None:
    """A cookie would tell two keys of one service as one visitor's."""
    server.reply("/x", Reply(json={}, headers={"Set-Cookie": "visitor=1; Path=/"}))
    # a jar keeps nothing of an address without a name
    named = server.url.replace("127.0.0.1", "localhost")
    for provider_id in ("p1", "p2"):
        await api_of(client, named, provider_id=provider_id).get("/x")
    assert [seen.headers.get("cookie") for seen in server.seen] == [None, None]
    assert len({seen.peer for seen in server.seen}) == 1


async def test_new_settings_hold_from_the_next_request_on(client: HttpClient, server: ScriptedServer) -> None:
    leave = asyncio.Event()
    arrived = asyncio.Event()

    async def wait(_request: web.Request) -> web.Response:
        arrived.set()
        await leave.wait()
        return Reply(json={"old": True}).response()

    server.reply("/wait", wait)
    server.reply("/big", Reply(json=["x" * 1000]))
    api = api_of(client, server.url)
    under_way = asyncio.create_task(api.get("/wait"))
    await arrived.wait()
    old = client._sessions._pool._session
    await client.reconfigure(HttpSettings(proxy_mode="none", max_body=500))
    with pytest.raises(Exception, match="more than 500 bytes"):
        await api.get("/big")
    assert old is not None
    assert not old.closed
    leave.set()
    assert await under_way == {"old": True}
    assert old.closed
    await client.reconfigure(HttpSettings(proxy_mode="none"))
    assert await api.get("/big") == ["x" * 1000]


async def test_after_closing_nothing_is_asked_any_more(client: HttpClient, server: ScriptedServer) -> None:
    server.reply("/x", Reply(json={}))
    api = api_of(client, server.url)
    await api.get("/x")
    session = client._sessions._pool._session
    await client.aclose()
    await client.aclose()
    assert session is not None
    assert session.closed
    with pytest.raises(NetworkError, match="closing"):
        await api.get("/x")
    assert await client.reachable(server.url) == "AIMonitor is closing, so nothing is asked any more."
    assert len(server.seen) == 1


async def test_closing_ends_what_is_under_way(client: HttpClient) -> None:
    async with raw_server(silent) as url:
        under_way = asyncio.create_task(api_of(client, url).get("/x"))
        while not client._sessions._pool.users:  # noqa: ASYNC110  nobody tells when a request is out
            await asyncio.sleep(0.001)
        await client.aclose()
        with pytest.raises(NetworkError):
            await under_way


async def test_a_host_that_answers_anything_is_reachable(client: HttpClient, server: ScriptedServer) -> None:
    assert await client.reachable(f"{server.url}/deep/path") is None
    server.reply("*", Reply(status=302, headers={"Location": "https://elsewhere.example"}))
    assert await client.reachable(server.url) is None
    assert [(seen.method, seen.path) for seen in server.seen] == [("HEAD", "/")] * 2
    assert not {"authorization", "x-api-key"} & {name for seen in server.seen for name in seen.headers}


@pytest.mark.parametrize("talk", [resetting, speaking(b"not http at all\r\n\r\n"), speaking()])
async def test_a_host_that_takes_the_connection_is_reachable(client: HttpClient, talk: object) -> None:
    async with raw_server(talk) as url:  # type: ignore[arg-type]
        assert await client.reachable(url) is None


async def test_a_host_that_is_not_there_says_why(client: HttpClient, server: ScriptedServer) -> None:
    await server.stop()
    words = await client.reachable(server.url) or ""
    assert words.startswith(f"127.0.0.1:{server.port} refused the connection.")
    assert "https" in (await client.reachable("http://example.com") or "")
