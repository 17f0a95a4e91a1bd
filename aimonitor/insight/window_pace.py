"""Whether a limit is used up before it begins anew, and when. Formulas: docs/forecast.md."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import Struct

from aimonitor.domain.usage import QuotaWindow

MIN_SHARE = Decimal("0.05")
"""The share of a window, or of the way to its reset, that must be seen before a pace is told."""


class Reading(Struct, frozen=True, kw_only=True):
    """How full a window was at a moment: 1 is full."""

    at: datetime
    used_fraction: Decimal


class WindowPace(Struct, frozen=True, kw_only=True):
    """Where the pace leads. `runs_out_at` None: it resets before it is used up."""

    resets_at: datetime
    runs_out_at: datetime | None


def window_pace(
    window: QuotaWindow, now: datetime, *, length: timedelta | None = None, readings: Iterable[Reading] = ()
) -> WindowPace | None:
    """Whether `window` is used up before it resets, at the pace since its start or its first reading.

    `length`: of the whole window, where the window itself does not tell it. `readings`: earlier ones;
    those before the last reset (a fall, or before the start) are left out. None: not known.
    """
    if window.used_fraction is None or window.resets_at is None or window.resets_at <= now:
        return None
    left = 1 - window.used_fraction
    if left <= 0:
        return WindowPace(resets_at=window.resets_at, runs_out_at=now)
    since = _since(window.used_fraction, window.resets_at, now, window.length or length, readings)
    if since is None:
        return None
    used, seconds = window.used_fraction - since.used_fraction, _seconds(now - since.at)
    if used <= 0:
        return WindowPace(resets_at=window.resets_at, runs_out_at=None)
    needs = left * seconds / used
    if needs >= _seconds(window.resets_at - now):
        return WindowPace(resets_at=window.resets_at, runs_out_at=None)
    return WindowPace(resets_at=window.resets_at, runs_out_at=now + timedelta(seconds=float(needs)))


def _since(
    used: Decimal,
    resets_at: datetime,
    now: datetime,
    length: timedelta | None,
    readings: Iterable[Reading],
) -> Reading | None:
    """From where the pace is taken: the start of the window, else its first reading since a fall."""
    if length is not None:
        start = Reading(at=resets_at - length, used_fraction=Decimal(0))
        return start if _seconds(now - start.at) >= MIN_SHARE * _seconds(length) else None
    first: Reading | None = None
    after = used
    for reading in sorted(readings, key=lambda one: one.at, reverse=True):
        if reading.at >= now:
            continue
        if reading.used_fraction > after:
            break
        first, after = reading, reading.used_fraction
    if first is None or _seconds(now - first.at) < MIN_SHARE * _seconds(resets_at - now):
        return None
    return first


def _seconds(span: timedelta) -> Decimal:
    return Decimal(span // timedelta(seconds=1))
