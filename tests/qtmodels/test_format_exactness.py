"""What is written is so: read back, it is off by half of its last digit at most, and never nothing."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from aimonitor.domain.money import Money
from aimonitor.qtmodels import format as fmt

LOCALES = [QLocale(name) for name in ("en_GB", "en_US", "de_DE", "de_CH", "fr_FR", "sv_SE", "ar_EG", "hi_IN")]
CURRENCIES = ("USD", "EUR", "GBP", "CNY", "JPY", "KWD", "CHF", "INR")
STEPS: dict[str, int] = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}

amounts = st.one_of(
    st.decimals(-(10**9), 10**9, allow_nan=False, places=9),
    st.decimals(-2, 2, allow_nan=False, places=9),
    st.integers(-(10**15), 10**15).map(lambda n: Decimal(n) / 1000),
)
locales = st.sampled_from(LOCALES)


def digits_of(text: str, locale: QLocale) -> Decimal:
    """The number that a person reads."""
    zero, point = ord(locale.zeroDigit()), locale.decimalPoint()
    kept = ""
    for mark in text:
        if zero <= ord(mark) <= zero + 9:
            kept += str(ord(mark) - zero)
        elif mark == point and kept and "." not in kept:
            kept += "."
    return Decimal(kept.rstrip("."))


def is_negative(text: str, locale: QLocale) -> bool:
    return locale.negativeSign() in text


@given(amounts, st.sampled_from(CURRENCIES), locales, st.sampled_from([None, 0, 1, 2, 4, 6]))
def test_money_is_never_off_by_more_than_half_its_last_digit(
    amount: Decimal, currency: str, locale: QLocale, decimals: int | None
) -> None:
    text = fmt.money(Money(amount=amount, currency=currency), locale, decimals)
    places = fmt.currency_decimals(currency) if decimals is None else decimals
    least = Decimal(1).scaleb(-places)
    shown = digits_of(text.replace("JP¥", "¥"), locale)
    if 0 < abs(amount) < least:
        assert shown == least
        assert text.startswith("<" if amount > 0 else ">")
        return
    assert "<" not in text
    assert abs(shown - abs(amount)) <= least / 2
    assert is_negative(text, locale) == (amount < 0)
    assert bool(shown) == bool(amount)


@given(amounts, st.sampled_from(CURRENCIES), locales)
def test_exact_money_has_every_digit(amount: Decimal, currency: str, locale: QLocale) -> None:
    text = fmt.exact_money(Money(amount=amount, currency=currency), locale)
    assert digits_of(text.replace("JP¥", "¥"), locale) == abs(amount)
    assert is_negative(text, locale) == (amount < 0)


@given(amounts, locales)
def test_round_money_is_never_nothing(amount: Decimal, locale: QLocale) -> None:
    text = fmt.whole_money(Money(amount=amount, currency="EUR"), locale)
    assert bool(digits_of(text, locale)) == bool(amount)


@given(st.one_of(st.integers(-(10**15), 10**15).map(Decimal), amounts), locales)
def test_short_counts_are_never_off_by_more_than_half_their_last_digit(
    value: Decimal, locale: QLocale
) -> None:
    text = fmt.compact(value, locale)
    body, _, letter = text.partition(" ")
    shown = digits_of(body, locale)
    assert bool(shown) == bool(value)
    if 0 < abs(value) < 1:
        assert shown == 1
        assert text.startswith(("<", ">"))
        return
    last = Decimal("0.1") if locale.decimalPoint() in body and letter else Decimal(1)
    assert abs(shown * STEPS[letter] - abs(value)) <= last * STEPS[letter] / 2
    assert shown < 1000 or letter == "T"
    assert is_negative(text, locale) == (value < 0)


@given(st.decimals(-3, 30, allow_nan=False, places=6), locales)
def test_a_share_is_never_nothing_where_there_is_one(fraction: Decimal, locale: QLocale) -> None:
    text = fmt.percent(fraction, locale)
    shown = digits_of(text, locale)
    assert bool(shown) == bool(fraction)
    if abs(fraction) >= Decimal("0.001"):
        assert abs(shown - abs(fraction) * 100) <= (
            Decimal("0.05") if abs(fraction) < Decimal("0.1") else Decimal("0.5")
        )


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20),
    locales,
)
def test_exact_numbers_read_back(value: Decimal, locale: QLocale) -> None:
    assert digits_of(fmt.exact(value, locale), locale) == abs(value)
