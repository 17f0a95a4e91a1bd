from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimonitor.ui.charts.scale import round_scale

AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=9, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("low", "high", "spaces", "ticks"),
    [
        ("0", "23", 4, ["0", "10", "20", "30"]),
        ("0", "23", 1, ["0", "30"]),
        ("0", "20", 4, ["0", "5", "10", "15", "20"]),
        ("0", "0.03", 3, ["0", "0.01", "0.02", "0.03"]),
        ("-3", "7", 5, ["-4", "-2", "0", "2", "4", "6", "8"]),
        ("-12", "-2", 3, ["-15", "-10", "-5", "0"]),
        ("0", "0", 2, ["0", "0.5", "1.0"]),
    ],
)
def test_ticks_are_round_and_hold_every_value_and_zero(
    low: str, high: str, spaces: int, ticks: list[str]
) -> None:
    scale = round_scale(Decimal(low), Decimal(high), spaces)
    assert scale.ticks == tuple(map(Decimal, ticks))


@given(one=AMOUNTS, other=AMOUNTS, spaces=st.integers(min_value=1, max_value=8))
def test_any_span_gets_few_ticks_that_enclose_it(one: Decimal, other: Decimal, spaces: int) -> None:
    low, high = min(one, other), max(one, other)
    scale = round_scale(low, high, spaces)
    assert scale.low <= min(low, Decimal(0))
    assert scale.high >= max(high, Decimal(0))
    assert Decimal(0) in scale.ticks
    assert 2 <= len(scale.ticks) <= spaces + 3
    assert {after - before for before, after in zip(scale.ticks, scale.ticks[1:], strict=False)} == {
        scale.step
    }


def test_counts_are_not_cut_into_fractions() -> None:
    assert round_scale(Decimal(0), Decimal(2), 6, Decimal(1)).ticks == (Decimal(0), Decimal(1), Decimal(2))


def test_a_share_stays_within_the_chart() -> None:
    scale = round_scale(Decimal(0), Decimal(10), 2)
    assert scale.share(Decimal("2.5")) == Decimal("0.25")
    assert (scale.share(Decimal(-1)), scale.share(Decimal(11))) == (Decimal(0), Decimal(1))
