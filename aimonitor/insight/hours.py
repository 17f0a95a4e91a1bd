"""What single hours cost, from what a day had cost by the last reading of each. See docs/forecast.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from aimonitor.domain.hours import HourReading, HourSpend
from aimonitor.domain.periods import utc_day
from aimonitor.insight.spikes import Spike, hour_spike, usual_hour

SHORTEST, LONGEST = timedelta(minutes=30), timedelta(minutes=90)
"""From one reading to the next: what lies between is an hour's spend only if it is about an hour."""

MOST_LATE = 12
"""So many hours a service may be late and still be believed to have been."""

_HOUR = timedelta(hours=1)
_ZERO = Decimal(0)


def newest_hours(readings: Sequence[HourReading]) -> tuple[HourSpend, ...]:
    """The newest hour, per currency of its day; the one before speaks for it while it alone is a spike.

    `readings`: oldest first. Nothing is said of an hour whose spend is not known.
    """
    if not readings:
        return ()
    today = utc_day(readings[-1].hour)
    currencies = {code for one in readings if utc_day(one.hour) == today for code in one.costs}
    found = (_newest(readings, currency) for currency in sorted(currencies))
    return tuple(one for one in found if one is not None)


def _newest(readings: Sequence[HourReading], currency: str) -> HourSpend | None:
    last = readings[-1]
    whole = increments(readings, currency)
    growing = whole | dict(_increments(readings[-2:], currency, _highest(readings, currency)))
    before = next((one for one in readings[-2:-1] if one.hour == last.hour - _HOUR), None)
    for reading, is_over in ((last, False), (before, True)):
        amount = None if reading is None else (whole if is_over else growing).get(reading.hour)
        if reading is None or amount is None:
            continue
        spike = judged(whole, reading.hour, amount)
        if spike is not None or is_over:
            return HourSpend(
                currency=currency,
                hour=reading.hour,
                read_at=last.read_at,
                amount=amount,
                usual=None if spike is None else spike.usual,
                is_over=is_over,
            )
    return None


def judged(known: Mapping[datetime, Decimal], hour: datetime, amount: Decimal) -> Spike | None:
    """Whether it is a spike, also without what a service that was late may have told in it."""
    found = hour_spike(known, hour, amount)
    late = _ZERO if found is None else _late(known, hour)
    return found if not late else hour_spike(known, hour, amount - late)


def _late(known: Mapping[datetime, Decimal], hour: datetime) -> Decimal:
    """What the hours before usually cost, as far back as nothing at all was told of them."""
    late, one = _ZERO, hour - _HOUR
    while known.get(one) == 0 and hour - one <= MOST_LATE * _HOUR:
        late += usual_hour(known, one)
        one -= _HOUR
    return late


def increments(readings: Sequence[HourReading], currency: str) -> dict[datetime, Decimal]:
    """What hours cost, by their start; without those that no two readings about an hour apart tell."""
    return {
        hour: amount
        for hour, amount, span in _steps(readings, currency)
        if SHORTEST <= span <= LONGEST and amount is not None
    }


def _increments(
    two: Sequence[HourReading], currency: str, highest: Decimal
) -> Iterator[tuple[datetime, Decimal]]:
    """That of the last hour as far as it went: it may be a short one."""
    for before, now in pairwise(two):
        if now.hour - before.hour == _HOUR and now.read_at - before.read_at <= LONGEST:
            amount = now.costs.get(currency, _ZERO) - highest
            if amount >= 0:
                yield now.hour, amount


def _highest(readings: Sequence[HourReading], currency: str) -> Decimal:
    """The most that the last reading's day was said to have cost before it."""
    today = utc_day(readings[-1].hour)
    same = (one.costs.get(currency, _ZERO) for one in readings[:-1] if utc_day(one.hour) == today)
    return max(same, default=_ZERO)


def _steps(
    readings: Iterable[HourReading], currency: str
) -> Iterator[tuple[datetime, Decimal | None, timedelta]]:
    """Each hour that follows one with a reading: what it added to the most its day had cost, in which time.

    None: a service that takes something back is believed again once it tells more than before.
    """
    day: date | None = None
    highest = _ZERO
    before: HourReading | None = None
    for now in readings:
        if utc_day(now.hour) != day:
            day, highest = utc_day(now.hour), _ZERO
        cost = now.costs.get(currency, _ZERO)
        if before is not None and now.hour - before.hour == _HOUR:
            yield now.hour, cost - highest if cost >= highest else None, now.read_at - before.read_at
        highest = max(highest, cost)
        before = now
