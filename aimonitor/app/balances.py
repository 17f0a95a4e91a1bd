"""The dialog in which the user enters what is left, and the room that keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from shiboken6 import isValid

from aimonitor.errors import AppError
from aimonitor.monitor.balance_service import BalanceService

if TYPE_CHECKING:
    from aimonitor.app.desktop import Desktop
    from aimonitor.domain.balance_entry import BalanceSheet
    from aimonitor.monitor.balance_entries import BalanceEntries
    from aimonitor.monitor.tasks import Tasks
    from aimonitor.ui.dialogs.balance import BalanceDialog


class Balances(QObject):
    """Opens the dialog for the selected provider; made behind the first paint."""

    def __init__(self, desktop: Desktop, room: BalanceEntries, tasks: Tasks) -> None:
        super().__init__(desktop)
        self._desktop = desktop
        self._dialog: BalanceDialog | None = None
        self.service = BalanceService(self)
        self.service.sheet_loaded.connect(self._show_sheet)
        self.service.request_done.connect(self._done)
        self.service.start(room, tasks)
        desktop.actions.balance.triggered.connect(self.open)

    def open(self) -> None:
        """Show what is left at the selected provider, and the entries that it follows from."""
        from aimonitor.app.desktop import utc_now  # noqa: PLC0415  it imports this module
        from aimonitor.ui.dialogs.balance import BalanceDialog  # noqa: PLC0415  only when asked for

        state = self._desktop.window.view.current()
        if state is None or self._shown is not None:
            return
        dialog = self._dialog = BalanceDialog(state.provider, now=utc_now(), parent=self._desktop.window)
        dialog.save_wanted.connect(self.service.save)
        dialog.remove_wanted.connect(lambda entry_id: self.service.remove(dialog.provider_id, entry_id))
        self.service.load(dialog.provider_id)
        dialog.open()

    @property
    def _shown(self) -> BalanceDialog | None:
        """The dialog, while it is there."""
        dialog = self._dialog
        return dialog if dialog is not None and isValid(dialog) and dialog.isVisible() else None

    def _show_sheet(self, sheet: BalanceSheet) -> None:
        if self._shown is not None:
            self._shown.show_sheet(sheet)

    def _done(self, _token: int, answer: object) -> None:
        if isinstance(answer, AppError) and self._shown is not None:
            self._shown.show_problem(answer.message)
