from __future__ import annotations

import pickle
from decimal import Decimal, getcontext
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimonitor.domain.money import CurrencyMismatchError, Money, amount_in, plain, plain_text, totals

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

AMOUNTS = st.decimals(
    min_value=Decimal("-1e15"), max_value=Decimal("1e15"), allow_nan=False, allow_infinity=False, places=12
)
NANO_AMOUNTS = st.integers(-(10**24), 10**24).map(lambda nano: Decimal(nano).scaleb(-9))
CURRENCIES = st.sampled_from(["CNY", "EUR", "USD"])
MONEY = st.builds(lambda amount, currency: Money(amount=amount, currency=currency), AMOUNTS, CURRENCIES)


def usd(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="USD")


@pytest.mark.parametrize("amount", [1.5, 1, "1", None, Decimal("NaN"), Decimal("Infinity")])
def test_only_finite_decimals_are_money(amount: object) -> None:
    with pytest.raises(ValueError, match="finite Decimal"):
        Money(amount=amount, currency="USD")  # type: ignore[arg-type]


@pytest.mark.parametrize("currency", ["", "usd", "Usd"])
def test_a_currency_is_an_upper_case_code(currency: str) -> None:
    with pytest.raises(ValueError, match="upper-case"):
        Money(amount=Decimal(1), currency=currency)


def test_currencies_are_never_mixed() -> None:
    with pytest.raises(CurrencyMismatchError, match="USD and EUR"):
        usd("1") + Money(amount=Decimal(1), currency="EUR")
    with pytest.raises(CurrencyMismatchError):
        usd("1") - Money(amount=Decimal(1), currency="EUR")


def test_sums_are_exact_where_floats_are_not() -> None:
    assert usd("0.1") + usd("0.2") == usd("0.3")
    assert usd("0.3") - usd("0.1") == usd("0.2")


@given(AMOUNTS, AMOUNTS)
def test_adding_and_taking_away_gives_back_the_first(first: Decimal, second: Decimal) -> None:
    one, other = Money(amount=first, currency="USD"), Money(amount=second, currency="USD")
    assert one + other - other == one
    assert one + other == other + one


@pytest.mark.parametrize(
    ("amount", "nano"),
    [
        ("0.0000000005", 0),
        ("0.0000000015", 2),
        ("-0.0000000005", 0),
        ("-0.0000000015", -2),
        ("0.00000000050001", 1),
        ("12.345678901", 12_345_678_901),
        ("0", 0),
    ],
)
def test_nano_units_round_halves_to_even(amount: str, nano: int) -> None:
    assert usd(amount).nano == nano


@given(st.integers(-(2**63), 2**63 - 1), CURRENCIES)
def test_every_number_sqlite_holds_comes_back(nano: int, currency: str) -> None:
    assert Money.from_nano(nano, currency).nano == nano


@given(NANO_AMOUNTS)
def test_an_amount_of_whole_nano_units_is_stored_to_the_last_digit(amount: Decimal) -> None:
    money = Money(amount=amount, currency="USD")
    assert money.rounded() == money


@given(MONEY)
def test_rounding_is_by_half_a_nano_at_most_and_once(money: Money) -> None:
    rounded = money.rounded()
    assert abs(rounded.amount - money.amount) <= Decimal("5e-10")
    assert rounded.rounded() == rounded


def test_a_callers_context_does_not_change_sums() -> None:
    before = getcontext().prec
    getcontext().prec = 3
    try:
        total = usd("1234567.123456789") + usd("0.000000001")
        assert total.nano == 1_234_567_123_456_790
        assert plain_text(total.amount) == "1234567.12345679"
    finally:
        getcontext().prec = before


@given(st.lists(MONEY, max_size=6))
def test_totals_add_within_currencies_and_nothing_across(amounts: list[Money]) -> None:
    sums = totals(amounts)
    assert [money.currency for money in sums] == sorted({money.currency for money in amounts})
    for money in sums:
        assert money.amount == sum(other.amount for other in amounts if other.currency == money.currency)


def test_totals_do_not_depend_on_the_order() -> None:
    amounts = [usd("0.1"), usd("0.2"), Money(amount=Decimal(7), currency="CNY")]
    assert len({totals(order) for order in permutations(amounts)}) == 1


def test_nothing_spent_is_not_the_same_as_zero() -> None:
    assert totals([]) == ()
    assert totals([usd("0")]) == (usd("0"),)
    assert amount_in((), "USD") is None
    assert amount_in(None, "USD") is None
    assert amount_in((usd("0"),), "USD") == 0
    assert amount_in((usd("0"),), "EUR") is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("10.37525377", "10.37525377"),
        ("1.50", "1.5"),
        ("1.5E0", "1.5"),
        ("100", "100"),
        ("1E+3", "1000"),
        ("0E-9", "0"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("-3", "-3"),
        ("1E-9", "0.000000001"),
    ],
)
def test_plain_text_is_exact_digits(value: str, text: str) -> None:
    assert plain_text(Decimal(value)) == text


@given(AMOUNTS)
def test_plain_text_reads_back_to_the_same_value(amount: Decimal) -> None:
    text = plain_text(amount)
    assert Decimal(text) == plain(amount) == amount
    assert "E" not in text
    assert not (text.endswith("0") and "." in text)


def test_money_travels() -> None:
    assert pickle.loads(pickle.dumps(usd("1.5"))) == usd("1.5")  # noqa: S301  our own bytes
