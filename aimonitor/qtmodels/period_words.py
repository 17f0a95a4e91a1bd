"""The chosen period in words: the first card's title, the heading of a column."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from aimonitor.domain.periods import Period, PeriodKind
from aimonitor.qtmodels.format import dated_span

_LONGEST = 13
_HEADINGS = {
    PeriodKind.TODAY: "Today, UTC",
    PeriodKind.LAST_7_DAYS: "Last 7 days",
    PeriodKind.LAST_30_DAYS: "Last 30 days",
    PeriodKind.THIS_MONTH: "This month",
    PeriodKind.LAST_MONTH: "Last month",
}
_SPENT = {
    PeriodKind.TODAY: "Spent today (UTC)",
    PeriodKind.LAST_7_DAYS: "Spent in the last 7 days",
    PeriodKind.LAST_30_DAYS: "Spent in the last 30 days",
    PeriodKind.THIS_MONTH: "Spent this month",
    PeriodKind.LAST_MONTH: "Spent last month",
}


def heading(period: Period, locale: QLocale) -> str:
    """`This month`, `Last 7 days`, `3-9 Jan 2026`: over a column, which has no room for more."""
    if period.kind in _HEADINGS:
        return _HEADINGS[period.kind]
    words = dated_span(period.first, period.last, locale)
    return words if len(words) <= _LONGEST else "Chosen days"


def spent_title(period: Period, locale: QLocale) -> str:
    """`Spent this month`, `Spent in the last 7 days`, `Spent 3-9 Jan 2026`."""
    return _SPENT.get(period.kind) or f"Spent {dated_span(period.first, period.last, locale)}"


def days_words(period: Period, locale: QLocale) -> str:
    """`1-22 Nov 2026 (UTC)`: the days themselves, for hints."""
    return f"{dated_span(period.first, period.last, locale)} (UTC)"
