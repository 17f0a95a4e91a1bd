"""Days that were called spikes though they were none, and planted ones that were found."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from msgspec import Struct

from aimonitor.domain.periods import ONE_DAY
from aimonitor.insight.spikes import LOOK_BACK, day_spike
from tests.bench.backtest.habits import Habit, Year

MONTH = 28
_PLANTED_A_YEAR = 12


class SpikeCount(Struct, frozen=True, kw_only=True):
    """What one year gave."""

    habit: Habit
    false_alarms: int
    planted: int
    found: int


def counts(years: Iterable[Year]) -> list[SpikeCount]:
    """Each day of each year as it was, and twelve of them with four to ten mean days on top."""
    return [_count(year) for year in years]


def _count(year: Year) -> SpikeCount:
    rng = random.Random(f"spikes {year.habit} {year.seed}")
    days = year.days()
    known = {day: cost for day, cost in year.costs.items() if day not in year.unread}
    planted = rng.sample(days, _PLANTED_A_YEAR)
    return SpikeCount(
        habit=year.habit,
        false_alarms=sum(_is_spike(known, day, year.costs[day]) for day in days),
        planted=len(planted),
        found=sum(_is_spike(known, day, year.costs[day] + _on_top(year, day, rng)) for day in planted),
    )


def _is_spike(known: dict[date, Decimal], day: date, amount: Decimal) -> bool:
    before = (day - n * ONE_DAY for n in range(1, LOOK_BACK + 1))
    costs = {one: known[one] for one in before if one in known}
    return day_spike(costs, day, amount) is not None


def _on_top(year: Year, day: date, rng: random.Random) -> Decimal:
    recent = sum((year.costs[day - n * ONE_DAY] for n in range(1, MONTH + 1)), Decimal(0)) / MONTH
    return recent * Decimal(rng.uniform(4, 10))
