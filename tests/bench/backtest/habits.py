"""Made-up years of spending, one a seed: what a provider's days may look like."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from aimonitor.domain.periods import ONE_DAY

BEFORE = 62
"""Days ahead of the year, so that its first month has a history too."""
DAYS = 365
_CENT = Decimal("0.0001")


class Habit(StrEnum):
    """The ways of spending that issue 3 names, and mixes of them."""

    STEADY = "steady"
    WEEKDAYS = "weekday-heavy"
    BURSTY = "bursty"
    GROWING = "growing"
    NEW_MODEL = "new model half way"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """All days of a provider, and what of them the app gets to know.

    `unread`: days that stay unknown. `states_sum`: the service states the month itself, gaps
    included. `states_today`: what today has cost so far is told. `late`: yesterday is not told yet.
    """

    habit: Habit
    seed: int
    first: date
    costs: dict[date, Decimal]
    unread: frozenset[date]
    states_sum: bool
    states_today: bool
    late: bool

    def days(self) -> list[date]:
        """The days of the year proper."""
        return [self.first + n * ONE_DAY for n in range(DAYS)]


def year(habit: Habit, seed: int) -> Year:
    """The year that belongs to a seed; the same one every time."""
    rng = random.Random(f"{habit} {seed}")
    first = date(rng.randint(2020, 2027), rng.randint(1, 12), 1)
    begin = first - BEFORE * ONE_DAY
    # whole months after the year's end are needed for the truth of its last one
    days = [begin + n * ONE_DAY for n in range(BEFORE + DAYS + 31)]
    level = math.exp(rng.uniform(math.log(0.2), math.log(80)))
    shape = _SHAPES[habit](rng, days)
    noise = rng.uniform(0.1, 0.45)
    costs = {
        day: _exact(level * part * math.exp(rng.gauss(0, noise) - noise * noise / 2))
        for day, part in zip(days, shape, strict=True)
    }
    gap = rng.choice((0.0, 0.0, 0.02, 0.06))
    return Year(
        habit=habit,
        seed=seed,
        first=first,
        costs=costs,
        unread=frozenset(day for day in days if rng.random() < gap),
        states_sum=rng.random() < 0.3,
        states_today=rng.random() < 0.7,
        late=rng.random() < 0.2,
    )


def _exact(amount: float) -> Decimal:
    return Decimal(amount).quantize(_CENT)


def _steady(_rng: random.Random, days: list[date]) -> list[float]:
    return [1.0] * len(days)


def _weekdays(rng: random.Random, days: list[date]) -> list[float]:
    """A working week: little or nothing on weekends, each working day its own weight, a few days off."""
    saturday, sunday = rng.uniform(0, 0.35), rng.uniform(0, 0.35)
    week = [rng.uniform(0.75, 1.25) for _ in range(5)] + [saturday, sunday]
    off = _days_off(rng, days)
    return [0.0 if day in off else week[day.weekday()] for day in days]


def _days_off(rng: random.Random, days: list[date]) -> set[date]:
    """One to three holidays of up to two weeks, and single days."""
    off = {day for day in days if rng.random() < 0.015}
    for _ in range(rng.randint(1, 3)):
        start = rng.choice(days)
        off |= {start + n * ONE_DAY for n in range(rng.randint(3, 14))}
    return off


def _bursty(rng: random.Random, days: list[date]) -> list[float]:
    """Quiet days with bursts of one to six days: batch jobs, evaluations, deadlines."""
    quiet, stays = rng.uniform(0.0, 0.3), rng.uniform(0.2, 0.8)
    starts = rng.uniform(0.06, 0.2)
    parts, burst = [], 0.0
    for _ in days:
        if burst and rng.random() > stays:
            burst = 0.0
        if not burst and rng.random() < starts:
            burst = rng.uniform(1.5, 6)
        parts.append(burst or quiet)
    return parts


def _growing(rng: random.Random, days: list[date]) -> list[float]:
    """Two to six times as much at the end of the year as at its beginning."""
    daily = math.log(rng.uniform(2, 6)) / DAYS
    week = _weekdays(rng, days) if rng.random() < 0.5 else _steady(rng, days)
    return [part * math.exp(daily * n) for n, part in enumerate(week)]


def _new_model(rng: random.Random, days: list[date]) -> list[float]:
    """From one day on, near the middle, everything costs a multiple, or a part, of what it did."""
    factor = rng.choice((rng.uniform(1.5, 4), rng.uniform(0.25, 0.7)))
    switch = days[0] + timedelta(days=BEFORE + rng.randint(120, 240))
    week = _weekdays(rng, days) if rng.random() < 0.5 else _steady(rng, days)
    return [part * (factor if day >= switch else 1) for day, part in zip(days, week, strict=True)]


def _mixed(rng: random.Random, days: list[date]) -> list[float]:
    """Two or three habits at once, added or on top of each other."""
    shapes = rng.sample((_weekdays, _bursty, _growing, _new_model, _steady), rng.randint(2, 3))
    parts = [shape(rng, days) for shape in shapes]
    if rng.random() < 0.5:
        return [sum(day) / len(parts) for day in zip(*parts, strict=True)]
    return [math.prod(day) for day in zip(*parts, strict=True)]


_SHAPES: dict[Habit, Callable[[random.Random, list[date]], list[float]]] = {
    Habit.STEADY: _steady,
    Habit.WEEKDAYS: _weekdays,
    Habit.BURSTY: _bursty,
    Habit.GROWING: _growing,
    Habit.NEW_MODEL: _new_model,
    Habit.MIXED: _mixed,
}


def years(count: int, first_seed: int) -> list[Year]:
    """That many years, the habits in turn."""
    habits = tuple(Habit)
    return [year(habits[n % len(habits)], first_seed + n) for n in range(count)]
