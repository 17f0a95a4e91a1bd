"""Figures as plain text for a terminal: no colour needed, control characters of others defused."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from aimonitor.domain.money import Money
from aimonitor.domain.state import (
    CountFigure,
    Dashboard,
    FigureStatus,
    Health,
    MoneyFigure,
    ProviderState,
)

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥"}
_CENT = Decimal("0.01")
_MARKS = {
    Health.OK: "●",
    Health.STALE: "▲",
    Health.NEEDS_YOU: "■",
    Health.PAUSED: "○",
    Health.WAITING: "…",
}
_DASH = "—"
_HOUR, _DAY = 60, 1440


def plain(text: str) -> str:
    """One line without control or direction characters: what others wrote cannot drive a terminal."""
    return "".join(" " if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} else char for char in text)


def money(amount: Money) -> str:
    """Rounded to cents for reading; exact figures are in --json."""
    sign = _SIGNS.get(amount.currency, f"{amount.currency} ")
    if amount.amount and abs(amount.amount) < _CENT:
        return f"{'-' if amount.amount < 0 else ''}<{sign}0.01"
    rounded = amount.amount.quantize(_CENT, rounding=ROUND_HALF_EVEN)
    return f"{'-' if rounded < 0 else ''}{sign}{abs(rounded):,}"


def figure(value: MoneyFigure) -> str:
    """An amount per currency, `unknown`, or a dash where the service has none."""
    if value.status is FigureStatus.UNKNOWN:
        return "unknown"
    if value.status is FigureStatus.NOT_OFFERED:
        return _DASH
    return " · ".join(money(amount) for amount in value.totals) or "0.00"


def count(value: CountFigure) -> str:
    """Tokens with thousands separators, `unknown`, or a dash."""
    if value.status is FigureStatus.NOT_OFFERED:
        return _DASH
    return "unknown" if value.value is None else f"{value.value:,}"


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
    """Columns two spaces apart; the columns in `right` end flush."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [_pad(cell, widths[place], right=place in right) for place, cell in enumerate(row)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def status_text(states: Sequence[ProviderState], dashboard: Dashboard, now: datetime) -> str:
    """The dashboard for a terminal."""
    if not states:
        return "No provider yet. Add one with `aimonitor providers add TYPE --name NAME --key-stdin`."
    head = ("", "Name", "Provider", "Today", "This month", "Balance", "Tokens", "Updated")
    rows = [head, *(_row(state, now) for state in states)]
    lines = [
        f"Spent this month   {_total(dashboard.month)}",
        f"Today (UTC)        {_total(dashboard.today)}",
        f"Prepaid balance    {_total(dashboard.balance)}",
        "",
        table(rows, right=frozenset({3, 4, 5, 6})),
    ]
    problems = [_problem(state) for state in states if state.problem is not None]
    return "\n".join([*lines, "", *problems] if problems else lines)


def _total(value: MoneyFigure) -> str:
    note = f"  ({value.note})" if value.note and value.status is FigureStatus.KNOWN else ""
    return figure(value) + note


def _row(state: ProviderState, now: datetime) -> tuple[str, ...]:
    return (
        _MARKS[state.health],
        plain(state.provider.name),
        plain(state.type_name),
        figure(state.today),
        figure(state.month),
        figure(state.balance),
        count(state.tokens_month),
        age(state.last_updated, now),
    )


def _problem(state: ProviderState) -> str:
    message = state.problem.message if state.problem else ""
    return f"{_MARKS[state.health]} {plain(state.provider.name)}: {plain(message)}"
