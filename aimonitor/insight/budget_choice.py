"""Which of several budgets is shown where there is room for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from aimonitor.domain.budget import BudgetLevel, BudgetPeriod, BudgetScope, BudgetState
from aimonitor.domain.state import ProviderState

_RANKS = (BudgetLevel.UNKNOWN, BudgetLevel.UNDER, BudgetLevel.SOFT, BudgetLevel.HARD)
_PASSED_IS = {BudgetLevel.SOFT: Decimal("0.80"), BudgetLevel.HARD: Decimal(1)}
"""As how full a budget counts, at the least, beside a service's own limit."""
_NARROWEST_FIRST = (BudgetScope.PROVIDER, BudgetScope.TYPE, BudgetScope.ALL)
_NEVER = date.max


def pressing(budgets: Iterable[BudgetState]) -> BudgetState | None:
    """The one that presses most: what is passed, then what passes first, then the fullest."""
    return max(budgets, key=_pressure, default=None)


def _pressure(state: BudgetState) -> tuple[int, int, Decimal]:
    until = (_NEVER - (state.passes_on or _NEVER)).days
    return _RANKS.index(state.level), until, state.fraction or Decimal(0)


def over_everything(budgets: Iterable[BudgetState], period: BudgetPeriod) -> tuple[BudgetState, ...]:
    """The budgets over all providers together for a day, week or month; what presses most comes first."""
    found = [one for one in budgets if one.budget.scope is BudgetScope.ALL and one.budget.period is period]
    return tuple(sorted(found, key=_pressure, reverse=True))


def own_budgets(state: ProviderState, budgets: Iterable[BudgetState]) -> tuple[BudgetState, ...]:
    """Those for that provider alone."""
    mine = (BudgetScope.PROVIDER, state.provider.id)
    return tuple(one for one in budgets if (one.budget.scope, one.budget.subject) == mine)


def main_budget(state: ProviderState, budgets: Iterable[BudgetState]) -> BudgetState | None:
    """The provider's own budget, where it presses at least as much as the service's `main_window`."""
    found = pressing(own_budgets(state, budgets))
    limit = state.main_window
    if found is None or limit is None or limit.used_fraction is None:
        return found
    return found if _fullness(found) >= limit.used_fraction else None


def _fullness(state: BudgetState) -> Decimal:
    """How full it is beside a service's own limit; below nothing where nothing is known of it."""
    if state.fraction is None:
        return Decimal(-1)
    return max(state.fraction, _PASSED_IS.get(state.level, state.fraction))


def budget_lines(
    state: ProviderState | None, budgets: Iterable[BudgetState], provider_type: str = ""
) -> dict[BudgetPeriod, tuple[BudgetState, ...]]:
    """For each period and currency the narrowest budget that the provider's money counts towards.

    None: all providers, whom only a budget over everything is about; or all of a type, whose own count too.
    """
    concerned = [one for one in budgets if _concerns(one, state, provider_type)]
    return {
        period: tuple(_narrowest([one for one in concerned if one.budget.period is period]))
        for period in BudgetPeriod
    }


def _narrowest(budgets: list[BudgetState]) -> Iterator[BudgetState]:
    """One in each currency."""
    for currency in dict.fromkeys(one.budget.currency for one in budgets):
        mine = [one for one in budgets if one.budget.currency == currency]
        narrowest = min(_NARROWEST_FIRST.index(one.budget.scope) for one in mine)
        found = pressing(one for one in mine if one.budget.scope is _NARROWEST_FIRST[narrowest])
        if found is not None:
            yield found


def _concerns(one: BudgetState, state: ProviderState | None, provider_type: str) -> bool:
    if state is None:
        is_of_type = one.budget.scope is BudgetScope.TYPE and one.budget.subject == provider_type
        return is_of_type or one.budget.scope is BudgetScope.ALL
    return state.provider.id in one.provider_ids


def passed(budgets: Iterable[BudgetState]) -> tuple[BudgetState, ...]:
    """Those of which a limit is passed, hard limits first."""
    found = [one for one in budgets if one.passed is not None]
    return tuple(sorted(found, key=_pressure, reverse=True))
