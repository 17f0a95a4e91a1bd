"""Bytes on a socket, for what no well-behaved HTTP server can be made to do."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def raw_server(
    talk: Talk, *, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[str]:
    """The base URL of a server that has `talk` for each connection; all are cut at the end."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())  # type: ignore[arg-type]  # it runs in a task
        try:
            await talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, host, port, ssl=tls)
    try:
        yield f"http://{host}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def speaking(*parts: bytes, pause: float = 0) -> Talk:
    """A talk that reads the request's head, sends `parts` (waiting `pause` seconds between) and hangs up."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)

    return talk


async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """A talk that takes everything and never says a word."""
    while await reader.read(65536):
        pass


async def resetting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A talk that waits for the first bytes and tears the connection down."""
    await reader.read(1024)
    writer.transport.abort()


async def old_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A talk that knows TLS 1.1 and nothing newer; asyncio's own server would drop the alert."""
    await reader.read(1)
    writer.write(bytes.fromhex("15 0301 0002 02 46"))
    await writer.drain()
    await reader.read()


async def relay(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    port: int,
    *,
    head: bytes = b"",
    passed: bytearray | None = None,
) -> None:
    """Join the connection to `port` of this machine; `head` goes first, `passed` takes what goes through."""
    far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
    far_writer.write(head)

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            if passed is not None:
                passed.extend(data)
            sink.write(data)
            await sink.drain()
        sink.close()

    try:
        await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))
    finally:
        far_writer.close()
