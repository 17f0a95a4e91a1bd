"""Which part of a series a chart shows: parts that were switched off, and the days that were zoomed to.

Pure: no Qt.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal, localcontext

from msgspec import Struct
from msgspec.structs import replace

from aimonitor.domain.history import Series, SeriesDay
from aimonitor.insight.grouping import last_day

_ZERO = Decimal(0)
_PRECISION = 50
_FEWEST = 2


class Zoom(Struct, frozen=True, kw_only=True):
    """The days that are looked at closely, both included."""

    first: date
    last: date


def without(series: Series, hidden: AbstractSet[str]) -> Series:
    """The series as if the parts of those labels had been nothing; their colours stay theirs."""
    if hidden.isdisjoint(series.labels):
        return series
    shows = [label not in hidden for label in series.labels]
    return replace(
        series,
        totals=tuple(total if shown else _ZERO for total, shown in zip(series.totals, shows, strict=True)),
        days=tuple(_without(day, shows) for day in series.days),
    )


def _without(day: SeriesDay, shows: list[bool]) -> SeriesDay:
    if not day.values:
        return day
    values = (value if shown else _ZERO for value, shown in zip(day.values, shows, strict=True))
    return replace(day, values=tuple(values))


def within(series: Series, zoom: Zoom | None) -> Series:
    """The bars that touch the days of `zoom`, with the totals of just these; all where none does."""
    if zoom is None:
        return series
    days = tuple(day for day in series.days if day.day <= zoom.last and last_day(day) >= zoom.first)
    if not days or len(days) == len(series.days):
        return series
    with localcontext(prec=_PRECISION):
        totals = tuple(
            sum((day.values[part] for day in days if day.values), _ZERO) for part in range(len(series.labels))
        )
    return replace(series, days=days, totals=totals)


def between(series: Series, one: int, other: int) -> Zoom | None:
    """A zoom from one bar to another, in either order; None where that is all there is, or too little."""
    low, high = sorted((one, other))
    if high - low + 1 < min(_FEWEST, len(series.days)) or high - low + 1 >= len(series.days):
        return None
    return Zoom(first=series.days[low].day, last=last_day(series.days[high]))


def closer(series: Series, place: int) -> Zoom | None:
    """Half as many bars around the one at `place`; None where that would be too few."""
    wanted = max(len(series.days) // 2, _FEWEST)
    low = min(max(place - wanted // 2, 0), len(series.days) - wanted)
    return between(series, low, low + wanted - 1) if wanted < len(series.days) else None
