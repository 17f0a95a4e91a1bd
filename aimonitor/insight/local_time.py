"""Moments that the user's own clock names: tomorrow, nine o'clock, Monday. Right over daylight saving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

Local = Callable[[datetime], datetime]
"""Turns an aware moment into the user's local time at that moment."""

_WEEK = 7


def next_midnight(now: datetime, local: Local) -> datetime:
    """When the user's next day begins."""
    tomorrow = local(now).date() + timedelta(days=1)
    return _moment(datetime.combine(tomorrow, time()), now, local)


def last_time(now: datetime, at: time, local: Local, weekday: int | None = None) -> datetime:
    """When it was `at` last, on any day or on that weekday (Monday 0), as the user's clock shows it."""
    here = _wall(now, local)
    days = 0 if weekday is None else (here.weekday() - weekday) % _WEEK
    found = datetime.combine(here.date() - timedelta(days=days), at)
    if found > here:
        found -= timedelta(days=1 if weekday is None else _WEEK)
    return _moment(found, now, local)


def _wall(moment: datetime, local: Local) -> datetime:
    return local(moment).replace(tzinfo=None)


def _moment(wall: datetime, near: datetime, local: Local) -> datetime:
    """When the user's clock shows `wall`: a guess, put right where the clock changes between."""
    guess = near + (wall - _wall(near, local))
    return guess + (wall - _wall(guess, local))
