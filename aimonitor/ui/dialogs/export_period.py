"""Which UTC days: all that are stored, a period by its name, or from one day to another."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QVBoxLayout, QWidget

from aimonitor.domain.periods import Period, PeriodKind
from aimonitor.domain.periods import period as period_of
from aimonitor.ui.dialogs.field import Field
from aimonitor.ui.tokens import SPACE_2, SPACE_3

EVERYTHING = "everything"

_PERIODS = (
    (EVERYTHING, "Everything that is stored"),
    (PeriodKind.TODAY, "Today"),
    (PeriodKind.THIS_MONTH, "This month"),
    (PeriodKind.LAST_MONTH, "Last month"),
    (PeriodKind.LAST_7_DAYS, "Last 7 days"),
    (PeriodKind.LAST_30_DAYS, "Last 30 days"),
    (PeriodKind.CUSTOM, "Days of your choice"),
)


class ExportPeriod(QWidget):
    """`today`: the current UTC day. `offered`: the period that is offered first; None: everything."""

    def __init__(self, today: date, offered: Period | None = None) -> None:
        super().__init__()
        self._today = today
        self.choice = QComboBox()
        for value, text in _PERIODS:
            self.choice.addItem(text, value)
        start = offered or period_of(PeriodKind.THIS_MONTH, today)
        self.first, self.last = _day(start.first), _day(start.last)
        self.days = QWidget()
        days = QHBoxLayout(self.days)
        days.setContentsMargins(0, 0, 0, 0)
        days.setSpacing(SPACE_2)
        days.addWidget(Field("F&rom (UTC day)", self.first))
        days.addWidget(Field("Throu&gh", self.last))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_3)
        layout.addWidget(Field("P&eriod", self.choice))
        layout.addWidget(self.days)
        self.choice.currentIndexChanged.connect(self._show_days)
        if offered is not None:
            self.choice.setCurrentIndex(self.choice.findData(offered.kind.value))
        self._show_days()

    def bounds(self) -> tuple[date | None, date | None]:
        """First and last UTC day that is wanted; None: as far as there is any."""
        kind = self.choice.currentData()
        if kind == EVERYTHING:
            return None, None
        if kind == PeriodKind.CUSTOM:
            first, last = sorted((_date(self.first.date()), _date(self.last.date())))
            return first, last
        chosen = period_of(PeriodKind(kind), self._today)
        return chosen.first, chosen.last

    def _show_days(self) -> None:
        self.days.setVisible(self.choice.currentData() == PeriodKind.CUSTOM)


def _day(day: date) -> QDateEdit:
    edit = QDateEdit(QDate(day.year, day.month, day.day))
    edit.setCalendarPopup(True)
    edit.setDisplayFormat("d MMM yyyy")
    return edit


def _date(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
