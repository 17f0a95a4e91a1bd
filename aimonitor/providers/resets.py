"""When a limit begins anew, in each way that services say it: a time, seconds from now, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from msgspec.structs import replace
from pydantic import BeforeValidator

from aimonitor.domain.usage import QuotaWindow
from aimonitor.providers.wire import MAX_COUNT, read_number, read_time

JITTER = timedelta(minutes=2)
"""Two times of a reset that are closer than this are the same reset, told twice."""

_FIRST_MILLISECOND = 10**11  # in seconds this is the year 5138, in milliseconds 1973
_LONGEST = timedelta(days=3660)
_FRACTION = re.compile(r"(\.\d{6})\d+")
_NOTE = "reset:"


def read_reset(value: object) -> datetime | None:
    """Unix seconds, Unix milliseconds or an RFC 3339 text as an aware UTC time, to the microsecond.

    None for null, 0 and "": the limit does not begin anew, or the service does not say when.
    Raises ValueError for all else.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str) and "T" in value.upper():
        return read_time(_FRACTION.sub(r"\1", value.strip().upper()))
    number = read_number(value, MAX_COUNT)
    if number <= 0:
        if number == 0:
            return None
        raise ValueError("not a time")
    return _unix(number / 1000 if number >= _FIRST_MILLISECOND else number)


def read_wait(value: object) -> timedelta | None:
    """Seconds from now; None for null. Raises ValueError for all else, and beyond ten years."""
    if value is None:
        return None
    seconds = read_number(value, MAX_COUNT)
    if not 0 <= seconds <= _LONGEST.total_seconds():
        raise ValueError("not a wait")
    return timedelta(microseconds=int(seconds * 1_000_000))


ResetTime = Annotated[datetime | None, BeforeValidator(read_reset)]
Wait = Annotated[timedelta | None, BeforeValidator(read_wait)]


def reset_at(told: datetime | None, wait: timedelta | None, now: datetime) -> datetime | None:
    """The time itself where it is told, else `wait` from now, to the second; None where neither is."""
    if told is not None or wait is None:
        return told
    return (now + wait).replace(microsecond=0)


def settled(
    windows: Iterable[QuotaWindow], notes: Mapping[str, str]
) -> tuple[tuple[QuotaWindow, ...], dict[str, str]]:
    """The windows with the reset times of the last read where they are the same but for jitter.

    A time that is computed from "seconds from now" differs a little at each read; who watches for
    resets would see one each time. `notes`: those of the call; the second value is to be handed back.
    """
    found = tuple(_settled(window, notes.get(_NOTE + window.id)) for window in windows)
    told = {_NOTE + one.id: one.resets_at.isoformat() for one in found if one.resets_at is not None}
    return found, told


def _settled(window: QuotaWindow, note: str | None) -> QuotaWindow:
    known = _known(note)
    if known is None or window.resets_at is None or abs(window.resets_at - known) > JITTER:
        return window
    return replace(window, resets_at=known)


def _known(note: str | None) -> datetime | None:
    try:
        known = datetime.fromisoformat(note or "")
    except ValueError:
        return None
    return known if known.tzinfo else None


def _unix(seconds: Decimal) -> datetime:
    try:
        whole = int(seconds)
        rest = timedelta(microseconds=int((seconds - whole) * 1_000_000))
        return datetime.fromtimestamp(whole, UTC) + rest
    except (OverflowError, OSError) as error:
        raise ValueError("not a time") from error
