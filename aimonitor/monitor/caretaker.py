"""What is done as time passes: a new day is read, figures grow old, the history is tidied."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from aimonitor.domain.periods import utc_day
from aimonitor.domain.state import PollRecord
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.ledger import Ledger
from aimonitor.monitor.listeners import Listener
from aimonitor.monitor.roster import Roster
from aimonitor.monitor.rounds import Rounds

HOUSEKEEPING = timedelta(hours=24)
LEAP = timedelta(days=31)


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
        self._doubted = False

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
        if self._tidied_at is None or not timedelta(0) <= now - self._tidied_at <= HOUSEKEEPING:
            self._tidied_at = now
            if self._believes(now):
                self._rounds.spawn(self._ledger.thin(self.keep_days), "tidy history")

    def _believes(self, now: datetime) -> bool:
        """Not at once where the clock leapt since the last poll: what a wrong one calls old would be gone."""
        newest = newest_poll(entry.facts.last_poll for entry in self._roster)
        self._doubted = leaps(newest, now) and not self._doubted
        return not self._doubted


def newest_poll(polls: Iterable[PollRecord | None]) -> datetime | None:
    """When the newest of them began; None where there is none."""
    return max((poll.started_at for poll in polls if poll is not None), default=None)


def leaps(newest: datetime | None, now: datetime) -> bool:
    """Whether nothing was polled for so long that the clock may be wrong, as after an empty battery."""
    return newest is not None and now - newest > LEAP
