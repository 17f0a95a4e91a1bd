"""A day or an hour that cost far more than usual, by robust statistics. Formulas: docs/forecast.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from msgspec import Struct

from aimonitor.domain.periods import ONE_DAY

LOOK_BACK = 28
MIN_SEEN = 5
FACTOR = Decimal(3)
DEVIATIONS = Decimal(6)
FLOOR = Decimal(1)
_NORMAL = Decimal("1.4826")
_SATURDAY = 5
_HOUR = timedelta(hours=1)


class Spike(Struct, frozen=True, kw_only=True):
    """`amount` where `usual` is usual. `factor`: how many times that; None where usually nothing is spent."""

    amount: Decimal
    usual: Decimal
    factor: Decimal | None


def day_spike(costs: Mapping[date, Decimal], day: date, amount: Decimal) -> Spike | None:
    """Whether `amount` is far above what a day like `day` usually costs; None: no, or too little is known.

    For a day that is still growing, pass what it has cost so far: it is a spike once that alone is
    far above a whole day. `costs`: complete days of one currency; those before `day` are looked at.
    """
    since = day - LOOK_BACK * ONE_DAY
    before = {one: cost for one, cost in costs.items() if since <= one < day}
    like = [cost for one, cost in before.items() if _is_weekend(one) == _is_weekend(day)]
    return _spike(like, amount)


def hour_spike(increments: Mapping[datetime, Decimal], hour: datetime, amount: Decimal) -> Spike | None:
    """The same for one hour: `increments` are what single hours cost, by their start, in one currency."""
    since = hour - LOOK_BACK * ONE_DAY
    like = [
        cost
        for start, cost in increments.items()
        if since <= start < hour and _is_weekend(start) == _is_weekend(hour) and _near(start, hour)
    ]
    return _spike(like, amount)


def _near(start: datetime, hour: datetime) -> bool:
    """Whether both are at most an hour of the day apart."""
    apart = (start - hour) % ONE_DAY
    return min(apart, ONE_DAY - apart) <= _HOUR


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


def _spike(seen: Iterable[Decimal], amount: Decimal) -> Spike | None:
    seen = list(seen)
    if len(seen) < MIN_SEEN:
        return None
    usual = median(seen)
    scatter = _NORMAL * median(abs(cost - usual) for cost in seen)
    if amount <= max(usual * FACTOR, usual + DEVIATIONS * scatter, usual + FLOOR):
        return None
    return Spike(amount=amount, usual=usual, factor=amount / usual if usual > 0 else None)
