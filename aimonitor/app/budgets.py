"""Budgets in the window: who shows how they stand, and the dialog in which they are set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from shiboken6 import isValid

from aimonitor.domain.money import Money
from aimonitor.errors import AppError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from aimonitor.app.desktop import Desktop
    from aimonitor.domain.budget import BudgetState
    from aimonitor.monitor.budget_service import BudgetService
    from aimonitor.ui.dialogs.budgets import BudgetsDialog
    from aimonitor.ui.main_window import MainWindow


def show_budgets(window: MainWindow, states: tuple[BudgetState, ...]) -> None:
    """How budgets stand, on the cards and in the table."""
    window.cards.set_budgets(states)
    window.model.set_budgets(states)


class Budgeting(QObject):
    """Tells cards, table, chart and tray how the budgets stand; opens the dialog."""

    def __init__(self, desktop: Desktop, service: BudgetService) -> None:
        super().__init__(desktop)
        self._desktop = desktop
        self._service = service
        self._states: tuple[BudgetState, ...] = ()
        self._has_lines = False
        self._dialog: BudgetsDialog | None = None
        service.budgets_changed.connect(self.show)
        service.request_done.connect(self._done)
        desktop.window.provider_selected.connect(lambda _state: self._draw_lines())
        desktop.actions.budgets.triggered.connect(self.open)
        desktop.actions.budget.triggered.connect(self.open_for_selected)
        service.list_budgets()

    def show(self, states: tuple[BudgetState, ...]) -> None:
        """How they stand now, to all who show it."""
        self._states = states
        if self._shown is not None:
            self._shown.show_budgets(states)
        show_budgets(self._desktop.window, states)
        self._desktop.tray.show_budgets(states)
        self._draw_lines()

    def _draw_lines(self) -> None:
        """The lines in the Spend chart: of the selected provider, of a type, or of all together."""
        if not self._states and not self._has_lines:
            return
        from aimonitor.insight.budget_choice import budget_lines  # noqa: PLC0415  not before one is set
        from aimonitor.insight.grouping import Grouping  # noqa: PLC0415  as above

        view = self._desktop.window.view
        group = view.current_group()
        kind = group.provider_type if group is not None else ""
        found = budget_lines(view.current(), self._states, kind)
        self._has_lines = any(found.values())
        for period, states in found.items():
            limits = [Money(amount=one.budget.limit, currency=one.budget.currency) for one in states]
            self._desktop.details.set_budgets(limits, Grouping(period.value))

    # --- the dialog -----------------------------------------------------------------------------

    def open_for_selected(self) -> None:
        """Show the budget of the selected provider, or the form for a new one."""
        state = self._desktop.window.view.current()
        if state is not None:
            self.open()
            if self._shown is not None:
                self._shown.turn_to(state.provider.id)

    def open(self) -> None:
        """Show all budgets."""
        from aimonitor.ui.dialogs.budgets import BudgetsDialog  # noqa: PLC0415  only when asked for

        def make() -> QDialog:
            model = self._desktop.window.model
            dialog = self._dialog = BudgetsDialog(
                self._states, model.records, wording=model.wording, parent=self._desktop.window
            )
            dialog.save_wanted.connect(self._service.save_budget)
            dialog.remove_wanted.connect(self._service.remove_budget)
            return dialog

        self._service.list_budgets()
        self._desktop.dialogs.show(make)

    @property
    def _shown(self) -> BudgetsDialog | None:
        """The dialog, while it is there."""
        dialog = self._dialog
        return dialog if dialog is not None and isValid(dialog) and dialog.isVisible() else None

    def _done(self, _token: int, answer: object) -> None:
        if isinstance(answer, AppError) and self._shown is not None:
            self._shown.show_problem(answer.message)
