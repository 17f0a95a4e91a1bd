"""Budgets as rows, in the order in which they were made."""

from __future__ import annotations

import sqlite3
from decimal import Decimal

from aimonitor.db.budget_rows import all_budgets
from aimonitor.db.columns import row
from aimonitor.db.database import Database
from aimonitor.domain.budget import Budget
from aimonitor.domain.money import Money

_SAVE = """
INSERT INTO budgets (id, scope, subject, period, currency, soft, hard) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET scope = excluded.scope, subject = excluded.subject, period = excluded.period,
  currency = excluded.currency, soft = excluded.soft, hard = excluded.hard
"""


class BudgetStore:
    """Keeps budgets. Each method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Budget]:
        """All budgets, in the order in which they were made."""
        return await self._database.reading(all_budgets)

    async def save(self, budget: Budget) -> None:
        """Insert or change by id."""
        await self._database.writing(lambda connection: _save(connection, budget))

    async def remove(self, budget_id: str) -> None:
        """Remove a budget and what is remembered of it; nothing happens when it is not there."""
        await self._database.writing(lambda connection: _remove(connection, budget_id))

    async def clear(self) -> None:
        """Remove all budgets."""
        await self._database.writing(lambda connection: connection.execute("DELETE FROM budgets"))


def _save(connection: sqlite3.Connection, budget: Budget) -> None:
    limits = (_nano(budget.soft, budget.currency), _nano(budget.hard, budget.currency))
    texts = (budget.id, budget.scope.value, budget.subject, budget.period.value, budget.currency)
    connection.execute(_SAVE, row(*texts, *limits))


def _remove(connection: sqlite3.Connection, budget_id: str) -> None:
    connection.execute("DELETE FROM alert_states WHERE owner = ?", (budget_id,))
    connection.execute("DELETE FROM budgets WHERE id = ?", (budget_id,))


def _nano(limit: Decimal | None, currency: str) -> int | None:
    return None if limit is None else Money(amount=limit, currency=currency).nano
