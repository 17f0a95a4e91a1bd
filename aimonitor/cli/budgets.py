"""`aimonitor budgets`: list and change budgets."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from aimonitor.cli.document import budget_document
from aimonitor.cli.exits import Exit
from aimonitor.cli.house import with_stack
from aimonitor.cli.options import Options
from aimonitor.cli.output import print_json
from aimonitor.cli.text import DASH, figure, plain, table
from aimonitor.domain.budget import Budget, BudgetLevel, BudgetPeriod, BudgetScope, BudgetState
from aimonitor.domain.money import Money
from aimonitor.errors import ConfigError
from aimonitor.insight.amounts import money_words, percent_words

if TYPE_CHECKING:
    from aimonitor.monitor.stack import Stack

SCHEMA = 1
_HEAD = ("Id", "For", "Period", "Spent", "Soft", "Hard", "Used", "State", "Passes on")
_LEVELS = {
    BudgetLevel.UNKNOWN: "unknown",
    BudgetLevel.UNDER: "ok",
    BudgetLevel.SOFT: "soft limit passed",
    BudgetLevel.HARD: "hard limit passed",
}
_NEW = Budget(id="", scope=BudgetScope.ALL, period=BudgetPeriod.MONTH, currency="USD")


def run(options: Options) -> Exit:
    """Carry out the action."""
    return _ACTIONS[options.action or "list"](options)


def _list(options: Options) -> Exit:
    states = with_stack(options, _states)
    if options.json:
        print_json({"schema": SCHEMA, "budgets": [budget_document(state) for state in states]})
    elif states:
        print(table([_HEAD, *map(_row, states)], right=frozenset({3, 4, 5, 6})))
    else:
        print("No budget yet.")
    return Exit.OK


async def _states(stack: Stack) -> tuple[BudgetState, ...]:
    return stack.budgets.states()


def _set(options: Options) -> Exit:
    async def save(stack: Stack) -> BudgetState:
        before = stack.budgets.find(options.budget) if options.budget else _NEW
        saved = await stack.budgets.save(_wished(options, before, stack))
        return next(state for state in stack.budgets.states() if state.budget.id == saved.id)

    state = with_stack(options, save)
    print(f"Budget {state.budget.id} for {plain(state.label)} is kept.")
    return Exit.OK


def _wished(options: Options, before: Budget, stack: Stack) -> Budget:
    scope, subject = before.scope, before.subject
    if options.everything:
        scope, subject = BudgetScope.ALL, ""
    elif options.provider_type:
        scope, subject = BudgetScope.TYPE, options.provider_type
    elif options.provider:
        scope, subject = BudgetScope.PROVIDER, stack.monitor.find(options.provider).id
    currency = options.currency or before.currency
    if currency != before.currency and before.id and None in (options.soft, options.hard):
        raise ConfigError("Another currency needs both limits anew: amounts are never converted.")
    return replace(
        before,
        scope=scope,
        subject=subject,
        period=BudgetPeriod(options.period) if options.period else before.period,
        currency=currency,
        soft=_limit(options.soft, before.soft),
        hard=_limit(options.hard, before.hard),
    )


def _limit(wished: Decimal | str | None, before: Decimal | None) -> Decimal | None:
    if wished is None:
        return before
    return wished if isinstance(wished, Decimal) else None


def _remove(options: Options) -> Exit:
    with_stack(options, lambda stack: stack.budgets.remove(options.budget))
    print("The budget is removed.")
    return Exit.OK


def _row(state: BudgetState) -> tuple[str, ...]:
    at_least = "at least " if state.at_least else ""
    return (
        state.budget.id,
        plain(state.label),
        state.budget.period.value,
        at_least + figure(state.spent),
        _money(state.budget.soft, state.budget.currency),
        _money(state.budget.hard, state.budget.currency),
        DASH if state.fraction is None else percent_words(state.fraction),
        _LEVELS[state.level],
        DASH if state.passes_on is None else state.passes_on.isoformat(),
    )


def _money(amount: Decimal | None, currency: str) -> str:
    return DASH if amount is None else money_words(Money(amount=amount, currency=currency))


_ACTIONS: dict[str, Callable[[Options], Exit]] = {"list": _list, "set": _set, "remove": _remove}
