"""Words of the contracts' `expect` blocks that only some services need."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from aimonitor.domain.key_life import KeyLife
from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.usage import EVER, BalanceRole, Unit
from aimonitor.errors import ProblemKind
from aimonitor.testing.expectations import CHECKS as COMMON
from aimonitor.testing.expectations import Check
from aimonitor.testing.outcome import Outcome

__all__ = ["CHECKS", "Outcome"]

_ERRORS = {
    "auth_invalid": {ProblemKind.AUTH, ProblemKind.WRONG_KEY},
    "auth_scope": {ProblemKind.WRONG_KEY},
    "auth_expired": {ProblemKind.AUTH},
    "no_plan": {ProblemKind.BILLING, ProblemKind.WRONG_KEY},
    "not_available": {ProblemKind.WRONG_KEY},
    "failure": {ProblemKind.SERVICE},
}
_HINTS = {
    "admin key may read the balance": "Invalid API key: Venice rejects it. Only an admin key may read the "
    "balance: make one in Venice\u2019s API settings.",
    "enable User: read on the key": "The key is alive, but may not read the subscription. "
    "Enable “User: read” on the key, on the page where it was made.",
    "key that an admin made": "The key is alive, but may not read the balance. "
    "Only a key that an admin of the organization made may do that.",
    "needs a management key, an inference key is refused": "Invalid API key: xAI rejects it. "
    "Balance and cost need a management key; an inference key (API key) is refused.",
    "permission AI Gateway Read": "The token is alive, but may not read the credits. "
    "Give it the permission AI Gateway: Read for this account.",
    "run codex and sign in": "Codex is not signed in, or its login has expired. "
    "Run codex and sign in, then try again here.",
    "scope admin": "The key is alive, but may not read the balance. "
    "Make one of scope ADMIN in fal.ai\u2019s dashboard.",
    "token lacks the Plan permission, or the seat is paid by an organisation": "GitHub has no Copilot bill "
    "for this token: it lacks the permission “Plan: read”, or the seat is paid by an organisation.",
    "wrong team id, or a team with no prepaid credit": "xAI knows no prepaid credit of this team: "
    "the team has none, or its id is wrong.",
}
"""What a contract's hint is in our words: all that is said."""
_NO_ERROR = {"not_available"}
"""Errors of the service that may be a state for the user: nothing is raised then, and a sentence says it."""


def _amount(text: Any) -> Decimal:  # noqa: ANN401 any JSON
    return Decimal(str(text))


def _balance_usd(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    totals = [
        one.money.amount
        for one in outcome.told.balances or ()
        if one.money.currency == "USD" and one.role is BalanceRole.TOTAL
    ]
    assert totals == ([] if expected is None else [_amount(expected)])


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


def _limit_usd(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    limits = [window.limit for window in outcome.told.windows or ()]
    assert (_amount(expected) in limits) if expected is not None else limits == []


def _partial(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    cut = [failure for failure in outcome.told.failures if failure.part == "costs"]
    assert bool(cut) is expected


def _currency(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    assert {one.money.currency for one in outcome.told.balances or ()} == {expected}


def _expires_at(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    assert outcome.told.key_life == KeyLife(expires_at=datetime.fromisoformat(expected).astimezone(UTC))


def _tokens_used(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    windows = outcome.told.windows or ()
    counts = [one.used for one in windows if one.unit is Unit.TOKENS and one.scope is None]
    assert counts == ([] if expected is None else [_amount(expected)])
    assert outcome.told.day_tokens == ()


def _usable(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    billing = {failure.problem.kind for failure in outcome.told.failures} == {ProblemKind.BILLING}
    assert billing is not expected


def _by_model(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    """As money by day, as credits of one day at list price, or as counts."""
    told = outcome.told
    costs: dict[str | None, Decimal] = {}
    for row in told.day_costs:
        costs[row.model] = costs.get(row.model, Decimal(0)) + row.money.amount
    newest = max((row.day for row in told.day_quantities), default=None)
    credited = {row.model: row.quantity / 100 for row in told.day_quantities if row.day == newest}
    counts = {one.scope: one.used for one in told.windows or () if one.scope and one.limit is None}
    spent = {name: amount for name, amount in costs.items() if amount}
    assert {name: _amount(amount) for name, amount in expected.items()} in (spent, credited, counts)


def _lifetime_cost_usd(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    (spend,) = outcome.told.spends or ()
    assert (spend.period, spend.first) == (PeriodKind.CUSTOM, EVER)
    assert (spend.money.currency, spend.money.amount) == ("USD", _amount(expected))


def _team_id(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    assert [seen for seen in outcome.seen if f"/{expected}/" in seen.path]


def _quota_per_unit(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    assert outcome.told.notes["quota_per_unit"] == str(expected)


def _used(window_id: str) -> Callable[[Outcome, Any], None]:
    """What is used of a thing that has no limit."""

    def check(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
        window = next(one for one in outcome.told.windows or () if one.id == window_id)
        assert (window.used, window.limit) == (_amount(expected), None)

    return check


def _credits(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    """Credits that are left: how much there is."""
    window = next(one for one in outcome.told.windows or () if one.id == "credits")
    assert (window.unit, window.left) == (Unit.CREDITS, _amount(expected))


def _state(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    """An empty success: known to be empty, said in words, and no failure."""
    assert expected == "ok_no_active_window"
    assert outcome.told.windows is not None
    assert outcome.told.warnings
    assert outcome.told.failures == ()


def _error(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    """One of the kinds that the contract's word stands for."""
    if outcome.error is None and expected in _NO_ERROR:
        assert outcome.told.failures == ()
        assert len(outcome.told.warnings) == 1
        assert not outcome.told.balances
        return
    COMMON["error"](outcome, _ERRORS[expected])


def _hint(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    """The one sentence that says it to the user, and no other."""
    assert outcome.words == _HINTS[expected]


CHECKS: dict[str, Check] = {
    **COMMON,
    "balance_usd": _balance_usd,
    "cost_usd": _cost_usd,
    "budget_usd": _limit_usd,
    "limit_usd": _limit_usd,
    "partial": _partial,
    "currency": _currency,
    "expires_at": _expires_at,
    "tokens_used": _tokens_used,
    "usable": _usable,
    "by_model": _by_model,
    "lifetime_cost_usd": _lifetime_cost_usd,
    "team_id": _team_id,
    "quota_per_unit": _quota_per_unit,
    "credits_used": _used("credits"),
    "list_value_usd": _used("list_value"),
    "credits": _credits,
    "state": _state,
    "error": _error,
    "hint": _hint,
}
