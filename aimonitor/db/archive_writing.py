"""Facts that come back from an export, written into a database without providers: all or nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aimonitor.db.alert_rows import LOG_COLUMNS, log_row
from aimonitor.db.archive_reading import span_text
from aimonitor.db.columns import (
    Row,
    row,
    to_failures,
    to_problem,
    to_span,
    to_texts,
    to_time,
    to_time_or_none,
)
from aimonitor.db.day_rows import cost_rows, quantity_rows, token_rows
from aimonitor.db.faults import faults
from aimonitor.db.files import writable
from aimonitor.db.levels import poll_record
from aimonitor.db.prepare import BUSY_TIMEOUT
from aimonitor.db.providers import folded
from aimonitor.db.transaction import transaction
from aimonitor.domain.alert import Alert
from aimonitor.domain.archive import BalanceReading, DayFact, LoggedPoll
from aimonitor.domain.notice import Notice
from aimonitor.domain.provider import Provider
from aimonitor.domain.usage import DayCost, DayTokens
from aimonitor.errors import ConfigError
from aimonitor.insight.problems import headline_problem

NOT_EMPTY = (
    "There are providers already, and an import would mix two histories. Import into an empty AIMonitor: "
    "remove everything first, or start it with another --home."
)

_LARGEST = 2**63 - 1

_PROVIDER = """
INSERT INTO providers (id, name, name_key, provider_type, api_key_ref, enabled, created_at, options, key_kind,
  poll_interval, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_COST = "INSERT INTO day_costs VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_TOKENS = "INSERT INTO day_tokens VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_QUANTITY = "INSERT INTO day_quantities VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_BALANCE = "INSERT INTO balances VALUES (?, ?, ?, ?, ?, ?, ?)"
_POLL = "INSERT INTO polls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_EVENT = """
INSERT INTO events (raised_at, provider_id, key, kind, title, body, urgency) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_ALERT = f"INSERT INTO alert_log ({LOG_COLUMNS}) VALUES ({', '.join('?' * 14)})"  # noqa: S608  our own names
_READS = """
INSERT INTO reads (provider, newest_at, balances_at, balances_sampled_at, last_good_at, failing_since, notes)
SELECT :number, (SELECT MAX(taken_at) FROM polls WHERE provider = :number), sampled_at, sampled_at,
  :good_at, :failing_since, '{}'
FROM (SELECT MAX(sampled_at) AS sampled_at FROM balances WHERE provider = :number)
"""
_LOG = """
SELECT started_at, duration, requests, problem, failures, warnings
FROM polls WHERE provider = ? ORDER BY started_at
"""


class TwiceError(Exception):
    """What was written stands in the file a second time."""


@contextmanager
def importing(path: Path) -> Iterator[Importing]:
    """Write into the database at `path` what the block adds, or nothing at all.

    For a thread of one's own; another program that writes is waited for. Raises ConfigError when
    there are providers, DatabaseError.
    """
    with faults(path), writable(path, BUSY_TIMEOUT) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with transaction(connection):
            if connection.execute("SELECT COUNT(*) FROM providers").fetchone()[0]:
                raise ConfigError(NOT_EMPTY)
            work = Importing(connection)
            yield work
            work.finish()


class Importing:
    """One import. Each method raises TwiceError, OverflowError; KeyError for a provider that is not there."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers: dict[str, int] = {}
        self._last: tuple[str, int, int] = ("", 0, 0)

    def add_provider(self, provider: Provider) -> None:
        """A provider; it comes before all that is about it."""
        cells = row(
            provider.id,
            provider.name,
            folded(provider.name),
            provider.provider_type,
            provider.api_key_ref,
            provider.enabled,
            to_time(provider.created_at),
            json.dumps(dict(provider.options)),
            provider.key_kind,
            None if provider.interval is None else to_span(provider.interval),
            provider.position,
        )
        self._numbers[provider.id] = self._insert(_PROVIDER, cells)

    def add_day(self, provider_id: str, fact: DayFact) -> None:
        """Costs, tokens or another count of a day."""
        number = self._numbers[provider_id]
        if isinstance(fact, DayCost):
            self._insert(_COST, cost_rows(number, (fact,))[0])
        elif isinstance(fact, DayTokens):
            self._insert(_TOKENS, token_rows(number, (fact,))[0])
        else:
            self._insert(_QUANTITY, quantity_rows(number, (fact,))[0])

    def add_balance(self, provider_id: str, reading: BalanceReading) -> None:
        """A balance; those of one reading follow each other."""
        at, balance = to_time(reading.taken_at), reading.balance
        before, taken_at, position = self._last
        position = position + 1 if (before, taken_at) == (provider_id, at) else 0
        cells = row(
            self._numbers[provider_id],
            at,
            position,
            balance.role.value,
            balance.money.currency,
            balance.money.nano,
            balance.provenance.value,
        )
        self._insert(_BALANCE, cells)
        self._last = (provider_id, at, position)

    def add_poll(self, logged: LoggedPoll) -> None:
        """A line of the log."""
        poll = logged.poll
        cells = row(
            self._numbers[poll.provider_id],
            to_time(poll.started_at),
            to_time_or_none(logged.taken_at),
            to_span(poll.duration),
            poll.requests,
            to_problem(poll.problem),
            to_failures(poll.failures),
            to_texts(poll.warnings),
            span_text(logged.cost_days),
            span_text(logged.token_days),
            span_text(logged.quantity_days),
        )
        self._insert(_POLL, cells)

    def add_event(self, notice: Notice) -> None:
        """What the user was told; also of a provider that is gone."""
        cells = row(
            to_time(notice.raised_at),
            notice.provider_id,
            notice.key,
            notice.kind.value,
            notice.title,
            notice.body,
            notice.urgency.value,
        )
        self._insert(_EVENT, cells)

    def add_alert(self, alert: Alert) -> None:
        """What fired; likewise."""
        self._insert(_ALERT, log_row(alert))

    def finish(self) -> None:
        """When each provider was last read, and since when it fails: that follows from what came in."""
        for number in self._numbers.values():
            good_at, failing_since = self._judged(number)
            self._connection.execute(
                _READS, {"number": number, "good_at": good_at, "failing_since": failing_since}
            )

    def _judged(self, number: int) -> tuple[int | None, int | None]:
        good_at: int | None = None
        failing_since: int | None = None
        for cells in self._connection.execute(_LOG, (number,)):
            if headline_problem(poll_record("", cells)) is None:
                good_at, failing_since = cells[0], None
            elif failing_since is None:
                failing_since = cells[0]
        return good_at, failing_since

    def _insert(self, statement: str, cells: Row) -> int:
        for cell in cells:
            if isinstance(cell, int) and abs(cell) > _LARGEST:
                raise OverflowError(f"{cell} is too large")
        try:
            return self._connection.execute(statement, cells).lastrowid or 0
        except sqlite3.IntegrityError as error:
            raise TwiceError from error
