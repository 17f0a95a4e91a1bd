from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from aimonitor.domain.usage import BalanceRole, Unit
from aimonitor.providers import amounts
from aimonitor.providers.amounts import cap, in_money, wallet
from aimonitor.providers.wire import WireModel, read_amount

READERS: list[Callable[[object], Decimal]] = [
    read_amount,
    amounts.read_cents,
    amounts.read_ten_thousandths,
    amounts.read_nanos,
    amounts.read_owed_cents,
    amounts.read_points,
]


@pytest.mark.parametrize(
    ("reader", "sent", "money"),
    [
        (read_amount, "110.00", "110.00"),
        (read_amount, Decimal("49.58894"), "49.58894"),
        (amounts.read_cents, "1234", "12.34"),
        (amounts.read_cents, 5, "0.05"),
        (amounts.read_cents, Decimal("0.5"), "0.005"),
        (amounts.read_ten_thousandths, "123456", "12.3456"),
        (amounts.read_nanos, 12_345_678_901, "12.345678901"),
        (amounts.read_nanos, -1, "-0.000000001"),
        (amounts.read_owed_cents, "-1000", "10.00"),
        (amounts.read_owed_cents, "250", "-2.50"),
        (amounts.read_owed_cents, 0, "0"),
        (amounts.read_points, -2_500_000, "-2500000"),
    ],
)
def test_each_shape_becomes_the_major_unit(
    reader: Callable[[object], Decimal], sent: object, money: str
) -> None:
    assert reader(sent) == Decimal(money)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "sent", [None, True, "", "abc", "NaN", "Infinity", "1,000", "$5", [], {}, "9" * 40, 0.5, "1e999"]
)
def test_what_is_no_number_is_no_money(reader: Callable[[object], Decimal], sent: object) -> None:
    with pytest.raises(ValueError, match="not a readable number"):
        reader(sent)


@given(st.integers(-(10**11), 10**11))
def test_cents_are_never_bent(cents: int) -> None:
    assert amounts.read_cents(str(cents)) * 100 == cents
    assert amounts.read_owed_cents(cents) == -amounts.read_cents(cents)


@given(st.integers(-(10**15), 10**15))
def test_points_at_the_usual_rate_are_exact(points: int) -> None:
    assert in_money(Decimal(points), Decimal(500_000)) * 500_000 == points


@pytest.mark.parametrize("rate", ["0", "-1"])
def test_a_rate_that_is_none_makes_no_money(rate: str) -> None:
    with pytest.raises(ValueError, match="not a rate"):
        in_money(Decimal(1), Decimal(rate))


@pytest.mark.parametrize("points", ["1e15", "-1e15"])
def test_a_rate_that_makes_more_than_can_be_kept_makes_no_money(points: str) -> None:
    with pytest.raises(ValueError, match="not a readable number"):
        in_money(Decimal(points), Decimal("0.1"))


class _Ledger(WireModel):
    cents: amounts.Cents
    owed: amounts.OwedCents
    nanos: amounts.Nanos
    parts: amounts.TenThousandths
    points: amounts.Points


def test_the_shapes_stand_in_a_wire_model() -> None:
    told = _Ledger.model_validate({"cents": "1", "owed": "-1", "nanos": 1, "parts": 1, "points": -1})
    assert (told.cents, told.owed, told.nanos, told.parts, told.points) == (
        Decimal("0.01"),
        Decimal("0.01"),
        Decimal("1e-9"),
        Decimal("0.0001"),
        Decimal(-1),
    )
    with pytest.raises(ValidationError):
        _Ledger.model_validate({"cents": None, "owed": "-1", "nanos": 1, "parts": 1, "points": -1})


def test_a_wallet_names_only_the_parts_that_are_told() -> None:
    told = list(wallet("CNY", Decimal(3), granted=Decimal(1)))
    assert [(one.role, one.money.amount, one.money.currency) for one in told] == [
        (BalanceRole.TOTAL, Decimal(3), "CNY"),
        (BalanceRole.GRANTED, Decimal(1), "CNY"),
    ]


def test_a_debt_stays_below_zero() -> None:
    (total, paid) = wallet("USD", Decimal(-2), paid=Decimal(-2))
    assert (total.money.amount, paid.money.amount) == (Decimal(-2), Decimal(-2))


@pytest.mark.parametrize(
    ("limit", "used", "fraction"),
    [("20", "5", "0.25"), ("20", "25", "1.25"), ("0", "0", "1"), ("0", "3", "1"), ("20", None, None)],
)
def test_a_cap_says_how_full_it_is(limit: str, used: str | None, fraction: str | None) -> None:
    window = cap("key", "key limit", limit=Decimal(limit), used=used and Decimal(used), currency="EUR")  # type: ignore[arg-type]
    assert window is not None
    assert window.unit is Unit.EUR
    assert window.used_fraction == (fraction and Decimal(fraction))


@pytest.mark.parametrize("limit", [None, Decimal(-1)])
def test_what_is_unlimited_has_no_cap_whatever_is_told_of_it(limit: Decimal | None) -> None:
    assert cap("key", "key limit", limit=limit, used=Decimal(-5)) is None


def test_a_cap_in_a_currency_that_has_no_unit_does_not_pass_for_dollars() -> None:
    window = cap("key", "key limit", limit=Decimal(1), used=None, currency="GBP")
    assert window is not None
    assert window.unit is Unit.COUNT
