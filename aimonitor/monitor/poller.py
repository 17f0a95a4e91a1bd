"""One poll of one provider, from its key to its place in the history and its next time."""

from __future__ import annotations

import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from aimonitor.domain.periods import ONE_DAY, utc_day
from aimonitor.domain.provider import Provider
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import PollRecord
from aimonitor.domain.usage import Problem, UsageSnapshot
from aimonitor.errors import AppError, AuthError, ProblemKind
from aimonitor.insight.problems import headline_problem
from aimonitor.keychain.source import KeySource
from aimonitor.monitor.board import Board, renamed
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.ledger import Ledger
from aimonitor.monitor.notices import failure_notice, recovery_notice
from aimonitor.monitor.reader import Reader, problem_of, refuse_useless
from aimonitor.monitor.roster import Entry, Roster
from aimonitor.monitor.schedule import next_due
from aimonitor.monitor.scheduler import Scheduler

_log = logging.getLogger(__name__)

REREAD_DAYS = 3
GAP_PATIENCE = timedelta(hours=6)


class Poller:
    """Polls entries of the roster, one poll at a time each."""

    def __init__(
        self,
        *,
        roster: Roster,
        reader: Reader,
        keys: KeySource,
        ledger: Ledger,
        board: Board,
        scheduler: Scheduler,
        clock: Clock,
        rng: random.Random,
        save: Callable[[Provider], Awaitable[None]],
    ) -> None:
        self._roster = roster
        self._reader = reader
        self._keys = keys
        self._ledger = ledger
        self._board = board
        self._scheduler = scheduler
        self._clock = clock
        self._rng = rng
        self._save = save

    async def poll(self, entry: Entry) -> UsageSnapshot:
        """Read, store, show, tell, plan. Raises the AppError that a failed poll ended with."""
        started = self._clock.now()
        self._board.show(entry, None)
        try:
            snapshot = await self._read(entry)
        except AppError as error:
            await self._finish(entry, self._failed(entry, error, started), None)
            raise
        await self._finish(entry, self._succeeded(entry, snapshot, started), snapshot)
        return snapshot

    async def _read(self, entry: Entry) -> UsageSnapshot:
        try:
            may_ask, entry.may_ask = entry.may_ask, False
            key = await self._keys.resolve(entry.provider, ask=may_ask)
            if not entry.key_checked:
                await self._check_key(entry, key)
            snapshot = await self._reader.read(
                entry.provider,
                key,
                since=await self._since(entry),
                notes=entry.notes or await self._ledger.notes(entry.provider),
            )
        except AuthError:
            entry.key_checked = False
            raise
        entry.notes = snapshot.notes
        return snapshot

    async def _check_key(self, entry: Entry, key: Secret) -> None:
        """Once a start and after each refusal: which kind of key it is decides what is offered."""
        report = await self._reader.check(entry.provider, key)
        if report.kind != entry.provider.key_kind:
            entry.facts = renamed(entry.facts, replace(entry.provider, key_kind=report.kind))
            await self._save(entry.provider)
        refuse_useless(report)
        entry.key_checked = True

    async def _since(self, entry: Entry) -> date:
        """All the contract allows at first; later the last days, and gaps every few hours."""
        now = self._clock.now()
        today = utc_day(now)
        manifest = self._board.manifest(entry.provider)
        earliest = today - ((manifest.backfill_days if manifest else REREAD_DAYS) - 1) * ONE_DAY
        recent = today - (REREAD_DAYS - 1) * ONE_DAY
        if entry.facts.last_good_at is None:
            entry.gaps_tried_at = now
            return earliest
        if entry.gaps_tried_at is not None and now - entry.gaps_tried_at < GAP_PATIENCE:
            return recent
        entry.gaps_tried_at = now
        missing = await self._ledger.missing_days(entry.provider, earliest, recent)
        return min([recent, *missing])

    def _succeeded(self, entry: Entry, snapshot: UsageSnapshot, started: datetime) -> PollRecord:
        return PollRecord(
            provider_id=entry.provider.id,
            started_at=started,
            duration=self._clock.now() - started,
            requests=snapshot.requests,
            failures=snapshot.failures,
            warnings=snapshot.warnings,
        )

    def _failed(self, entry: Entry, error: AppError, started: datetime) -> PollRecord:
        return PollRecord(
            provider_id=entry.provider.id,
            started_at=started,
            duration=self._clock.now() - started,
            requests=0,
            problem=problem_of(error, self._clock.now()),
        )

    async def _finish(self, entry: Entry, poll: PollRecord, snapshot: UsageSnapshot | None) -> None:
        if entry.provider.id not in self._roster:
            return
        entry.facts = await self._ledger.record(entry.facts, poll, snapshot)
        problem = headline_problem(poll)
        entry.failures = entry.failures + 1 if problem else 0
        due = next_due(
            now=self._clock.now(),
            interval=self._board.interval(entry.provider),
            problem=problem,
            failures=entry.failures,
            rng=self._rng,
        )
        self._scheduler.plan(entry.provider.id, due if entry.provider.enabled else None)
        await self._tell(entry, problem)

    async def _tell(self, entry: Entry, problem: Problem | None) -> None:
        """Log and notify the first failure and the recovery; a network failure once for all."""
        before, entry.told = entry.told, problem
        name = entry.provider.name
        if problem is not None and (before is None or before.kind is not problem.kind):
            _log.warning("%s: %s", name, problem.message)
            if not self._others_offline(entry, problem):
                await self._ledger.tell(failure_notice(entry.provider, problem, self._clock.now()))
        elif problem is None and before is not None:
            _log.info("%s answers again", name)
            if not self._others_offline(entry, before):
                await self._ledger.tell(recovery_notice(entry.provider, before, self._clock.now()))

    def _others_offline(self, entry: Entry, problem: Problem) -> bool:
        others: Sequence[Entry] = [other for other in self._roster if other is not entry]
        return problem.kind is ProblemKind.NETWORK and any(
            other.told is not None and other.told.kind is ProblemKind.NETWORK for other in others
        )
