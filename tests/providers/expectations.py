"""What the `expect` block of a contract's fixture means for a snapshot: one check a word."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.usage import EVER, BalanceRole, QuotaWindow, UsageSnapshot
from aimonitor.errors import AppError, ProblemKind
from tests.providers.fixture_server import Seen

_ERRORS = {
    "auth_invalid": {ProblemKind.AUTH, ProblemKind.WRONG_KEY},
}
_NO_ERROR = {"not_available"}
"""Errors of the service that are a state for the user: nothing is raised, and a sentence says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one poll: a snapshot or an error, and what was asked for."""

    snapshot: UsageSnapshot | None
    error: AppError | None = None
    seen: list[Seen] = field(default_factory=list)

    @property
    def told(self) -> UsageSnapshot:
        assert self.snapshot is not None, self.error
        return self.snapshot

    @property
    def words(self) -> str:
        """All sentences that reach the user."""
        if self.error is not None:
            return self.error.message
        failures = [failure.problem.message for failure in self.told.failures]
        return " ".join([*self.told.warnings, *failures])


def _amount(text: Any) -> Decimal:  # noqa: ANN401 any JSON
    return Decimal(str(text))


def _balances(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    roles = {"amount": BalanceRole.TOTAL, "granted": BalanceRole.GRANTED, "paid": BalanceRole.PAID}
    told = {(one.money.currency, one.role): one.money.amount for one in outcome.told.balances or ()}
    assert {currency for currency, _ in told} == {row["currency"] for row in expected}
    for row in expected:
        for word in roles.keys() & row.keys():
            assert told[row["currency"], roles[word]] == _amount(row[word])


def _balance_usd(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    totals = [
        one.money.amount
        for one in outcome.told.balances or ()
        if one.money.currency == "USD" and one.role is BalanceRole.TOTAL
    ]
    assert totals == ([] if expected is None else [_amount(expected)])


def _usable(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    billing = {failure.problem.kind for failure in outcome.told.failures} == {ProblemKind.BILLING}
    assert billing is not expected


def _cost_usd(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    snapshot = outcome.told
    assert {row.money.currency for row in snapshot.day_costs} <= {"USD"}
    if expected is None:
        assert not snapshot.day_costs
        assert not [one for one in snapshot.spends or () if one.period is not PeriodKind.CUSTOM]
        return
    sums = [one.money.amount for one in snapshot.spends or () if one.money.currency == "USD"]
    if snapshot.day_costs:
        sums.append(sum((row.money.amount for row in snapshot.day_costs), Decimal(0)))
    assert _amount(expected) in sums


def _windows(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    """Those that are named are there; an empty list: there is none at all."""
    windows = {window.id: window for window in outcome.told.windows or ()}
    assert expected or not windows
    for row in expected:
        _window(windows[row["id"]], row)


def _window(window: QuotaWindow, row: dict[str, Any]) -> None:
    if "used_percent" in row:
        assert window.used_fraction is not None
        assert round(window.used_fraction * 100, 2) == round(_amount(row["used_percent"]), 2)
    if "resets_at" in row:
        assert window.resets_at == (row["resets_at"] and _time(row["resets_at"]))


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _limit_usd(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    limits = [window.limit for window in outcome.told.windows or ()]
    assert (_amount(expected) in limits) if expected is not None else limits == []


def _by_model(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    sums: dict[str | None, Decimal] = {}
    for row in outcome.told.day_costs:
        sums[row.model] = sums.get(row.model, Decimal(0)) + row.money.amount
    spent = {name: amount for name, amount in sums.items() if amount}
    assert spent == {name: _amount(amount) for name, amount in expected.items()}


def _partial(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    cut = [failure for failure in outcome.told.failures if failure.part == "costs"]
    assert bool(cut) is expected


def _lifetime_cost_usd(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    (spend,) = outcome.told.spends or ()
    assert (spend.period, spend.first) == (PeriodKind.CUSTOM, EVER)
    assert (spend.money.currency, spend.money.amount) == ("USD", _amount(expected))


def _team_id(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    assert [seen for seen in outcome.seen if f"/{expected}/" in seen.path]


def _quota_per_unit(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    assert outcome.told.notes["quota_per_unit"] == str(expected)


def _currency(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    assert {one.money.currency for one in outcome.told.balances or ()} == {expected}


def _expires_at(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    assert f"until {_time(expected).date()} (UTC)" in outcome.words


def _tokens_used(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    assert expected is None
    assert outcome.told.day_tokens == ()


def _error(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    if expected in _NO_ERROR:
        assert outcome.error is None
        assert headline_problem_of(outcome.told) is None
        return
    assert outcome.error is not None
    assert outcome.error.kind in _ERRORS[expected]


def headline_problem_of(snapshot: UsageSnapshot) -> str | None:
    """The part whose failure would mark the provider."""
    parts = [failure.part for failure in snapshot.failures]
    return next((part for part in parts if part in {"costs", "tokens", "balance", "account"}), None)


def _hint(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    """Most of the longer words of the hint are among ours."""
    wanted = re.findall(r"[a-z]{4,}", expected.lower())
    said = outcome.words.lower()
    found = [word for word in wanted if word in said]
    assert len(found) * 2 >= len(wanted), f"{wanted} is not what this says: {said}"


CHECKS: dict[str, Callable[[Outcome, Any], None]] = {
    "balances": _balances,
    "balance_usd": _balance_usd,
    "usable": _usable,
    "cost_usd": _cost_usd,
    "windows": _windows,
    "budget_usd": _limit_usd,
    "limit_usd": _limit_usd,
    "by_model": _by_model,
    "partial": _partial,
    "lifetime_cost_usd": _lifetime_cost_usd,
    "team_id": _team_id,
    "quota_per_unit": _quota_per_unit,
    "currency": _currency,
    "expires_at": _expires_at,
    "tokens_used": _tokens_used,
    "error": _error,
    "hint": _hint,
}
