"""What was left of an unknown whole, by the last reading of each hour, read back as days.

These are rows of `hour_levels` whose currency is none, but names a window. They go with the others: after
58 days, and where another key is entered, for what is left then may be another account's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from itertools import groupby

from aimonitor.db.columns import from_quantity, from_time, to_day
from aimonitor.domain.left import LeftCourse
from aimonitor.domain.usage import QuotaWindow
from aimonitor.insight.left import course

MARK = "left:"
"""No currency begins like this: theirs are upper case."""

_HOURS_A_DAY, _DAYS_BACK = 24, 58

_READ = """
SELECT currency, read_at, nano FROM hour_levels
WHERE provider = ? AND hour BETWEEN ? AND ? AND read_at <= ? AND currency LIKE 'left:%'
ORDER BY currency, hour
"""


def courses(
    connection: sqlite3.Connection, number: int, windows: Iterable[QuotaWindow], read_at: int, today: date
) -> tuple[LeftCourse, ...]:
    """The days of those of `windows` that tell what is left. Nothing counts that was read after `read_at`."""
    ids = {MARK + window.id for window in windows if window.left is not None}
    first, end = (to_day(today) - _DAYS_BACK) * _HOURS_A_DAY, (to_day(today) + 1) * _HOURS_A_DAY
    rows = connection.execute(_READ, (number, first, end, read_at)).fetchall()
    return tuple(
        course(name.removeprefix(MARK), [(from_time(at), from_quantity(0, nano)) for _, at, nano in readings])
        for name, readings in groupby(rows, key=lambda cells: cells[0])
        if name in ids
    )
