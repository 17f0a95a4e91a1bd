"""One poll of one provider, from its key to its place in the history and its next time."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from aimonitor.domain.periods import ONE_DAY, utc_day
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import PollRecord
from aimonitor.domain.usage import Problem, UsageSnapshot
from aimonitor.errors import AppError, AuthError, KeychainError, ProblemKind
from aimonitor.insight.problems import asked_to_wait, headline_problem, part_name
from aimonitor.keychain.source import KeySource
from aimonitor.monitor.backfill import Backfill, older_than
from aimonitor.monitor.board import Board, renamed
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.ledger import Ledger
from aimonitor.monitor.notices import failure_notice, recovery_notice
from aimonitor.monitor.reader import Reader, Sent, problem_of, refuse_useless
from aimonitor.monitor.roster import Entry, Roster
from aimonitor.monitor.schedule import next_due
from aimonitor.monitor.scheduler import Scheduler
from aimonitor.net.answer import Api

_log = logging.getLogger(__name__)

REREAD_DAYS = 3
GAP_PATIENCE = timedelta(hours=6)
SHORT_PATIENCE = timedelta(hours=1)
"""How long a gap waits to be asked for again: after an answer, and after one without the costs."""


class Poller:
    """Polls entries of the roster, one poll at a time each. Days beyond `keep_days` are not asked for."""

    keep_days: int = 400

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
    ) -> None:
        self._roster = roster
        self._reader = reader
        self._keys = keys
        self._ledger = ledger
        self._board = board
        self._scheduler = scheduler
        self._clock = clock
        self._rng = rng
        self._backfill = Backfill(
            reader=reader, keys=keys, ledger=ledger, board=board, scheduler=scheduler, clock=clock
        )

    async def poll(self, entry: Entry) -> UsageSnapshot:
        """Read, store, show, tell, plan, and then read old days that are missing.

        Raises the AppError that a failed poll ended with.
        """
        started, sent = self._clock.now(), list[Api]()
        gaps_are_due = _are_due(entry.gaps_due_at, started)
        since = await self._since(entry, gaps_are_due=gaps_are_due)
        self._board.show(entry, None)
        try:
            snapshot = await self._read(entry, sent, since, gaps_are_due=gaps_are_due)
        except AppError as error:
            passes = isinstance(error, KeychainError) and error.passes
            await self._finish(entry, self._record(entry, started, sent, error=error), None, passes=passes)
            raise
        record = self._record(entry, started, sent, snapshot)
        derives = self._board.derives_cost(entry.provider)
        snapshot = replace(snapshot, requests=record.requests, derives_cost=derives)
        await self._finish(entry, record, snapshot)
        older = older_than(since, self.earliest(entry))
        if gaps_are_due and older is not None and headline_problem(record) is None:
            return await self._backfill.run(entry, record, snapshot, sent, older)
        return snapshot

    async def _read(self, entry: Entry, sent: Sent, since: date, *, gaps_are_due: bool) -> UsageSnapshot:
        try:
            may_ask, entry.may_ask = entry.may_ask, False
            self._reader.check_agreed(entry.provider)
            key = await self._keys.resolve(entry.provider, ask=may_ask)
            if not entry.key_checked:
                await self._check_key(entry, key, sent)
            snapshot = await self._reader.read(
                entry.provider,
                key,
                since=since,
                notes=entry.notes or await self._ledger.notes(entry.provider),
                sent=sent,
            )
        except AuthError:
            entry.key_checked = False
            raise
        entry.notes = snapshot.notes
        if gaps_are_due:
            entry.gaps_due_at = self._clock.now() + _gap_patience(snapshot)
        return snapshot

    async def _check_key(self, entry: Entry, key: Secret, sent: Sent) -> None:
        """Once a start and after each refusal: which kind of key it is decides what is offered."""
        report = await self._reader.check(entry.provider, key, sent)
        if report.kind != entry.provider.key_kind:
            entry.facts = renamed(entry.facts, replace(entry.provider, key_kind=report.kind))
            await self._ledger.keep(entry.provider)
        refuse_useless(report)
        entry.key_checked = True

    async def _since(self, entry: Entry, *, gaps_are_due: bool) -> date:
        """All the contract allows at first; later the last days, and gaps every few hours.

        Where old days are read in pages, these begin with the newest one.
        """
        today = utc_day(self._clock.now())
        manifest = self._board.manifest(entry.provider)
        earliest, recent = self.earliest(entry), today - (REREAD_DAYS - 1) * ONE_DAY
        if not gaps_are_due:
            return recent
        if manifest is not None and manifest.page_days is not None:
            earliest = max(earliest, today - (manifest.page_days - 1) * ONE_DAY)
        if entry.facts.history_since is None:
            return earliest
        missing = await self._ledger.missing_days(entry.provider, earliest, recent)
        return min([recent, *missing])

    def earliest(self, entry: Entry) -> date:
        """The first day that the contract lets us read and the user wants to keep."""
        manifest = self._board.manifest(entry.provider)
        reach = (manifest.backfill_days if manifest else REREAD_DAYS) - 1
        return utc_day(self._clock.now()) - min(reach, self.keep_days) * ONE_DAY

    def _record(
        self,
        entry: Entry,
        started: datetime,
        sent: Sent,
        snapshot: UsageSnapshot | None = None,
        *,
        error: AppError | None = None,
    ) -> PollRecord:
        now = self._clock.now()
        return PollRecord(
            provider_id=entry.provider.id,
            started_at=started,
            duration=now - started,
            requests=sum(api.requests for api in sent),
            problem=None if error is None else problem_of(error, now),
            failures=snapshot.failures if snapshot else (),
            warnings=snapshot.warnings if snapshot else (),
        )

    async def _finish(
        self, entry: Entry, poll: PollRecord, snapshot: UsageSnapshot | None, *, passes: bool = False
    ) -> None:
        if entry.provider.id not in self._roster:
            return
        reached_back = entry.facts.history_since
        entry.facts = await self._ledger.record(entry.facts, poll, snapshot)
        if _is_lost(reached_back, entry.facts.history_since):
            entry.gaps_due_at = None
        problem = headline_problem(poll)
        entry.failures = entry.failures + 1 if problem else 0
        due = next_due(
            now=self._clock.now(),
            interval=self._board.interval(entry.provider),
            problem=problem,
            failures=entry.failures,
            rng=self._rng,
            partly=poll.problem is None,
            passes=passes,
            minimum=self._board.minimum(entry.provider),
            not_before=asked_to_wait(poll),
        )
        self._scheduler.plan(entry.provider.id, due if entry.provider.enabled else None)
        await self._tell(entry, problem, stopped=due is None)

    async def _tell(self, entry: Entry, problem: Problem | None, *, stopped: bool) -> None:
        """Log and notify the first failure and the recovery; a network failure once for all."""
        before, entry.told = entry.told, problem
        name = entry.provider.name
        if problem is not None and (before is None or before.kind is not problem.kind):
            _log.warning("%s: %s", name, problem.message)
            if not self._others_offline(entry, problem):
                notice = failure_notice(entry.provider, problem, self._clock.now(), stopped=stopped)
                await self._ledger.tell(notice)
        elif problem is None and before is not None:
            _log.info("%s answers again", name)
            if not self._others_offline(entry, before):
                await self._ledger.tell(recovery_notice(entry.provider, before, self._clock.now()))

    def _others_offline(self, entry: Entry, problem: Problem) -> bool:
        others: Sequence[Entry] = [other for other in self._roster if other is not entry]
        return problem.kind is ProblemKind.NETWORK and any(
            other.told is not None and other.told.kind is ProblemKind.NETWORK for other in others
        )


def _are_due(at: datetime | None, now: datetime) -> bool:
    """Whether that time has come; one that no patience of ours reaches is of a clock that was set back."""
    return at is None or not now < at <= now + GAP_PATIENCE


def _gap_patience(snapshot: UsageSnapshot) -> timedelta:
    failed = any(part_name(failure.part) == "costs" for failure in snapshot.failures)
    return SHORT_PATIENCE if failed else GAP_PATIENCE


def _is_lost(before: date | None, after: date | None) -> bool:
    """Whether history was set aside; the day that ages out each day is none that is missed."""
    return before is not None and (after is None or after > before + REREAD_DAYS * ONE_DAY)
