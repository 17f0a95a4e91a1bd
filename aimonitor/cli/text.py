"""Figures as plain text for a terminal: no colour needed, control characters of others defused."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from aimonitor.domain.money import shown_order
from aimonitor.domain.state import CountFigure, FigureStatus, MoneyFigure
from aimonitor.domain.usage import QuotaWindow
from aimonitor.insight.amounts import BETWEEN, PARTIAL_MARK, count_words, marked_amounts
from aimonitor.insight.amounts import money_words as money

_DEFUSED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_NO_WIDTH = frozenset({"Mn", "Me"})
DASH = "—"
_NOTHING = "0.00"
_HOUR, _DAY = 60, 1440
_LONGEST_CELL = 120


def plain(text: str) -> str:
    """One line without control or direction characters: what others wrote cannot drive a terminal."""
    return "".join(" " if unicodedata.category(char) in _DEFUSED else char for char in text)


def figure(value: MoneyFigure) -> str:
    """An amount per currency, `unknown`, or a dash where the service has none."""
    if value.status is FigureStatus.UNKNOWN:
        return "unknown"
    if value.status is FigureStatus.NOT_OFFERED:
        return DASH
    ordered = sorted(value.totals, key=lambda one: shown_order(one.currency))
    return BETWEEN.join(money(amount) for amount in ordered) or _NOTHING


def marked_figure(value: MoneyFigure) -> str:
    """`figure` with the marks that it has in the window too: `*`, `≈`."""
    if value.status is not FigureStatus.KNOWN:
        return figure(value)
    return marked_amounts(value, money, nothing=_NOTHING)


def count(value: CountFigure) -> str:
    """Tokens with thousands separators and `*` where days are missing, `unknown`, or a dash."""
    if value.status is FigureStatus.NOT_OFFERED:
        return DASH
    return "unknown" if value.value is None else f"{value.value:,}" + PARTIAL_MARK * (value.missing > 0)


def fullest(window: QuotaWindow | None) -> str:
    """How much of a limit is used, or what is left where only that is told; a dash where neither is known."""
    if window is not None and window.left is not None:
        return f"{count_words(window.left, window.unit)} left"
    if window is None or window.used_fraction is None:
        return DASH
    return _share(window.used_fraction)


def _share(fraction: Decimal) -> str:
    """Whole percents; what is not nothing is never told as 0 %, and what is not all never as 100 %."""
    rounded = f"{fraction * 100:.0f}"
    if 0 < fraction < 1 and rounded in {"0", "100"}:
        return "<1 %" if rounded == "0" else "99 %"
    return f"{rounded} %"


def age(at: datetime | None, now: datetime) -> str:
    """How long ago, in the largest unit that says something."""
    if at is None:
        return "never"
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < _HOUR:
        return f"{minutes} min ago"
    return f"{minutes // _HOUR} h ago" if minutes < _DAY else f"{minutes // _DAY} d ago"


def table(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()) -> str:
    """Columns two spaces apart; the columns in `right` end flush. The last one may be of any length."""
    shown = [[*map(_clipped, row[:-1]), *row[-1:]] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*shown, strict=True)]
    lines = []
    for row in shown:
        cells = [_pad(cell, widths[place], right=place in right) for place, cell in enumerate(row)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _clipped(cell: str) -> str:
    """One long cell would push the columns behind it out of every row; JSON has all of it."""
    return cell if len(cell) <= _LONGEST_CELL else cell[: _LONGEST_CELL - 1] + "…"


def _width(text: str) -> int:
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.category(char) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _pad(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
