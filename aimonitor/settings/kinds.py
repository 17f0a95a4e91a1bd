"""Kinds of values: how each is read from text or TOML, written back, and described."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_CLOCK_PARTS = 2


class Kind(ABC):
    """A kind of value. `secret` values are never repeated in an error."""

    secret: ClassVar[bool] = False

    @property
    @abstractmethod
    def allowed(self) -> str:
        """What may be given, for a sentence: "true or false"."""

    @abstractmethod
    def read(self, value: object) -> object:
        """The value meant by text, or by a TOML value. Raises ValueError for anything else."""

    @abstractmethod
    def text(self, value: object) -> str:
        """`value` as text that `read` understands."""


class Switch(Kind):
    """True or false."""

    allowed = "true or false"

    def read(self, value: object) -> bool:
        """A bool, or one of the usual words for it."""
        if isinstance(value, bool):
            return value
        word = str(value).strip().lower()
        if word not in _TRUE | _FALSE:
            raise ValueError(value)
        return word in _TRUE

    def text(self, value: object) -> str:
        """`true` or `false`."""
        return "true" if value else "false"


class Choice(Kind):
    """One of the members of an enumeration."""

    def __init__(self, members: type[StrEnum]) -> None:
        self.members = members

    @property
    def allowed(self) -> str:
        """The members in their order."""
        words = [member.value for member in self.members]
        return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]

    def read(self, value: object) -> StrEnum:
        """The member of that name, in any case."""
        return self.members(str(value).strip().lower())

    def text(self, value: object) -> str:
        """The member's own word."""
        return str(value)


class Whole(Kind):
    """A whole number from `low` to `high`, of `unit` where it has one."""

    def __init__(self, low: int, high: int, unit: str = "") -> None:
        self.low, self.high, self.unit = low, high, unit

    @property
    def allowed(self) -> str:
        """Both limits and the unit."""
        return f"a whole number from {self.low} to {self.high}" + (f" ({self.unit})" if self.unit else "")

    def read(self, value: object) -> int:
        """An int or its digits."""
        number = int(str(value).strip())
        if not self.low <= number <= self.high:
            raise ValueError(value)
        return number

    def text(self, value: object) -> str:
        """Its digits."""
        return str(value)


class FilePath(Kind):
    """The full path of a file, "" for none; whether it is there is seen when it is read."""

    allowed = "the full path of a file, or nothing"

    def read(self, value: object) -> str:
        """The path without white space around it."""
        path = str(value).strip()
        if path and (not path.isprintable() or not Path(path).is_absolute()):
            raise ValueError(value)
        return path

    def text(self, value: object) -> str:
        """The path itself."""
        return str(value)


class Span(Kind):
    """A length of time from `low` to `high`, in whole seconds: "5m", "90s", "12h"."""

    def __init__(self, low: timedelta, high: timedelta) -> None:
        self.low, self.high = low, high

    @property
    def allowed(self) -> str:
        """Both limits and how to write them."""
        return f'from {self.text(self.low)} to {self.text(self.high)}, such as "90s", "5m" or "1h"'

    def read(self, value: object) -> timedelta:
        """A timedelta, a number of seconds, or a number with s, m, h or d."""
        span = value if isinstance(value, timedelta) else timedelta(seconds=_seconds(value))
        if not self.low <= span <= self.high:
            raise ValueError(value)
        return span

    def text(self, value: object) -> str:
        """In the largest unit that leaves no rest."""
        if not isinstance(value, timedelta):
            raise TypeError(value)
        seconds = int(value.total_seconds())
        unit = next(unit for unit in ("h", "m", "s") if seconds % _SECONDS[unit] == 0)
        return f"{seconds // _SECONDS[unit]}{unit}"


class Clock(Kind):
    """A local time of day, or none."""

    allowed = 'a time such as "22:30", or "off"'

    def read(self, value: object) -> time | None:
        """A time, "HH:MM", or None for "off" and "none"."""
        if value is None or isinstance(value, time):
            return value
        word = str(value).strip().lower()
        if word in {"", "off", "none"}:
            return None
        parts = word.split(":")
        if len(parts) != _CLOCK_PARTS or not all(part.isdecimal() for part in parts):
            raise ValueError(value)
        return time(int(parts[0]), int(parts[1]))

    def text(self, value: object) -> str:
        """`HH:MM` or `off`."""
        return value.strftime("%H:%M") if isinstance(value, time) else "off"


def _seconds(value: object) -> int:
    word = str(value).strip().lower()
    factor = _SECONDS.get(word[-1:], 0)
    return int(word[:-1]) * factor if factor else int(word)
