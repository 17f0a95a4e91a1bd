"""For how long a server asks to be left alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_PAUSE = 3600.0
"""Seconds: a pause beyond it is obeyed for this long, then tried once."""

_NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A pause in seconds: `asked` by the server, `seconds` of it are obeyed."""

    asked: float
    seconds: float

    @property
    def words(self) -> str:
        """One sentence for the user."""
        text = f"It asks to wait {duration_words(self.asked)}."
        if self.seconds < self.asked:
            text += f" AIMonitor tries once more after {duration_words(self.seconds)}."
        return text


def read_pause(headers: Mapping[str, str], now: datetime) -> Pause | None:
    """The pause in `retry-after-ms` or `retry-after` (seconds or an HTTP date), names in lower case.

    None where there is none, or none that can be read; a date gone by is 0.
    """
    asked = _number(headers.get("retry-after-ms", ""))
    if asked is not None:
        return _pause(asked / 1000)
    text = headers.get("retry-after", "")
    asked = _number(text)
    if asked is None:
        asked = _seconds_until(text, now)
    return None if asked is None else _pause(asked)


def duration_words(seconds: float) -> str:
    """A duration for a sentence: "less than a second", "45 seconds", "2 minutes", "3 hours", "12 days"."""
    count = round(seconds)
    if not count:
        return "less than a second"
    for most, name in ((60, "second"), (60, "minute"), (24, "hour")):
        if count < most:
            return _counted(count, name)
        count = round(count / most)
    return _counted(count, "day")


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def _pause(asked: float) -> Pause:
    return Pause(asked=asked, seconds=min(asked, LONGEST_PAUSE))


def _number(text: str) -> float | None:
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    # No pause a person lives to see needs more digits, and infinity has no words
    return float(text) if len(text) < 16 else 1e15  # noqa: PLR2004


def _seconds_until(text: str, now: datetime) -> float | None:
    try:
        date = parsedate_to_datetime(text.strip())
        aware = date if date.tzinfo is not None else date.replace(tzinfo=UTC)
        return max(0.0, (aware - now).total_seconds())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
