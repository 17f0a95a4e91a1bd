"""The dashboard as it is shown: what alerts say stands beside the providers that are in trouble."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from aimonitor.app.desktop import Desktop
    from aimonitor.domain.alert import AlertBook
    from aimonitor.domain.state import Dashboard


class AttentionFeed(QObject):
    """Hands each dashboard on, with what the newest book says; again when either differs.

    Signals:
        board_changed(Dashboard)
    """

    board_changed = Signal(object)

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._desktop = desktop
        self._board: Dashboard | None = None
        self._book: AlertBook | None = None
        desktop.service.dashboard_changed.connect(self._use_board)
        desktop.alerting.alerts.alerts_changed.connect(self._use_book)

    def _use_board(self, board: Dashboard) -> None:
        self._board = board
        self.board_changed.emit(self._joined(board))

    def _use_book(self, book: AlertBook) -> None:
        self._book = book
        if self._board is not None:
            self.board_changed.emit(self._joined(self._board))

    def _joined(self, board: Dashboard) -> Dashboard:
        if self._book is None:
            return board
        from aimonitor.insight.attention import attention  # noqa: PLC0415  behind the first paint

        states = self._desktop.window.model.records
        active = {state.provider.id for state in states if state.provider.enabled}
        return replace(board, attention=attention(board.attention, self._book, active))
