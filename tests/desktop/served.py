"""The demo's servers in a thread, for an app that is another process."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aimonitor.demo.servers import DemoServers
from aimonitor.providers.registry import Registry

if TYPE_CHECKING:
    from aiohttp import web

PATIENCE = 40.0


class AttentiveServers(DemoServers):
    """Servers that count how often each service was asked."""

    def __init__(self, **how: Any) -> None:  # noqa: ANN401  as the demo's
        super().__init__(**how)
        self.asked = Counter[str]()

    async def _handle(self, request: web.Request) -> web.Response:
        self.asked[request.match_info["service"]] += 1
        return await super()._handle(request)


class Served:
    """Servers at a time that stands still; `environ` leads the app to them."""

    def __init__(self, now: datetime, make: type[AttentiveServers] = AttentiveServers) -> None:
        self.now = now
        self.servers = make(now=lambda: now, good_polls=None)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.up()

    @property
    def environ(self) -> dict[str, str]:
        """The variables that send each service's requests here."""
        registry = Registry()
        urls = self.servers.base_urls
        return {registry.manifest(name).base_url_env: url for name, url in urls.items()}

    def asked(self, provider_type: str) -> int:
        """How often that service was asked so far."""
        return self.servers.asked[provider_type]

    def up(self) -> None:
        """Answer, on the same port as before."""
        asyncio.run_coroutine_threadsafe(self.servers.start(), self._loop).result(PATIENCE)

    def down(self) -> None:
        """Answer no more."""
        asyncio.run_coroutine_threadsafe(self.servers.stop(), self._loop).result(PATIENCE)

    def close(self) -> None:
        self.down()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()


@contextmanager
def served(now: datetime, make: type[AttentiveServers] = AttentiveServers) -> Iterator[Served]:
    """Servers that are there while the block runs."""
    servers = Served(now, make)
    try:
        yield servers
    finally:
        servers.close()
