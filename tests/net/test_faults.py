"""Every way in which no usable answer comes, each in its own words; real sockets throughout."""

from __future__ import annotations

import asyncio
import errno
import gzip
import random
import socket
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web

from aimonitor.errors import AppError, NetworkError, ServiceError
from aimonitor.net.faults import network_fault
from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from tests.net.calls import KEY, api_of
from tests.net.raw import Talk, raw_server, resetting, silent, speaking
from tests.net.server import Reply, ScriptedServer

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture
async def hasty() -> AsyncIterator[Callable[..., HttpClient]]:
    """Makes clients with time-outs of their own, on real time."""
    made: list[HttpClient] = []

    def make(total: float = 20, connect: float = 10, max_body: int = 2**20) -> HttpClient:
        settings = HttpSettings(
            proxy_mode="none", total_timeout=total, connect_timeout=connect, max_body=max_body
        )
        client = HttpClient(
            settings, now=lambda: datetime.now(UTC), monotonic=time.monotonic, rng=random.Random(3)
        )
        made.append(client)
        return client

    yield make
    for client in made:
        await client.aclose()


async def failing(client: HttpClient, url: str, attempts: int = 1) -> AppError:
    with pytest.raises(AppError) as caught:
        await api_of(client, url, attempts=attempts).get("/x")
    for text in (str(caught.value), caught.value.message, caught.value.detail, repr(caught.value)):
        assert KEY not in text
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value


@pytest.mark.parametrize(
    ("talk", "kind", "words"),
    [
        (speaking(), NetworkError, "closed the connection before it answered"),
        (resetting, NetworkError, "closed the connection before it answered"),
        (speaking(HEAD + b'Content-Length: 100\r\n\r\n{"a":'), NetworkError, "broke off in the middle"),
        (speaking(HEAD + b'Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":'), NetworkError, "broke off"),
        (speaking(HEAD + b'\r\n{"a": [1, 2'), ServiceError, "broke off or is garbled"),
        (
            speaking(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"),
            NetworkError,
            "broke off",
        ),
        (speaking(b"220 mail.example ESMTP\r\n"), NetworkError, "not HTTP"),
    ],
)
async def test_half_an_answer(
    hasty: Callable[..., HttpClient], talk: Talk, kind: type[AppError], words: str
) -> None:
    async with raw_server(talk) as url:
        error = await failing(hasty(), url)
    assert type(error) is kind
    assert words in str(error)


async def test_silence_ends_with_the_time_out(hasty: Callable[..., HttpClient]) -> None:
    async with raw_server(silent) as url:
        error = await failing(hasty(total=0.2), url)
    assert type(error) is NetworkError
    assert "did not answer in full within less than a second" in str(error)


async def test_an_answer_in_drops_ends_with_the_time_out(hasty: Callable[..., HttpClient]) -> None:
    drops = [bytes([byte]) for byte in HEAD + b"Content-Length: 5000\r\n\r\n" + b" " * 5000]
    async with raw_server(speaking(*drops, pause=0.01)) as url:
        error = await failing(hasty(total=0.5), url, attempts=3)
    assert "did not answer in full" in str(error)


async def test_an_answer_in_drops_that_ends_in_time_is_read(hasty: Callable[..., HttpClient]) -> None:
    drops = [bytes([byte]) for byte in HEAD + b'Content-Length: 8\r\n\r\n{"a": 1}']
    async with raw_server(speaking(*drops)) as url:
        assert await api_of(hasty(), url).get("/x") == {"a": 1}


async def test_a_connection_nobody_takes_ends_with_its_own_time_out(
    hasty: Callable[..., HttpClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(aiohttp.TCPConnector, "_create_direct_connection", hang)
    error = await failing(hasty(connect=0.1), "http://127.0.0.1:9")
    assert type(error) is NetworkError
    assert "did not take the connection within" in str(error)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (socket.EAI_NONAME, "There is no host named api.example.test"),
        (socket.EAI_AGAIN, "The name api.example.test cannot be looked up right now"),
    ],
)
async def test_names_that_cannot_be_looked_up(
    hasty: Callable[..., HttpClient], monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def lookup(*_: object, **__: object) -> None:
        raise socket.gaierror(number, "no")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    assert words in str(await failing(hasty(), "https://api.example.test"))


async def test_a_name_that_does_not_exist_is_not_asked_for_again(
    client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lookup(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    api = api_of(client, "https://api.example.test")
    with pytest.raises(NetworkError):
        await api.get("/x")
    assert api.requests == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENETUNREACH, ""), "There is no way to h."),
        (OSError(errno.ENETDOWN, ""), "network is down"),
        (TimeoutError(errno.ETIMEDOUT, ""), "in time"),
        (ConnectionResetError(errno.ECONNRESET, ""), "closed the connection"),
        (aiohttp.ClientError(), "closed the connection"),
    ],
)
def test_what_the_system_says(error: BaseException, words: str) -> None:
    found = network_fault(error, "h", HttpSettings())
    assert words in str(found)
    assert found.detail.startswith(type(error).__name__)


async def test_an_answer_without_end_is_not_read(
    hasty: Callable[..., HttpClient], server: ScriptedServer
) -> None:
    sent = 0

    async def flood(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        for _ in range(4000):
            await response.write(b" " * 65536)
            sent += 65536
        return response

    server.reply("/x", flood)
    error = await failing(hasty(max_body=2 * 2**20), server.url, attempts=3)
    assert type(error) is ServiceError
    assert "answered more than 2 MiB" in str(error)
    assert len(server.seen) == 1
    assert sent < 4000 * 65536


async def test_an_answer_may_be_as_large_as_the_limit_and_not_a_byte_larger(
    hasty: Callable[..., HttpClient], server: ScriptedServer
) -> None:
    server.reply("/x", Reply(body=f'"{"a" * 998}"'))
    assert await api_of(hasty(max_body=1000), server.url).get("/x") == "a" * 998
    server.reply("/x", Reply(body=f'"{"a" * 999}"'))
    assert "answered more than 1000 bytes" in str(await failing(hasty(max_body=1000), server.url))


async def test_a_gzip_bomb_is_not_unpacked(hasty: Callable[..., HttpClient], server: ScriptedServer) -> None:
    bomb = gzip.compress(b"[" + b" " * 50 * 2**20 + b"]")
    assert len(bomb) < 2**20
    server.reply("/x", Reply(body=bomb, headers={"Content-Encoding": "gzip"}))
    error = await failing(hasty(max_body=2**20), server.url)
    assert type(error) is ServiceError
    assert "answered more than 1 MiB" in str(error)


async def test_gzip_within_the_limit_is_unpacked(
    hasty: Callable[..., HttpClient], server: ScriptedServer
) -> None:
    server.reply("/x", Reply(body=gzip.compress(b'{"a": 1}'), headers={"Content-Encoding": "gzip"}))
    assert await api_of(hasty(), server.url).get("/x") == {"a": 1}
    assert "gzip" in server.seen[0].headers["accept-encoding"]


async def test_an_idle_connection_that_was_closed_is_replaced_unnoticed(client: HttpClient) -> None:
    connections = 0

    async def once_each(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD + b"Content-Length: 2\r\n\r\n{}")
        await writer.drain()
        # The second request on it arrives, and only then the server hangs up
        if connections == 1:
            await reader.readuntil(b"\r\n\r\n")

    async with raw_server(once_each) as url:
        api = api_of(client, url)
        assert await api.get("/x") == {}
        assert await api.get("/x") == {}
    assert connections == 2


async def test_a_post_on_a_closed_connection_is_sent_again(client: HttpClient) -> None:
    connections = 0

    async def hang_up_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.readuntil(b"\r\n\r\n")
        if connections > 1:
            writer.write(HEAD + b"Content-Length: 2\r\n\r\n{}")
            await writer.drain()

    async with raw_server(hang_up_once) as url:
        assert await api_of(client, url).post("/x", {}) == {}
    assert connections == 2


async def test_a_cancelled_call_leaves_nothing_behind(client: HttpClient, server: ScriptedServer) -> None:
    async with raw_server(silent) as url:
        tasks = [asyncio.create_task(api_of(client, url).get("/x")) for _ in range(4)]
        await asyncio.sleep(0.05)
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(result, asyncio.CancelledError) for result in results)
    server.reply("/x", Reply(json={}))
    async with asyncio.timeout(20):
        assert await api_of(client, server.url).get("/x") == {}
