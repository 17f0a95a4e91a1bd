"""What one poll learned, written: only what changed, and the same in whatever order polls arrive."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from aimonitor.db import hour_levels
from aimonitor.db.columns import (
    Cell,
    Row,
    from_time,
    row,
    to_failures,
    to_problem,
    to_span,
    to_texts,
    to_time,
    to_time_or_none,
)
from aimonitor.db.day_rows import cost_rows, quantity_rows, token_rows
from aimonitor.db.deriving import derive, keep_late
from aimonitor.db.future import take_back
from aimonitor.db.level_rows import balance_rows, spend_rows, window_rows
from aimonitor.db.levels import poll_record
from aimonitor.db.rowset import (
    BALANCES,
    DAY_COSTS,
    DAY_QUANTITIES,
    DAY_TOKENS,
    POLLS,
    READS,
    SPENDS,
    WINDOWS,
    RowSet,
)
from aimonitor.db.spans import from_spans, to_spans
from aimonitor.domain.periods import utc_day
from aimonitor.domain.state import PollRecord
from aimonitor.domain.usage import Balance, UsageSnapshot
from aimonitor.insight.derived import comparable
from aimonitor.insight.problems import headline_problem

SAMPLE_EVERY = to_span(timedelta(hours=1))
_DAY = to_span(timedelta(days=1))

_DAY_KINDS = ((DAY_COSTS, "cost_days"), (DAY_TOKENS, "token_days"), (DAY_QUANTITIES, "quantity_days"))

_TROUBLED_SINCE = """
SELECT started_at, duration, requests, problem, failures, warnings FROM polls
WHERE provider = ? AND started_at > ? AND (problem IS NOT NULL OR failures IS NOT NULL) ORDER BY started_at
"""


def record(
    connection: sqlite3.Connection, poll: PollRecord, snapshot: UsageSnapshot | None, now: datetime
) -> None:
    """Write a poll and what it learned, within a transaction of the caller's.

    A poll of a provider that is no longer there is dropped: it was removed meanwhile.
    """
    found = connection.execute("SELECT number FROM providers WHERE id = ?", (poll.provider_id,)).fetchone()
    if found is not None:
        earliest = poll.started_at if snapshot is None else min(poll.started_at, snapshot.taken_at)
        take_back(
            connection,
            found[0],
            beyond=to_time(max(now, earliest)),
            to=to_time(earliest),
            is_proven=snapshot is not None,
        )
        _Recording(connection, found[0], poll, snapshot, now).write()


@dataclass(slots=True)
class _Recording:
    connection: sqlite3.Connection
    number: int
    poll: PollRecord
    snapshot: UsageSnapshot | None
    now: datetime

    def write(self) -> None:
        known = READS.where(self.connection, "provider = ?", self.number)
        reads: dict[str, Cell] = {**dict.fromkeys(READS.columns), "provider": self.number, "notes": "{}"}
        if known:
            reads = dict(zip(READS.columns, known[0], strict=True))
        day_rows = self._day_rows()
        self._write_poll([{int(r[1] or 0) for r in rows} for rows in day_rows])
        if self.snapshot is not None:
            self._write_days(reads, self.snapshot, day_rows)
            self._write_levels(reads, self.snapshot)
            self._write_hour(reads, self.snapshot)
        self._judge(reads)
        READS.replace(self.connection, known, [tuple(reads.values())])

    def _day_rows(self) -> list[list[Row]]:
        if self.snapshot is None:
            return [[], [], []]
        return [
            cost_rows(self.number, self.snapshot.day_costs),
            token_rows(self.number, self.snapshot.day_tokens),
            quantity_rows(self.number, self.snapshot.day_quantities),
        ]

    def _write_poll(self, days: list[set[int]]) -> None:
        """The line of the log; a poll that goes on, page by page, adds to the days that it has read."""
        poll = self.poll
        started_at = to_time(poll.started_at)
        known = POLLS.where(self.connection, "provider = ? AND started_at = ?", self.number, started_at)
        if known and self.snapshot is not None and known[0][2] == to_time(self.snapshot.taken_at):
            days = [found | from_spans(before) for found, before in zip(days, known[0][-3:], strict=True)]  # type: ignore[arg-type]
        wanted = row(
            self.number,
            started_at,
            None if self.snapshot is None else to_time(self.snapshot.taken_at),
            to_span(poll.duration),
            poll.requests,
            to_problem(poll.problem),
            to_failures(poll.failures),
            to_texts(poll.warnings),
            *map(to_spans, days),
        )
        POLLS.replace(self.connection, known, [wanted])

    def _write_days(self, reads: dict[str, Cell], snapshot: UsageSnapshot, day_rows: list[list[Row]]) -> None:
        taken_at = to_time(snapshot.taken_at)
        is_late = _is_before(taken_at, reads["newest_at"])
        for (rowset, column), rows in zip(_DAY_KINDS, day_rows, strict=True):
            newer = self._days_read_after(taken_at, column) if is_late and rows else set()
            self._replace_days(rowset, [r for r in rows if r[1] not in newer])
        if not is_late:
            reads["newest_at"] = taken_at
            reads["plan"], reads["identity"] = row(
                reads["plan"] if snapshot.plan is None else snapshot.plan,
                reads["identity"] if snapshot.identity is None else snapshot.identity,
            )
            reads["notes"] = json.dumps(dict(snapshot.notes), sort_keys=True)
            if snapshot.key_life is not None:
                reads["key_told_at"] = taken_at
                reads["key_ends_at"] = to_time_or_none(snapshot.key_life.expires_at)

    def _days_read_after(self, taken_at: int, column: str) -> set[int]:
        condition = f"provider = ? AND taken_at > ? AND {column} IS NOT NULL"
        index = POLLS.columns.index(column)
        polls = POLLS.where(self.connection, condition, self.number, taken_at)
        return {day for poll in polls for day in from_spans(str(poll[index]))}

    def _replace_days(self, rowset: RowSet, rows: list[Row]) -> None:
        days = {int(r[1] or 0) for r in rows}
        if days:
            condition = "provider = ? AND day BETWEEN ? AND ?"
            known = rowset.where(self.connection, condition, self.number, min(days), max(days))
            rowset.replace(self.connection, [r for r in known if r[1] in days], rows)

    def _write_hour(self, reads: dict[str, Cell], snapshot: UsageSnapshot) -> None:
        """Where this poll is the newest, and told what its own day has cost so far."""
        today = utc_day(snapshot.taken_at)
        tells = any(cost.day == today for cost in snapshot.day_costs)
        derives = snapshot.derives_cost and snapshot.balances is not None
        if (tells or derives) and reads["newest_at"] == to_time(snapshot.taken_at):
            hour_levels.keep(self.connection, self.number, snapshot.taken_at)

    def _write_levels(self, reads: dict[str, Cell], snapshot: UsageSnapshot) -> None:
        taken_at = to_time(snapshot.taken_at)
        if snapshot.balances is not None:
            self._write_balances(reads, snapshot, snapshot.balances)
        if snapshot.spends is not None and not _is_before(taken_at, reads["spends_at"]):
            reads["spends_at"] = taken_at
            known = SPENDS.where(self.connection, "provider = ?", self.number)
            SPENDS.replace(self.connection, known, spend_rows(self.number, snapshot.spends))
        if snapshot.windows is not None and not _is_before(taken_at, reads["windows_at"]):
            reads["windows_at"] = taken_at
            known = WINDOWS.where(self.connection, "provider = ?", self.number)
            WINDOWS.replace(self.connection, known, window_rows(self.number, snapshot.windows))
            hour_levels.keep_left(self.connection, self.number, snapshot)

    def _write_balances(
        self, reads: dict[str, Cell], snapshot: UsageSnapshot, balances: tuple[Balance, ...]
    ) -> None:
        taken_at, is_kept = to_time(snapshot.taken_at), False
        wanted = balance_rows(self.number, taken_at, balances)
        if not _is_before(taken_at, reads["balances_at"]):
            reads["balances_at"] = taken_at
            is_kept = self._sample(reads, taken_at, wanted)
        elif snapshot.derives_cost:
            is_kept = keep_late(self.connection, wanted, self.now)
        if snapshot.derives_cost and is_kept:
            since = reads["levels_since"]
            broken_at = None if since is None else from_time(int(since))
            derive(self.connection, self.number, from_time(taken_at), comparable(balances), broken_at)

    def _sample(self, reads: dict[str, Cell], taken_at: int, wanted: list[Row]) -> bool:
        """Keep the newest reading if it tells anything new; whether it was kept."""
        sampled_at = reads["balances_sampled_at"]
        newest = BALANCES.where(
            self.connection, "provider = ? AND sampled_at = ? ORDER BY position", self.number, sampled_at
        )
        is_same = [r[2:] for r in newest] == [r[2:] for r in wanted]
        if sampled_at is not None and is_same and _is_soon_after(taken_at, int(sampled_at)):
            return False
        BALANCES.replace(self.connection, newest if sampled_at == taken_at else (), wanted)
        reads["balances_sampled_at"] = taken_at
        return True

    def _judge(self, reads: dict[str, Cell]) -> None:
        """Since when it fails: the first poll after the last good one that left headline figures old."""
        at, good_at = to_time(self.poll.started_at), reads["last_good_at"]
        if headline_problem(self.poll) is None:
            true_at = self._true_at(at)
            if not _is_before(true_at, good_at):
                reads["last_good_at"] = true_at
            reads["failing_since"] = self._first_failed(max(at, int(reads["last_good_at"] or 0)))
        elif not _is_before(at, good_at):
            since = reads["failing_since"]
            reads["failing_since"] = at if since is None else min(at, int(since))

    def _true_at(self, at: int) -> int:
        """As of when the figures of this poll are: some are handed to us hours after they were true."""
        return at if self.snapshot is None else min(at, to_time(self.snapshot.taken_at))

    def _first_failed(self, good_at: Cell) -> int | None:
        troubled = self.connection.execute(_TROUBLED_SINCE, (self.number, good_at))
        return next((r[0] for r in troubled if headline_problem(poll_record("", r)) is not None), None)


def _is_soon_after(moment: int, sampled_at: int) -> bool:
    """Within the hour, and on the same UTC day: each day has samples of its own."""
    return moment - sampled_at < SAMPLE_EVERY and moment // _DAY == sampled_at // _DAY


def _is_before(moment: int, known: Cell) -> bool:
    return known is not None and moment < int(known)
