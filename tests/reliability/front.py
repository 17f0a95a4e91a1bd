"""The door of a service, which a test can put anything into: in front of the demo's servers, with TLS."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from tests.net.raw import Talk, raw_server, relay

Reply = Callable[[str], bytes | None]
"""The bytes that answer a path with its query; None: the service behind answers."""


class Front:
    """One port that stays ours, whatever stands at it. It is good when opened."""

    def __init__(self, behind: int, tls: ssl.SSLContext) -> None:
        self._behind = behind
        self._tls = tls
        self._kept = socket.socket()
        self._kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._kept.bind(("127.0.0.1", 0))
        self._open = AsyncExitStack()
        self.port: int = self._kept.getsockname()[1]
        self.asked: list[str] = []

    async def open(self) -> None:
        """Let the service behind answer."""
        await self._stand(self.answering(lambda _path: None), self._tls, "127.0.0.1")

    async def close(self) -> None:
        """Nobody listens here any more; the port stays ours."""
        await self._open.aclose()

    def give_up(self) -> None:
        """The port is free again."""
        self._kept.close()

    @asynccontextmanager
    async def with_talk(
        self, talk: Talk, *, tls: ssl.SSLContext | None = None, plain: bool = False, host: str = "127.0.0.1"
    ) -> AsyncIterator[None]:
        """Let `talk` stand here; `plain`: below TLS. Connections are cut before and afterwards."""
        await self.close()
        await self._stand(talk, None if plain else tls or self._tls, host)
        yield
        await self.close()
        await self.open()

    def answering(self, reply: Reply) -> Talk:
        """A talk in which `reply` answers what it wants to, one request a connection."""

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode()
            self.asked.append(path)
            data = reply(path)
            if data is None:
                await relay(reader, writer, self._behind, head=head)
            else:
                writer.write(data)
                await writer.drain()

        return talk

    async def _stand(self, talk: Talk, tls: ssl.SSLContext | None, host: str) -> None:
        await self._open.enter_async_context(raw_server(talk, host=host, port=self.port, tls=tls))
