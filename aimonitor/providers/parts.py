"""Parts of a read that fail alone, each under its own name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from aimonitor.domain.periods import utc_day
from aimonitor.domain.usage import PartFailure, Problem
from aimonitor.errors import (
    AppError,
    AuthError,
    BillingError,
    NetworkError,
    RateLimitError,
    SchemaError,
    ServiceError,
    WrongKeyError,
)
from aimonitor.providers.buckets import Days
from aimonitor.providers.wire import WireModel

T = TypeVar("T")
R = TypeVar("R", bound=WireModel)

_STOPS = (NetworkError, RateLimitError, BillingError, AuthError)
_PATIENCE = 2


def part_failure(part: str, error: AppError, now: datetime) -> PartFailure:
    """`error` as it is kept for one part; a server's pause becomes the time it ends."""
    pause = error.retry_after if isinstance(error, (RateLimitError, ServiceError)) else None
    retry_at = now + timedelta(seconds=pause) if pause is not None else None
    problem = Problem(kind=error.kind, message=error.message, retry_at=retry_at, repair=error.repair)
    return PartFailure(part=part, problem=problem)


class PartReader:
    """Reads the parts of one poll, one after the other.

    After an error that every further request would meet as well (no network, asked too often, key
    refused, two faults of the service), the parts still to come are not asked for: they fail
    with the same error.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._failures: list[PartFailure] = []
        self._first: AppError | None = None
        self._stopped_by: AppError | None = None
        self._faults = 0
        self._succeeded = False

    @property
    def failures(self) -> tuple[PartFailure, ...]:
        """The parts that failed so far."""
        return tuple(self._failures)

    async def read(self, part: str, reading: Callable[[], Awaitable[T]]) -> T | None:
        """What `reading` gives; None when it raised an AppError, which is then in `failures`."""
        if self._stopped_by is not None:
            self.fail(part, self._stopped_by)
            return None
        try:
            value = await reading()
        except AppError as error:
            self.fail(part, error)
            self._weigh(error)
            return None
        self._succeeded = True
        return value

    async def read_days(self, part: str, reading: Callable[[], Awaitable[Days[R]]]) -> Days[R] | None:
        """As `read`, for a report of days: one that ended too early is in `failures` as well.

        So is one in which today cannot be read.
        """
        days = await self.read(part, reading)
        if days is not None and days.broken is not None:
            self.fail(part, days.broken)
            self._weigh(days.broken)
        elif days is not None and utc_day(self._now) in days.unreadable:
            # what is stored of today would pass for fresh; a day gone by is asked for again, or stays unknown
            self.fail(part, _unreadable_today(days.what))
        return days

    def fail(self, part: str, error: AppError) -> None:
        """Name a part that could not be read, or not in full."""
        self._first = self._first or error
        self._failures.append(part_failure(part, error, self._now))

    def raise_if_nothing_was_read(self) -> None:
        """Raise the first error when every part failed."""
        if self._first is not None and not self._succeeded:
            raise self._first

    def _weigh(self, error: AppError) -> None:
        self._faults += isinstance(error, ServiceError)
        # a key that read something already may lack the right to just this part
        lasting = isinstance(error, _STOPS) and not (isinstance(error, WrongKeyError) and self._succeeded)
        if lasting or self._faults >= _PATIENCE:
            self._stopped_by = error


def _unreadable_today(what: str) -> SchemaError:
    return SchemaError(
        f"Invalid response format: today's figures cannot be read: {what}. An update of AIMonitor may help."
    )
