"""The one aiohttp session: made when first needed, replaced when the settings change."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from aimonitor import APP_NAME, __version__
from aimonitor.errors import NetworkError
from aimonitor.net.revocation import RevocationLists, lists_at
from aimonitor.net.settings import HttpSettings
from aimonitor.net.tls import trusting_context

_HEADERS = {"User-Agent": f"{APP_NAME}/{__version__}", "Accept": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How requests go out: the session, its settings, and the lists of revoked certificates to heed."""

    session: aiohttp.ClientSession
    settings: HttpSettings
    lists: RevocationLists | None = None


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
    async def use(self) -> AsyncIterator[Way]:
        """The way out, kept open while the block runs.

        Raises NetworkError after `close`.
        """
        if self._closed:
            raise NetworkError("AIMonitor is closing, so nothing is asked any more.")
        pool = self._pool
        pool.users += 1
        try:
            yield Way(session=pool.session(), settings=pool.settings, lists=pool.lists)
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
        self.lists = lists_at(settings.revoked)
        self.users = 0
        self._session: aiohttp.ClientSession | None = None

    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=_connector(self.lists),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=_HEADERS,
            )
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def _connector(lists: RevocationLists | None) -> aiohttp.TCPConnector:
    if lists is None:
        return aiohttp.TCPConnector(ssl=trusting_context())
    from aimonitor.net.connector import ListedConnector  # noqa: PLC0415  few keep lists

    return ListedConnector(lists)
