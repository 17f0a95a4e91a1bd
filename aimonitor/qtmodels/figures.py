"""Figures and limits in words: known, not offered, unknown, partial, and what a tooltip adds."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from msgspec import Struct
from PySide6.QtCore import QLocale

from aimonitor.domain.money import Money
from aimonitor.domain.state import CountFigure, FigureStatus, MoneyFigure
from aimonitor.domain.usage import Provenance, QuotaWindow, Unit, share
from aimonitor.insight.amounts import PARTIAL_MARK, marked_amounts
from aimonitor.qtmodels.format import (
    DASH,
    UNKNOWN,
    compact,
    day,
    exact,
    exact_money,
    money,
    number,
    percent,
    whole_money,
)

NOT_OFFERED_WORDS = "This service does not offer this figure."
UNKNOWN_WORDS = "This figure could not be read."

_MONEY_UNITS = {Unit.USD: "USD", Unit.CNY: "CNY", Unit.EUR: "EUR"}
_TOLD_BY_THE_FIGURE = {*_MONEY_UNITS, Unit.PERCENT, Unit.COUNT}


class Tone(StrEnum):
    """How a text is coloured; the theme knows the colours."""

    NORMAL = "normal"
    MUTED = "muted"
    WARNING = "warning"
    ERROR = "error"


class Shown(Struct, frozen=True, kw_only=True):
    """A figure as it is shown: its text, its tone, and the tooltip (plain text, may have lines)."""

    text: str
    tone: Tone = Tone.NORMAL
    tooltip: str = ""


def shown_money(figure: MoneyFigure, locale: QLocale, decimals: int | None = None) -> Shown:
    """A sum of money, each amount with its mark: `*` where days are missing, `≈` where it was computed."""
    if figure.status is not FigureStatus.KNOWN:
        return _not_known(figure.status, figure.note)
    zero = number(0, locale, 2)
    text = marked_amounts(figure, lambda one: money(one, locale, decimals), nothing=zero)
    return Shown(text=text, tooltip="\n".join(_money_lines(figure, locale)))


def _money_lines(figure: MoneyFigure, locale: QLocale) -> list[str]:
    lines = [_sourced(exact_money(one, locale), figure.source(one.currency)) for one in figure.totals] or [
        _sourced("Nothing was spent.", figure.provenance)
    ]
    if figure.through is not None:
        lines.append(f"Covers UTC days through {day(figure.through, locale)}.")
    if figure.note:
        lines.append(figure.note)
    elif not figure.complete:
        lines.append("Still growing, or a part of it is missing.")
    return lines


def _sourced(text: str, source: Provenance | None) -> str:
    return text if source is None else f"{text}, {source.value}"


def shown_count(figure: CountFigure, locale: QLocale) -> Shown:
    """A count, shortened to `48.2 M`, with `*` where days are missing; the tooltip has every digit."""
    if figure.status is not FigureStatus.KNOWN or figure.value is None:
        return _not_known(figure.status, figure.note)
    lines = [f"{exact(figure.value, locale)} tokens", figure.note]
    text = compact(figure.value, locale) + PARTIAL_MARK * (figure.missing > 0)
    return Shown(text=text, tooltip="\n".join(line for line in lines if line))


def _not_known(status: FigureStatus, note: str) -> Shown:
    if status is FigureStatus.NOT_OFFERED:
        return Shown(text=DASH, tone=Tone.MUTED, tooltip=note or NOT_OFFERED_WORDS)
    return Shown(text=UNKNOWN, tone=Tone.MUTED, tooltip=note or UNKNOWN_WORDS)


def window_fraction(window: QuotaWindow) -> Decimal | None:
    """How much of a limit is used: 0 to 1 and above; None when unknown."""
    if window.used_fraction is not None:
        return window.used_fraction
    if window.used is None or not window.limit:
        return None
    return share(window.used, window.limit)


def quantity(value: Decimal, unit: Unit, locale: QLocale) -> str:
    """An amount of a unit: `$241`, `48.2 M`, `80 %`."""
    if unit in _MONEY_UNITS:
        return whole_money(Money(amount=value, currency=_MONEY_UNITS[unit]), locale)
    if unit is Unit.PERCENT:
        return percent(value / 100, locale)
    return compact(value, locale)


def limit_words(window: QuotaWindow, locale: QLocale) -> str:
    """`$241 of $390 budget`, `80 % of weekly limit`, `Points left: 3.0 K`; says what is unknown."""
    if window.used is not None and window.limit is not None and window.unit is not Unit.PERCENT:
        used, limit = (quantity(value, window.unit, locale) for value in (window.used, window.limit))
        return f"{used} of {limit} {_counted(window)}".strip()
    if window.left is not None:
        return _left_words(window, window.left, locale)
    fraction = window_fraction(window)
    if fraction is not None:
        return f"{percent(fraction, locale)} of {window.name}"
    if window.limit is not None:
        return f"limit {quantity(window.limit, window.unit, locale)} {_counted(window)}, use unknown"
    if window.used is not None:
        return f"{quantity(window.used, window.unit, locale)} {_counted(window)}, limit unknown"
    return f"{window.name}: unknown"


def _left_words(window: QuotaWindow, left: Decimal, locale: QLocale) -> str:
    """`Points left: 3.0 K`, `Credits beside the plan: 120 left`: how much the whole was is not known."""
    amount = quantity(left, window.unit, locale)
    name = window.name.casefold()
    if window.unit not in _TOLD_BY_THE_FIGURE and window.unit.value not in name:
        amount += f" {window.unit.value}"
    return f"{window.name}: {amount}" if "left" in name.split() else f"{window.name}: {amount} left"


def _counted(window: QuotaWindow) -> str:
    """What is counted, and under which name: `characters, billing period`; once where the name says it."""
    unit = "" if window.unit in _TOLD_BY_THE_FIGURE else window.unit.value
    return f"{unit}, {window.name}" if unit and unit not in window.name.casefold() else window.name
