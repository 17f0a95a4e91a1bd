"""Balances that ran out, beside the days between which they were said to."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from msgspec import Struct

from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY, day_start
from aimonitor.domain.provider import Provider
from aimonitor.domain.state import Lasting
from aimonitor.insight.depletion import depletion
from tests.bench.backtest.habits import Habit, Year
from tests.bench.backtest.months import view

_LOOKS = 24


class Ending(Struct, frozen=True, kw_only=True):
    """One answer: whether the true day was within it, and how many days it is wide (None: open)."""

    habit: Habit
    ahead: int
    holds: bool
    width: int | None


def endings(years: Iterable[Year]) -> Iterator[Ending]:
    """Balances of 3 to 60 mean days, looked at on 24 days of each year, that ran out before its end."""
    for year in years:
        rng = random.Random(f"balances {year.habit} {year.seed}")
        for today in rng.sample(year.days(), _LOOKS):
            found = _ending(year, today, rng)
            if found is not None:
                yield found


def _ending(year: Year, today: date, rng: random.Random) -> Ending | None:
    seen = view(year, today, rng.uniform(0.05, 0.95))
    mean = sum(seen.costs.values(), Decimal(0)) / max(1, len(seen.costs))
    left = (mean * Decimal(rng.uniform(3, 60))).quantize(Decimal("0.01"))
    gone = _gone(year, today, left, seen.left)
    provider = Provider(
        id="p", name="P", provider_type="p", api_key_ref="p", created_at=day_start(year.first)
    )
    said = depletion(provider, Money(amount=left, currency="USD"), seen.spent_today, seen.costs, today)
    if gone is None or said.lasting is Lasting.TOO_EARLY:
        return None
    if said.earliest is None:
        return Ending(habit=year.habit, ahead=(gone - today).days, holds=False, width=None)
    return Ending(
        habit=year.habit,
        ahead=(gone - today).days,
        holds=said.earliest <= gone <= (said.latest or date.max),
        width=None if said.latest is None else (said.latest - said.earliest).days + 1,
    )


def _gone(year: Year, today: date, left: Decimal, rest: Decimal) -> date | None:
    """The day on which it was really used up."""
    left, day = left - rest, today
    while left > 0:
        day += ONE_DAY
        if day not in year.costs:
            return None
        left -= year.costs[day]
    return day
