"""What the tray says: pure functions from states and totals to a few short lines of plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from aimonitor.domain.state import Attention, Dashboard, FigureStatus, Health, MoneyFigure, ProviderState
from aimonitor.qtmodels.figures import limit_words, shown_money
from aimonitor.qtmodels.format import UNKNOWN, compact, currency_symbol, time_or_day
from aimonitor.qtmodels.shown_text import printable
from aimonitor.settings.settings import TrayBadge

if TYPE_CHECKING:
    from aimonitor.domain.budget import BudgetState

TOOLTIP_LINES = 6
TOOLTIP_CHARACTERS = 127  # Windows keeps no more; it counts in UTF-16 units
MENU_LINES = 8

_LONGEST_NAME, _SHORTEST_NAME, _SHORTEST_LINE, _SHORTEST_STUB = 40, 10, 24, 20
_LONGEST_TITLE, _LONGEST_BODY = 120, 600
_NO_TAG = "\u2039"
_LONGEST_BADGE = 4
_WORST_FIRST = (Health.NEEDS_YOU, Health.STALE, Health.WAITING, Health.OK, Health.PAUSED)
_HEALTH_WORDS = {
    Health.NEEDS_YOU: "needs you",
    Health.STALE: "stale",
    Health.WAITING: "waiting for its first poll",
    Health.OK: "ok",
    Health.PAUSED: "paused",
}


def worst_first(states: Iterable[ProviderState]) -> list[ProviderState]:
    """What needs the user first, then the user's own order."""
    return sorted(states, key=lambda one: (_WORST_FIRST.index(one.health), one.provider.position))


def overall(states: Sequence[ProviderState], *, paused: bool) -> Health:
    """The one state that the icon shows: that of the worst provider which is not paused."""
    active = [one.health for one in states if one.health is not Health.PAUSED]
    if paused or (states and not active):
        return Health.PAUSED
    for health in (Health.NEEDS_YOU, Health.STALE, Health.OK):
        if health in active:
            return health
    return Health.WAITING


def menu_line(state: ProviderState, locale: QLocale, decimals: int | None = None) -> str:
    """One provider in the menu: its name, then its figures, or what is wrong with it."""
    name = _clip(_one_line(state.provider.name), _LONGEST_NAME)
    if state.health is not Health.OK:
        return f"{name}: {_HEALTH_WORDS[state.health]}"
    figures = (
        _figure("today", state.today, locale, decimals),
        _figure("this month", state.month, locale, decimals),
        _figure("left", state.balance, locale, decimals),
        _left(state, locale),
    )
    return f"{name}: {', '.join(filter(None, figures)) or _HEALTH_WORDS[Health.OK]}"


def tooltip(
    dashboard: Dashboard | None,
    states: Sequence[ProviderState],
    locale: QLocale,
    *,
    demo: bool = False,
    pause: str = "",
    decimals: int | None = None,
    budgets: tuple[BudgetState, ...] = (),
) -> str:
    """At most six lines and 127 characters: totals first, then a passed budget, then the worst provider.

    `pause`: `pause_words`, "" while polling goes on. No "<" ever: some panels take it for mark-up.
    """
    title = ["AIMonitor (DEMO)" if demo else "AIMonitor"]
    if dashboard is None or not states:
        return "\n".join([*title, "No provider yet."])
    lines = _totals(dashboard, locale, decimals) + ([pause] if pause else [])
    lines += _passed(budgets, locale)
    if dashboard.attention and len(lines) > TOOLTIP_LINES - 2:
        # made-up figures are marked as such before all else
        title, lines = (title, lines[: TOOLTIP_LINES - 2]) if demo else ([], lines)
    return _fit(title + lines, dashboard.attention).replace("<", _NO_TAG)


def message(title: str, body: str) -> tuple[str, str]:
    """What a message at the icon says: bounded, and without a "<", as the tooltip."""
    shown = _clip(_one_line(title), _LONGEST_TITLE), _clip(printable(body, _LONGEST_BODY), _LONGEST_BODY)
    return shown[0].replace("<", _NO_TAG), shown[1].replace("<", _NO_TAG)


def pause_words(until: datetime | None, now: datetime, locale: QLocale) -> str:
    """Until when polling is paused; None: until the user resumes it."""
    return "Polling is paused." if until is None else f"Paused until {time_or_day(until, now, locale)}."


def badge_text(dashboard: Dashboard | None, badge: TrayBadge, locale: QLocale) -> str:
    """At most four characters for the icon; "" when there is nothing to show, "?" for unknown."""
    if dashboard is None or badge is TrayBadge.NOTHING:
        return ""
    figures = {
        TrayBadge.BALANCE: dashboard.balance,
        TrayBadge.TODAY: dashboard.today,
        TrayBadge.MONTH: dashboard.month,
    }
    figure = figures[badge]
    if figure.status is FigureStatus.UNKNOWN:
        return "?"
    if not figure.totals:
        return ""
    main = next((one for one in figure.totals if one.currency == "USD"), figure.totals[0])
    number = compact(main.amount, locale).replace(" ", "")
    with_sign = currency_symbol(main.currency, locale) + number
    return with_sign if len(with_sign) <= _LONGEST_BADGE else number[: _LONGEST_BADGE + 1]


def _totals(dashboard: Dashboard, locale: QLocale, decimals: int | None) -> list[str]:
    figures = (("Today", dashboard.today), ("Month", dashboard.month), ("Balance", dashboard.balance))
    return [
        f"{title} {shown_money(figure, locale, decimals).text}"
        for title, figure in figures
        if figure.status is not FigureStatus.NOT_OFFERED
    ]


def _passed(budgets: tuple[BudgetState, ...], locale: QLocale) -> list[str]:
    if not budgets:
        return []
    from aimonitor.insight.budget_choice import passed  # noqa: PLC0415  not before a budget is set
    from aimonitor.qtmodels.budget_words import passed_line  # noqa: PLC0415  as above

    line = passed_line(passed(budgets), locale)
    return [_clip(_one_line(line), _LONGEST_NAME)] if line else []


def _worst(all_of_it: Sequence[Attention], room: int) -> str:
    """Who needs attention most, and how many more do; of name and reason as much as there is room for."""
    worst = min(all_of_it, key=lambda one: (not one.needs_you, _WORST_FIRST.index(one.health)))
    name, words = _one_line(worst.provider_name), worst.words
    more = f" (+{len(all_of_it) - 1})" if len(all_of_it) > 1 else ""
    line = f"{_clip(name, _LONGEST_NAME)}: {words}{more}"
    for longest in range(_LONGEST_NAME, _SHORTEST_NAME - 1, -1):
        line = f"{_clip(name, longest)}: {words}{more}"
        if _units(line) <= room:
            return line
    return _cut(line.removesuffix(more), max(room, _SHORTEST_LINE) - len(more)) + more


def _figure(title: str, figure: MoneyFigure, locale: QLocale, decimals: int | None) -> str:
    if figure.status is FigureStatus.NOT_OFFERED:
        return ""
    text = shown_money(figure, locale, decimals).text
    return f"{title} {UNKNOWN}" if figure.status is FigureStatus.UNKNOWN else f"{text} {title}"


def _left(state: ProviderState, locale: QLocale) -> str:
    """`Points left: 3.0 K`, where a service counts in something else than money and tells only that."""
    window = state.main_window
    return "" if window is None or window.left is None else _one_line(limit_words(window, locale))


def _fit(lines: Sequence[str], attention: Sequence[Attention]) -> str:
    """How many more there are is never cut off."""
    head = "\n".join(lines)
    if not attention:
        return _cut(head, TOOLTIP_CHARACTERS)
    last = "\n" + _worst(attention, TOOLTIP_CHARACTERS - _units(head) - 1)
    cut = _cut(head, TOOLTIP_CHARACTERS - _units(last))
    if cut != head and len(lines) > 1 and len(cut.splitlines()[-1]) < _SHORTEST_STUB:
        return _fit(lines[:-1], attention)
    return cut + last


def _cut(text: str, most: int) -> str:
    if _units(text) <= most:
        return text
    while _units(text) >= most:
        text = text[:-1]
    return text.rstrip() + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _clip(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
