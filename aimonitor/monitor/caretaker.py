"""What is done as time passes: a new day is read, figures grow old, the history is tidied."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from aimonitor.domain.periods import utc_day
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.ledger import Ledger
from aimonitor.monitor.listeners import Listener
from aimonitor.monitor.roster import Roster
from aimonitor.monitor.rounds import Rounds

HOUSEKEEPING = timedelta(hours=24)


class Caretaker:
    """Keeps the roster as it is stored. `keep_days`: for how long history is kept."""

    def __init__(
        self,
        *,
        roster: Roster,
        ledger: Ledger,
        rounds: Rounds,
        clock: Clock,
        listener: Listener,
        keep_days: int,
    ) -> None:
        self._roster = roster
        self._ledger = ledger
        self._rounds = rounds
        self._clock = clock
        self._listener = listener
        self.keep_days = keep_days
        self._day: date | None = None
        self._tidied_at: datetime | None = None

    async def reload(self) -> None:
        """Read what is stored and tell it. Raises DatabaseError."""
        await self.read()
        self._rounds.show_all()

    async def read(self) -> None:
        """Read what is stored, and tell nothing. Raises DatabaseError."""
        today = utc_day(self._clock.now())
        for facts in await self._ledger.facts(today):
            self._roster.put(facts)
        self._day = today

    def woke(self) -> None:
        """At least once a minute: a new day, figures that grew old, and tidying once a day."""
        now = self._clock.now()
        if self._day is not None and self._day != utc_day(now):
            self._rounds.spawn(self.reload(), "new day")
        self._rounds.show_all()
        self._listener.woke()
        if self._tidied_at is None or now - self._tidied_at > HOUSEKEEPING:
            self._tidied_at = now
            self._rounds.spawn(self._ledger.thin(self.keep_days), "tidy history")
