"""Months forecast on each of their days, beside what they cost in the end."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aimonitor.domain.periods import ONE_DAY, month_end, month_start, previous_month
from tests.bench.backtest.habits import Year

KNOWN = 60
"""As far back as `ProviderFacts.days` reaches at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the app knows at a moment of `today`, and the truth that it does not know."""

    year: Year
    today: date
    gone: float
    costs: dict[date, Decimal]
    spent: Decimal
    spent_today: Decimal | None
    truth: Decimal
    last_month: Decimal

    @property
    def straight(self) -> Decimal:
        """The month if it went on as its days so far."""
        days = Decimal(self.today.day - 1 + self.gone)
        return self.spent / days * month_end(self.today).day


def views(year: Year) -> Iterator[View]:
    """One look a day, at any time of the day."""
    rng = random.Random(f"views {year.habit} {year.seed}")
    sums: dict[date, Decimal] = {}
    for day, cost in year.costs.items():
        sums[month_start(day)] = sums.get(month_start(day), Decimal(0)) + cost
    for today in year.days():
        yield _view(year, today, rng.uniform(0.05, 0.95), sums)


def _view(year: Year, today: date, gone: float, sums: dict[date, Decimal]) -> View:
    first = month_start(today)
    read_to = today - (2 if year.late else 1) * ONE_DAY
    days = [today - n * ONE_DAY for n in range(KNOWN, 0, -1)]
    costs = {day: year.costs[day] for day in days if day <= read_to and day not in year.unread}
    part = (year.costs[today] * Decimal(_share(gone))).quantize(Decimal("0.0001"))
    spent_today = part if year.states_today else None
    if year.states_sum:
        spent = sum((cost for day, cost in year.costs.items() if first <= day < today), Decimal(0)) + part
    else:
        known = sum((cost for day, cost in costs.items() if day >= first), Decimal(0))
        spent = known + (spent_today or Decimal(0))
    return View(
        year=year,
        today=today,
        gone=gone,
        costs=costs,
        spent=spent,
        spent_today=spent_today,
        truth=sums[first],
        last_month=sums[previous_month(today)],
    )


def _share(gone: float) -> float:
    """How much of a day's spend is gone at that part of it: most of it is spent by day."""
    return gone - math.sin(2 * math.pi * gone) / (2 * math.pi)
