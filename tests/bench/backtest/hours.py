"""Hours that were called spikes though they were none, and planted ones that were found.

A year's days are spread over their hours as a habit does it, and read as the app reads: by polls some minutes
apart, with gaps, nights asleep, and services that tell their costs hours late, in lumps.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from msgspec import Struct

from aimonitor.domain.hours import HourReading
from aimonitor.domain.periods import ONE_DAY, day_start
from aimonitor.insight.hours import increments, judged
from tests.bench.backtest.habits import Habit, Year
from tests.bench.backtest.spikes import MONTH

HOUR = timedelta(hours=1)
_PLANTED_A_YEAR = 12
_CENT = Decimal("0.0001")


class HourCount(Struct, frozen=True, kw_only=True):
    """What the hours of one year gave."""

    habit: Habit
    false_alarms: int
    planted: int
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a year's hours come to the app: `late` hours behind, asleep from `night` on for some hours."""

    late: int
    sleeps: int
    gap: float


def counts(years: Iterable[Year]) -> list[HourCount]:
    """Each hour of each year as it was read, and twelve hours a year with one to four mean days on top."""
    return [_count(year) for year in years]


def _count(year: Year) -> HourCount:
    rng = random.Random(f"hours {year.habit} {year.seed}")
    manner = Manner(
        late=rng.choice((0, 0, 0, 1, 3)), sleeps=rng.choice((0, 0, 8)), gap=rng.choice((0.0, 0.02, 0.06))
    )
    readings = list(_read(dict(_spread(year, rng)), manner, rng))
    known, first = increments(readings, "USD"), day_start(year.first)
    hours = [hour for hour in known if hour >= first]
    planted = rng.sample(hours, _PLANTED_A_YEAR)
    return HourCount(
        habit=year.habit,
        false_alarms=_alarms(known, hours),
        planted=len(planted),
        found=sum(_is_spike(known, hour, known[hour] + _on_top(year, hour, rng)) for hour in planted),
    )


def _alarms(known: dict[datetime, Decimal], hours: Iterable[datetime]) -> int:
    """How often one came to be told, as the rule tells it: not again until an hour was none."""
    alarms, holds = 0, False
    for hour in hours:
        is_spike = _is_spike(known, hour, known[hour])
        alarms += is_spike and not holds
        holds = is_spike
    return alarms


def _is_spike(known: dict[datetime, Decimal], hour: datetime, amount: Decimal) -> bool:
    return judged(known, hour, amount) is not None


def _on_top(year: Year, hour: datetime, rng: random.Random) -> Decimal:
    recent = sum((year.costs[hour.date() - n * ONE_DAY] for n in range(1, MONTH + 1)), Decimal(0)) / MONTH
    return recent * Decimal(rng.uniform(1, 4))


# --- days spread over hours ---------------------------------------------------------------------


def _spread(year: Year, rng: random.Random) -> Iterator[tuple[datetime, Decimal]]:
    """Work goes on by day, or all around the clock; bursts are jobs of a few hours; each hour varies."""
    begins, lasts = rng.randint(0, 23), rng.randint(8, 14)
    around, noise = rng.uniform(0.02, 0.5), rng.uniform(0.2, 0.8)
    in_jobs = year.habit in (Habit.BURSTY, Habit.MIXED) and rng.random() < 0.7
    for day, cost in year.costs.items():
        weights = [
            (1.0 if (hour - begins) % 24 < lasts else around) * math.exp(rng.gauss(0, noise))
            for hour in range(24)
        ]
        if in_jobs:
            start, length = rng.randint(0, 23), rng.randint(1, 6)
            weights = [
                weight * (rng.uniform(3, 8) if (hour - start) % 24 < length else 1)
                for hour, weight in enumerate(weights)
            ]
        whole = sum(weights)
        for hour, weight in enumerate(weights):
            yield _at(day, hour), (cost * Decimal(weight / whole)).quantize(_CENT)


def _at(day: date, hour: int) -> datetime:
    return day_start(day) + hour * HOUR


def _read(spent: dict[datetime, Decimal], manner: Manner, rng: random.Random) -> Iterator[HourReading]:
    """The last reading of each hour that was read. A service that is late tells what it knew hours ago."""
    asleep = rng.randint(0, 23)
    known, day = Decimal(0), None
    for hour, cost in spent.items():
        told_of = hour - manner.late * HOUR
        if hour.date() != day:
            day, known = hour.date(), Decimal(0)
        if manner.late == 0:
            part = Decimal(rng.uniform(0.75, 1))
            told = (known + cost * part).quantize(_CENT)
            known += cost
        else:
            if told_of.date() == day and hour.hour % manner.late == 0:
                known = sum((spent[_at(day, each)] for each in range(told_of.hour + 1)), Decimal(0))
            told = known
        is_asleep = (hour.hour - asleep) % 24 < manner.sleeps
        if not is_asleep and rng.random() >= manner.gap:
            yield HourReading(
                hour=hour, read_at=hour + timedelta(minutes=rng.randint(45, 59)), costs={"USD": told}
            )
