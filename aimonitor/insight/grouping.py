"""Days of a series joined to weeks and months: pure sums that say what is missing in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal, localcontext
from enum import StrEnum
from itertools import groupby

from msgspec.structs import replace

from aimonitor.domain.history import DayStatus, Series, SeriesDay
from aimonitor.domain.periods import ONE_DAY, month_end, month_start
from aimonitor.insight.history_days import GROWING, OF_TODAY

_PRECISION = 50
_MOST_DAYS = 124
_MOST_WEEKS_OF = 550


class Grouping(StrEnum):
    """How many days a bar stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def fitting(days: int) -> Grouping:
    """The grouping in which that many days are neither a comb nor a block."""
    if days <= _MOST_DAYS:
        return Grouping.DAY
    return Grouping.WEEK if days <= _MOST_WEEKS_OF else Grouping.MONTH


def grouped(series: Series, by: Grouping, *, week_start: int = 1) -> Series:
    """The same amounts with a bar a group; `week_start` is 1 for Monday to 7 for Sunday.

    A group is PARTIAL where one of its days is, where one is missing (the note says why), and where
    the series has only a part of its days. It is MISSING where no day of it has figures.
    """
    if by is Grouping.DAY:
        return series
    groups = groupby(series.days, key=lambda day: _start(day.day, by, week_start))
    with localcontext(prec=_PRECISION):
        return replace(series, days=tuple(_group(first, tuple(days), by) for first, days in groups))


def _start(day: date, by: Grouping, week_start: int) -> date:
    if by is Grouping.MONTH:
        return month_start(day)
    return day - timedelta(days=(day.isoweekday() - week_start) % 7)


def _length(first: date, by: Grouping) -> int:
    return (month_end(first) - first).days + 1 if by is Grouping.MONTH else 7


def _group(first: date, days: Sequence[SeriesDay], by: Grouping) -> SeriesDay:
    known = [day for day in days if day.status is not DayStatus.MISSING]
    missing = [day for day in days if day.status is DayStatus.MISSING]
    made = SeriesDay(day=days[0].day, last=days[-1].day, status=DayStatus.MISSING, values=())
    if not known:
        return replace(made, note="; ".join(_reasons(missing)))
    notes = _notes(days, missing, _length(first, by))
    values = tuple(sum(parts, Decimal(0)) for parts in zip(*(day.values for day in known), strict=True))
    status = DayStatus.PARTIAL if notes else DayStatus.KNOWN
    return replace(made, status=status, values=values, note="; ".join(notes))


def _notes(days: Sequence[SeriesDay], missing: Sequence[SeriesDay], length: int) -> list[str]:
    notes: list[str] = []
    if missing:
        reasons = _reasons(missing)
        why = f": {'; '.join(reasons)}" if reasons else ""
        notes.append(f"no data on {len(missing)} of {len(days)} days{why}")
    notes += _unfinished([day for day in days if day.status is DayStatus.PARTIAL], len(days))
    if len(days) < length:
        notes.append(f"{len(days)} of its {length} days are in this period")
    return notes


def _unfinished(partial: Sequence[SeriesDay], length: int) -> list[str]:
    """What a part of the days lacks is not said as if all of them did; today is a day that names itself."""
    if length == 1:
        return _reasons(partial)
    of_today = [day for day in partial if day.note.startswith(OF_TODAY)]
    others = [day for day in partial if day not in of_today]
    reasons = [note.removeprefix(GROWING).removeprefix("; ") for note in _reasons(others)]
    why = "; ".join(dict.fromkeys(note for note in reasons if note))
    found = [f"not complete on {len(others)} of {length} days{f': {why}' if why else ''}"] if others else []
    return found + [note.replace("; ", ", ") for note in _reasons(of_today)]


def _reasons(days: Iterable[SeriesDay]) -> list[str]:
    return list(dict.fromkeys(day.note for day in days if day.note))


def last_day(day: SeriesDay) -> date:
    """The last day that a bar stands for."""
    return day.last or day.day


def days_of(series: Series) -> int:
    """How many UTC days a series has, grouped or not."""
    return sum((last_day(day) - day.day + ONE_DAY).days for day in series.days)
