"""Writing what is stored to files: what, of which days, in which format, where."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QVBoxLayout, QWidget

from aimonitor.domain.archive import ArchiveKind, ExportOrder
from aimonitor.domain.periods import Period
from aimonitor.monitor.archive_service import ArchiveService
from aimonitor.qtmodels.format import default_locale, number
from aimonitor.ui.dialogs.asking import AskingDialog, as_error, primary
from aimonitor.ui.dialogs.export_period import ExportPeriod
from aimonitor.ui.dialogs.field import Field, set_tone, words
from aimonitor.ui.dialogs.save_file import ask_for_file, ask_for_folder
from aimonitor.ui.dialogs.sizes import give_width
from aimonitor.ui.tokens import SPACE_1, SPACE_3, SPACE_4

_KINDS = (
    (ArchiveKind.DAYS, "Costs and tokens by &day"),
    (ArchiveKind.BALANCES, "&Balances, each time they were read"),
    (ArchiveKind.POLLS, "The &log of polls"),
    (ArchiveKind.EVENTS, "O&utages and recoveries"),
    (ArchiveKind.ALERTS, "&Alerts: what fired, when, why"),
)
_FORMATS = (("csv", "CSV, for spreadsheets"), ("json", "JSON, for programs and for import"))
_HELP = {
    "csv": "A table a file, exact to the last digit. No keys are exported.",
    "json": "One file, exact to the last digit. AIMonitor can import it again. No keys are exported.",
}
_WIDTH = 440


class ExportDialog(AskingDialog[ArchiveService]):
    """`today`: the current UTC day. `period`: the one that the window shows; it is offered first."""

    def __init__(
        self,
        service: ArchiveService,
        *,
        today: date,
        period: Period | None = None,
        locale: QLocale | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Export", service, parent)
        self._today = today
        self._locale = locale or default_locale()
        self.kinds = {kind: QCheckBox(text) for kind, text in _KINDS}
        self.kinds[ArchiveKind.DAYS].setChecked(True)
        self.period = ExportPeriod(today, period)
        self.format = QComboBox()
        for value, text in _FORMATS:
            self.format.addItem(text, value)
        self.format_field = Field("For&mat", self.format)
        self.outcome = words()
        self.outcome.hide()
        self.go = primary(QPushButton())
        self.close_button = QPushButton("&Close")
        self.close_button.setAutoDefault(False)
        self._lay_out()
        for box in self.kinds.values():
            box.toggled.connect(self._show_choice)
        self.format.currentIndexChanged.connect(self._show_choice)
        self.go.clicked.connect(self._choose_place)
        self.close_button.clicked.connect(self.reject)
        service.progressed.connect(self._count)
        self._show_choice()

    def _lay_out(self) -> None:
        self.what = QWidget()
        boxes = QVBoxLayout(self.what)
        boxes.setContentsMargins(0, 0, 0, 0)
        boxes.setSpacing(SPACE_1)
        for box in self.kinds.values():
            boxes.addWidget(box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        for widget in (Field("What", self.what), self.period, self.format_field, self.outcome):
            layout.addWidget(widget)
        layout.addLayout(self.last_row(self.close_button, self.go))
        give_width(self, _WIDTH)

    def order(self) -> ExportOrder:
        """What is chosen."""
        first, last = self.period.bounds()
        kinds = tuple(kind for kind, box in self.kinds.items() if box.isChecked())
        return ExportOrder(kinds=kinds, file_format=str(self.format.currentData()), first=first, last=last)

    def export_to(self, place: str) -> None:
        """Write what is chosen to that file or folder."""
        self.outcome.hide()
        token = self.service.export(self.order(), Path(place))
        self.wait_for(token, "Exporting…", lambda answer: self._hear_exported(place, answer))

    def show_busy_state(self) -> None:
        """As `AskingDialog`."""
        for widget in (self.what, self.period, self.format, self.go):
            widget.setEnabled(not self.busy)
        self.close_button.setText("&Cancel" if self.busy else "&Close")
        if not self.busy:
            self._show_choice()

    def reject(self) -> None:
        """Escape and Cancel stop an export first: it leaves no file, and says so."""
        if self.busy and self.service.is_started:
            self.service.stop()
        else:
            super().reject()

    def _show_choice(self) -> None:
        order = self.order()
        self.go.setText("Choose a &folder…" if self._needs_folder(order) else "Choose a &file…")
        self.go.setEnabled(bool(order.kinds))
        self.format_field.set_note(_HELP[order.file_format])

    def _needs_folder(self, order: ExportOrder) -> bool:
        return order.file_format == "csv" and len(order.kinds) > 1

    def _choose_place(self) -> None:
        order, name = self.order(), f"aimonitor-{self._today.isoformat()}"
        if self._needs_folder(order):
            ask_for_folder(self, "Export into", then=lambda folder: self.export_to(str(Path(folder) / name)))
            return
        if order.kinds != (ArchiveKind.DAYS,) and len(order.kinds) == 1:
            name = f"aimonitor-{order.kinds[0]}-{self._today.isoformat()}"
        ending = order.file_format
        ask_for_file(self, "Export to", name=f"{name}.{ending}", ending=ending, then=self.export_to)

    def _count(self, records: int) -> None:
        if self.busy and records:
            self.busy_words.setText(f"{self._records(records)}…")

    def _records(self, count: int) -> str:
        return f"{number(count, self._locale)} record{'' if count == 1 else 's'}"

    def _hear_exported(self, place: str, answer: object) -> None:
        error = as_error(answer)
        written = self._records(answer) if isinstance(answer, int) else ""
        self.outcome.setText(error.message if error else f"{written} written to {place}.")
        set_tone(self.outcome, "error" if error else "ok")
        self.outcome.show()
