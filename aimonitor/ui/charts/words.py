"""What a chart says in words: ticks of its axis, the figures of a day, the whole of it."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from decimal import Decimal

from msgspec import Struct
from PySide6.QtCore import QLocale

from aimonitor.domain.history import DayStatus, Series, SeriesDay
from aimonitor.domain.money import Money
from aimonitor.insight.grouping import days_of, last_day
from aimonitor.insight.history_tokens import TOKENS
from aimonitor.qtmodels.format import (
    compact,
    currency_decimals,
    dated_span,
    day_with_year,
    exact,
    money,
    month_words,
    number,
    span_words,
)
from aimonitor.qtmodels.format import day as day_words
from aimonitor.ui.charts.layout import total

_COMPACT_FROM = 100_000
_WEEK = 7
NO_DATA = "no data"
TOTAL, SHOWN_TOTAL = "total", "total of those shown"


class Line(Struct, frozen=True, kw_only=True):
    """One line of a day's figures; `part` is its place among the labels, None for the total."""

    part: int | None
    label: str
    value: str


class Readout(Struct, frozen=True, kw_only=True):
    """The figures of one day. `lines` is empty where there are none; `note` says why or how far."""

    title: str
    lines: tuple[Line, ...]
    note: str = ""

    @property
    def sentence(self) -> str:
        """All of it in one breath, total first: what a screen reader says."""
        total_first = sorted(self.lines, key=lambda line: line.part is not None)
        figures = [f"{line.label} {line.value}" for line in total_first] or [NO_DATA]
        return f"{self.title}: {', '.join(figures)}" + (f". {self.note}." if self.note else ".")


def tick_words(value: Decimal, step: Decimal, unit: str, locale: QLocale) -> str:
    """A tick of the axis, as short as its step allows: `$10`, `$0.25`, `20 M`."""
    if unit == TOKENS:
        return _short(value, locale)
    decimals = max(0, -int(step.normalize().as_tuple().exponent))
    if decimals:
        decimals = max(decimals, currency_decimals(unit))
    if abs(value) < _COMPACT_FROM:
        return money(Money(amount=value, currency=unit), locale, decimals)
    one = money(Money(amount=Decimal(1), currency=unit), locale, 0)
    sign = locale.negativeSign() if value < 0 else ""
    return sign + one.replace(number(1, locale), _short(abs(value), locale))


def _short(value: Decimal, locale: QLocale) -> str:
    """`6 M` where an amount in full would say `6.0 M`."""
    return compact(value, locale).replace(f"{locale.decimalPoint()}{locale.zeroDigit()}", "")


def value_words(value: Decimal, unit: str, locale: QLocale, decimals: int | None = None) -> str:
    """An amount in full: money to `decimals` places (None: the currency's), tokens to the last one."""
    if unit == TOKENS:
        return exact(value, locale)
    return money(Money(amount=value, currency=unit), locale, decimals)


def bar_title(day: SeriesDay, locale: QLocale) -> str:
    """`24 Oct 2026 (UTC)`, or the days of a group: `19-25 Oct 2026 (UTC)`."""
    if day.last is None or day.last == day.day:
        return f"{day_with_year(day.day, locale)} (UTC)"
    return f"{dated_span(day.day, day.last, locale)} (UTC)"


def axis_words(day: SeriesDay, locale: QLocale) -> str:
    """Below a bar: `24 Oct`, or the month where the bar is one."""
    if day.last is not None and (day.last - day.day).days > _WEEK:
        return month_words(day.day, locale)
    return day_words(day.day, locale)


def whole_label(hidden: AbstractSet[str]) -> str:
    """What a sum is called: of all, or only of what was not switched off."""
    return SHOWN_TOTAL if hidden else TOTAL


def readout(
    series: Series,
    index: int,
    locale: QLocale,
    decimals: int | None = None,
    hidden: AbstractSet[str] = frozenset(),
) -> Readout:
    """The figures of the bar at `index`: its parts that are not zero, and the total."""
    day = series.days[index]
    title = bar_title(day, locale)
    if day.status is DayStatus.MISSING:
        return Readout(title=title, lines=(), note=day.note)
    parts = [
        Line(part=part, label=series.labels[part], value=value_words(value, series.unit, locale, decimals))
        for part, value in enumerate(day.values)
        if value
    ]
    whole = Line(
        part=None, label=whole_label(hidden), value=value_words(total(day), series.unit, locale, decimals)
    )
    return Readout(title=title, lines=(*parts, whole), note=day.note)


def summary(
    series: Series, locale: QLocale, decimals: int | None = None, hidden: AbstractSet[str] = frozenset()
) -> str:
    """The chart in one or two sentences."""
    if not series.days:
        return "No days."
    span = span_words(series.days[0].day, last_day(series.days[-1]), locale)
    whole = value_words(sum(series.totals, Decimal(0)), series.unit, locale, decimals)
    missing = sum(1 for day in series.days if day.status is DayStatus.MISSING)
    bars = "days" if all(day.last is None for day in series.days) else "bars"
    gaps = f" {missing} of {len(series.days)} {bars} have no data." if missing else ""
    unit = f" {TOKENS}" if series.unit == TOKENS else ""
    what = whole_label(hidden)
    return f"{span}, {days_of(series)} UTC days, {what} {whole}{unit}.{gaps} Arrow keys read each day."
