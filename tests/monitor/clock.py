"""A clock that tests own: nothing passes unless they say so."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 15, 14, 30, tzinfo=UTC)


class FakeClock:
    """Wall and monotonic time move by `advance`; a sleep of the machine moves the wall clock only."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now
        self._monotonic = 1000.0
        self._moved = asyncio.Event()
        self.waits = 0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        self.waits += 1
        deadline = self._monotonic + seconds
        while not event.is_set() and self._monotonic < deadline:
            self._moved.clear()
            moved = asyncio.ensure_future(self._moved.wait())
            asked = asyncio.ensure_future(event.wait())
            try:
                await asyncio.wait({moved, asked}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for waiting in (moved, asked):
                    waiting.cancel()
                await asyncio.gather(moved, asked, return_exceptions=True)

    async def advance(self, by: timedelta, *, asleep: timedelta = timedelta(0)) -> None:
        """Let time pass, in steps of at most ten seconds, and let everyone who waits run."""
        self._now += asleep
        left = by.total_seconds()
        while True:
            step = min(left, 10.0)
            self._now += timedelta(seconds=step)
            self._monotonic += step
            left -= step
            self._moved.set()
            await settle()
            if left <= 0:
                return

    def spend(self, by: timedelta) -> None:
        """Time passes while somebody works; who waits does not notice yet."""
        self._now += by
        self._monotonic += by.total_seconds()

    def set_back(self, by: timedelta) -> None:
        """Someone corrects the wall clock."""
        self._now -= by


async def settle() -> None:
    """Let tasks that can run do so."""
    for _ in range(20):
        await asyncio.sleep(0)
