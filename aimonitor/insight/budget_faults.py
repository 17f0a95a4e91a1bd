"""What is wrong with a budget that someone wants to keep, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from aimonitor.domain.budget import Budget

MOST = Decimal(1_000_000_000)
LEAST = Decimal("0.01")
_CURRENCY = re.compile(r"[A-Z]{3}")
_OUT_OF_BOUNDS = "A limit must be at least 0.01, and at most a thousand million."


class BudgetField(StrEnum):
    """The part of a budget that a fault concerns."""

    SUBJECT = "subject"
    CURRENCY = "currency"
    SOFT = "soft"
    HARD = "hard"


_LIMITS = {BudgetField.SOFT, BudgetField.HARD}


def budget_faults(budget: Budget, others: Iterable[Budget]) -> dict[BudgetField, str]:
    """A sentence for each part that is amiss. `others`: all budgets there are, itself may be among them."""
    found: dict[BudgetField, str] = {}
    if any(one.id != budget.id and one.is_about_the_same(budget) for one in others):
        found[BudgetField.SUBJECT] = (
            "There is a budget for the same time and currency already: change that one."
        )
    if not _CURRENCY.fullmatch(budget.currency):
        found[BudgetField.CURRENCY] = "A currency is three capital letters, such as USD."
    for place, limit in ((BudgetField.SOFT, budget.soft), (BudgetField.HARD, budget.hard)):
        if limit is not None and not (limit.is_finite() and LEAST <= limit <= MOST):
            found[place] = _OUT_OF_BOUNDS
    if budget.soft is None and budget.hard is None:
        found[BudgetField.HARD] = "Give the budget a soft limit, a hard limit, or both."
    elif not found.keys() & _LIMITS and _soft_is_above(budget):
        found[BudgetField.SOFT] = "The soft limit must be below the hard limit."
    return found


def _soft_is_above(budget: Budget) -> bool:
    return budget.soft is not None and budget.hard is not None and budget.soft >= budget.hard
