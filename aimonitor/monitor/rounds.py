"""Polls on their rounds: by the clock, on demand, joined, stopped, paused, resumed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from aimonitor.domain.provider import ENV_PREFIX, NO_KEY_REF
from aimonitor.domain.usage import UsageSnapshot
from aimonitor.errors import AppError, ConfigError, ProblemKind, RateLimitError
from aimonitor.insight.problems import asked_to_wait
from aimonitor.monitor.board import Board
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.listeners import Listener
from aimonitor.monitor.poller import Poller
from aimonitor.monitor.roster import Entry, Roster
from aimonitor.monitor.schedule import CROWD, SENT_NOTHING, STAGGER, breath
from aimonitor.monitor.scheduler import Scheduler
from aimonitor.monitor.tasks import Tasks
from aimonitor.net.http import HttpClient
from aimonitor.net.retry_after import duration_words

MANUAL_FLOOR = timedelta(seconds=15)
_HELD = "The history is being exchanged. Ask again in a moment."
_STOPPED = frozenset({ProblemKind.AUTH, ProblemKind.WRONG_KEY})


class Rounds:
    """One running poll a provider at most; who asks meanwhile joins it."""

    def __init__(
        self,
        *,
        roster: Roster,
        board: Board,
        http: HttpClient,
        clock: Clock,
        listener: Listener,
        on_wake: Callable[[], None],
    ) -> None:
        self._roster = roster
        self._board = board
        self._http = http
        self._clock = clock
        self._listener = listener
        self._on_wake = on_wake
        self._tasks = Tasks()
        self._paused = False
        self._told_until: datetime | None = None
        self._begun = False
        self._held = False
        self.scheduler = Scheduler(self._start, clock, on_wake=self._woke, soonest=self._soonest)
        self.poller: Poller

    def begin(self) -> None:
        """Poll each enabled provider now, staggered, but for those whose key was refused."""
        self._begun = True
        self._plan_all()
        self._tasks.spawn(self.scheduler.run(), name="scheduler")

    async def hold(self) -> None:
        """End all polls and begin none until `release`."""
        self._held = True
        await asyncio.gather(*(self.stop(entry) for entry in self._roster))

    def release(self) -> None:
        """Poll again who is there now."""
        self._held = False
        if self._begun:
            self._plan_all()

    def _plan_all(self) -> None:
        now = self._clock.now()
        for place, entry in enumerate(entry for entry in self._roster if _wants_polls(entry)):
            self.scheduler.plan(entry.provider.id, now + place * STAGGER)

    def recall_pauses(self) -> None:
        """Respect what servers asked for before the app was started."""
        for entry in self._roster:
            until = asked_to_wait(entry.facts.last_poll)
            if until is not None:
                self._http.recall_pause(entry.provider.id, until)

    async def aclose(self) -> None:
        """End all polls; wait for them at most three seconds."""
        await self._tasks.aclose()

    def plan(self, entry: Entry, due: datetime | None) -> None:
        """Poll it at `due`; None: not until it is planned again."""
        self.scheduler.plan(entry.provider.id, due)

    def due(self, entry: Entry) -> datetime | None:
        """When it is polled next."""
        return self.scheduler.due(entry.provider.id)

    async def poll(self, entry: Entry) -> UsageSnapshot:
        """As `Monitor.poll_provider`."""
        if not entry.polling:
            self._respect_pause(entry)
            entry.may_ask = True
        return await asyncio.shield(self._task(entry))

    def refresh(self, entry: Entry) -> None:
        """Poll in the background unless it was read seconds ago. Raises RateLimitError in a pause."""
        self._respect_pause(entry)
        good = entry.facts.last_good_at
        age = None if good is None else self._clock.now() - good
        # below zero after a clock was set back: then it is not known how old the figures are
        fresh = age is not None and timedelta(0) <= age < MANUAL_FLOOR and not entry.failures
        if not fresh:
            entry.may_ask = entry.may_ask or not entry.polling
            self._task(entry)

    async def refresh_all(self) -> None:
        """Poll all that are enabled and not in a pause of the server's. The window may draw in between."""
        for entry in self._roster:
            if entry.provider.id not in self._roster:
                continue
            until = self._http.paused_until(entry.provider.id)
            if entry.provider.enabled and (until is None or until <= self._clock.now()):
                self.refresh(entry)
                await asyncio.sleep(breath(len(self._roster)))

    async def stop(self, entry: Entry) -> None:
        """End its running poll and plan none."""
        self.plan(entry, None)
        if entry.task is not None and not entry.task.done():
            entry.task.cancel()
            await asyncio.wait([entry.task], timeout=3)

    @asynccontextmanager
    async def resting(self, entry: Entry) -> AsyncIterator[datetime | None]:
        """No poll of it while the block runs; when it was due. An AppError plans it as before."""
        due = self._clock.now() if entry.polling else self.due(entry)
        await self.stop(entry)
        try:
            yield due
        except AppError:
            self.plan(entry, due)
            self.show(entry)
            raise

    def pause(self, until: datetime | None) -> None:
        """Start nothing until then; None: until resumed."""
        self.scheduler.pause(until)
        self._tell_paused(until)

    def resume(self) -> None:
        """Poll again; what fell due meanwhile is polled now."""
        self.scheduler.resume()
        self._tell_resumed()

    def network_returned(self) -> None:
        """Poll what waits because of the network."""
        for entry in self._roster:
            if entry.told is not None and entry.told.kind is ProblemKind.NETWORK and entry.provider.enabled:
                self.plan(entry, self._clock.now())

    def shorten(self) -> None:
        """No provider waits longer than its interval, which may be shorter now."""
        for entry in self._roster:
            due = self.due(entry)
            soon = self._clock.now() + self._board.interval(entry.provider)
            if due is not None and due > soon and not entry.failures:
                self.plan(entry, soon)

    def show(self, entry: Entry) -> None:
        """Tell what is shown of it now, while it is among us."""
        if entry.provider.id in self._roster:
            self._board.show(entry, self.due(entry))

    def show_all(self) -> None:
        """Tell what is shown of all now."""
        self._board.show_all({entry.provider.id: self.due(entry) for entry in self._roster})

    async def show_each(self) -> None:
        """As `show_all`, where all changed a little: the window may draw in between, but not after each."""
        for place, entry in enumerate(list(self._roster)):
            if entry.provider.id in self._roster:
                self._board.show_state(entry, self.due(entry))
            if not place % CROWD:
                await asyncio.sleep(0)
        self._board.show_dashboard()

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Run `work` beside the polls."""
        self._tasks.spawn(work, name=name)

    def _start(self, provider_id: str) -> None:
        if self._held or provider_id not in self._roster:
            return
        entry, until = self._roster.get(provider_id), self._http.paused_until(provider_id)
        if until is not None and until > self._clock.now():
            self.plan(entry, until)
        elif entry.polling:
            self.plan(entry, self._clock.now() + self._board.interval(entry.provider))
        elif entry.provider.enabled:
            self._task(entry)

    def _soonest(self, provider_id: str) -> datetime | None:
        """When its service may be asked again by itself; None: no reason to wait."""
        if provider_id not in self._roster:
            return None
        entry = self._roster.get(provider_id)
        last = entry.facts.last_poll
        if last is None or (last.problem is not None and last.problem.kind in SENT_NOTHING):
            return None
        return last.started_at + self._board.minimum(entry.provider)

    def _task(self, entry: Entry) -> asyncio.Task[UsageSnapshot]:
        if entry.task is None or entry.task.done():
            self.plan(entry, None)
            entry.task = self._tasks.spawn(self.poller.poll(entry), name=f"poll {entry.provider.id}")
            entry.task.add_done_callback(lambda task: self._ended(entry, task))
            self.show(entry)
        return entry.task

    def _ended(self, entry: Entry, task: asyncio.Task[UsageSnapshot]) -> None:
        """A poll that crashed planned no next one: it is tried again all the same."""
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, AppError) and entry.provider.enabled:
            self.plan(entry, self._clock.now() + self._board.interval(entry.provider))
        self.show(entry)

    def _respect_pause(self, entry: Entry) -> None:
        if self._held:
            raise ConfigError(_HELD)
        until = self._http.paused_until(entry.provider.id)
        if until is None or until <= self._clock.now():
            return
        seconds = max(1, round((until - self._clock.now()).total_seconds()))
        msg = f"{entry.provider.name} asked us to wait. It can be asked again in {duration_words(seconds)}."
        raise RateLimitError(msg, retry_after=float(seconds))

    def _tell_paused(self, until: datetime | None) -> None:
        self._paused, self._told_until = True, until
        self._listener.paused_changed(True, until)  # noqa: FBT003

    def _tell_resumed(self) -> None:
        self._paused = False
        self._listener.paused_changed(False, None)  # noqa: FBT003

    def _woke(self) -> None:
        if self._paused and not self.scheduler.paused:
            self._tell_resumed()
        elif self._paused and self.scheduler.resume_at != self._told_until:
            self._tell_paused(self.scheduler.resume_at)
        self._on_wake()


def _wants_polls(entry: Entry) -> bool:
    """A key that was refused is not asked again; a variable or a program's login may be new at each start."""
    poll = entry.facts.last_poll
    stopped = poll is not None and poll.problem is not None and poll.problem.kind in _STOPPED
    may_be_new = entry.provider.api_key_ref.startswith((ENV_PREFIX, NO_KEY_REF))
    return entry.provider.enabled and (may_be_new or not stopped)
