"""Time as the monitor sees it: passed in, so that tests own it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import asyncio


class Clock(Protocol):
    """Wall clock, monotonic clock, and waiting for an event."""

    def now(self) -> datetime:
        """Aware UTC time of day."""

    def monotonic(self) -> float:
        """Seconds that never run backwards and may stand still in suspend."""

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Until the event is set or the seconds have passed, whichever is first."""


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        """Aware UTC time of day."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds of the monotonic clock."""
        return time.monotonic()

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Until the event is set or the seconds have passed."""
        import asyncio  # noqa: PLC0415  the first paint needs the time of day, not the loop

        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return
