"""Reports that come as pages of day buckets with a cursor, as OpenAI and Anthropic send them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from msgspec import Struct

from aimonitor.domain.periods import Period
from aimonitor.errors import AppError, SchemaError
from aimonitor.net.answer import Api, Judge, Params
from aimonitor.providers.wire import Text, WireModel, decode

_MAX_PAGES = 60
_SHOWN_DAYS = 3


class DayBucket(WireModel):
    """One UTC day of a report, its rows not yet read. Each service knows its own edges of a day."""

    results: list[object]

    @property
    @abstractmethod
    def day(self) -> date:
        """The UTC day it is about."""


class _Page(WireModel):
    data: list[object]
    has_more: bool
    next_page: Text = None


B = TypeVar("B", bound=DayBucket)
R = TypeVar("R", bound=WireModel)


class Report(Struct, frozen=True, kw_only=True):
    """Where a report is and how it is asked for; `what` names it to the user."""

    what: str
    path: str
    params: Params
    judge: Judge


@dataclass(slots=True)
class Days(Generic[R]):
    """The days of a report that were read in full, with their rows.

    `unreadable`: days that were sent with something in them that could not be read; they stay
    unknown. `broken`: why the report ends too early, None when it was read to its end.
    """

    what: str
    rows: dict[date, list[R]] = field(default_factory=dict)
    unreadable: list[date] = field(default_factory=list)
    broken: AppError | None = None

    def forget(self, day: date) -> None:
        """The day was sent, but stays unknown."""
        self.rows.pop(day, None)
        if day not in self.unreadable:
            self.unreadable.append(day)

    def __bool__(self) -> bool:
        """Whether any day was sent."""
        return bool(self.rows or self.unreadable)

    def warnings(self) -> Iterator[str]:
        """Sentences about what stays unknown though the answer came."""
        if self.unreadable:
            days = ", ".join(str(day) for day in sorted(self.unreadable)[-_SHOWN_DAYS:])
            more = (
                ""
                if len(self.unreadable) <= _SHOWN_DAYS
                else f" and {len(self.unreadable) - _SHOWN_DAYS} more"
            )
            yield f"Unreadable figures: {self.what} of {days}{more} stay unknown."
        elif not self.rows and self.broken is None:
            yield f"No day of the period is reported yet: {self.what}."


async def read_days(api: Api, report: Report, bucket: type[B], row: type[R], wanted: Period) -> Days[R]:
    """Read `report` page by page; days outside `wanted` are dropped.

    Raises AppError when not even the first page could be read; a later page that fails ends the
    report early (`Days.broken`), with the days before it intact.
    """
    days: Days[R] = Days(report.what)
    params = dict(report.params)
    page = await _read_page(api, report, params)
    cursors: set[str] = set()
    while True:
        for data in page.data:
            _take(data, days, bucket, row, wanted)
        if not page.has_more:
            return days
        if page.next_page is None or page.next_page in cursors or len(cursors) >= _MAX_PAGES:
            days.broken = _incomplete(report.what)
            return days
        cursors.add(page.next_page)
        try:
            page = await _read_page(api, report, params | {"page": page.next_page})
        except AppError as error:
            days.broken = error
            return days


async def _read_page(api: Api, report: Report, params: Params) -> _Page:
    return decode(_Page, await api.get(report.path, params, judge=report.judge), report.what)


def _take(data: object, days: Days[R], bucket: type[B], row: type[R], wanted: Period) -> None:
    try:
        read = decode(bucket, data, days.what)
    except SchemaError as error:
        # which day it was is unknown, so nothing is said about any
        days.broken = error
        return
    if read.day not in wanted:
        return
    try:
        rows = [decode(row, result, days.what) for result in read.results]
    except SchemaError:
        days.forget(read.day)
        return
    if days.rows.setdefault(read.day, rows) != rows or read.day in days.unreadable:
        # sent twice and not the same: neither can be trusted
        days.forget(read.day)


def _incomplete(what: str) -> SchemaError:
    return SchemaError(
        f"The answer for {what} is incomplete: its pages break off. The newest days may be missing; "
        "AIMonitor asks again with the next poll."
    )
