"""One made-up time for all: the monitor's clocks, the waits between attempts, and the loop's time-outs."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from tests.monitor.clock import FakeClock


class OneTime(FakeClock):
    """Nothing passes unless a test or a server of its says so; then a time-out of thirty seconds is over."""

    def __init__(self, patch: pytest.MonkeyPatch, now: datetime) -> None:
        super().__init__(now)
        loop = asyncio.get_running_loop()
        real, self._added = loop.time, 0.0
        patch.setattr(loop, "time", lambda: real() + self._added)

    def elapse(self, seconds: float) -> None:
        """Let so much time pass at once, everywhere."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds
        self._added += seconds
        self._moved.set()

    def move_wall(self, by: timedelta) -> None:
        """The wall clock alone: suspend, or somebody sets the time."""
        self._now += by

    async def sleep(self, seconds: float) -> None:
        """A wait between attempts: it is over at once."""
        self.elapse(seconds)
        await asyncio.sleep(0)
