"""Time for tests: both clocks stand still until somebody sleeps on them or moves them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta


class FakeClock:
    """`slept` lists every sleep in seconds."""

    def __init__(self, start: datetime = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._monotonic = 1000.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        """The wall clock."""
        return self._now

    def monotonic(self) -> float:
        """The other clock, in seconds."""
        return self._monotonic

    def move(self, seconds: float) -> None:
        """Let time pass on both."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def set_wall(self, seconds: float) -> None:
        """Move the wall clock alone: a suspend, or somebody setting the time."""
        self._now += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        """Let that time pass at once."""
        self.slept.append(seconds)
        self.move(seconds)
        await asyncio.sleep(0)
