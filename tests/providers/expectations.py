"""What the `expect` block of a contract's fixture means for a snapshot: one check a word."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.usage import EVER, BalanceRole, QuotaWindow, Unit, UsageSnapshot
from aimonitor.errors import AppError, ProblemKind
from tests.providers.fixture_server import Seen

_ERRORS = {
    "auth_invalid": {ProblemKind.AUTH, ProblemKind.WRONG_KEY},
    "auth_scope": {ProblemKind.WRONG_KEY},
    "auth_expired": {ProblemKind.AUTH},
    "no_plan": {ProblemKind.BILLING, ProblemKind.WRONG_KEY},
    "not_available": {ProblemKind.WRONG_KEY},
    "failure": {ProblemKind.SERVICE},
}
_NO_ERROR = {"not_available"}
"""Errors of the service that may be a state for the user: nothing is raised then, and a sentence says it."""


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
    """Those that are named are there; an empty list: there is no limit at all."""
    windows = {window.id: window for window in outcome.told.windows or ()}
    assert expected or not [one for one in windows.values() if one.limit is not None]
    for row in expected:
        _window(windows[row["id"]], row)


def _window(window: QuotaWindow, row: dict[str, Any]) -> None:
    if "used_percent" in row:
        assert window.used_fraction is not None
        assert round(window.used_fraction * 100, 2) == round(_amount(row["used_percent"]), 2)
    for word, told in (("used", window.used), ("limit", window.limit)):
        assert word not in row or told == _amount(row[word])
    assert row.get("unit") in (None, window.unit.value)
    if "resets_at" in row:
        assert window.resets_at == (row["resets_at"] and _time(row["resets_at"]))


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _limit_usd(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    limits = [window.limit for window in outcome.told.windows or ()]
    assert (_amount(expected) in limits) if expected is not None else limits == []


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
    windows = outcome.told.windows or ()
    counts = [one.used for one in windows if one.unit is Unit.TOKENS and one.scope is None]
    assert counts == ([] if expected is None else [_amount(expected)])
    assert outcome.told.day_tokens == ()


def _used(window_id: str) -> Callable[[Outcome, Any], None]:
    """What is used of a thing that has no limit."""

    def check(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
        window = next(one for one in outcome.told.windows or () if one.id == window_id)
        assert (window.used, window.limit) == (_amount(expected), None)

    return check


def _credits(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    """Credits that are left: how much there is."""
    window = next(one for one in outcome.told.windows or () if one.id == "credits")
    assert (window.unit, window.limit) == (Unit.CREDITS, _amount(expected))


def _plan(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    assert outcome.told.plan == expected


def _state(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    """An empty success: known to be empty, said in words, and no failure."""
    assert expected == "ok_no_active_window"
    assert outcome.told.windows is not None
    assert outcome.told.warnings
    assert outcome.told.failures == ()


def _error(outcome: Outcome, expected: Any) -> None:  # noqa: ANN401
    """It is raised or, where it concerns a part only, named beside what was read."""
    if outcome.error is None and expected in _NO_ERROR:
        assert headline_problem_of(outcome.told) is None
        return
    problems = [failure.problem.kind for failure in outcome.snapshot.failures] if outcome.snapshot else []
    kinds = {outcome.error.kind} if outcome.error is not None else set(problems)
    assert kinds
    assert kinds <= _ERRORS[expected]


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
    "credits_used": _used("credits"),
    "list_value_usd": _used("list_value"),
    "credits": _credits,
    "plan": _plan,
    "state": _state,
    "error": _error,
    "hint": _hint,
}
