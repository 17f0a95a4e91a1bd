"""Which days and polls the details have asked for, so that nothing is asked for twice. No Qt."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from aimonitor.domain.history import EVERYONE, History
from aimonitor.domain.periods import Period
from aimonitor.domain.state import ProviderState


class Shown(Struct, frozen=True, kw_only=True):
    """What the details show: a provider (or EVERYONE) and UTC days. `polled_at`: its newest poll, if any."""

    provider_id: str
    first: date
    last: date
    polled_at: datetime | None

    @classmethod
    def of(cls, state: ProviderState | None, period: Period, several: str = EVERYONE) -> Shown:
        """Of that provider over that period; None: of `several`."""
        if state is None:
            return cls(provider_id=several, first=period.first, last=period.last, polled_at=None)
        polled = state.last_poll.started_at if state.last_poll is not None else None
        return cls(provider_id=state.provider.id, first=period.first, last=period.last, polled_at=polled)

    def is_of(self, history: History) -> bool:
        """Whether `history` is of this provider and of just these days."""
        return (history.provider_id, history.first, history.last) == (self.provider_id, self.first, self.last)

    def differs_in_days(self, other: Shown | None) -> bool:
        """Whether `other` is of another provider or of other days."""
        mine = (self.provider_id, self.first, self.last)
        return other is None or mine != (other.provider_id, other.first, other.last)


class Asked:
    """What was asked for last, by kind; a new poll makes every answer old."""

    def __init__(self) -> None:
        self._last: dict[str, Shown | tuple[str, datetime | None]] = {}

    def history(self, shown: Shown) -> bool:
        """Whether these days must be asked for now; remembers that they were."""
        return self._is_new("history", shown)

    def year(self, shown: Shown) -> bool:
        """Whether this year must be asked for now; remembers that it was."""
        return self._is_new("year", shown)

    def polls(self, shown: Shown) -> bool:
        """Whether these polls must be asked for now; remembers that they were."""
        return self._is_new("polls", (shown.provider_id, shown.polled_at))

    def forget_history(self) -> None:
        """Ask again for days: the answer is no longer shown, or never came."""
        self._last.pop("history", None)

    def forget_year(self) -> None:
        """Ask again for the year."""
        self._last.pop("year", None)

    def forget_polls(self) -> None:
        """Ask again for polls."""
        self._last.pop("polls", None)

    def _is_new(self, kind: str, wish: Shown | tuple[str, datetime | None]) -> bool:
        if self._last.get(kind) == wish:
            return False
        self._last[kind] = wish
        return True
