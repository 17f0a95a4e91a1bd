"""Manners: a floor between calls to one host and of one provider, and few calls at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

AT_ONCE = 2
"""Calls to one host at the same time."""

Sleep = Callable[[float], Awaitable[object]]


class Limiter:
    """Lets calls start in the order they came, apart by a gap. A cancelled call holds up nobody."""

    def __init__(self, *, monotonic: Callable[[], float], sleep: Sleep) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._places: dict[str, asyncio.Semaphore] = {}
        self._hosts: dict[str, _Floor] = {}
        self._providers: dict[str, _Floor] = {}

    @asynccontextmanager
    async def turn(self, host: str, provider_id: str, gap: timedelta) -> AsyncIterator[None]:
        """One call of `provider_id` to `host`, at least `gap` after the start of the one before."""
        await self._floor(self._providers, provider_id).wait(gap.total_seconds())
        async with self._places.setdefault(host, asyncio.Semaphore(AT_ONCE)):
            await self._floor(self._hosts, host).wait(gap.total_seconds())
            yield

    def forget(self, provider_id: str) -> None:
        """The provider is gone: keep nothing of it."""
        self._providers.pop(provider_id, None)

    def _floor(self, floors: dict[str, _Floor], name: str) -> _Floor:
        return floors.setdefault(name, _Floor(self._monotonic, self._sleep))


class _Floor:
    def __init__(self, monotonic: Callable[[], float], sleep: Sleep) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._last: float | None = None
        self._queue = asyncio.Lock()

    async def wait(self, gap: float) -> None:
        # The lock is kept while sleeping: that makes the queue fair, and as the time of the last
        # start is set only after it, a cancelled sleeper leaves no gap behind.
        async with self._queue:
            now = self._monotonic()
            if self._last is not None and now < self._last + gap:
                await self._sleep(self._last + gap - now)
            self._last = self._monotonic()
