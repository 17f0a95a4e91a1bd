"""Levels of a snapshot (balances, stated spends, limits) as rows, in the order the service gave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from aimonitor.db.columns import Row, row, to_day, to_decimal_text, to_span, to_time_or_none
from aimonitor.domain.usage import Balance, QuotaWindow, Spend

LEFT = 0
"""The length of a window of which only what is left is told: none that begins anew is as short as that."""

_NOTHING = timedelta(0)


def balance_rows(number: int, sampled_at: int, balances: Iterable[Balance]) -> list[Row]:
    """Rows of `balances`, one sample."""
    return [
        row(
            number,
            sampled_at,
            position,
            balance.role.value,
            balance.money.currency,
            balance.money.nano,
            balance.provenance.value,
        )
        for position, balance in enumerate(balances)
    ]


def spend_rows(number: int, spends: Iterable[Spend]) -> list[Row]:
    """Rows of `spends`."""
    return [
        row(
            number,
            position,
            spend.period.value,
            to_day(spend.first),
            spend.money.currency,
            spend.money.nano,
            spend.provenance.value,
            spend.complete,
            None if spend.through is None else to_day(spend.through),
        )
        for position, spend in enumerate(spends)
    ]


def window_rows(number: int, windows: Iterable[QuotaWindow]) -> list[Row]:
    """Rows of `windows`. What is left of an unknown whole stands where the limit does, with a length of 0."""
    return [
        row(
            number,
            position,
            window.id,
            window.name,
            window.unit.value,
            to_decimal_text(window.used),
            to_decimal_text(window.left if _tells_left_alone(window) else window.limit),
            to_decimal_text(window.used_fraction),
            to_time_or_none(window.resets_at),
            window.scope,
            None if window.period is None else window.period.value,
            _length(window),
        )
        for position, window in enumerate(windows)
    ]


def _tells_left_alone(window: QuotaWindow) -> bool:
    """Beside a limit it follows from what was used, and the limit must not be lost."""
    return window.left is not None and window.limit is None


def _length(window: QuotaWindow) -> int | None:
    if _tells_left_alone(window):
        return LEFT
    return to_span(window.length) if window.length is not None and window.length > _NOTHING else None
