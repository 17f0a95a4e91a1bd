"""How Anthropic's two reports are asked for: in periods of a month, on the right side of the first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeVar

from msgspec import Struct

from aimonitor.domain.periods import ONE_DAY, Period, PeriodKind, day_start
from aimonitor.errors import AppError
from aimonitor.net.answer import Api, Params
from aimonitor.providers.buckets import Days, Report, read_days
from aimonitor.providers.builtin.anthropic.judge import NothingReportedError, judge
from aimonitor.providers.builtin.anthropic.wire import Bucket
from aimonitor.providers.wire import WireModel

_LIMIT = 31
_SPARE = 2
"""Days asked for beyond those wanted: one before the first, or one after the last and its end."""

R = TypeVar("R", bound=WireModel)


class Asked(Struct, frozen=True):
    """A report: its name for the user, its address, and by what its rows are split."""

    what: str
    path: str
    groups: tuple[str, ...]


# the cost report refuses to split by model; the model comes with the description
COSTS = Asked("costs", "/v1/organizations/cost_report", ("description",))
USAGE = Asked("tokens", "/v1/organizations/usage_report/messages", ("model", "service_tier"))


async def read_report(api: Api, asked: Asked, row: type[R], wanted: Period, until: date | None) -> Days[R]:
    """The rows of each day of `wanted`, newest period first, so that a break costs the oldest days.

    Raises AppError when not even the newest period could be read.
    """
    days: Days[R] = Days(asked.what)
    for period in _periods(wanted):
        params = {
            **_bounds(period, newest=until is None and period.last == wanted.last),
            "bucket_width": "1d",
            "limit": _LIMIT,
            "group_by[]": asked.groups,
        }
        report = Report(what=asked.what, path=asked.path, params=params, judge=judge)
        try:
            found = await read_days(api, report, Bucket, row, period)
        except NothingReportedError:
            continue
        except AppError as error:
            if period.last == wanted.last:
                raise
            days.broken = error
            break
        days.rows.update(found.rows)
        days.unreadable.extend(found.unreadable)
        days.broken = days.broken or found.broken
    return days


def _periods(wanted: Period) -> Iterator[Period]:
    """`wanted` cut so that each piece with its spare days is one page."""
    last = wanted.last
    while last >= wanted.first:
        first = max(wanted.first, last - timedelta(days=_LIMIT - _SPARE - 1))
        yield Period(kind=PeriodKind.CUSTOM, first=first, last=last)
        last = first - ONE_DAY


def _bounds(period: Period, *, newest: bool) -> Params:
    """Midnights only.

    The newest piece starts a day early: without one complete day in it, such as on the first of the
    month, the report is refused. It has no end. An older piece ends a day late, because it is not
    certain that a day ending exactly at `ending_at` is included. What is too much is dropped.
    """
    if newest:
        return {"starting_at": _midnight(period.first - ONE_DAY)}
    return {"starting_at": _midnight(period.first), "ending_at": _midnight(period.last + 2 * ONE_DAY)}


def _midnight(day: date) -> str:
    return day_start(day).strftime("%Y-%m-%dT%H:%M:%SZ")
