"""First and last day of a period of the user's own."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QDateEdit, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from aimonitor.ui.tokens import SPACE_3, SPACE_4


class PeriodDialog(QDialog):
    """Asks for two UTC days, both included; the last is never before the first nor after `today`.

    Signals:
        chosen(date first, date last)
    """

    chosen = Signal(object, object)

    def __init__(self, first: date, last: date, *, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Choose a period")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.first, self.last = _day_box(first, today), _day_box(last, today)
        self.first.dateChanged.connect(self.last.setMinimumDate)
        self.last.setMinimumDate(self.first.date())
        form = QFormLayout()
        form.setSpacing(SPACE_3)
        form.addRow("&First UTC day", self.first)
        form.addRow("&Last UTC day", self.last)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_4)
        column.addLayout(form)
        column.addWidget(buttons)

    def accept(self) -> None:
        """Tell the days and close."""
        self.chosen.emit(_python(self.first.date()), _python(self.last.date()))
        super().accept()


def _day_box(day: date, today: date) -> QDateEdit:
    box = QDateEdit(QDate(day.year, day.month, day.day))
    box.setCalendarPopup(True)
    box.setDisplayFormat("d MMM yyyy")
    box.setMaximumDate(QDate(today.year, today.month, today.day))
    return box


def _python(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
