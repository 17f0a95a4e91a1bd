"""What a client remembers from one read to the next, so that it asks for no more than is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from aimonitor.domain.periods import Period, PeriodKind, utc_day
from aimonitor.providers.base import Call

RARELY = timedelta(hours=1)
"""How often that is asked for which changes little, or failed before."""

_TRIED = "tried:"
_OWED = "owed:"
_FAILED = "failed:"
_TOLD = "told:"


class Notebook:
    """Reads `call.notes` and writes the next ones.

    Per part it keeps when all of it was last asked for, whether it failed last, and from which day
    on something is owed, because the part failed or was passed over when those days were wanted.
    A page of old days (`call.until`) is asked for as it is; what fails in it is owed like all else.
    """

    def __init__(self, call: Call, backfill_days: int) -> None:
        self._call = call
        self._today = utc_day(call.now)
        self._oldest = self._today - timedelta(days=backfill_days - 1)
        self._notes = dict(call.notes)

    @property
    def notes(self) -> Mapping[str, str]:
        """What is to be handed back at the next read."""
        return dict(self._notes)

    def is_due(self, part: str) -> bool:
        """Whether a part that is asked for rarely should be asked for now.

        One that failed is: were it left out, its failure would come and go with each poll.
        """
        return self._is_page or _FAILED + part in self._notes or self._may_pay(part)

    @property
    def _is_page(self) -> bool:
        return self._call.until is not None

    def _may_pay(self, part: str) -> bool:
        """Whether owed days may be asked for: a part that keeps failing would ask for all each time."""
        tried = _time(self._notes.get(_TRIED + part))
        return tried is None or not timedelta(0) <= self._call.now - tried < RARELY

    def wanted(self, part: str) -> Period:
        """The days to ask for: those of the call, and now and then those that are owed."""
        last = self._call.until or self._today
        first = self._first(part) if self._may_pay(part) and not self._is_page else self._call.since
        first = min(max(first, self._oldest), last)
        return Period(kind=PeriodKind.CUSTOM, first=first, last=last)

    def passed_over(self, part: str) -> None:
        """The part was not asked for: its days are owed."""
        self._notes[_OWED + part] = self._first(part).isoformat()

    def asked(self, part: str, period: Period, *, complete: bool) -> None:
        """The part was asked for `period`; `complete`: all of it was answered."""
        if self._is_page and complete:
            return
        owed = self._first(part)
        paid = period.first <= max(owed, self._oldest)
        self._notes.pop(_FAILED + part, None)
        if paid:
            self._notes[_TRIED + part] = self._call.now.isoformat()
        if not complete:
            self._notes[_FAILED + part] = "1"
            self._notes[_OWED + part] = owed.isoformat()
        elif paid:
            self._notes.pop(_OWED + part, None)

    def was_told(self, part: str) -> None:
        """The part was read for the first time, or again: something is known of it now."""
        self._notes[_TOLD + part] = "1"

    def was_read(self, part: str) -> bool:
        """Whether the part was ever read."""
        return _TOLD + part in self._notes

    def _first(self, part: str) -> date:
        owed = _day(self._notes.get(_OWED + part))
        return self._call.since if owed is None else min(owed, self._call.since)


def _time(text: str | None) -> datetime | None:
    try:
        time = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return time if time.tzinfo else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
