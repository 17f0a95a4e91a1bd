"""Many services on loopback, each a host of its own: `python -m tests.bench.origins COUNT SECONDS`.

Each tells a balance, that many seconds after it was asked. A process of its own, so that what it works is
not counted as the app's. Prints their addresses, one a line, and an empty line once all listen.

The app keeps its distance between calls by host, not by port: so each has an address of 127.0.0.0/8.
"""

from __future__ import annotations

import asyncio
import sys

_BODY = b"""{"is_available": true, "balance_infos": [{"currency": "CNY", "total_balance": "110.00",
"granted_balance": "10.00", "topped_up_balance": "100.00"}]}"""
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


async def serve(count: int, seconds: float) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                await asyncio.sleep(seconds)
                writer.write(_HEAD % len(_BODY) + _BODY)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    hosts = [f"127.0.{number // 200}.{number % 200 + 1}" for number in range(count)]
    servers = [await asyncio.start_server(answer, host, 0, backlog=1024) for host in hosts]
    for server in servers:
        host, port = server.sockets[0].getsockname()
        print(f"http://{host}:{port}")  # noqa: T201  whoever started it reads them
    print(flush=True)  # noqa: T201  as above
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2])))
