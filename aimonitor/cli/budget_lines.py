"""Budgets below the totals of `status`: what is spent of each, and what comes."""

from __future__ import annotations

from decimal import Decimal

from aimonitor.cli.text import figure, plain
from aimonitor.domain.budget import BudgetLevel, BudgetState
from aimonitor.domain.money import Money
from aimonitor.insight.amounts import money_words


def budget_line(state: BudgetState) -> str:
    """`Everything, month: $412.38 of $500.00  (passes $500.00 on 2026-11-27)`."""
    least = "at least " if state.at_least else ""
    spent = f"{least}{figure(state.spent)} of {_money(state, state.budget.limit)}"
    words = f"{plain(state.label)}, {state.budget.period}: {spent}"
    comes = _comes(state)
    return f"{words}  ({comes})" if comes else words


def _comes(state: BudgetState) -> str:
    if state.level is not BudgetLevel.HARD and state.passes_on is not None and state.passes is not None:
        return f"passes {_money(state, state.passes)} on {state.passes_on}"
    if state.passed is None:
        return ""
    when = f" on {state.passed_on}" if state.passed_on is not None else ""
    return f"{state.level} limit {_money(state, state.passed)} passed{when}"


def _money(state: BudgetState, limit: Decimal) -> str:
    return money_words(Money(amount=limit, currency=state.budget.currency))
