"""The alerts page: what fired, when, why, what it said, whether it still holds, what keeps still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QLocale, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from aimonitor.domain.alert import RULES, Alert, AlertBook, Snoozing
from aimonitor.qtmodels.alert_lines import AlertLine, AlertsModel, alert_lines
from aimonitor.qtmodels.alert_words import NOTHING_HOLDS, NOTHING_TOLD, became_words, summary_words
from aimonitor.qtmodels.format import default_locale
from aimonitor.qtmodels.records import Role, Wording
from aimonitor.ui.details.table_page import TablePage
from aimonitor.ui.dialogs.field import words
from aimonitor.ui.dialogs.scrolled import scrolled
from aimonitor.ui.dialogs.sizes import give_size, scaled_px
from aimonitor.ui.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4

_SIZE = (900, 600)
_WORDS_HEIGHT = 150
_READING = "Reading…"
_CHOOSE = "Click an alert, or press Enter on it: the window then shows its provider and its days."
_SNOOZES = {
    Snoozing.HOUR: "For &1 hour",
    Snoozing.TOMORROW: "Until &tomorrow",
    Snoozing.CHANGE: "Until it &changes",
}


class AlertsDialog(QDialog):
    """A window of its own beside the main window. Shows the book it is given; what the user wants is told.

    Signals:
        chosen(Alert): show its provider and its days
        snooze_wanted(str key, Snoozing), unsnooze_wanted(str key)
        rules_wanted(str provider id): "" where no provider is selected
    """

    chosen = Signal(object)
    snooze_wanted = Signal(str, object)
    unsnooze_wanted = Signal(str)
    rules_wanted = Signal(str)

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        locale: QLocale | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Alerts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._now = now
        self._locale = locale or default_locale()
        self._book: AlertBook | None = None
        self.summary = words("", bold=True)
        self.holding = QCheckBox("Only what still &holds")
        self.problem = words("", "error")
        self.problem.hide()
        self.page = TablePage("Alerts", AlertsModel(Wording(locale=self._locale, now=now()), self))
        self.page.stretch("said")
        self.page.sort_by("when", Qt.SortOrder.DescendingOrder)
        self.page.setContentsMargins(-SPACE_3, 0, -SPACE_3, 0)
        self.title = words(bold=True)
        self.body = words()
        self.why = words("", "muted")
        self.became = words("", "muted")
        self._make_buttons()
        self._lay_out()
        self.page.show_words(_READING)
        self.page.table.setFocus()
        self._follow_selection()

    # --- building -------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        self.snooze = QPushButton("&Snooze")
        menu = QMenu(self.snooze)
        self.snoozes = {kind: menu.addAction(text) for kind, text in _SNOOZES.items()}
        for kind, action in self.snoozes.items():
            action.triggered.connect(partial(self._snooze, kind))
        self.snooze.setMenu(menu)
        self.unsnooze = QPushButton("&End snooze")
        self.show_button = QPushButton("Show in &window")
        self.rules = QPushButton("&Rules…")
        self.close_button = QPushButton("&Close")
        for button in (self.snooze, self.unsnooze, self.show_button, self.rules, self.close_button):
            button.setAutoDefault(False)
        self.unsnooze.clicked.connect(self._unsnooze)
        self.show_button.clicked.connect(self._choose)
        self.rules.clicked.connect(lambda: self.rules_wanted.emit(self._provider_id()))
        self.close_button.clicked.connect(self.reject)
        self.holding.toggled.connect(lambda _on: self._show_lines())
        table = self.page.table
        table.selectionModel().selectionChanged.connect(lambda *_: self._follow_selection())
        table.clicked.connect(self._choose_at)
        table.activated.connect(self._choose_at)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.summary, 1)
        top.addWidget(self.holding)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        for button in (self.snooze, self.unsnooze, self.show_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.rules)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addLayout(top)
        column.addWidget(self.problem)
        column.addWidget(self.page, 1)
        column.addWidget(self._words())
        column.addLayout(row)
        give_size(self, *_SIZE)

    def _words(self) -> QWidget:
        inner = QFrame()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, SPACE_2, 0)
        lines.setSpacing(SPACE_1)
        for label in (self.title, self.body, self.why, self.became):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            lines.addWidget(label)
        lines.addStretch(1)
        area = scrolled(inner)
        area.setAccessibleName("The chosen alert")
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setFixedHeight(scaled_px(self, _WORDS_HEIGHT))
        return area

    # --- what is shown --------------------------------------------------------------------------

    def show_book(self, book: AlertBook) -> None:
        """Show this; what is selected stays."""
        self._book = book
        self.problem.hide()
        self.page.model.set_wording(Wording(locale=self._locale, now=self._now()))
        self.summary.setText(summary_words(book, self._now(), self._locale))
        self._show_lines()

    def show_problem(self, text: str) -> None:
        """Say why something could not be done."""
        self.problem.setText(text)
        self.problem.show()

    def select(self, key: str) -> bool:
        """Select the newest alert about the thing of that key."""
        for row in range(self.page.sorted.rowCount()):
            index = self.page.sorted.index(row, 0)
            line = self.page.model.record(str(index.data(Role.KEY)))
            if line is not None and line.alert.key == key:
                self.page.table.selectRow(row)
                return True
        return False

    def _show_lines(self) -> None:
        if self._book is not None:
            only = self.holding.isChecked()
            empty = NOTHING_HOLDS if only and self._book.log else NOTHING_TOLD
            self.page.show_records(alert_lines(self._book, holding=only), empty)
        self._follow_selection()

    def _line(self) -> AlertLine | None:
        rows = self.page.table.selectionModel().selectedRows()
        return self.page.model.record(str(rows[0].data(Role.KEY))) if rows else None

    def _follow_selection(self) -> None:
        line = self._line()
        self.title.setText("" if line is None else line.alert.title)
        self.body.setText(_CHOOSE if line is None else line.alert.body)
        self.why.setText("" if line is None else _why(line.alert))
        self.became.setText("" if line is None else became_words(line.alert, self.page.model.wording))
        for label in (self.title, self.why, self.became):
            label.setVisible(bool(label.text()))
        self.snooze.setEnabled(line is not None and line.holds)
        self.unsnooze.setEnabled(line is not None and line.alert.key in line.book.snoozed)
        self.show_button.setEnabled(line is not None and _leads_somewhere(line.alert))

    # --- what is wanted -------------------------------------------------------------------------

    def _provider_id(self) -> str:
        line = self._line()
        return (line.alert.provider_id or "") if line is not None else ""

    def _snooze(self, kind: Snoozing) -> None:
        line = self._line()
        if line is not None:
            self.snooze_wanted.emit(line.alert.key, kind)

    def _unsnooze(self) -> None:
        line = self._line()
        if line is not None:
            self.unsnooze_wanted.emit(line.alert.key)

    def _choose(self) -> None:
        line = self._line()
        if line is not None and _leads_somewhere(line.alert):
            self.chosen.emit(line.alert)

    def _choose_at(self, _index: QModelIndex) -> None:
        self._choose()


def _leads_somewhere(alert: Alert) -> bool:
    return alert.provider_id is not None or alert.first is not None


def _why(alert: Alert) -> str:
    """The rule, and the figures behind it where its words do not tell them already."""
    rule = RULES[alert.rule].words
    if not alert.why or alert.why in alert.body:
        return f"{rule}."
    return f"{rule}: {alert.why}{'' if alert.why.endswith(('.', '!', '?')) else '.'}"
