"""How faults are made: what stands at the service's door, or in the way to it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from tests.net.raw import Talk, speaking
from tests.reliability.front import Reply
from tests.reliability.row import World
from tests.reliability.scene import HOST, Scene

JSON = "application/json"


def answer(status: int | str = 200, body: bytes | str = b"", kind: str = JSON, **named: str) -> bytes:
    """One HTTP answer; `retry_after="3"` becomes the header `retry-after`."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    if not {"transfer_encoding", "content_length"} & named.keys():
        lines.append(f"Content-Length: {len(data)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def talking(talk: Talk, *, plain: bool = False) -> World:
    """`talk` stands at the door."""

    @asynccontextmanager
    async def world(scene: Scene) -> AsyncIterator[None]:
        async with scene.front.with_talk(talk, plain=plain):
            yield

    return world


def saying(*parts: bytes) -> World:
    """Each request is answered with the same bytes, and the connection ends."""
    return talking(speaking(*parts))


def replying(make: Callable[[Scene], Reply]) -> World:
    """Some paths are answered otherwise than the service would."""

    @asynccontextmanager
    async def world(scene: Scene) -> AsyncIterator[None]:
        async with scene.front.with_talk(scene.front.answering(make(scene))):
            yield

    return world


def once(data: bytes, *, after: float = 0) -> World:
    """The first request is answered with `data`, the others as they should be."""

    def make(scene: Scene) -> Reply:
        left = [data]

        def reply(_path: str) -> bytes | None:
            scene.clock.elapse(after)
            return left.pop() if left else None

        return reply

    return replying(make)


def secured(make: Callable[[Scene], ssl.SSLContext]) -> World:
    """The service shows another certificate."""

    @asynccontextmanager
    async def world(scene: Scene) -> AsyncIterator[None]:
        good = scene.front.answering(lambda _path: None)
        async with scene.front.with_talk(good, tls=make(scene)):
            yield

    return world


@asynccontextmanager
async def nobody(scene: Scene) -> AsyncIterator[None]:
    """Nothing listens at the port."""
    await scene.front.close()
    yield
    await scene.front.open()


@asynccontextmanager
async def cut_while_idle(scene: Scene) -> AsyncIterator[None]:
    """The service closes connections that nobody uses just then, and goes on."""
    await scene.front.close()
    await scene.front.open()
    yield


@asynccontextmanager
async def black_hole(scene: Scene) -> AsyncIterator[None]:
    """Nobody takes the connection, nobody refuses it."""

    async def hang(*_: object) -> None:
        asyncio.get_running_loop().call_soon(scene.clock.elapse, 11)
        await asyncio.Event().wait()

    async with _connecting(scene, hang):
        yield


def no_way(number: int) -> World:
    """The system says so when a connection is tried."""

    @asynccontextmanager
    async def world(scene: Scene) -> AsyncIterator[None]:
        async def refuse(*_: object) -> None:
            raise OSError(number, "no")

        async with _connecting(scene, refuse):
            yield

    return world


@asynccontextmanager
async def _connecting(scene: Scene, connect: Callable[..., Any]) -> AsyncIterator[None]:
    await scene.front.close()
    with scene.patch.context() as patch:
        patch.setattr(asyncio.get_running_loop(), "sock_connect", connect)
        yield
    await scene.front.open()


def names(number: int) -> World:
    """The name cannot be looked up."""

    @asynccontextmanager
    async def world(scene: Scene) -> AsyncIterator[None]:
        def lookup(*_: object, **__: object) -> None:
            raise socket.gaierror(number, "no")

        with _looking_up(scene, lookup):
            yield

    return world


@asynccontextmanager
async def only_ipv6(scene: Scene) -> AsyncIterator[None]:
    """The name has no other address than one of version 6."""

    def lookup(_host: object, port: int, *_: object, **__: object) -> list[object]:
        return [(socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("::1", port, 0, 0))]

    good = scene.front.answering(lambda _path: None)
    async with scene.front.with_talk(good, host="::1"):
        with _looking_up(scene, lookup):
            yield


@contextlib.contextmanager
def _looking_up(scene: Scene, lookup: Callable[..., Any]) -> Any:  # noqa: ANN401  a context manager
    real = socket.getaddrinfo

    def asked(host: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401  as the original
        return (lookup if host == HOST else real)(host, *rest, **named)

    session = scene.stack.http._sessions._pool._session
    assert session is not None
    with scene.patch.context() as patch:
        patch.setattr(socket, "getaddrinfo", asked)
        connector: Any = session.connector
        connector.clear_dns_cache()
        yield
        connector.clear_dns_cache()


def has_ipv6() -> bool:
    """Whether this machine can listen at its own address of IPv6."""
    try:
        with socket.socket(socket.AF_INET6) as trial:
            trial.bind(("::1", 0))
    except OSError:
        return False
    return True
