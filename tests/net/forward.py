"""A forward proxy on loopback that leads every CONNECT to one server, and remembers what it was told."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.net.raw import raw_server, relay


@dataclass
class ForwardProxy:
    """`heads` are the request heads as they came; `answer` is given instead of a tunnel if not empty."""

    url: str = ""
    own_port: int = 0
    port: int = 0
    answer: bytes = b""
    heads: list[str] = field(default_factory=list)
    passed: bytearray = field(default_factory=bytearray)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        if self.answer:
            writer.write(self.answer)
            await writer.drain()
            return
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await relay(reader, writer, self.port, passed=self.passed)


@asynccontextmanager
async def forward_proxy(
    port: int = 0, answer: bytes = b"", *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[ForwardProxy]:
    """A proxy that leads to `port` of this machine; `tls`: it is spoken to in TLS itself."""
    proxy = ForwardProxy(port=port, answer=answer)
    async with raw_server(proxy.talk, tls=tls) as url:
        proxy.url, proxy.own_port = url, int(url.rpartition(":")[2])
        yield proxy
