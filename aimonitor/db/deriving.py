"""Derived spend, written: day costs that follow from the balances kept, within the poll's transaction.

Old balances are thinned, so what a day was found to have cost is kept and not worked out again; only
the days that a new reading touches are. A day that the service itself reported is left alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from aimonitor.db.columns import Row, from_time, to_day, to_time
from aimonitor.db.rowset import BALANCES, DAY_COSTS, TOP_UPS
from aimonitor.db.thinning import whole_since
from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY, day_start, utc_day
from aimonitor.domain.usage import Balance, BalanceRole, Provenance
from aimonitor.insight.derived import DerivedDay, Level, derived_days, levels, of_two_accounts

if TYPE_CHECKING:
    from aimonitor.db.database import Database

_NEIGHBOUR = """
SELECT {end}(sampled_at) FROM balances
WHERE provider = ? AND role = 'total' AND provenance <> 'estimated' AND currency = ? AND sampled_at {side} ?
"""
_BEFORE = _NEIGHBOUR.format(end="MAX", side="<")
_AFTER = _NEIGHBOUR.format(end="MIN", side=">")

_SAMPLES = """
SELECT sampled_at, role, nano FROM balances
WHERE provider = ? AND provenance <> 'estimated' AND currency = ? AND sampled_at BETWEEN ? AND ?
ORDER BY sampled_at
"""

_OF = "provider = (SELECT number FROM providers WHERE id = ?)"
_BREAK = f"UPDATE reads SET levels_since = ?, key_told_at = NULL, key_ends_at = NULL WHERE {_OF}"  # noqa: S608
_FORGET_HOURS = f"DELETE FROM hour_levels WHERE {_OF}"  # noqa: S608  our own names

_SPAN = "provider = ? AND day BETWEEN ? AND ?"


def keep_late(connection: sqlite3.Connection, wanted: list[Row], now: datetime) -> bool:
    """Put a reading that arrives late among those that are there; whether it still tells anything.

    One of a day that was thinned meanwhile is dropped: what lay beside it is no longer known.
    """
    if not wanted:
        return False
    provider, sampled_at = wanted[0][:2]
    if day_start(utc_day(from_time(int(sampled_at or 0)))) < whole_since(now):
        return False
    if not BALANCES.where(connection, "provider = ? AND sampled_at = ?", provider, sampled_at):
        BALANCES.replace(connection, (), wanted)
    return True


async def break_levels(database: Database, provider_id: str, at: datetime) -> None:
    """From `at` on balances may be another account's: none before is compared with them.

    How long the key works is forgotten with it, and what its hours cost. Raises DatabaseError.
    """

    def job(connection: sqlite3.Connection) -> None:
        connection.execute(_BREAK, (to_time(at), provider_id))
        connection.execute(_FORGET_HOURS, (provider_id,))

    await database.writing(job)


def derive(
    connection: sqlite3.Connection,
    number: int,
    at: datetime,
    balances: Iterable[Balance],
    broken_at: datetime | None = None,
) -> None:
    """Bring the days up to date that the reading of `at` touches, in each of its currencies.

    `broken_at`: from when on readings are of another account than those before.
    """
    for currency in levels(at, balances):
        before = _neighbour(connection, _BEFORE, number, currency, to_time(at))
        after = _neighbour(connection, _AFTER, number, currency, to_time(at))
        first, last = utc_day(before or at), utc_day(after or at)
        series = list(_levels(connection, number, currency, first, last))
        if broken_at is None:
            found = derived_days(series)
        else:
            older = [level for level in series if level.at <= broken_at]
            found = of_two_accounts(older, [level for level in series if level.at > broken_at])
        days = [day for day in found if first <= day.day <= last]
        _keep(connection, number, currency, days, untouched=first if before and first < utc_day(at) else None)


def _neighbour(
    connection: sqlite3.Connection, statement: str, number: int, currency: str, moment: int
) -> datetime | None:
    (found,) = connection.execute(statement, (number, currency, moment)).fetchone()
    return None if found is None else from_time(found)


def _levels(
    connection: sqlite3.Connection, number: int, currency: str, first: date, last: date
) -> Iterator[Level]:
    """The readings of the days `first` to `last`, and the one on either side of them."""
    start, end = to_time(day_start(first)), to_time(day_start(last + ONE_DAY))
    before = _neighbour(connection, _BEFORE, number, currency, start)
    after = _neighbour(connection, _AFTER, number, currency, end - 1)
    span = (start if before is None else to_time(before), end - 1 if after is None else to_time(after))
    rows = connection.execute(_SAMPLES, (number, currency, *span))
    for sampled_at, parts in groupby(rows, key=lambda row: row[0]):
        balances = [
            Balance(role=BalanceRole(role), money=Money.from_nano(nano, currency)) for _, role, nano in parts
        ]
        yield from levels(from_time(sampled_at), balances).values()


def _keep(
    connection: sqlite3.Connection,
    number: int,
    currency: str,
    days: list[DerivedDay],
    *,
    untouched: date | None,
) -> None:
    """Replace the derived rows of a span of days; the amounts of `untouched` stay, its mark may change."""
    span = (number, to_day(days[0].day), to_day(days[-1].day))
    stored = DAY_COSTS.where(connection, _SPAN, *span)
    reported = {row[1] for row in stored if row[6] != Provenance.DERIVED.value}
    mine = {row[1]: row for row in stored if row[6] == Provenance.DERIVED.value and row[2] == currency}
    rows: list[Row] = []
    for day in days:
        known = mine.get(to_day(day.day)) if day.day == untouched else None
        nano = day.spent.nano if known is None else known[5]
        if to_day(day.day) not in reported:
            rows.append(
                (number, to_day(day.day), currency, "", "", nano, Provenance.DERIVED.value, day.complete)
            )
    DAY_COSTS.replace(connection, mine.values(), rows)
    paid_in = TOP_UPS.where(connection, f"{_SPAN} AND currency = ?", *span, currency)
    still = [row for row in paid_in if row[1] == to_day(untouched)] if untouched else []
    fresh = [day for day in days if day.topped_up.amount and day.day != untouched]
    gained = [(number, to_day(day.day), currency, day.topped_up.nano) for day in fresh]
    TOP_UPS.replace(connection, paid_in, [*still, *gained])
