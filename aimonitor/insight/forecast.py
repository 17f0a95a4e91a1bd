"""The pace of money, where the month ends at it, and when it passes a limit. Formulas: docs/forecast.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import accumulate, repeat
from operator import mul

from msgspec import Struct

from aimonitor.domain.money import amount_in
from aimonitor.domain.periods import ONE_DAY, month_end, month_start
from aimonitor.domain.state import DayTotal

MIN_DAYS = 3
LOOK_BACK = 56
FADES = Decimal("0.93")
"""What a day weighs against the day after it."""
Z80 = Decimal("1.2816")
_WEEK = 7
_SHRINK = 2
_YOUNG = 4
_OWN_WEEKS = 4
_PRIOR_WEEKS, _PRIOR_SCATTER = 2, 3
_LEVEL_ERROR = Decimal("0.05")
_ZERO = Decimal(0)
_WEIGHTS = tuple(accumulate(repeat(FADES, LOOK_BACK + 1), mul, initial=Decimal(1)))


class Pace(Struct, frozen=True, kw_only=True):
    """Expected money of a day by weekday (Monday 0) and of a week, and how far off such expectations are.

    `scatter`: the variance that a day adds to a sum of days. `days`: how many are known;
    `weight`: how many days of equal weight tell as much as these, which fade.
    """

    by_weekday: tuple[Decimal, ...]
    of_week: Decimal
    scatter: Decimal
    days: int
    weight: Decimal

    def on(self, day: date) -> Decimal:
        """The expected money of that day."""
        return self.by_weekday[day.weekday()]

    def over(self, first: date, days: int) -> Decimal:
        """The expected money of that many days from `first` on."""
        weeks, more = divmod(days, _WEEK)
        start = first.weekday()
        return weeks * self.of_week + sum((self.by_weekday * 2)[start : start + more], _ZERO)

    def rest_of(self, today: date, spent_today: Decimal | None) -> Decimal:
        """What is still expected of a day of which `spent_today` is gone; all of it where that is unknown."""
        return max(_ZERO, self.on(today) - (spent_today or _ZERO))

    def half_width(self, expected: Decimal, days: Decimal) -> Decimal:
        """Of the range that holds, eight times in ten, what `days` cost of which `expected` is expected."""
        squares = self.scatter * days * (1 + days / self.weight) + (_LEVEL_ERROR * expected) ** 2
        return Z80 * squares.sqrt()

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is being spent."""
        return not self.of_week


class Estimate(Struct, frozen=True, kw_only=True):
    """A middle and the half width of its 80 % range."""

    middle: Decimal
    half_width: Decimal


def daily_costs(days: tuple[DayTotal, ...], currency: str) -> dict[date, Decimal]:
    """Money per completed day in one currency; a known day without that currency is 0."""
    return {
        day.day: amount_in(day.cost, currency) or _ZERO
        for day in days
        if day.cost is not None and day.cost_complete
    }


def days_until_forecast(costs: Mapping[date, Decimal], today: date) -> int:
    """How many more complete days a forecast needs; 0 when there is one."""
    return max(0, MIN_DAYS - sum(1 for day in costs if 0 < (today - day).days <= LOOK_BACK))


def pace(costs: Mapping[date, Decimal], today: date) -> Pace | None:
    """The pace of the last complete days before `today`; None with fewer than three of them."""
    known = [(age, cost) for day, cost in costs.items() if 0 < (age := (today - day).days) <= LOOK_BACK]
    if len(known) < MIN_DAYS:
        return None
    start = today.weekday()
    usual = _week([((start - age) % _WEEK, cost) for age, cost in known])
    weights = [_WEIGHTS[age] for age, _ in known]
    recent = sum(map(mul, weights, (cost for _, cost in known)), _ZERO)
    expected = sum(map(mul, weights, (usual[(start - age) % _WEEK] for age, _ in known)), _ZERO)
    level = recent / expected if recent > 0 and expected > 0 else _ZERO
    by_weekday = tuple(max(_ZERO, level * cost) for cost in usual)
    errors = {age: cost - by_weekday[(start - age) % _WEEK] for age, cost in known}
    return Pace(
        by_weekday=by_weekday,
        of_week=sum(by_weekday, _ZERO),
        scatter=_scatter(errors),
        days=len(known),
        weight=sum(weights, _ZERO) ** 2 / sum((weight * weight for weight in weights), _ZERO),
    )


def _week(known: list[tuple[int, Decimal]]) -> list[Decimal]:
    """The mean of each weekday, drawn towards that of all days as if two ordinary days were among its own."""
    mean = sum((cost for _, cost in known), _ZERO) / len(known)
    sums, counts = [_SHRINK * mean] * _WEEK, [_SHRINK] * _WEEK
    for weekday, cost in known:
        sums[weekday] += cost
        counts[weekday] += 1
    return [total / count for total, count in zip(sums, counts, strict=True)]


def _scatter(errors: Mapping[int, Decimal]) -> Decimal:
    """The variance a day adds to a sum, from single days and from whole weeks; `errors` by age in days.

    Weeks see what days do not: that bursts, holidays and new habits last.
    """
    known = Decimal(len(errors))
    single = (1 + _YOUNG / known) ** 2 * sum(error * error for error in errors.values()) / (known - 1)
    weeks: dict[int, list[Decimal]] = {}
    for age, error in errors.items():
        weeks.setdefault((age - 1) // _WEEK, []).append(error)
    squares = [sum(week, _ZERO) ** 2 / len(week) for week in weeks.values() if len(week) >= _OWN_WEEKS]
    return sum(squares, _PRIOR_WEEKS * _PRIOR_SCATTER * single) / (len(squares) + _PRIOR_WEEKS)


def month_estimate(
    costs: Mapping[date, Decimal], spent: Decimal, spent_today: Decimal | None, today: date
) -> Estimate | None:
    """What the month will have cost: `spent` so far (today's part included) and the pace of the rest."""
    found = pace(costs, today)
    return None if found is None else month_at(found, costs, spent, spent_today, today=today)


def month_at(
    found: Pace, costs: Mapping[date, Decimal], spent: Decimal, spent_today: Decimal | None, *, today: date
) -> Estimate:
    """The same where the pace is known already.

    Days since the first known one of which the cost is unknown are expected to be ordinary, less
    what `spent` holds beyond the known days and today's part.
    """
    month = month_start(today)
    first = max(month, min(costs))
    unknown = [day for n in range((today - first).days) if (day := first + n * ONE_DAY) not in costs]
    if spent_today is None:
        unknown.append(today)
    told = sum(
        (cost for day, cost in costs.items() if month_start(today) <= day < today), spent_today or _ZERO
    )
    ordinary = sum(map(found.on, unknown), _ZERO)
    owed = max(_ZERO, ordinary - max(_ZERO, spent - told))
    rest = _ZERO if spent_today is None else found.rest_of(today, spent_today)
    ahead = (month_end(today) - today).days
    expected = owed + rest + found.over(today + ONE_DAY, ahead)
    days = ahead + _share(rest, found.on(today)) + len(unknown) * _share(owed, ordinary)
    return Estimate(middle=spent + expected, half_width=found.half_width(expected, days))


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return part / whole if whole > 0 else _ZERO


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
    days = (today + n * ONE_DAY for n in range((last - today).days + 1))
    return next((day for day in days if spent + _until(found, today, spent_today, day) > limit), None)


def _until(found: Pace, today: date, spent_today: Decimal | None, day: date) -> Decimal:
    """The expected money from now to the end of `day`."""
    return found.rest_of(today, spent_today) + found.over(today + ONE_DAY, (day - today).days)
