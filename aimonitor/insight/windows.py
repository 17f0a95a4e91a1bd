"""Limits: filling what a service leaves to be worked out, and choosing the one that presses most."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec.structs import replace

from aimonitor.domain.money import EXACT, amount_in
from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.state import FigureStatus, MoneyFigure
from aimonitor.domain.usage import QuotaWindow, Unit, share

_CURRENCIES = {Unit.USD: "USD", Unit.CNY: "CNY", Unit.EUR: "EUR"}


def filled(
    window: QuotaWindow, month: MoneyFigure, now: datetime, read_at: datetime | None = None
) -> QuotaWindow:
    """The window with `used` and `used_fraction` worked out where they follow from other figures.

    A window that was reset since it was read is no longer known.
    """
    if window.resets_at is not None and window.resets_at <= now:
        return replace(window, used=None, used_fraction=None, left=None)
    used = window.used
    if used is None and window.period is PeriodKind.THIS_MONTH:
        used = _month_spend(window, month)
    fraction = window.used_fraction
    if fraction is None and used is not None and window.limit is not None and window.limit > 0:
        fraction = share(used, window.limit)
    return replace(window, used=used, used_fraction=fraction, read_at=read_at)


def _month_spend(window: QuotaWindow, month: MoneyFigure) -> Decimal | None:
    currency = _CURRENCIES.get(window.unit)
    if currency is None or month.status is not FigureStatus.KNOWN or month.missing:
        return None
    return amount_in(month.totals, currency)


def main_window(windows: tuple[QuotaWindow, ...]) -> QuotaWindow | None:
    """The one to show in one line: the fullest, else the first that names a use or what is left, else none.

    Places that are taken for good, such as those for voices, press nobody as long as there is another.
    """
    measured = [window for window in windows if window.used_fraction is not None]
    measured = [window for window in measured if not _is_of_places(window)] or measured
    if measured:
        return max(measured, key=lambda window: window.used_fraction or Decimal(0))
    told = (window for window in windows if window.used is not None or window.left is not None)
    return next(told, None)


def _is_of_places(window: QuotaWindow) -> bool:
    return window.unit is Unit.COUNT and window.resets_at is None


def left_of(window: QuotaWindow) -> Decimal | None:
    """What is left: as told, or what the limit has over the use; below zero beyond it. None: unknown."""
    if window.left is not None or window.used is None or window.limit is None:
        return window.left
    return EXACT.subtract(window.limit, window.used)
