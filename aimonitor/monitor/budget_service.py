"""The budgets' Qt face."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from aimonitor.monitor.wishes import Wishes

if TYPE_CHECKING:
    from aimonitor.domain.budget import Budget
    from aimonitor.monitor.budgets import Budgets
    from aimonitor.monitor.tasks import Tasks


class BudgetService(Wishes):
    """Hands the window's wishes about budgets on, and tells how they stand.

    Signals:
        budgets_changed(tuple[BudgetState, ...]): in the order in which they were made
    """

    budgets_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._budgets: Budgets | None = None

    def list_budgets(self) -> int:
        """Tell how all stand now. Emits budgets_changed; request_done carries the same."""
        return self._ask("list_budgets")

    def save_budget(self, budget: Budget) -> int:
        """Keep a budget; an `id` of "" makes a new one. ConfigError says what is wrong with it."""
        return self._ask("save_budget", budget)

    def remove_budget(self, budget_id: str) -> int:
        """Remove a budget."""
        return self._ask("remove_budget", budget_id)

    def start(self, budgets: Budgets, tasks: Tasks) -> None:
        """Carry out what was asked meanwhile, and tell each change from now on. Emits started."""
        self._budgets = budgets
        budgets.on_changed(self.budgets_changed.emit)
        self._begin(tasks)

    async def _list_budgets(self) -> object:
        states = self._room.states()
        self.budgets_changed.emit(states)
        return states

    async def _save_budget(self, budget: Budget) -> object:
        return await self._room.save(budget)

    async def _remove_budget(self, budget_id: str) -> None:
        await self._room.remove(budget_id)

    @property
    def _room(self) -> Budgets:
        if self._budgets is None:
            msg = "asked before start"
            raise RuntimeError(msg)
        return self._budgets
