"""All that is kept of a period, read row by row: on a connection of its own, as of one moment."""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from aimonitor.db.alert_rows import LOG_COLUMNS, logged
from aimonitor.db.columns import from_day, from_nano_sums, from_quantity, from_time, from_time_or_none, to_day
from aimonitor.db.faults import UNREADABLE, faults
from aimonitor.db.files import reading
from aimonitor.db.levels import poll_record
from aimonitor.db.prepare import BUSY_TIMEOUT
from aimonitor.db.reading import number_of, providers
from aimonitor.db.spans import from_spans, to_spans
from aimonitor.domain.alert import Alert
from aimonitor.domain.archive import ArchiveKind, BalanceReading, DayFact, DaySpan, LoggedPoll
from aimonitor.domain.money import Money, Totals
from aimonitor.domain.notice import Notice, NoticeKind, Urgency
from aimonitor.domain.periods import ONE_DAY
from aimonitor.domain.provider import Provider
from aimonitor.domain.usage import Balance, BalanceRole, DayCost, DayQuantity, DayTokens, Provenance, Unit
from aimonitor.errors import DatabaseError, DatabaseFault

_FLAWED = "A part of the history is damaged and cannot be written. Choose other days, or fewer kinds."
_MICROSECONDS_A_DAY = 86_400_000_000

_TOTALS = """
SELECT currency, SUM(nano / 1000000000), SUM(nano % 1000000000)
FROM day_costs WHERE day BETWEEN ? AND ? GROUP BY currency ORDER BY currency
"""

_COSTS = """
SELECT day, model, item, currency, nano, provenance, complete
FROM day_costs WHERE provider = ? AND day BETWEEN ? AND ? ORDER BY day, model, currency, item
"""

_TOKENS = """
SELECT day, model, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, requests, complete
FROM day_tokens WHERE provider = ? AND day BETWEEN ? AND ? ORDER BY day, model
"""

_QUANTITIES = """
SELECT day, model, name, unit, whole, nano, complete
FROM day_quantities WHERE provider = ? AND day BETWEEN ? AND ? ORDER BY day, model, name, unit
"""

_BALANCES = """
SELECT sampled_at, role, currency, nano, provenance
FROM balances WHERE provider = ? AND sampled_at >= ? AND sampled_at < ? ORDER BY sampled_at, position
"""

_POLLS = """
SELECT taken_at, cost_days, token_days, quantity_days,
  started_at, duration, requests, problem, failures, warnings
FROM polls WHERE provider = ? AND started_at >= ? AND started_at < ? ORDER BY started_at
"""

_EVENTS = """
SELECT raised_at, provider_id, key, kind, title, body, urgency
FROM events WHERE raised_at >= ? AND raised_at < ? ORDER BY raised_at, number
"""

_ALERTS = f"""
SELECT number, {LOG_COLUMNS} FROM alert_log WHERE raised_at >= ? AND raised_at < ? ORDER BY raised_at, number
"""  # noqa: S608  our own names

_FIRST_DAY = "SELECT MIN(day) FROM (SELECT day FROM day_costs UNION ALL SELECT day FROM day_tokens)"

_COUNTS = {
    ArchiveKind.DAYS: (
        "SELECT (SELECT COUNT(*) FROM day_costs WHERE day BETWEEN :first AND :last)"
        " + (SELECT COUNT(*) FROM day_tokens WHERE day BETWEEN :first AND :last)"
        " + (SELECT COUNT(*) FROM day_quantities WHERE day BETWEEN :first AND :last)"
    ),
    ArchiveKind.BALANCES: "SELECT COUNT(*) FROM balances WHERE sampled_at >= :first AND sampled_at < :last",
    ArchiveKind.POLLS: "SELECT COUNT(*) FROM polls WHERE started_at >= :first AND started_at < :last",
    ArchiveKind.EVENTS: "SELECT COUNT(*) FROM events WHERE raised_at >= :first AND raised_at < :last",
    ArchiveKind.ALERTS: "SELECT COUNT(*) FROM alert_log WHERE raised_at >= :first AND raised_at < :last",
}


@contextmanager
def stored_contents(path: Path, first: date | None, last: date | None) -> Iterator[StoredContents]:
    """What is kept of UTC days `first` to `last` (None: open); polls meanwhile change nothing in it.

    For a thread of one's own: the worker goes on with its work. Raises DatabaseError.
    """
    try:
        with reading(path, BUSY_TIMEOUT) as connection:
            yield StoredContents(connection, first, last)
    except sqlite3.Error:  # not OSError: that is of the file which is written meanwhile
        with faults(path):
            raise
    except UNREADABLE as error:
        if not _is_flawed(path):
            raise
        raise DatabaseError(_FLAWED, fault=DatabaseFault.CORRUPT, detail=str(error)) from error


def _is_flawed(path: Path) -> bool:
    from aimonitor.db.understanding import flaws  # noqa: PLC0415  few exports ever need it

    with reading(path, BUSY_TIMEOUT) as connection:
        return bool(flaws(connection, datetime.now(UTC).date()))


class StoredContents:
    """`Contents` of an open database."""

    def __init__(self, connection: sqlite3.Connection, first: date | None, last: date | None) -> None:
        self._connection = connection
        self._days = to_day(first or date.min), to_day(last or date.max)
        self._times = (
            self._days[0] * _MICROSECONDS_A_DAY,
            (self._days[1] + 1) * _MICROSECONDS_A_DAY,
        )
        self.providers: tuple[Provider, ...] = tuple(providers(connection))

    def count(self, kind: ArchiveKind) -> int:
        """How many rows there are of a kind."""
        first, last = self._days if kind is ArchiveKind.DAYS else self._times
        return int(self._connection.execute(_COUNTS[kind], {"first": first, "last": last}).fetchone()[0])

    def first_day(self) -> date | None:
        """The first UTC day of which costs or tokens are kept; None when there is none."""
        day = self._connection.execute(_FIRST_DAY).fetchone()[0]
        return None if day is None else from_day(day)

    def totals(self) -> Totals:
        """As `Contents`."""
        return tuple(
            from_nano_sums(units, nano, currency)
            for currency, units, nano in self._connection.execute(_TOTALS, self._days)
        )

    def days(self, provider: Provider) -> Iterator[DayFact]:
        """As `Contents`."""
        span = (number_of(self._connection, provider.id), *self._days)
        costs = ((row[:2], 0, _cost(row)) for row in self._connection.execute(_COSTS, span))
        tokens = ((row[:2], 1, _tokens(row)) for row in self._connection.execute(_TOKENS, span))
        counts = ((row[:2], 2, _quantity(row)) for row in self._connection.execute(_QUANTITIES, span))
        for _, _, fact in heapq.merge(costs, tokens, counts, key=lambda made: made[:2]):
            yield fact

    def balances(self, provider: Provider) -> Iterator[BalanceReading]:
        """As `Contents`."""
        span = (number_of(self._connection, provider.id), *self._times)
        for sampled_at, role, currency, nano, provenance in self._connection.execute(_BALANCES, span):
            yield BalanceReading(
                taken_at=from_time(sampled_at),
                balance=Balance(
                    role=BalanceRole(role),
                    money=Money.from_nano(nano, currency),
                    provenance=Provenance(provenance),
                ),
            )

    def polls(self, provider: Provider) -> Iterator[LoggedPoll]:
        """As `Contents`."""
        span = (number_of(self._connection, provider.id), *self._times)
        for taken_at, costs, tokens, counts, *poll in self._connection.execute(_POLLS, span):
            yield LoggedPoll(
                poll=poll_record(provider.id, tuple(poll)),
                taken_at=from_time_or_none(taken_at),
                cost_days=day_spans(costs),
                token_days=day_spans(tokens),
                quantity_days=day_spans(counts),
            )

    def events(self) -> Iterator[Notice]:
        """As `Contents`."""
        for raised_at, provider_id, key, kind, title, body, urgency in self._connection.execute(
            _EVENTS, self._times
        ):
            yield Notice(
                key=key,
                kind=NoticeKind(kind),
                title=title,
                body=body,
                urgency=Urgency(urgency),
                raised_at=from_time(raised_at),
                provider_id=provider_id,
            )

    def alerts(self) -> Iterator[Alert]:
        """As `Contents`."""
        return map(logged, self._connection.execute(_ALERTS, self._times))


def day_spans(text: str | None) -> tuple[DaySpan, ...]:
    """The days that the log keeps as "20410-20413,20416"."""
    spans = (part.partition("-") for part in (to_spans(from_spans(text)) or "").split(",") if part)
    return tuple((from_day(int(first)), from_day(int(last or first))) for first, _, last in spans)


def span_text(spans: tuple[DaySpan, ...]) -> str | None:
    """The text of `day_spans`. Raises OverflowError where they reach further than a log could."""
    days: set[int] = set()
    for first, last in spans:
        if (last - first) > _LONGEST_SPAN:
            raise OverflowError(f"days {first} to {last}")
        days.update(range(to_day(first), to_day(last) + 1))
    return to_spans(days)


_LONGEST_SPAN = 36_600 * ONE_DAY


def _cost(row: tuple[int, str, str, str, int, str, int]) -> DayFact:
    day, model, item, currency, nano, provenance, complete = row
    return DayCost(
        day=from_day(day),
        model=model or None,
        item=item,
        money=Money.from_nano(nano, currency),
        provenance=Provenance(provenance),
        complete=bool(complete),
    )


def _tokens(row: tuple[int, str, int | None, int | None, int | None, int | None, int | None, int]) -> DayFact:
    day, model, everything, cached, written, output, requests, complete = row
    return DayTokens(
        day=from_day(day),
        model=model or None,
        input_tokens=everything,
        cached_input_tokens=cached,
        cache_write_tokens=written,
        output_tokens=output,
        requests=requests,
        complete=bool(complete),
    )


def _quantity(row: tuple[int, str, str, str, int, int, int]) -> DayFact:
    day, model, name, unit, whole, nano, complete = row
    return DayQuantity(
        day=from_day(day),
        name=name,
        model=model or None,
        unit=Unit(unit),
        quantity=from_quantity(whole, nano),
        complete=bool(complete),
    )
