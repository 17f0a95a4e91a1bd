"""The one aiohttp session: made when first needed, replaced when the settings change."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from aimonitor import APP_NAME, __version__
from aimonitor.errors import NetworkError
from aimonitor.net.settings import HttpSettings
from aimonitor.net.tls import trusting_context

_HEADERS = {"User-Agent": f"{APP_NAME}/{__version__}", "Accept": "application/json"}


class Sessions:
    """Hands out the session for the settings of the day; one that was replaced ends its requests first."""

    def __init__(self, settings: HttpSettings) -> None:
        self._pool = _Pool(settings)
        self._old: set[_Pool] = set()
        self._closed = False

    @property
    def settings(self) -> HttpSettings:
        """The settings in force."""
        return self._pool.settings

    @asynccontextmanager
    async def use(self) -> AsyncIterator[tuple[aiohttp.ClientSession, HttpSettings]]:
        """The session and its settings, kept open while the block runs.

        Raises NetworkError after `close`.
        """
        if self._closed:
            raise NetworkError("AIMonitor is closing, so nothing is asked any more.")
        pool = self._pool
        pool.users += 1
        try:
            yield pool.session(), pool.settings
        finally:
            pool.users -= 1
            if pool in self._old and not pool.users:
                self._old.discard(pool)
                await pool.close()

    async def replace(self, settings: HttpSettings) -> None:
        """Use `settings` from the next request on."""
        pool, self._pool = self._pool, _Pool(settings)
        if pool.users:
            self._old.add(pool)
        else:
            await pool.close()

    async def close(self) -> None:
        """Close every connection, also those in use."""
        self._closed = True
        for pool in (self._pool, *self._old):
            await pool.close()
        self._old.clear()


class _Pool:
    def __init__(self, settings: HttpSettings) -> None:
        self.settings = settings
        self.users = 0
        self._session: aiohttp.ClientSession | None = None

    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=trusting_context()),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=_HEADERS,
            )
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
