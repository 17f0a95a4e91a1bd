"""What a day had cost by the last reading of each of its hours: kept with the poll, and read back.

Kept for as long as an hour is held against others: the days themselves stay longer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from aimonitor.db.columns import Row, from_nano_sums, from_time, to_day, to_span, to_time
from aimonitor.db.reading import number_of
from aimonitor.db.rowset import HOUR_LEVELS
from aimonitor.db.thinning import HOURS_FOR
from aimonitor.domain.hours import HourReading, HourSpend
from aimonitor.domain.periods import utc_day
from aimonitor.domain.usage import Provenance
from aimonitor.insight.hours import newest_hours

if TYPE_CHECKING:
    from aimonitor.db.database import Database

_HOUR, _SOON = to_span(timedelta(hours=1)), to_span(timedelta(minutes=15))
_LARGEST = 2**63 - 1
"""A sum beyond this cannot be kept, and needs no word about its hours."""

_TODAY = """
SELECT currency, SUM(nano / 1000000000), SUM(nano % 1000000000), MAX(provenance = ?)
FROM day_costs WHERE provider = ? AND day = ? GROUP BY currency
"""
_READ = """
SELECT hour, read_at, currency, nano FROM hour_levels WHERE provider = ? AND hour > ? ORDER BY hour, currency
"""


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
    known = HOUR_LEVELS.where(connection, "provider = ? AND hour = ?", number, at // _HOUR)
    sums = ((currency, from_nano_sums(units, nano, currency).nano) for currency, units, nano, _ in rows)
    wanted: list[Row] = [
        (number, at // _HOUR, currency, nano, at) for currency, nano in sums if abs(nano) <= _LARGEST
    ]
    HOUR_LEVELS.replace(connection, known, [_unless_known(cells, known, at) for cells in wanted])


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
