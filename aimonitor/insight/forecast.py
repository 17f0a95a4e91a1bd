"""Where the month will end at this pace, and when a limit is passed. Formulas: docs/forecast.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct

from aimonitor.domain.money import amount_in
from aimonitor.domain.periods import ONE_DAY, month_end
from aimonitor.domain.state import DayTotal

MIN_DAYS = 3
LOOK_BACK = 28
Z80 = Decimal("1.2816")
_SHRINK = 2
_WEEK = 7


class Pace(Struct, frozen=True, kw_only=True):
    """Expected money of a day by weekday (Monday 0), and the usual distance of a day from that."""

    by_weekday: tuple[Decimal, ...]
    deviation: Decimal
    days: int

    def on(self, day: date) -> Decimal:
        """The expected money of that day."""
        return self.by_weekday[day.weekday()]

    def rest_of(self, today: date, spent_today: Decimal | None) -> Decimal:
        """What is still expected of a day of which `spent_today` is gone; all of it where that is unknown."""
        return max(Decimal(0), self.on(today) - (spent_today or Decimal(0)))


class Estimate(Struct, frozen=True, kw_only=True):
    """A middle and the half width of its 80 % range."""

    middle: Decimal
    half_width: Decimal


def daily_costs(days: tuple[DayTotal, ...], currency: str) -> dict[date, Decimal]:
    """Money per completed day in one currency; a known day without that currency is 0."""
    return {
        day.day: amount_in(day.cost, currency) or Decimal(0)
        for day in days
        if day.cost is not None and day.cost_complete
    }


def pace(costs: Mapping[date, Decimal], today: date) -> Pace | None:
    """The pace of the last complete days before `today`; None with fewer than three of them."""
    known = {day: cost for day, cost in costs.items() if today - LOOK_BACK * ONE_DAY <= day < today}
    if len(known) < MIN_DAYS:
        return None
    level = sum(known.values(), Decimal(0)) / len(known)
    by_weekday = tuple(_weekday_level(known, weekday, level) for weekday in range(_WEEK))
    squares = sum(((cost - by_weekday[day.weekday()]) ** 2 for day, cost in known.items()), Decimal(0))
    return Pace(by_weekday=by_weekday, deviation=(squares / (len(known) - 1)).sqrt(), days=len(known))


def _weekday_level(known: Mapping[date, Decimal], weekday: int, level: Decimal) -> Decimal:
    """The mean of that weekday, drawn towards the overall mean as if two ordinary days were among it."""
    same = [cost for day, cost in known.items() if day.weekday() == weekday]
    return (sum(same, Decimal(0)) + _SHRINK * level) / (len(same) + _SHRINK)


def month_estimate(
    costs: Mapping[date, Decimal], spent: Decimal, spent_today: Decimal | None, today: date
) -> Estimate | None:
    """What the month will have cost: `spent` so far (today's part included) and the pace of the rest."""
    found = pace(costs, today)
    if found is None:
        return None
    ahead = [today + n * ONE_DAY for n in range(1, (month_end(today) - today).days + 1)]
    expected = found.rest_of(today, spent_today) + sum((found.on(day) for day in ahead), Decimal(0))
    remaining = Decimal(len(ahead) + 1)
    spread = (remaining * (1 + remaining / found.days)).sqrt() * found.deviation * Z80
    return Estimate(middle=spent + expected, half_width=min(spread, max(expected, spread / 2)))


def passes_on(
    limit: Decimal,
    spent: Decimal,
    spent_today: Decimal | None,
    costs: Mapping[date, Decimal],
    *,
    today: date,
    last: date,
) -> date | None:
    """The day on which `spent` (today's part included) passes `limit` at this pace, not after `last`.

    Today, where it is passed already. None: not in that time, or no pace is known.
    """
    if spent > limit:
        return today
    found = pace(costs, today)
    if found is None:
        return None
    sofar, day = spent + found.rest_of(today, spent_today), today
    while sofar <= limit and day < last:
        day += ONE_DAY
        sofar += found.on(day)
    return day if sofar > limit else None


def days_until_forecast(costs: Mapping[date, Decimal], today: date) -> int:
    """How many more complete days a forecast needs; 0 when there is one."""
    known = sum(1 for day in costs if today - LOOK_BACK * ONE_DAY <= day < today)
    return max(0, MIN_DAYS - known)
