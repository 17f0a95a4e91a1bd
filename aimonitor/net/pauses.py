"""Which providers a server told to wait, and until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from aimonitor.net.retry_after import LONGEST_PAUSE


class Pauses:
    """A pause ends when either clock says so: one stops in suspend, the other may be set back."""

    def __init__(self, *, now: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        self._now = now
        self._monotonic = monotonic
        self._ends: dict[str, tuple[datetime, float]] = {}

    def begin(self, provider_id: str, seconds: float) -> None:
        """Pause the provider from now on; a longer pause that is already running stays."""
        if seconds > self.left(provider_id):
            self._ends[provider_id] = (self._now() + timedelta(seconds=seconds), self._monotonic() + seconds)

    def recall(self, provider_id: str, until: datetime) -> None:
        """A pause that was begun before the app was started; no clock that was set back makes it endless."""
        left = (until - self._now()).total_seconds()
        self.begin(provider_id, min(left, LONGEST_PAUSE))

    def left(self, provider_id: str) -> float:
        """Seconds until the provider may ask again, 0 if it may now."""
        end = self._ends.get(provider_id)
        if end is None:
            return 0.0
        left = min((end[0] - self._now()).total_seconds(), end[1] - self._monotonic())
        if left <= 0:
            del self._ends[provider_id]
        return max(0.0, left)

    def until(self, provider_id: str) -> datetime | None:
        """The time at which the provider may ask again, None if it may now."""
        left = self.left(provider_id)
        return self._now() + timedelta(seconds=left) if left else None

    def end(self, provider_id: str) -> None:
        """The provider may ask at once: it is gone, or has another key."""
        self._ends.pop(provider_id, None)
