"""What was used of something of which only what is left is told: points, credits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct


class LeftDay(Struct, frozen=True, kw_only=True):
    """What it lost on one UTC day. `complete` False: more, or less, may have been used on that day."""

    day: date
    used: Decimal
    complete: bool


class LeftCourse(Struct, frozen=True, kw_only=True):
    """The days of one window, by its id, oldest first; a day that is not there is unknown."""

    window_id: str
    days: tuple[LeftDay, ...]
