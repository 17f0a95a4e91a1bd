"""Writing stored days to a file: which days, which format, where."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from aimonitor.domain.periods import Period, PeriodKind
from aimonitor.domain.periods import period as period_of
from aimonitor.monitor.service import MonitorService
from aimonitor.qtmodels.format import default_locale, number
from aimonitor.ui.dialogs.asking import AskingDialog, as_error, primary
from aimonitor.ui.dialogs.field import Field, set_tone, words
from aimonitor.ui.dialogs.save_file import ask_for_file
from aimonitor.ui.dialogs.sizes import give_width
from aimonitor.ui.tokens import SPACE_2, SPACE_3, SPACE_4

_EVERYTHING = "everything"
_PERIODS = (
    (_EVERYTHING, "Everything that is stored"),
    (PeriodKind.TODAY, "Today"),
    (PeriodKind.THIS_MONTH, "This month"),
    (PeriodKind.LAST_MONTH, "Last month"),
    (PeriodKind.LAST_7_DAYS, "Last 7 days"),
    (PeriodKind.LAST_30_DAYS, "Last 30 days"),
    (PeriodKind.CUSTOM, "Days of your choice"),
)
_FORMATS = (("csv", "CSV, for spreadsheets"), ("json", "JSON, for programs"))
_WIDTH = 420


class ExportDialog(AskingDialog):
    """`today`: the current UTC day. `period`: the one that the window shows; it is offered first."""

    def __init__(
        self,
        service: MonitorService,
        *,
        today: date,
        period: Period | None = None,
        locale: QLocale | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Export", service, parent)
        self._today = today
        self._locale = locale or default_locale()
        self._rows = 0
        self.period = _box(_PERIODS)
        self.format = _box(_FORMATS)
        start = period or period_of(PeriodKind.THIS_MONTH, today)
        self.first, self.last = _day(start.first), _day(start.last)
        self.days = QWidget()
        self.outcome = words()
        self.outcome.hide()
        self.go = primary(QPushButton("Choose a &file…"))
        self.close_button = QPushButton("&Close")
        self.close_button.setAutoDefault(False)
        self._lay_out()
        self.period.currentIndexChanged.connect(self._show_days)
        self.go.clicked.connect(self._choose_file)
        self.close_button.clicked.connect(self.reject)
        service.exported.connect(self._count)
        if period is not None:
            self.period.setCurrentIndex(self.period.findData(period.kind.value))
        self._show_days()

    def _lay_out(self) -> None:
        days = QHBoxLayout(self.days)
        days.setContentsMargins(0, 0, 0, 0)
        days.setSpacing(SPACE_2)
        days.addWidget(Field("F&rom (UTC day)", self.first))
        days.addWidget(Field("&Through", self.last))
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(self.busy_bar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.busy_words)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        layout.addWidget(Field("&Days", self.period))
        layout.addWidget(self.days)
        layout.addWidget(
            Field("For&mat", self.format, "One row a day, provider and model. No keys are exported.")
        )
        layout.addWidget(self.outcome)
        layout.addLayout(row)
        give_width(self, _WIDTH)

    def bounds(self) -> tuple[date | None, date | None]:
        """First and last UTC day that is wanted; None: as far as there is any."""
        kind = self.period.currentData()
        if kind == _EVERYTHING:
            return None, None
        if kind == PeriodKind.CUSTOM:
            first, last = sorted((_date(self.first.date()), _date(self.last.date())))
            return first, last
        chosen = period_of(PeriodKind(kind), self._today)
        return chosen.first, chosen.last

    def show_busy_state(self) -> None:
        """As `AskingDialog`."""
        for widget in (self.period, self.format, self.days, self.go):
            widget.setEnabled(not self.busy)

    def _show_days(self) -> None:
        self.days.setVisible(self.period.currentData() == PeriodKind.CUSTOM)

    def _choose_file(self) -> None:
        ending = str(self.format.currentData())
        name = f"aimonitor-{self._today.isoformat()}.{ending}"
        ask_for_file(self, "Export to", name=name, ending=ending, then=self.export_to)

    def export_to(self, file: str) -> None:
        """Write the chosen days to `file`."""
        first, last = self.bounds()
        self.outcome.hide()
        token = self.service.export(Path(file), str(self.format.currentData()), first, last)
        self.wait_for(token, "Exporting…", lambda answer: self._hear_exported(file, answer))

    def _count(self, _file: str, rows: int) -> None:
        self._rows = rows

    def _hear_exported(self, file: str, answer: object) -> None:
        error = as_error(answer)
        rows = f"{number(self._rows, self._locale)} row{'' if self._rows == 1 else 's'}"
        self.outcome.setText(error.message if error else f"{rows} written to {file}.")
        set_tone(self.outcome, "error" if error else "ok")
        self.outcome.show()


def _box(choices: tuple[tuple[str, str], ...]) -> QComboBox:
    box = QComboBox()
    for value, text in choices:
        box.addItem(text, value)
    return box


def _day(day: date) -> QDateEdit:
    edit = QDateEdit(QDate(day.year, day.month, day.day))
    edit.setCalendarPopup(True)
    edit.setDisplayFormat("d MMM yyyy")
    return edit


def _date(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
