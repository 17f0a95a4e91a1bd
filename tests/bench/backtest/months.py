"""Months forecast on each of their days, beside what they cost in the end."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from msgspec import Struct

from aimonitor.domain.periods import ONE_DAY, month_end, month_start, previous_month
from aimonitor.insight.forecast import MIN_DAYS, month_estimate
from aimonitor.insight.outlook import within
from tests.bench.backtest.habits import Habit, Year

KNOWN = 60
"""As far back as `ProviderFacts.days` reaches at least."""
YOUNG = 20
"""For so many days an account is called new."""
_CENT = Decimal("0.0001")


class View(Struct, frozen=True, kw_only=True):
    """What the app knows at a moment of `today`, of which `gone` is over; and `left` of it to come."""

    today: date
    gone: float
    costs: dict[date, Decimal]
    spent: Decimal
    spent_today: Decimal | None
    left: Decimal


class Trial(Struct, frozen=True, kw_only=True):
    """One forecast, the truth, and what simpler ways would have said."""

    habit: Habit
    day: int
    spent: Decimal
    truth: Decimal
    low: Decimal
    middle: Decimal
    high: Decimal
    straight: Decimal
    last_month: Decimal | None

    @property
    def holds(self) -> bool:
        """Whether the truth lies in the range."""
        return self.low <= self.truth <= self.high

    def off(self, guess: Decimal) -> float:
        """How far a guess is from the truth, as a part of it."""
        return float(abs(guess - self.truth) / self.truth)


def view(year: Year, today: date, gone: float, begin: date | None = None) -> View:
    """What is known then; `begin`: the first day of a new account."""
    first = max(month_start(today), begin or date.min)
    read_to = today - (2 if year.late else 1) * ONE_DAY
    days = (today - n * ONE_DAY for n in range(KNOWN, 0, -1))
    costs = {
        day: year.costs[day]
        for day in days
        if day <= read_to and day not in year.unread and (begin is None or day >= begin)
    }
    part = (year.costs[today] * Decimal(_share(gone))).quantize(_CENT)
    spent_today = part if year.states_today else None
    if year.states_sum:
        spent = part + _sum(year, first, today - ONE_DAY)
    else:
        spent = sum((cost for day, cost in costs.items() if day >= first), spent_today or Decimal(0))
    left = year.costs[today] - part
    return View(today=today, gone=gone, costs=costs, spent=spent, spent_today=spent_today, left=left)


def _share(gone: float) -> float:
    """How much of a day's spend is gone at that part of it: most of it is spent by day."""
    return gone - math.sin(2 * math.pi * gone) / (2 * math.pi)


def _sum(year: Year, first: date, last: date) -> Decimal:
    days = range((last - first).days + 1)
    return sum((year.costs[first + n * ONE_DAY] for n in days), Decimal(0))


def trial(year: Year, seen: View, begin: date | None = None) -> Trial | None:
    """The forecast of that moment; None where there is none, or the month cost nothing."""
    today, end = seen.today, month_end(seen.today)
    first = max(month_start(today), begin or date.min)
    truth = _sum(year, first, end)
    found = month_estimate(seen.costs, seen.spent, seen.spent_today, today)
    if found is None or truth <= 0:
        return None
    range_ = within("USD", seen.spent, found.middle, found.half_width)
    return Trial(
        habit=year.habit,
        day=today.day,
        spent=seen.spent,
        truth=truth,
        low=range_.low,
        middle=range_.middle,
        high=range_.high,
        straight=seen.spent / _days_told(year, seen, first) * ((end - first).days + 1),
        last_month=None if begin else _sum(year, previous_month(today), month_start(today) - ONE_DAY),
    )


def _days_told(year: Year, seen: View, first: date) -> Decimal:
    """How many days of the month `spent` is about: a straight line may know that too."""
    days = (seen.today - first).days
    if not year.states_sum:
        days = sum(1 for day in seen.costs if day >= first)
    told = days + (seen.gone if year.states_sum or year.states_today else 0)
    return Decimal(told or 1)


def trials(years: Iterable[Year]) -> Iterator[Trial]:
    """One look a day, at any time of the day, in every year."""
    for year in years:
        rng = random.Random(f"views {year.habit} {year.seed}")
        for today in year.days():
            found = trial(year, view(year, today, rng.uniform(0.05, 0.95)))
            if found is not None:
                yield found


def young_trials(years: Iterable[Year]) -> Iterator[Trial]:
    """New accounts, six a year, on each of their first days that have a forecast."""
    for year in years:
        rng = random.Random(f"young {year.habit} {year.seed}")
        for begin in rng.sample(year.days()[:-YOUNG], 6):
            for age in range(MIN_DAYS, YOUNG + 1):
                today = begin + age * ONE_DAY
                found = trial(year, view(year, today, rng.uniform(0.05, 0.95), begin), begin)
                if found is not None:
                    yield found


def together(years: Iterable[Year], size: int = 5) -> Iterator[Trial]:
    """The sums of that many providers, as the card shows them, on the same day of a same month."""
    years = tuple(years)
    for start in range(0, len(years) - size + 1, size):
        group = years[start : start + size]
        rng = random.Random(f"together {start}")
        for offset in range(0, 360, 3):
            parts = [_aligned(year, offset, rng.uniform(0.05, 0.95)) for year in group]
            if all(part is not None and part.day == offset % 30 + 1 for part in parts):
                yield _joined([part for part in parts if part is not None])


def _aligned(year: Year, offset: int, gone: float) -> Trial | None:
    month, day = divmod(offset, 30)
    first = year.first
    for _ in range(month):
        first = month_end(first) + ONE_DAY
    today = min(first + day * ONE_DAY, month_end(first))
    return trial(year, view(year, today, gone))


def _joined(parts: list[Trial]) -> Trial:
    def total(name: str) -> Decimal:
        return sum((getattr(part, name) for part in parts), Decimal(0))

    half = sum(((part.high - part.middle) ** 2 for part in parts), Decimal(0)).sqrt()
    range_ = within("USD", total("spent"), total("middle"), half)
    return Trial(
        habit=Habit.MIXED,
        day=parts[0].day,
        spent=total("spent"),
        truth=total("truth"),
        low=range_.low,
        middle=range_.middle,
        high=range_.high,
        straight=total("straight"),
        last_month=total("last_month"),
    )
