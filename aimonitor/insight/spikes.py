"""A day or an hour that cost far more than usual, by robust statistics. Formulas: docs/forecast.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from heapq import nlargest

from msgspec import Struct

from aimonitor.domain.periods import ONE_DAY

LOOK_BACK = 56
MIN_DAYS, MIN_HOURS = 5, 24
RECENT = 5
FLOOR = Decimal(1)
"""Less than this above the usual is never a spike, in the unit of the currency."""
_NORMAL = Decimal("1.4826")
_SATURDAY = 5
_HOUR = timedelta(hours=1)


class Bounds(Struct, frozen=True):
    """How far is far: times the usual, scatters above it, times the second highest."""

    factor: Decimal
    deviations: Decimal
    above_second: Decimal


OF_DAYS = Bounds(Decimal(3), Decimal(6), Decimal("1.5"))
BUSY, ABOVE_BUSY = 8, Decimal("1.5")
OF_HOURS = Bounds(Decimal(4), Decimal(8), Decimal(2))


class Spike(Struct, frozen=True, kw_only=True):
    """`amount` where `usual` is usual. `factor`: how many times that; None where usually nothing is spent."""

    amount: Decimal
    usual: Decimal
    factor: Decimal | None


def day_spike(
    costs: Mapping[date, Decimal], day: date, amount: Decimal, floor: Decimal = FLOOR
) -> Spike | None:
    """Whether `amount` is far above what a day like `day` usually costs; None: no, or too little is known.

    For a day that is still growing, pass what it has cost so far: it is a spike once that alone is
    far above a whole day. `costs`: complete days of one currency; those before `day` are looked at.
    """
    since, weekend = day - LOOK_BACK * ONE_DAY, _is_weekend(day)
    like = [one for one in costs if since <= one < day and _is_weekend(one) is weekend]
    if len(like) < MIN_DAYS:
        return None
    return _spike([costs[one] for one in sorted(like)], amount, floor, OF_DAYS)


def hour_spike(
    increments: Mapping[datetime, Decimal], hour: datetime, amount: Decimal, floor: Decimal = FLOOR
) -> Spike | None:
    """The same for an hour, against hours at most one away from it on days like its own.

    `increments`: what single hours cost, by their start, in one currency.
    """
    if amount <= floor:
        return None
    like = _like(increments, hour)
    found = None if len(like) < MIN_HOURS else _spike(like, amount, floor, OF_HOURS)
    return None if found is None or amount <= ABOVE_BUSY * _busy(increments, hour) else found


def _busy(increments: Mapping[datetime, Decimal], hour: datetime) -> Decimal:
    """What one of the busiest hours before it cost, at any time of day: jobs now and then are a habit."""
    since = hour - LOOK_BACK * ONE_DAY
    costs = (cost for start, cost in increments.items() if since <= start < hour)
    return nlargest(BUSY, costs)[-1]


def usual_hour(increments: Mapping[datetime, Decimal], hour: datetime) -> Decimal:
    """What an hour like that usually costs; 0 where too little is known."""
    like = _like(increments, hour)
    return max(Decimal(0), _median(like)) if len(like) >= MIN_HOURS else Decimal(0)


def _like(increments: Mapping[datetime, Decimal], hour: datetime) -> list[Decimal]:
    """What the hours at most one away from it cost, on days like its own before it, oldest first."""
    since, weekend, found = hour - LOOK_BACK * ONE_DAY, _is_weekend(hour), []
    for back in range(LOOK_BACK, -1, -1):
        for near in (-_HOUR, timedelta(0), _HOUR):
            start = hour - back * ONE_DAY + near
            if since <= start < hour and start in increments and _is_weekend(start) is weekend:
                found.append(increments[start])
    return found


def _median(costs: Iterable[Decimal]) -> Decimal:
    """Of at least one. `statistics` has one too, and brings fractions and floats along at each start."""
    ordered = sorted(costs)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


def _spike(seen: list[Decimal], amount: Decimal, floor: Decimal, far: Bounds) -> Spike | None:
    """`seen`: what was spent before, oldest first.

    The newest count on their own too, so that a new habit soon is usual; the second highest bounds
    it, so that a burst among bursts is none, and one spike does not hide the next.
    """
    middle = _median(seen)
    scatter = _NORMAL * _median(abs(cost - middle) for cost in seen)
    usual = max(Decimal(0), middle, _median(seen[-RECENT:]))
    second = sorted(seen)[-2]
    bounds = (far.factor * usual, usual + far.deviations * scatter, far.above_second * second, usual + floor)
    if amount <= max(bounds):
        return None
    return Spike(amount=amount, usual=usual, factor=amount / usual if usual > 0 else None)
