"""What the words of `expect` mean, and that each of them can fail."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aimonitor.domain.money import Money
from aimonitor.domain.usage import (
    Balance,
    BalanceRole,
    DayCost,
    DayTokens,
    PartFailure,
    Problem,
    Provenance,
    QuotaWindow,
    Unit,
    UsageSnapshot,
)
from aimonitor.errors import AuthError, ProblemKind
from aimonitor.testing import CHECKS, Outcome

NOW = datetime(2026, 11, 15, 14, 30, tzinfo=UTC)
PAGE = Path(__file__).parents[2] / "docs" / "writing-a-provider.md"


def cost(day: int, model: str | None, amount: str, currency: str = "USD") -> DayCost:
    money = Money(amount=Decimal(amount), currency=currency)
    return DayCost(day=date(2026, 11, day), model=model, money=money, provenance=Provenance.BILLED)


def tokens(day: int, model: str, inside: int | None, out: int | None) -> DayTokens:
    return DayTokens(day=date(2026, 11, day), model=model, input_tokens=inside, output_tokens=out)


TOLD = UsageSnapshot(
    taken_at=NOW,
    day_costs=(
        cost(13, "big", "1.10"),
        cost(13, None, "0.05"),
        cost(14, "big", "2"),
        cost(14, "big", "7", "CNY"),
    ),
    day_tokens=(tokens(13, "big", 7, None), tokens(13, "small", 2, 1), tokens(14, "odd", None, None)),
    balances=(
        Balance(role=BalanceRole.TOTAL, money=Money(amount=Decimal("12.5"), currency="USD")),
        Balance(role=BalanceRole.GRANTED, money=Money(amount=Decimal(2), currency="USD")),
    ),
    windows=(
        QuotaWindow(
            id="5h",
            name="5 hours",
            unit=Unit.REQUESTS,
            used=Decimal(3),
            limit=Decimal(10),
            used_fraction=Decimal("0.3"),
            resets_at=NOW,
        ),
    ),
    plan="pro",
)
FAILED = UsageSnapshot(
    taken_at=NOW,
    failures=(
        PartFailure(part="costs", problem=Problem(kind=ProblemKind.SCHEMA, message="It has changed.")),
    ),
)
WINDOW = {"id": "5h", "used_percent": 30, "used": 3, "limit": 10, "unit": "requests"}
RIGHT: list[tuple[str, Any]] = [
    ("costs", [{"amount": "3.15", "currency": "USD"}, {"amount": "7", "currency": "CNY"}]),
    ("costs", [{"day": "2026-11-13", "amount": "1.15", "currency": "USD"}]),
    ("costs", [{"model": "big", "amount": "3.1", "currency": "USD"}]),
    ("costs", [{"model": None, "amount": "0.05", "currency": "USD"}]),
    ("costs", [{"day": "2026-11-15", "amount": None, "currency": "USD"}]),
    ("tokens", [{"input": 9, "output": 1, "requests": None}]),
    ("tokens", [{"day": "2026-11-13", "model": "big", "input": 7, "output": None}]),
    ("balances", [{"currency": "USD", "amount": "12.5", "granted": 2}]),
    ("windows", [WINDOW, WINDOW | {"resets_at": "2026-11-15T14:30:00Z"}]),
    ("plan", "pro"),
]
WRONG: list[tuple[str, Any]] = [
    ("costs", [{"amount": "10.15", "currency": "USD"}]),
    ("costs", [{"day": "2026-11-15", "amount": "0", "currency": "USD"}]),
    ("costs", [{"day": "2026-11-13", "amount": None, "currency": "USD"}]),
    ("tokens", [{"output": 0, "model": "big"}]),
    ("tokens", [{"requests": 0}]),
    ("balances", [{"currency": "USD", "amount": "12.51"}]),
    ("balances", [{"currency": "CNY", "amount": "12.5"}]),
    ("balances", []),
    ("windows", []),
    ("windows", [WINDOW | {"used_percent": 31}]),
    ("windows", [WINDOW | {"used": 30}]),
    ("windows", [WINDOW | {"unit": "tokens"}]),
    ("windows", [WINDOW | {"resets_at": None}]),
    ("plan", "max"),
    ("error", "schema"),
]


@pytest.mark.parametrize(("word", "value"), RIGHT)
def test_what_is_right_passes(word: str, value: object) -> None:
    CHECKS[word](Outcome(snapshot=TOLD), value)


@pytest.mark.parametrize(("word", "value"), WRONG)
def test_what_is_wrong_fails(word: str, value: object) -> None:
    with pytest.raises(AssertionError):
        CHECKS[word](Outcome(snapshot=TOLD), value)


def test_an_error_is_raised_or_named_beside_what_was_read() -> None:
    CHECKS["error"](Outcome(snapshot=FAILED), "schema")
    CHECKS["error"](Outcome(snapshot=None, error=AuthError("No.")), ["auth", "wrong_key"])
    with pytest.raises(AssertionError):
        CHECKS["error"](Outcome(snapshot=FAILED), "auth")
    with pytest.raises(AssertionError, match=r"ended in an error: No\."):
        CHECKS["plan"](Outcome(snapshot=None, error=AuthError("No.")), "pro")


def test_the_page_names_each_word() -> None:
    text = PAGE.read_text("utf-8")
    assert [word for word in CHECKS if f"| `{word}` |" not in text] == []
