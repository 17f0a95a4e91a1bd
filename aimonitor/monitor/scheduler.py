"""One timer for all jobs: it sleeps until the next is due and notices when the machine slept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from aimonitor.domain.periods import ONE_DAY, day_start, utc_day
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.schedule import STAGGER, breath

LONGEST_NAP = 60.0
_BETWEEN_LOOKS = 10.0
"""Seconds: at each look all providers are worked out anew, and of many one is always planned just then."""
_DRIFT = 30.0


class Scheduler:
    """Starts jobs by name when their wall-clock time has come.

    Monotonic timers stand still in suspend, so both clocks are compared on each waking: after a
    sleep all jobs are due, staggered, but none before `soonest`; when the wall clock was set back they,
    and the end of a pause, move with it.
    `on_wake` is called at least once a minute, with a new day, after a pause, and when a clock jumped; and
    within ten seconds after jobs were planned or started, once for all of them.
    """

    def __init__(
        self,
        start: Callable[[str], None],
        clock: Clock,
        *,
        on_wake: Callable[[], None],
        soonest: Callable[[str], datetime | None] = lambda _job: None,
    ) -> None:
        self._start = start
        self._clock = clock
        self._on_wake = on_wake
        self._soonest = soonest
        self._due: dict[str, datetime] = {}
        self._changed = asyncio.Event()
        self._paused = False
        self._resume_at: datetime | None = None
        self._looked_at, self._looked_on = float("-inf"), utc_day(clock.now())
        self._owes_look = False

    def plan(self, job: str, due: datetime | None) -> None:
        """Start `job` at `due`; None: not until it is planned again."""
        if due is None:
            self._due.pop(job, None)
        else:
            self._due[job] = due
        self._changed.set()

    def due(self, job: str) -> datetime | None:
        """When `job` is due; None while it is not planned."""
        return self._due.get(job)

    @property
    def paused(self) -> bool:
        """Whether all jobs wait."""
        return self._paused

    @property
    def resume_at(self) -> datetime | None:
        """When a pause ends by itself; None: when the user says so."""
        return self._resume_at

    def pause(self, until: datetime | None) -> None:
        """Start nothing until then; None: until `resume`."""
        self._paused, self._resume_at = True, until
        self._changed.set()

    def resume(self) -> None:
        """Go on; what fell due meanwhile starts now."""
        self._paused, self._resume_at = False, None
        self._changed.set()

    def all_due(self) -> None:
        """Every planned job is due now, staggered: after suspend, or when the network is back."""
        now = self._clock.now()
        for place, job in enumerate(sorted(self._due, key=self._due.__getitem__)):
            self._due[job] = min(self._due[job], max(now + place * STAGGER, self._soonest(job) or now))
        self._changed.set()

    async def run(self) -> None:
        """Start jobs for ever; ends by being cancelled."""
        before = self._clocks()
        while True:
            self._owes_look |= self._changed.is_set()  # a start may have planned something
            self._changed.clear()
            await self._clock.wait(self._changed, self._nap(*self._clocks()))
            jumped, resumed = self._heed_clocks(*before), self._end_pause()
            before = self._clocks()
            self._look(at_once=jumped or resumed)
            await self._start_due()

    def _clocks(self) -> tuple[datetime, float]:
        return self._clock.now(), self._clock.monotonic()

    def _look(self, *, at_once: bool) -> None:
        today, monotonic = utc_day(self._clock.now()), self._clock.monotonic()
        self._owes_look = not (
            at_once or today != self._looked_on or monotonic - self._looked_at >= _BETWEEN_LOOKS
        )
        if not self._owes_look:
            self._looked_at, self._looked_on = monotonic, today
            self._on_wake()

    def _nap(self, now: datetime, monotonic: float) -> float:
        times = [] if self._paused else list(self._due.values())
        if self._paused and self._resume_at is not None:
            times.append(self._resume_at)
        times.append(day_start(utc_day(now) + ONE_DAY))  # a new day changes every figure
        between = _BETWEEN_LOOKS if self._owes_look else LONGEST_NAP
        until_look = min(between, self._looked_at + between - monotonic)
        return max(0.0, min((min(times) - now).total_seconds(), until_look))

    def _heed_clocks(self, wall: datetime, monotonic: float) -> bool:
        """Whether a clock jumped."""
        passed = (self._clock.now() - wall).total_seconds()
        drift = passed - (self._clock.monotonic() - monotonic)
        if drift > _DRIFT:
            self.all_due()
        elif drift < -_DRIFT:
            back = timedelta(seconds=drift)
            self._due = {job: due + back for job, due in self._due.items()}
            if self._resume_at is not None:
                self._resume_at += back
        return abs(drift) > _DRIFT

    def _end_pause(self) -> bool:
        """Whether a pause ended by itself just now."""
        ended = self._resume_at is not None and self._resume_at <= self._clock.now()
        if ended:
            self.resume()
        return ended

    async def _start_due(self) -> None:
        """The window may draw between two starts."""
        now = self._clock.now()
        jobs = [job for job, due in self._due.items() if due <= now]
        for job in jobs:
            due = self._due.get(job)
            if not self._paused and due is not None and due <= now:
                del self._due[job]
                self._start(job)
                await asyncio.sleep(breath(len(jobs)))
