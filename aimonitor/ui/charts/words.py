"""What a chart says in words: ticks of its axis, the figures of a day, the whole of it."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct
from PySide6.QtCore import QLocale

from aimonitor.domain.history import DayStatus, Series
from aimonitor.domain.money import Money
from aimonitor.insight.history_tokens import TOKENS
from aimonitor.qtmodels.format import (
    compact,
    currency_decimals,
    day_with_year,
    exact,
    money,
    number,
    span_words,
)
from aimonitor.ui.charts.layout import total

_COMPACT_FROM = 100_000
NO_DATA = "no data"


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


def readout(series: Series, index: int, locale: QLocale, decimals: int | None = None) -> Readout:
    """The figures of the day at `index`: its parts that are not zero, and the total."""
    day = series.days[index]
    title = f"{day_with_year(day.day, locale)} (UTC)"
    if day.status is DayStatus.MISSING:
        return Readout(title=title, lines=(), note=day.note)
    parts = [
        Line(part=part, label=series.labels[part], value=value_words(value, series.unit, locale, decimals))
        for part, value in enumerate(day.values)
        if value
    ]
    whole = Line(part=None, label="total", value=value_words(total(day), series.unit, locale, decimals))
    return Readout(title=title, lines=(*parts, whole), note=day.note)


def summary(series: Series, locale: QLocale, decimals: int | None = None) -> str:
    """The chart in one or two sentences."""
    if not series.days:
        return "No days."
    span = span_words(series.days[0].day, series.days[-1].day, locale)
    whole = value_words(sum(series.totals, Decimal(0)), series.unit, locale, decimals)
    missing = sum(1 for day in series.days if day.status is DayStatus.MISSING)
    gaps = f" {missing} of {len(series.days)} days have no data." if missing else ""
    unit = f" {TOKENS}" if series.unit == TOKENS else ""
    return f"{span}, {len(series.days)} UTC days, total {whole}{unit}.{gaps} Arrow keys read each day."
