"""A day or an hour that cost far more than usual, by robust statistics. Formulas: docs/forecast.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from msgspec import Struct

from aimonitor.domain.periods import ONE_DAY

LOOK_BACK = 56
MIN_DAYS, MIN_HOURS = 5, 12
RECENT = 5
FACTOR = Decimal(3)
DEVIATIONS = Decimal(6)
ABOVE_SECOND = Decimal("1.5")
FLOOR = Decimal(1)
"""Less than this above the usual is never a spike, in the unit of the currency."""
_NORMAL = Decimal("1.4826")
_SATURDAY = 5
_HOUR = timedelta(hours=1)


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
    return _spike([costs[one] for one in sorted(like)], amount, floor)


def hour_spike(
    increments: Mapping[datetime, Decimal], hour: datetime, amount: Decimal, floor: Decimal = FLOOR
) -> Spike | None:
    """The same for an hour, against hours at most one away from it on days like its own.

    `increments`: what single hours cost, by their start, in one currency.
    """
    since, weekend = hour - LOOK_BACK * ONE_DAY, _is_weekend(hour)
    like = [
        start
        for start in increments
        if since <= start < hour and _is_weekend(start) is weekend and _is_near(start, hour)
    ]
    if len(like) < MIN_HOURS:
        return None
    return _spike([increments[start] for start in sorted(like)], amount, floor)


def _is_near(start: datetime, hour: datetime) -> bool:
    apart = (start - hour) % ONE_DAY
    return min(apart, ONE_DAY - apart) <= _HOUR


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


def _spike(seen: list[Decimal], amount: Decimal, floor: Decimal) -> Spike | None:
    """`seen`: what was spent before, oldest first.

    The newest count on their own too, so that a new habit soon is usual; the second highest bounds
    it, so that a burst among bursts is none, and one spike does not hide the next.
    """
    middle = median(seen)
    scatter = _NORMAL * median(abs(cost - middle) for cost in seen)
    usual = max(Decimal(0), middle, median(seen[-RECENT:]))
    second = sorted(seen)[-2]
    if amount <= max(FACTOR * usual, usual + DEVIATIONS * scatter, ABOVE_SECOND * second, usual + floor):
        return None
    return Spike(amount=amount, usual=usual, factor=amount / usual if usual > 0 else None)
