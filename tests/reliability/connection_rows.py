"""No connection, and connections that fail."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.net.raw import resetting, silent
from tests.reliability.row import Row, harmless
from tests.reliability.scene import Scene
from tests.reliability.worlds import (
    answer,
    black_hole,
    cut_while_idle,
    names,
    no_way,
    nobody,
    once,
    only_ipv6,
    saying,
    talking,
)

_HALF = answer(body=b'{"object": "page", "da', content_length="5000")


@asynccontextmanager
async def _no_first_byte(scene: Scene) -> AsyncIterator[None]:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        scene.clock.elapse(31)
        await silent(reader, writer)

    async with scene.front.with_talk(talk):
        yield


@asynccontextmanager
async def _a_late_first_byte(scene: Scene) -> AsyncIterator[None]:
    left = [29.0]

    def reply(_path: str) -> None:
        scene.clock.elapse(left.pop() if left else 0)

    async with scene.front.with_talk(scene.front.answering(reply)):
        yield


@asynccontextmanager
async def _a_byte_a_second(scene: Scene) -> AsyncIterator[None]:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for byte in answer(body=b" " * 5000):
            writer.write(bytes([byte]))
            await writer.drain()
            scene.clock.elapse(1)
            await asyncio.sleep(0)

    async with scene.front.with_talk(talk):
        yield


@asynccontextmanager
async def _no_handshake(scene: Scene) -> AsyncIterator[None]:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        scene.clock.elapse(11)
        await silent(reader, writer)

    async with scene.front.with_talk(talk, plain=True):
        yield


NO_CONNECTION = (
    Row(
        fault="Nothing listens: the connection is refused",
        world=nobody,
        words="{host} refused the connection. Is the address right, and is the service running?",
    ),
    Row(
        fault="No network",
        world=no_way(errno.ENETUNREACH),
        words="There is no way to {host}. Check the network connection.",
    ),
    Row(
        fault="The network is switched off",
        world=no_way(errno.ENETDOWN),
        words="The network is down. Check the network connection.",
    ),
    Row(
        fault="No route to the host",
        world=no_way(errno.EHOSTUNREACH),
        words="There is no way to {host}. Check the network connection.",
    ),
    Row(
        fault="The name does not exist",
        world=names(socket.EAI_NONAME),
        words="There is no host named {host}. Check the address and the network connection.",
    ),
    Row(
        fault="The name server does not answer",
        world=names(socket.EAI_AGAIN),
        words="The name {host} cannot be looked up right now. Check the network connection.",
    ),
    Row(
        fault="Black hole: nobody takes the connection, nobody refuses it",
        world=black_hole,
        words="{host} did not take the connection within 10 seconds.",
    ),
    Row(
        fault="The connection is taken, then silence before encryption",
        world=_no_handshake,
        words="{host} did not take the connection within 10 seconds.",
    ),
    harmless("The service has addresses of IPv6 only", only_ipv6),
)

BROKEN_CONNECTIONS = (
    Row(
        fault="Reset before the answer",
        world=talking(resetting, plain=True),
        words="{host} closed the connection before it answered.",
    ),
    Row(
        fault="Closed before the answer",
        world=saying(),
        words="{host} closed the connection before it answered.",
    ),
    Row(
        fault="Reset or closed in the middle of the answer",
        world=saying(_HALF),
        words="The connection to {host} broke off in the middle of the answer.",
    ),
    Row(
        fault="Closed in the middle of a chunk",
        world=saying(answer(body=b'40\r\n{"object"', transfer_encoding="chunked")),
        words="The connection to {host} broke off in the middle of the answer.",
    ),
    Row(
        fault="The request is taken, then silence",
        world=_no_first_byte,
        words="{host} did not answer in full within 30 seconds.",
    ),
    Row(
        fault="One byte a second",
        world=_a_byte_a_second,
        words="{host} did not answer in full within 30 seconds.",
    ),
    Row(
        fault="Something that is not HTTP",
        world=saying(b"220 mail.example ESMTP\r\n"),
        words="{host} answered something that is not HTTP. Check the address.",
    ),
    harmless("First byte after 29 seconds", _a_late_first_byte, "it is waited for"),
    harmless("Closed while idle", cut_while_idle, "a new connection is made"),
    harmless("One request of a poll is not answered", once(b""), "it is asked again at once"),
)
