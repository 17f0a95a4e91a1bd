"""The alerts of one provider, beside its limits."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aimonitor.domain.alert import AlertBook
from aimonitor.qtmodels.alert_lines import AlertsModel, alert_lines
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.records import Role, Wording
from aimonitor.ui.details.table_page import TablePage
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.tokens import SPACE_2, SPACE_3

NO_ALERTS = "No alert of this provider was told."


class AlertsPart(QWidget):
    """A table where there are alerts, else one line, so that the limits keep the room.

    Signals:
        filled(bool): there are alerts, or there is only a line that says that there are none
        opened(str key): the alert of that key was pressed twice, or Enter was pressed on it
    """

    filled = Signal(bool)
    opened = Signal(str)

    def __init__(self, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book: AlertBook | None = None
        self._provider_id: str | None = None
        self.words = ToneLabel(Tone.MUTED, wraps=True)
        self.words.setText(NO_ALERTS)
        self.page = TablePage("Alerts", AlertsModel(wording, self, brief=True))
        self.page.stretch("said")
        self.page.sort_by("when", Qt.SortOrder.DescendingOrder)
        self.page.setContentsMargins(-SPACE_3, -SPACE_2, -SPACE_3, -SPACE_2)
        self.page.table.activated.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.words)
        column.addWidget(self.page, 1)
        self._show()

    def show_book(self, book: AlertBook) -> None:
        """Show what of this book is about the provider."""
        self._book = book
        self._show()

    def show_provider(self, provider_id: str) -> None:
        """Show the alerts of that provider from now on."""
        if provider_id != self._provider_id:
            self._provider_id = provider_id
            self._show()

    def set_wording(self, wording: Wording) -> None:
        """Write times that way."""
        self.page.model.set_wording(wording)

    def _show(self) -> None:
        known = self._book is not None and self._provider_id is not None
        lines = list(alert_lines(self._book, provider_id=self._provider_id)) if known and self._book else []
        self.page.show_records(lines, NO_ALERTS)
        self.page.setVisible(bool(lines))
        self.words.setVisible(known and not lines)
        self.filled.emit(bool(lines))

    def _open(self, index: QModelIndex) -> None:
        line = self.page.model.record(str(index.siblingAtColumn(0).data(Role.KEY)))
        if line is not None:
            self.opened.emit(line.alert.key)
