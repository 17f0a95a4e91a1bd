"""Amounts in a sentence, where no locale is at hand: notifications, messages, the terminal."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from aimonitor.domain.money import Money, plain, plain_text, shown_order
from aimonitor.domain.state import MoneyFigure
from aimonitor.domain.usage import Provenance, Unit

PARTIAL_MARK = "*"
MADE_MARK = "≈"
BETWEEN = " · "

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥"}
_MONEY_UNITS = {Unit.USD: "USD", Unit.CNY: "CNY", Unit.EUR: "EUR"}
_MADE = frozenset({Provenance.DERIVED, Provenance.ESTIMATED, Provenance.ENTERED})
_CENT = Decimal("0.01")
_PRECISION = 50


def money_words(amount: Money) -> str:
    """Rounded to cents for reading: `$1,234.50`, `<$0.01`, `-CHF 3.00`."""
    sign = _SIGNS.get(amount.currency, f"{amount.currency} ")
    if amount.amount and abs(amount.amount) < _CENT:
        return f"{'-' if amount.amount < 0 else ''}<{sign}0.01"
    with localcontext(prec=_PRECISION):
        rounded = amount.amount.quantize(_CENT, rounding=ROUND_HALF_EVEN)
        return f"{'-' if rounded < 0 else ''}{sign}{abs(rounded):,}"


def marked_amounts(figure: MoneyFigure, words: Callable[[Money], str], *, nothing: str) -> str:
    """A known sum, dollars first, each amount with its own marks: `$137.50 · ≈¥84.10*`.

    `*`: days are missing in it; `≈`: it was computed or entered. `nothing`: said where there is none.
    """
    ordered = sorted(figure.totals, key=lambda one: shown_order(one.currency))
    parts = [_marked(words(one), figure, one.currency) for one in ordered]
    return BETWEEN.join(parts) or _marked(nothing, figure, "")


def made_mark(figure: MoneyFigure, currency: str) -> str:
    """`≈` before an amount that was computed or entered, else nothing."""
    return MADE_MARK * (figure.source(currency) in _MADE)


def _marked(text: str, figure: MoneyFigure, currency: str) -> str:
    return made_mark(figure, currency) + text + PARTIAL_MARK * figure.has_gaps(currency)


def percent_words(fraction: Decimal) -> str:
    """A fraction as whole percents, rounded down, so that 99.6 % is not told as full: `99 %`.

    `<1 %` for less than one, so that it is not told as nothing.
    """
    if 0 < fraction * 100 < 1:
        return "<1 %"
    return f"{plain_text(Decimal(int(fraction * 100)))} %"


def days_words(days: int) -> str:
    """A distance in days: `today`, `tomorrow`, `in 5 days`."""
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def count_words(value: Decimal, unit: Unit) -> str:
    """An amount in a sentence: `3,000 credits`, `$12.50`, `40 %`, `3,000` where the unit has no name."""
    currency = _MONEY_UNITS.get(unit)
    if currency is not None:
        return money_words(Money(amount=value, currency=currency))
    if unit is Unit.PERCENT:
        return f"{plain_text(value)} %"
    digits = f"{plain(value):,f}"
    return digits if unit is Unit.COUNT else f"{digits} {unit.value}"
