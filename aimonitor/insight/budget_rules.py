"""What budgets call for: a limit passed, or passed soon at this pace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from aimonitor.domain.alert import AlertRule
from aimonitor.domain.budget import BudgetLevel, BudgetPeriod, BudgetScope, BudgetState
from aimonitor.domain.money import Money
from aimonitor.domain.notice import Urgency
from aimonitor.domain.periods import ONE_DAY, day_start
from aimonitor.insight.alert_policy import Policy
from aimonitor.insight.amounts import days_words, money_words, percent_words
from aimonitor.insight.reading import Reading

GOOD_BELOW = Decimal("0.95")
"""A budget is well again when less than this share of a limit is spent."""

_THIS = {BudgetPeriod.DAY: "today", BudgetPeriod.WEEK: "this week", BudgetPeriod.MONTH: "this month"}
_BUDGETS = {BudgetPeriod.DAY: "day", BudgetPeriod.WEEK: "week", BudgetPeriod.MONTH: "month"}


def budget_readings(budgets: Iterable[BudgetState], policy: Policy, today: date) -> Iterator[Reading]:
    """How each budget stands to each rule that speaks for it."""
    for state in budgets:
        is_ones = state.budget.scope is BudgetScope.PROVIDER
        whose = state.budget.subject if is_ones else ""
        hard_is_passed = state.level is BudgetLevel.HARD
        if policy.of(AlertRule.BUDGET_HARD, whose).enabled and state.budget.hard is not None:
            yield _passed(state, state.budget.hard, AlertRule.BUDGET_HARD)
        if policy.of(AlertRule.BUDGET_SOFT, whose).enabled and state.budget.soft is not None:
            yield _passed(state, state.budget.soft, AlertRule.BUDGET_SOFT, covered=hard_is_passed)
        ahead = policy.of(AlertRule.BUDGET_AHEAD, whose)
        if ahead.enabled and ahead.threshold is not None and state.budget.period is not BudgetPeriod.DAY:
            yield from _ahead(state, int(ahead.threshold), today)


def _passed(state: BudgetState, limit: Decimal, rule: AlertRule, *, covered: bool = False) -> Reading:
    amount, is_hard = state.amount, rule is AlertRule.BUDGET_HARD
    spent, most = _money(state, amount or Decimal(0)), _money(state, limit)
    share = None if amount is None else amount / limit
    at_least = "At least " if state.at_least else ""
    word = "hard" if is_hard else "soft"
    return Reading(
        key=f"{rule}:{state.budget.id}",
        owner=state.budget.id,
        rule=rule,
        severity=share,
        holds=amount is not None and amount > limit,
        # With a part unknown, a low sum does not say that it is well
        good=share is not None and share < GOOD_BELOW and not state.at_least,
        title=_title(state),
        body=f"{at_least}{spent} spent {_THIS[state.budget.period]}. The {word} limit of {most} is passed.",
        why=f"{at_least}{spent} of {most}" + ("" if share is None else f" ({percent_words(share)})"),
        urgency=Urgency.CRITICAL if is_hard else Urgency.NORMAL,
        provider_id=_only_provider(state),
        period_ends=day_start(state.last + ONE_DAY),
        first=state.first,
        last=state.last,
        covered=covered,
    )


def _ahead(state: BudgetState, within: int, today: date) -> Iterator[Reading]:
    """The next limit, and those that are passed: they are not ahead any more."""
    for name, limit in (("soft", state.budget.soft), ("hard", state.budget.hard)):
        if limit is None or state.amount is None:
            continue
        if limit == state.passes:
            yield _coming(state, name, within, today)
        elif state.amount > limit:
            yield replace(_coming(state, name, within, today), severity=Decimal(0), holds=False, good=True)


def _coming(state: BudgetState, name: str, within: int, today: date) -> Reading:
    """Near is bad, and a day nearer is worse. With a part unknown, far is not good."""
    days = None if state.passes_on is None else (state.passes_on - today).days
    limit, period = _money(state, state.passes or Decimal(0)), _BUDGETS[state.budget.period]
    when = "" if days is None else days_words(days)
    is_missing = days is None and state.at_least
    return Reading(
        key=f"{AlertRule.BUDGET_AHEAD}:{state.budget.id}:{name}",
        owner=state.budget.id,
        rule=AlertRule.BUDGET_AHEAD,
        severity=None if is_missing else Decimal(0) if days is None else nearness_of(days, within),
        holds=days is not None and days <= within,
        good=days is None or days > within + 1,
        title=_title(state),
        body=f"At this pace the {name} limit of {limit} is passed {when}, before the {period} is over.",
        why=f"{_money(state, state.amount or Decimal(0))} so far; {limit} is passed on {state.passes_on}",
        provider_id=_only_provider(state),
        period_ends=day_start(state.last + ONE_DAY),
        first=state.first,
        last=state.last,
    )


def nearness_of(days: int, within: int) -> Decimal:
    """How bad it is that something comes in `days`: 1 at the threshold, 2 when it is there."""
    return 2 - Decimal(days) / max(within, 1)


def _title(state: BudgetState) -> str:
    return f"{state.label}: budget of the {_BUDGETS[state.budget.period]}"


def _money(state: BudgetState, amount: Decimal) -> str:
    return money_words(Money(amount=amount, currency=state.budget.currency))


def _only_provider(state: BudgetState) -> str | None:
    return state.budget.subject if state.budget.scope is BudgetScope.PROVIDER else None
