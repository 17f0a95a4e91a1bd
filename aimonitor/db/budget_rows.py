"""Budgets as rows: read by the store, and for the first paint."""

from __future__ import annotations

import sqlite3
from decimal import Decimal

from aimonitor.domain.budget import Budget, BudgetPeriod, BudgetScope
from aimonitor.domain.money import Money

_SELECT = "SELECT id, scope, subject, period, currency, soft, hard FROM budgets ORDER BY number"


def all_budgets(connection: sqlite3.Connection) -> list[Budget]:
    """All budgets, in the order in which they were made."""
    return [
        Budget(
            id=budget_id,
            scope=BudgetScope(scope),
            subject=subject,
            period=BudgetPeriod(period),
            currency=currency,
            soft=_amount(soft, currency),
            hard=_amount(hard, currency),
        )
        for budget_id, scope, subject, period, currency, soft, hard in connection.execute(_SELECT)
    ]


def _amount(nano: int | None, currency: str) -> Decimal | None:
    return None if nano is None else Money.from_nano(nano, currency).amount
