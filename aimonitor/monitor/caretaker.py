"""What is done as time passes: a new day is read, figures grow old, the history is tidied."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec.structs import replace

from aimonitor.domain.periods import month_start, utc_day
from aimonitor.domain.state import ProviderFacts
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
            self._roster.put(self._newest(facts, today))
        self._day = today

    def _newest(self, stored: ProviderFacts, today: date) -> ProviderFacts:
        """What was read since nothing can be kept is newer than what is stored, and known in memory alone."""
        if self._ledger.problem is None or stored.provider.id not in self._roster:
            return stored
        live, last = self._roster.get(stored.provider.id).facts, stored.last_poll
        if live.last_poll is None or (last is not None and last.started_at >= live.last_poll.started_at):
            return stored
        is_of_this_month = utc_day(live.last_poll.started_at) >= month_start(today)
        models = live.month_models if is_of_this_month else stored.month_models
        return replace(live, provider=stored.provider, entered=stored.entered, month_models=models)

    def woke(self) -> None:
        """At least once a minute: a new day, figures that grew old, and tidying once a day."""
        now = self._clock.now()
        if self._day is not None and self._day != utc_day(now):
            self._rounds.spawn(self.reload(), "new day")
        self._rounds.show_all()
        self._listener.woke()
        if self._tidied_at is None or not timedelta(0) <= now - self._tidied_at <= HOUSEKEEPING:
            self._tidied_at = now
            self._rounds.spawn(self._tidy(now), "tidy history")

    async def _tidy(self, now: datetime) -> None:
        """Not at once where the clock leapt: what a wrong one calls old would be gone.

        Polls of the last day prove nothing: they may be by the same clock, of a start before this one.
        """
        newest = await self._ledger.newest_poll(now - HOUSEKEEPING)
        self._doubted = leaps(newest, now) and not self._doubted
        if not self._doubted:
            await self._ledger.thin(self.keep_days)


def leaps(newest: datetime | None, now: datetime) -> bool:
    """Whether nothing was polled for so long that the clock may be wrong, as after an empty battery.

    `newest`: of the polls up to a day before now.
    """
    return newest is not None and now - newest > LEAP
