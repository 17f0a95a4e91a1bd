"""Spend that follows from falls of a balance, for services that tell what is left but not what it cost.

What a balance loses from one reading to the next was spent, what it gains was topped up. Both at
once, between two readings, cannot be told apart: only their difference shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import pairwise

from msgspec import Struct

from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY, utc_day
from aimonitor.domain.usage import Balance, BalanceRole, Provenance


class Level(Struct, frozen=True, kw_only=True):
    """What was left at a moment, in one currency. None: the service did not name that part."""

    at: datetime
    total: Money
    granted: Money | None = None
    paid: Money | None = None


class DerivedDay(Struct, frozen=True, kw_only=True):
    """What a balance lost and gained on one UTC day, as far as it was read.

    `complete` is False where more, or less, may have been spent on that day: it is not over, the
    balance was first read in the middle of it, or days without a reading stand beside it.
    """

    day: date
    spent: Money
    topped_up: Money
    complete: bool


def comparable(balances: Iterable[Balance]) -> tuple[Balance, ...]:
    """Those that a change can be told by: an estimate may move though nothing was spent."""
    return tuple(balance for balance in balances if balance.provenance is not Provenance.ESTIMATED)


def of_two_accounts(before: Iterable[Level], after: Iterable[Level]) -> tuple[DerivedDay, ...]:
    """The days of readings with a break in them: from one account to the other nothing was spent."""
    days: dict[date, DerivedDay] = {}
    for one in (*derived_days(before), *derived_days(after)):
        known = days.get(one.day)
        days[one.day] = (
            one
            if known is None
            else DerivedDay(
                day=one.day,
                spent=known.spent + one.spent,
                topped_up=known.topped_up + one.topped_up,
                complete=False,
            )
        )
    return tuple(days[day] for day in sorted(days))


def levels(at: datetime, balances: Iterable[Balance]) -> dict[str, Level]:
    """What one reading says, by currency; a currency without a total is not there."""
    sums: dict[BalanceRole, dict[str, Money]] = {role: {} for role in BalanceRole}
    for balance in balances:
        known, money = sums[balance.role], balance.money
        known[money.currency] = known[money.currency] + money if money.currency in known else money
    granted, paid = sums[BalanceRole.GRANTED], sums[BalanceRole.PAID]
    return {
        currency: Level(at=at, total=total, granted=granted.get(currency), paid=paid.get(currency))
        for currency, total in sums[BalanceRole.TOTAL].items()
    }


def derived_days(readings: Iterable[Level]) -> tuple[DerivedDay, ...]:
    """The days that readings in one currency tell, oldest first; the order they come in does not matter.

    A change belongs to the UTC day of the later reading. Where a whole day between two readings has
    none, a change is nobody's day in particular: it stands on the later one, the days between stay
    unknown and those at both ends are not complete. Without a change nothing was spent on them.
    """
    series = [reading for _, reading in sorted({reading.at: reading for reading in readings}.items())]
    if not series:
        return ()
    nothing = series[0].total - series[0].total
    days = {utc_day(level.at): (nothing, nothing) for level in series}
    unsure = {utc_day(series[0].at), utc_day(series[-1].at)}
    for before, after in pairwise(series):
        spent, topped_up = _moved(before, after)
        day = utc_day(after.at)
        days[day] = (days[day][0] + spent, days[day][1] + topped_up)
        between = _between(utc_day(before.at), day)
        if between and before.total == after.total:
            days.update(dict.fromkeys(between, (nothing, nothing)))
        elif between:
            unsure |= {utc_day(before.at), day}
    return tuple(_day(day, days, unsure) for day in sorted(days))


def _day(day: date, days: Mapping[date, tuple[Money, Money]], unsure: set[date]) -> DerivedDay:
    spent, topped_up = days[day]
    return DerivedDay(day=day, spent=spent, topped_up=topped_up, complete=day not in unsure)


def _between(first: date, last: date) -> list[date]:
    return [first + n * ONE_DAY for n in range(1, (last - first).days)]


def _moved(before: Level, after: Level) -> tuple[Money, Money]:
    """What was spent and what was topped up from one reading to the next; one of them is nothing."""
    nothing = before.total - before.total
    fell = before.total - after.total
    if before.granted is not None and _has_expired(before, after):
        fell = fell - before.granted
    return (fell, nothing) if fell.amount > 0 else (nothing, nothing - fell)


def _has_expired(before: Level, after: Level) -> bool:
    """Whether a grant was taken back: gone at one stroke, with paid money beside it that was not touched.

    Use would have to end on the last cent of the grant to look like this. Without paid money there
    is nothing to tell the two by, and it counts as spent.
    """
    if before.granted is None or after.granted is None or before.paid is None:
        return False
    gone = before.granted.amount > 0 and after.granted.amount == 0
    return gone and before.paid.amount > 0 and before.paid == after.paid
