"""What was written while this computer's clock was ahead of the true time: it must not stand in the way."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from aimonitor.db.columns import to_span

_READ_TIMES = (
    "newest_at",
    "balances_at",
    "balances_sampled_at",
    "spends_at",
    "windows_at",
    "last_good_at",
    "failing_since",
    "levels_since",
)
_CLAMPED = "{0} = CASE WHEN {0} > :beyond THEN :to ELSE {0} END"
_NEWEST = "SELECT MAX(sampled_at) FROM balances WHERE provider = ? AND sampled_at > ?"
_REDATE = "UPDATE OR REPLACE balances SET sampled_at = ? WHERE provider = ? AND sampled_at = ?"
_REACHES = """
SELECT 1 FROM polls WHERE provider = :number AND started_at > :beyond
UNION ALL
SELECT 1 FROM reads
WHERE provider = :number AND MAX(COALESCE(newest_at, 0), COALESCE(last_good_at, 0)) > :beyond
LIMIT 1
"""


_SPAN = "SELECT MAX(started_at) - MIN(started_at) FROM polls WHERE provider = ? AND started_at > ?"
_LITTLE = to_span(timedelta(days=2))


def take_back(connection: sqlite3.Connection, number: int, *, beyond: int, to: int, is_proven: bool) -> None:
    """Let no time of a provider's lie `beyond` now: it becomes `to`, when the poll at hand began.

    `is_proven`: a service answered, and certificates know the time. Else the clock may be years behind,
    as before it is set at a start, and no more than a little of the log is taken for the future.

    Polls that lie in the future leave the log: they would count as newer than all that are to come,
    and what these tell would be dropped as late. What they read stays; of several balances in the
    future the newest. Within a transaction of the caller's.
    """
    if not _reaches(connection, number, beyond):
        return
    (span,) = connection.execute(_SPAN, (number, beyond)).fetchone()
    if not is_proven and (span or 0) > _LITTLE:
        return
    connection.execute("DELETE FROM polls WHERE provider = ? AND started_at > ?", (number, beyond))
    (newest,) = connection.execute(_NEWEST, (number, beyond)).fetchone()
    if newest is not None:
        connection.execute(
            "DELETE FROM balances WHERE provider = ? AND sampled_at > ? AND sampled_at < ?",
            (number, beyond, newest),
        )
        connection.execute(_REDATE, (to, number, newest))
    clamped = ", ".join(_CLAMPED.format(name) for name in _READ_TIMES)
    connection.execute(
        f"UPDATE reads SET {clamped} WHERE provider = :provider",  # noqa: S608  names of ours
        {"beyond": beyond, "to": to, "provider": number},
    )


def _reaches(connection: sqlite3.Connection, number: int, beyond: int) -> bool:
    return connection.execute(_REACHES, {"number": number, "beyond": beyond}).fetchone() is not None
