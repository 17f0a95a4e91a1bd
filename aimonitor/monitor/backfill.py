"""Old days, read a page at a time, newest first: each page is kept at once, so nothing read is lost.

Where it ends early (the app was killed, the user stopped it, the service failed), the days that
are still missing are found again at a later poll.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from aimonitor.domain.periods import ONE_DAY, Period, PeriodKind, utc_day
from aimonitor.domain.state import PollRecord
from aimonitor.domain.usage import PartFailure, UsageSnapshot
from aimonitor.errors import AppError
from aimonitor.insight.problems import OLDER_DAYS
from aimonitor.keychain.source import KeySource
from aimonitor.monitor.board import Board
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.ledger import Ledger
from aimonitor.monitor.reader import Reader, Sent, problem_of
from aimonitor.monitor.roster import Entry, Older
from aimonitor.monitor.scheduler import Scheduler

PATIENCE = timedelta(hours=1)
"""How long days wait to be asked for again after a page of them failed."""


def pages(missing: Iterable[date], size: int) -> Iterator[Period]:
    """The missing days in spans of at most `size` days, newest first, each with missing days at its ends."""
    waiting = sorted(set(missing), reverse=True)
    while waiting:
        page = [day for day in waiting if (waiting[0] - day).days < size]
        yield Period(kind=PeriodKind.CUSTOM, first=page[-1], last=page[0])
        waiting = waiting[len(page) :]


class Backfill:
    """Goes on with a poll whose newest days are read and kept already."""

    def __init__(
        self,
        *,
        reader: Reader,
        keys: KeySource,
        ledger: Ledger,
        board: Board,
        scheduler: Scheduler,
        clock: Clock,
    ) -> None:
        self._reader = reader
        self._keys = keys
        self._ledger = ledger
        self._board = board
        self._scheduler = scheduler
        self._clock = clock

    async def run(
        self, entry: Entry, record: PollRecord, snapshot: UsageSnapshot, sent: Sent, days: Period
    ) -> UsageSnapshot:
        """Read what is missing of `days`; all that the poll learned. Raises nothing but what is our fault."""
        manifest = self._board.manifest(entry.provider)
        if manifest is None or manifest.page_days is None:
            return snapshot
        missing = await self._ledger.missing_days(entry.provider, days.first, days.last)
        total = (utc_day(snapshot.taken_at) - days.first).days + 1
        entry.older = Older(done=total - len(missing), total=total)
        try:
            for page in pages(missing, manifest.page_days):
                if entry.older.stopped or self._scheduler.paused:
                    break
                self._show(entry)
                found = await self._page(entry, entry.older, page, sent)
                record = self._grown(record, found, sent)
                snapshot = _joined(snapshot, found, record.requests)
                kept = replace(found, taken_at=snapshot.taken_at)
                entry.notes = found.notes
                entry.facts = await self._ledger.record(entry.facts, record, kept)
                entry.older.done += sum(1 for day in missing if day in page)
                if found.failures:
                    entry.gaps_due_at = self._clock.now() + PATIENCE
                    break
        except asyncio.CancelledError:
            entry.gaps_due_at = None
            raise
        finally:
            self._end(entry)
        return snapshot

    async def _page(self, entry: Entry, older: Older, page: Period, sent: Sent) -> UsageSnapshot:
        """The page; where it could not be read, nothing but why."""
        now = self._clock.now()
        nothing = UsageSnapshot(taken_at=now, notes=entry.notes)
        try:
            key = await self._keys.resolve(entry.provider, ask=False)
            reading = self._reader.read_page(entry.provider, key, page, notes=entry.notes, sent=sent)
            page_read = older.page = asyncio.get_running_loop().create_task(reading)
            found: UsageSnapshot = await page_read
        except AppError as error:
            failure = PartFailure(part=OLDER_DAYS, problem=problem_of(error, now))
            return replace(nothing, failures=(failure,))
        except asyncio.CancelledError:
            if older.stopped:
                return nothing
            raise
        failures = (replace(one, part=f"{OLDER_DAYS} ({one.part})") for one in found.failures)
        return replace(found, failures=tuple(failures))

    def _grown(self, record: PollRecord, found: UsageSnapshot, sent: Sent) -> PollRecord:
        return replace(
            record,
            duration=self._clock.now() - record.started_at,
            requests=sum(api.requests for api in sent),
            failures=(*record.failures, *found.failures),
            warnings=tuple(dict.fromkeys((*record.warnings, *found.warnings))),
        )

    def _show(self, entry: Entry) -> None:
        self._board.show(entry, self._scheduler.due(entry.provider.id))

    def _end(self, entry: Entry) -> None:
        if entry.older is not None and self._scheduler.paused and not entry.older.stopped:
            entry.gaps_due_at = None
        entry.older = None


def _joined(snapshot: UsageSnapshot, found: UsageSnapshot, requests: int) -> UsageSnapshot:
    return replace(
        snapshot,
        day_costs=(*snapshot.day_costs, *found.day_costs),
        day_tokens=(*snapshot.day_tokens, *found.day_tokens),
        day_quantities=(*snapshot.day_quantities, *found.day_quantities),
        failures=(*snapshot.failures, *found.failures),
        warnings=tuple(dict.fromkeys((*snapshot.warnings, *found.warnings))),
        notes=found.notes,
        requests=requests,
    )


def older_than(since: date, earliest: date) -> Period | None:
    """The days from `earliest` to the one before `since`; None where there are none."""
    last = since - ONE_DAY
    return Period(kind=PeriodKind.CUSTOM, first=earliest, last=last) if earliest <= last else None
