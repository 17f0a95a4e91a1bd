"""What is known of each day of a chart, and why a day is not known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from aimonitor.domain.history import DayStatus
from aimonitor.domain.state import PollRecord
from aimonitor.errors import Repair
from aimonitor.insight.problems import OLDER_DAYS, part_name

TODAY = "today is still growing"
TODAY_UNREAD = "today has not been read yet"
TODAY_UNREPORTED = "today is not reported yet"
OF_TODAY = (TODAY, TODAY_UNREAD, TODAY_UNREPORTED)
"""A note that begins so names its day itself."""
FUTURE = "still to come"
GROWING = "this day is not complete yet"
UNREAD = "not read yet"
TOO_OLD = "before the first day that was read"
NOT_READABLE = "the present key does not read this"
AGAIN = "will be filled in at the next poll"
OUT_OF_REACH = "further back than this service tells, or than you keep history"
BEFORE_READINGS = "before the first reading of the balance that is kept"
NO_READING = "the balance was not read on this day"
FIRST_READING = "counted from the first reading of the balance on"
BESIDE_A_GAP = "the balance was not read on the days beside it, so some of it may be theirs"

_WAITS_FOR_USER = frozenset({Repair.REPLACE_KEY, Repair.UNLOCK_KEYCHAIN, Repair.EDIT_PROVIDER})


class Mark(Struct, frozen=True, kw_only=True):
    """One day: what is known of it, and the reason where that is not all."""

    day: date
    status: DayStatus
    note: str = ""


class Gaps(Struct, frozen=True, kw_only=True):
    """Marks days. `since`: first day that was ever read; `reason`: why the last poll read none.

    `reach`: the first day that can be read at all. `derived`: days follow from readings of a balance,
    so that a day without one can never be filled in. `asked_today`: the service answered today.
    """

    today: date
    since: date | None = None
    reason: str = ""
    reach: date | None = None
    derived: bool = False
    asked_today: bool = False

    def marks(self, days: Iterable[date], *, read: set[date], growing: set[date]) -> list[Mark]:
        """A mark for each of `days`: `read` are those with figures, `growing` those still incomplete."""
        return [self._mark(day, is_read=day in read, is_growing=day in growing) for day in days]

    def _mark(self, day: date, *, is_read: bool, is_growing: bool) -> Mark:
        if not is_read:
            return Mark(day=day, status=DayStatus.MISSING, note=self._why_missing(day))
        if day == self.today:
            return Mark(day=day, status=DayStatus.PARTIAL, note=TODAY)
        if is_growing:
            return Mark(day=day, status=DayStatus.PARTIAL, note=self._why_partial(day))
        return Mark(day=day, status=DayStatus.KNOWN)

    def _why_missing(self, day: date) -> str:
        if day > self.today:
            return FUTURE
        if self.derived and day < self.today:
            return BEFORE_READINGS if self.since is not None and day < self.since else NO_READING
        if self.reach is not None and day < self.reach:
            return OUT_OF_REACH
        if self.since is not None and day < self.since:
            return TOO_OLD
        if self.reason:
            return self.reason
        unread_today = TODAY_UNREPORTED if self.asked_today else TODAY_UNREAD
        return unread_today if day == self.today else UNREAD

    def _why_partial(self, day: date) -> str:
        if not self.derived:
            return GROWING
        return FIRST_READING if day == self.since else BESIDE_A_GAP


def gap_reason(last_poll: PollRecord | None, part: str) -> str:
    """Why `part` ("costs", "tokens") was not read by the last poll; "" when it was."""
    if last_poll is None:
        return ""
    failed = {part_name(failure.part): failure.problem for failure in reversed(last_poll.failures)}
    problem = last_poll.problem or failed.get(part) or failed.get(OLDER_DAYS)
    if problem is None:
        return ""
    words = problem.message.strip().rstrip(".")
    return words if problem.repair in _WAITS_FOR_USER else f"{words}; {AGAIN}"
