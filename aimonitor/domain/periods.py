"""Spans of UTC days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

ONE_DAY = timedelta(days=1)


class PeriodKind(StrEnum):
    """The periods a person can choose, and those a service reports for."""

    TODAY = "today"
    LAST_7_DAYS = "last_7_days"
    LAST_30_DAYS = "last_30_days"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    CUSTOM = "custom"


class Period(Struct, frozen=True, kw_only=True):
    """UTC days from `first` to `last`, both included."""

    kind: PeriodKind
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            msg = f"the period ends ({self.last}) before it starts ({self.first})"
            raise ValueError(msg)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        """Each day, oldest first."""
        day = self.first
        while day <= self.last:
            yield day
            day += ONE_DAY


def utc_day(now: datetime) -> date:
    """The UTC day of an aware time."""
    if now.tzinfo is None:
        msg = "a naive time has no UTC day"
        raise ValueError(msg)
    return now.astimezone(UTC).date()


def day_start(day: date) -> datetime:
    """Midnight UTC at which `day` begins."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def month_start(day: date) -> date:
    """The first of the month of `day`."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return month_start(month_start(day) + timedelta(days=32)) - ONE_DAY


def previous_month(day: date) -> date:
    """The first of the month before that of `day`."""
    return month_start(month_start(day) - ONE_DAY)


def at_hand_from(today: date) -> date:
    """From this day on, each provider's day totals are at hand without asking the database."""
    return min(previous_month(today), today - 60 * ONE_DAY)


def period(kind: PeriodKind, today: date) -> Period:
    """The period of that kind that `today` belongs to (LAST_MONTH: the one before).

    Raises ValueError for CUSTOM, whose bounds only the user knows.
    """
    firsts = {
        PeriodKind.TODAY: today,
        PeriodKind.LAST_7_DAYS: today - 6 * ONE_DAY,
        PeriodKind.LAST_30_DAYS: today - 29 * ONE_DAY,
        PeriodKind.THIS_MONTH: month_start(today),
        PeriodKind.LAST_MONTH: previous_month(today),
    }
    if kind not in firsts:
        msg = "a custom period needs its own bounds"
        raise ValueError(msg)
    last = month_start(today) - ONE_DAY if kind is PeriodKind.LAST_MONTH else today
    return Period(kind=kind, first=firsts[kind], last=last)
