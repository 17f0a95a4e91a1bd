from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from aimonitor.domain.money import Money, plain_text
from aimonitor.domain.usage import (
    Balance,
    BalanceRole,
    DayCost,
    DayQuantity,
    DayTokens,
    PartFailure,
    Problem,
    Provenance,
    QuotaWindow,
    Unit,
)
from aimonitor.errors import PluginError, ProblemKind
from aimonitor.providers.assemble import assemble
from aimonitor.providers.base import BalancePart, UsagePart
from aimonitor.providers.builtin.openai.manifest import MANIFEST
from tests.providers.calling import NOW

DAY = date(2026, 11, 2)
FAILURE = PartFailure(part="images", problem=Problem(kind=ProblemKind.SERVICE, message="No."))


def cost(amount: str, item: str = "input", currency: str = "USD", **changes: object) -> DayCost:
    fields: dict[str, object] = {
        "day": DAY,
        "model": "m",
        "item": item,
        "money": Money(amount=Decimal(amount), currency=currency),
        "provenance": Provenance.BILLED,
    }
    return DayCost(**{**fields, **changes})  # type: ignore[arg-type]


def test_lines_of_one_key_are_summed_and_rounded_once() -> None:
    # each alone would round to zero
    lines = (cost("0.0000000004"), cost("0.0000000004"), cost("0.0000000004"), cost("1", "output"))
    snapshot = assemble(MANIFEST, taken_at=NOW, usage=UsagePart(day_costs=lines), balance=None)
    assert [(row.item, plain_text(row.money.amount)) for row in snapshot.day_costs] == [
        ("input", "0.000000001"),
        ("output", "1"),
    ]


def test_currencies_days_and_models_stay_apart() -> None:
    lines = (cost("1"), cost("1", currency="EUR"), cost("1", model=None), cost("1", day=date(2026, 11, 3)))
    assert (
        len(assemble(MANIFEST, taken_at=NOW, usage=UsagePart(day_costs=lines), balance=None).day_costs) == 4
    )


def test_a_sum_is_as_certain_and_complete_as_its_weakest_part() -> None:
    lines = (cost("1", provenance=Provenance.ESTIMATED), cost("2", complete=False))
    (row,) = assemble(MANIFEST, taken_at=NOW, usage=UsagePart(day_costs=lines), balance=None).day_costs
    assert (row.provenance, row.complete) == (Provenance.ESTIMATED, False)
    assert row.money.amount == 3


def test_known_and_unknown_tokens_make_an_unknown_sum() -> None:
    rows = (
        DayTokens(day=DAY, model="m", input_tokens=5, output_tokens=1, cached_input_tokens=2),
        DayTokens(day=DAY, model="m", input_tokens=7, output_tokens=0, requests=1, complete=False),
        DayTokens(day=DAY, model=None, input_tokens=1),
    )
    first, second = assemble(
        MANIFEST, taken_at=NOW, usage=UsagePart(day_tokens=rows), balance=None
    ).day_tokens
    assert first == DayTokens(day=DAY, model="m", input_tokens=12, output_tokens=1, complete=False)
    assert second.input_tokens == 1


def test_quantities_of_one_key_are_summed() -> None:
    one = DayQuantity(day=DAY, name="images", model=None, unit=Unit.IMAGES, quantity=Decimal(2))
    (row,) = assemble(
        MANIFEST, taken_at=NOW, usage=UsagePart(day_quantities=(one, one)), balance=None
    ).day_quantities
    assert row.quantity == 4


def test_parts_come_together_and_what_could_not_be_read_stays_unknown() -> None:
    left = Balance(role=BalanceRole.TOTAL, money=Money(amount=Decimal(3), currency="USD"))
    window = QuotaWindow(id="w", name="W", unit=Unit.USD)
    snapshot = assemble(
        MANIFEST,
        taken_at=NOW,
        usage=UsagePart(windows=(window, window), warnings=("a", "b"), failures=(FAILURE,), notes={"x": "1"}),
        balance=BalancePart(balances=(left,), warnings=("a",), notes={"y": "2"}),
        failures=(FAILURE,),
        identity="Acme",
        requests=7,
    )
    assert snapshot.windows == (window,)
    assert snapshot.balances == (left,)
    assert snapshot.spends is None
    assert snapshot.warnings == ("a", "b")
    assert snapshot.failures == (FAILURE, FAILURE)
    assert snapshot.notes == {"x": "1", "y": "2"}
    assert (snapshot.identity, snapshot.requests, snapshot.taken_at) == ("Acme", 7, NOW)


def test_of_two_limits_that_cannot_be_told_apart_the_fuller_is_shown() -> None:
    unknown, full, low = (
        QuotaWindow(id="w", name="W", unit=Unit.PERCENT, used_fraction=share)
        for share in (None, Decimal("0.95"), Decimal("0.10"))
    )
    for order in ((full, low, unknown), (unknown, low, full)):
        snapshot = assemble(MANIFEST, taken_at=NOW, usage=UsagePart(windows=order), balance=None)
        assert snapshot.windows == (full,)


def test_a_part_that_failed_leaves_everything_unknown() -> None:
    snapshot = assemble(MANIFEST, taken_at=NOW, usage=None, balance=None)
    assert (snapshot.balances, snapshot.spends, snapshot.windows) == (None, None, None)
    assert (snapshot.day_costs, snapshot.day_tokens) == ((), ())


def test_a_client_that_answers_something_else_is_at_fault() -> None:
    with pytest.raises(PluginError, match="OpenAI"):
        assemble(MANIFEST, taken_at=NOW, usage={"cost": 1}, balance=None)  # type: ignore[arg-type]
