"""What the words of a case's `expect` mean for what a poll tells: one check a word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from aimonitor.domain.usage import BalanceRole, DayCost, DayTokens, QuotaWindow
from aimonitor.testing.outcome import Outcome

_COUNTS = {"input": "input_tokens", "output": "output_tokens", "requests": "requests"}
Row = TypeVar("Row", DayCost, DayTokens)

Check = Callable[[Outcome, Any], None]
"""Holds one word of an `expect` against what a poll told."""


def _amount(text: Any) -> Decimal:  # noqa: ANN401 any JSON
    return Decimal(str(text))


def _costs(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    """Each row: what the days of that day, model or both cost together; None: that is unknown."""
    for row in expected:
        found = [
            one.money.amount
            for one in _picked(outcome.told.day_costs, row)
            if one.money.currency == row["currency"]
        ]
        assert (sum(found) if found else None) == (row["amount"] and _amount(row["amount"])), row


def _tokens(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    """Each row: the tokens and requests of the days of that day, model or both; None: unknown."""
    for row in expected:
        found = _picked(outcome.told.day_tokens, row)
        for word, name in _COUNTS.items():
            counts = [count for one in found if (count := getattr(one, name)) is not None]
            assert word not in row or (sum(counts) if counts else None) == row[word], row


def _picked(rows: Iterable[Row], wanted: Mapping[str, Any]) -> list[Row]:
    """Those of the day and the model that are named, where one is."""
    return [
        row
        for row in rows
        if wanted.get("day") in (None, row.day.isoformat())
        and ("model" not in wanted or row.model == wanted["model"])
    ]


def _balances(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    roles = {"amount": BalanceRole.TOTAL, "granted": BalanceRole.GRANTED, "paid": BalanceRole.PAID}
    told = {(one.money.currency, one.role): one.money.amount for one in outcome.told.balances or ()}
    assert {currency for currency, _ in told} == {row["currency"] for row in expected}
    for row in expected:
        for word in roles.keys() & row.keys():
            assert told[row["currency"], roles[word]] == _amount(row[word])


def _windows(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    """Those that are named are there; an empty list: there is no limit at all."""
    windows = {window.id: window for window in outcome.told.windows or ()}
    assert expected or not [one for one in windows.values() if one.limit is not None or one.left is not None]
    for row in expected:
        _window(windows[row["id"]], row)


def _window(window: QuotaWindow, row: dict[str, Any]) -> None:
    if "used_percent" in row:
        assert window.used_fraction is not None
        assert round(window.used_fraction * 100, 2) == round(_amount(row["used_percent"]), 2)
    for word, told in (("used", window.used), ("limit", window.limit), ("left", window.left)):
        assert word not in row or told == _amount(row[word])
    assert row.get("unit") in (None, window.unit.value)
    if "resets_at" in row:
        assert window.resets_at == (row["resets_at"] and _time(row["resets_at"]))


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _plan(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    assert outcome.told.plan == expected


def problems_of(outcome: Outcome) -> set[str]:
    """The kinds of all that went wrong."""
    if outcome.error is not None:
        return {outcome.error.kind}
    return {failure.problem.kind for failure in outcome.told.failures}


def _error(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    """A `ProblemKind` or several: raised or, where it concerns a part only, named beside what was read."""
    kinds = problems_of(outcome)
    assert kinds
    assert kinds <= ({expected} if isinstance(expected, str) else set(expected))


CHECKS: dict[str, Check] = {
    "costs": _costs,
    "tokens": _tokens,
    "balances": _balances,
    "windows": _windows,
    "plan": _plan,
    "error": _error,
}
"""What the words of an `expect` mean. docs/writing-a-provider.md says it in prose."""
