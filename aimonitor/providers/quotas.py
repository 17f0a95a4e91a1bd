"""Limits of plans, however a service puts them: percent or counts, used or left, in whichever slot."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated

from msgspec import Struct
from msgspec.structs import replace
from pydantic import BeforeValidator

from aimonitor.domain.usage import QuotaWindow, Unit, share
from aimonitor.providers.wire import MAX_AMOUNT, read_number

_HUNDRED = Decimal(100)
_MOST_PERCENT = Decimal(100_000)
_HOUR, _DAY, _WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
_TOLERANCE = 50
"""A length that is off by less than a fiftieth (299 minutes for 5 hours) is a rounding of the service's."""


class Span(Struct, frozen=True, kw_only=True):
    """What a limit counts over. `id` is stable from poll to poll, whatever slot it was told in.

    `length`: from one reset to the next, where it is known.
    """

    id: str
    name: str
    length: timedelta | None = None

    def of(self, scope: str | None) -> Span:
        """The same for a narrower thing, such as one model."""
        if scope is None:
            return self
        return Span(id=f"{self.id}:{scope}", name=f"{self.name}, {scope}", length=self.length)


FIVE_HOURS = Span(id="5h", name="5-hour limit", length=timedelta(hours=5))
WEEKLY = Span(id="weekly", name="Weekly limit", length=_WEEK)
MONTHLY = Span(id="monthly", name="Monthly limit")
_KNOWN = {
    timedelta(hours=5): FIVE_HOURS,
    _DAY: Span(id="daily", name="Daily limit"),
    _WEEK: WEEKLY,
    timedelta(days=30): MONTHLY,
    timedelta(days=31): MONTHLY,
}


def span(length: timedelta | None) -> Span:
    """The span of that length; one without a known length is told apart by nothing but that."""
    if length is None or length <= timedelta(0):
        return Span(id="limit", name="Limit")
    for known, named in _KNOWN.items():
        if abs(length - known) * _TOLERANCE < known:
            return replace(named, length=known)
    for unit, letter, word in ((_DAY, "d", "day"), (_HOUR, "h", "hour")):
        if length >= 2 * unit and abs(length - round(length / unit) * unit) * _TOLERANCE < length:
            count = round(length / unit)
            return Span(id=f"{count}{letter}", name=f"{count}-{word} limit", length=count * unit)
    minutes = max(1, round(length / timedelta(minutes=1)))
    return Span(id=f"{minutes}min", name=f"{minutes}-minute limit", length=length)


def read_percent(value: object) -> Decimal:
    """A percentage from 0 on, as a number or a text of one; beyond 100 is fine. Raises ValueError."""
    if isinstance(value, str):
        value = value.strip().removesuffix("%").strip()
    number = read_number(value, _MOST_PERCENT)
    if number < 0:
        raise ValueError("not a percentage")
    return number


def read_left(value: object) -> Decimal:
    """What is left, in percent or as a count; below zero when more was used than there is."""
    return read_number(value.strip().removesuffix("%") if isinstance(value, str) else value, MAX_AMOUNT)


def read_quota(value: object) -> Decimal:
    """A count from 0 on, as a number or a text of one; fractions are fine. Raises ValueError."""
    number = read_number(value, MAX_AMOUNT)
    if number < 0:
        raise ValueError("not a count")
    return number


Percent = Annotated[Decimal, BeforeValidator(read_percent)]
Left = Annotated[Decimal, BeforeValidator(read_left)]
Quota = Annotated[Decimal, BeforeValidator(read_quota)]


def used_of(*, limit: Decimal | None, used: Decimal | None, left: Decimal | None) -> Decimal | None:
    """How much is used, from what is told: services leave out a field that is zero.

    Where neither of `used` and `left` is there, it is unknown, and not zero.
    """
    if used is not None or limit is None or left is None:
        return used
    return max(limit - left, Decimal(0))


def used_percent(left: Decimal | None) -> Decimal | None:
    """What is used, in percent, where `left` percent are left; never below zero."""
    return None if left is None else max(_HUNDRED - left, Decimal(0))


def percent_window(
    where: Span,
    *,
    used: Decimal | None = None,
    left: Decimal | None = None,
    resets_at: datetime | None = None,
    scope: str | None = None,
) -> QuotaWindow | None:
    """A limit told as a percentage, `used` or `left`; None where it is told as neither."""
    used = used_percent(left) if used is None else used
    if used is None:
        return None
    return QuotaWindow(
        id=where.id,
        name=where.name,
        unit=Unit.PERCENT,
        used=used,
        limit=_HUNDRED,
        used_fraction=share(used, _HUNDRED),
        resets_at=resets_at,
        scope=scope,
        length=where.length,
    )


def counted_window(
    where: Span,
    unit: Unit,
    *,
    limit: Decimal | None,
    used: Decimal | None = None,
    left: Decimal | None = None,
    percent_used: Decimal | None = None,
    resets_at: datetime | None = None,
    scope: str | None = None,
) -> QuotaWindow | None:
    """A limit told as a count; None where nothing is counted.

    A limit of 0 entitles to nothing: it is no limit to watch, whatever percentage is told of it.
    What was used all the same is shown, without a bar. `percent_used` is the service's own.
    """
    if limit is None and used is not None and left is not None:
        limit = used + left
    bounded = limit if limit is not None and limit > 0 else None
    counted = used_of(limit=limit, used=used, left=left)
    if counted is not None and limit == 0 and counted <= 0:
        return None
    if bounded is None and counted is None:
        return None
    fraction = None if percent_used is None else share(percent_used, _HUNDRED)
    if fraction is None and bounded is not None and counted is not None:
        fraction = share(counted, bounded)
    return QuotaWindow(
        id=where.id,
        name=where.name,
        unit=unit,
        used=counted,
        limit=bounded,
        used_fraction=fraction if bounded is not None else None,
        resets_at=resets_at,
        scope=scope,
        length=where.length,
    )
