"""What a day had cost, and what was left, by the last reading of each hour: kept with the poll.

Kept for as long as an hour is held against others: the days themselves stay longer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from aimonitor.db.columns import (
    Row,
    from_nano_sums,
    from_time,
    row,
    to_day,
    to_quantity,
    to_span,
    to_time,
)
from aimonitor.db.left_levels import MARK
from aimonitor.db.reading import number_of
from aimonitor.db.rowset import HOUR_LEVELS
from aimonitor.db.thinning import HOURS_FOR
from aimonitor.domain.hours import HourReading, HourSpend
from aimonitor.domain.periods import utc_day
from aimonitor.domain.usage import Provenance, UsageSnapshot
from aimonitor.insight.hours import newest_hours

if TYPE_CHECKING:
    from aimonitor.db.database import Database

_HOUR, _SOON = to_span(timedelta(hours=1)), to_span(timedelta(minutes=15))
_NANO = 10**9
_LARGEST = 2**63 - 1
"""A sum beyond this cannot be kept, and needs no word about its hours."""

_TODAY = """
SELECT currency, SUM(nano / 1000000000), SUM(nano % 1000000000), MAX(provenance = ?)
FROM day_costs WHERE provider = ? AND day = ? GROUP BY currency
"""
_MONEY = "currency NOT LIKE 'left:%'"
"""Beside money stands what is left of points and credits: `left_levels`."""

_READ = f"""
SELECT hour, read_at, currency, nano FROM hour_levels
WHERE provider = ? AND hour > ? AND {_MONEY} ORDER BY hour, currency
"""  # noqa: S608  our own words


def keep(connection: sqlite3.Connection, number: int, taken_at: datetime) -> None:
    """What the day of `taken_at` had cost by then, as it stands now in the days.

    An estimate moves though nothing is spent: where one is part of the day, nothing is kept.
    """
    rows = connection.execute(
        _TODAY, (Provenance.ESTIMATED.value, number, to_day(utc_day(taken_at)))
    ).fetchall()
    if any(estimated for *_, estimated in rows):
        return
    at = to_time(taken_at)
    known = HOUR_LEVELS.where(connection, f"provider = ? AND hour = ? AND {_MONEY}", number, at // _HOUR)
    sums = ((currency, from_nano_sums(units, nano, currency).nano) for currency, units, nano, _ in rows)
    wanted: list[Row] = [
        (number, at // _HOUR, currency, nano, at) for currency, nano in sums if abs(nano) <= _LARGEST
    ]
    HOUR_LEVELS.replace(connection, known, [_unless_known(cells, known, at) for cells in wanted])


def keep_left(connection: sqlite3.Connection, number: int, snapshot: UsageSnapshot) -> None:
    """What the newest reading says is left of points and credits, in place of an older one of its hour."""
    at = to_time(snapshot.taken_at)
    known = HOUR_LEVELS.where(connection, f"provider = ? AND hour = ? AND NOT {_MONEY}", number, at // _HOUR)
    wanted: list[Row] = []
    for window in snapshot.windows or ():
        nano = None if window.left is None else _nano(window.left)
        if nano is not None:
            wanted.append(row(number, at // _HOUR, MARK + window.id, nano, at))
    if known or wanted:
        HOUR_LEVELS.replace(connection, known, [_unless_known(cells, known, at) for cells in wanted])


def _nano(left: Decimal) -> int | None:
    """None for more than can be kept."""
    if abs(left) >= _LARGEST // _NANO:
        return None
    whole, nano = to_quantity(left)
    return whole * _NANO + nano


def _unless_known(cells: Row, known: Iterable[Row], at: int) -> Row:
    """The row that is there, where it tells the same of nearly the same time: it need not be written."""
    same = (one for one in known if one[:4] == cells[:4] and 0 <= at - int(one[4] or 0) < _SOON)
    return next(same, cells)


async def newest(
    database: Database, provider_ids: Collection[str], now: datetime
) -> dict[str, tuple[HourSpend, ...]]:
    """What can be said of the newest hour of each provider, found on the worker. Raises DatabaseError."""

    def job(connection: sqlite3.Connection) -> dict[str, tuple[HourSpend, ...]]:
        since = to_time(now - HOURS_FOR) // _HOUR
        return {one: newest_hours(_readings(connection, one, since)) for one in provider_ids}

    return await database.reading(job)


def _readings(connection: sqlite3.Connection, provider_id: str, since: int) -> list[HourReading]:
    rows = connection.execute(_READ, (number_of(connection, provider_id), since)).fetchall()
    return [_reading(hour, list(cells)) for hour, cells in groupby(rows, key=lambda cells: cells[0])]


def _reading(hour: int, cells: list[tuple[int, int, str, int]]) -> HourReading:
    return HourReading(
        hour=from_time(hour * _HOUR),
        read_at=from_time(max(read_at for _, read_at, _, _ in cells)),
        costs={currency: Decimal(nano).scaleb(-9) for _, _, currency, nano in cells},
    )
