"""Amounts in a sentence, where no locale is at hand: notifications, messages, the terminal."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from aimonitor.domain.money import Money, plain_text

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥"}
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


def percent_words(fraction: Decimal) -> str:
    """A fraction as whole percents, rounded down, so that 99.6 % is not told as full: `99 %`."""
    return f"{plain_text(Decimal(int(fraction * 100)))} %"


def days_words(days: int) -> str:
    """A distance in days: `today`, `tomorrow`, `in 5 days`."""
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
