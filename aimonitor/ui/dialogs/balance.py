"""What is left at a service that does not tell it: the figure, and the entries it follows from."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from aimonitor.domain.balance_entry import BalanceEntry, BalanceSheet, EntryKind
from aimonitor.domain.money import Money
from aimonitor.domain.provider import Provider
from aimonitor.domain.state import FigureStatus, MoneyFigure
from aimonitor.qtmodels.balance_lines import BalanceLine, BalanceLinesModel, balance_lines
from aimonitor.qtmodels.format import amounts, default_locale
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.qtmodels.records import Role, Wording
from aimonitor.ui.details.table_page import TablePage
from aimonitor.ui.dialogs.balance_entry import BalanceEntryDialog
from aimonitor.ui.dialogs.field import words
from aimonitor.ui.dialogs.sizes import give_size
from aimonitor.ui.theme import scaled
from aimonitor.ui.tokens import SPACE_2, SPACE_3, SPACE_4

_SIZE = (620, 440)
_READING = "Reading…"
_NOTHING = "Nothing is entered yet. Add what was left on some day; what is billed since is taken off."
_NO_TOP_UP = "No top-up was found since the balance was first read."
_DERIVED = (
    "This service tells its balance itself. What it loses between two readings counts as spent, what it "
    "gains as topped up."
)


class BalanceDialog(QDialog):
    """Shows the sheet it is given; what the user changes is told, and shown when the next sheet comes.

    Signals:
        save_wanted(BalanceEntry): one without an id is new
        remove_wanted(str entry id)
    """

    save_wanted = Signal(object)
    remove_wanted = Signal(str)

    def __init__(
        self,
        provider: Provider,
        *,
        now: datetime,
        locale: QLocale | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Balance of {one_line(provider.name)}")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.provider_id = provider.id
        self._locale = locale or default_locale()
        self._today: date = now.date()
        self._sheet: BalanceSheet | None = None
        self._typed: BalanceEntry | None = None
        self.left = words("", bold=True)
        self.left.setFont(scaled(self.font(), 1.5, bold=True))
        self.note = words("", "muted")
        self.problem = words("", "error")
        self.problem.hide()
        self.model = BalanceLinesModel(Wording(locale=self._locale, now=now), self)
        self.page = TablePage("Entries", self.model)
        self.page.stretch("note")
        self.page.sort_by("day", Qt.SortOrder.DescendingOrder)
        self.page.setContentsMargins(-SPACE_3, 0, -SPACE_3, 0)
        self._make_buttons()
        self._lay_out()
        self.page.show_words(_READING)
        self._follow_selection()

    def _make_buttons(self) -> None:
        self.add = QPushButton("&Add…")
        self.edit = QPushButton("&Edit…")
        self.remove = QPushButton("&Remove")
        self.close_button = QPushButton("&Close")
        self.close_button.setDefault(True)
        for button in (self.add, self.edit, self.remove):
            button.setAutoDefault(False)
        self.add.clicked.connect(self._add)
        self.edit.clicked.connect(self._edit)
        self.remove.clicked.connect(self._remove)
        self.close_button.clicked.connect(self.accept)
        self.page.table.selectionModel().selectionChanged.connect(lambda *_: self._follow_selection())
        self.page.table.doubleClicked.connect(lambda _index: self._edit())

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        for button in (self.add, self.edit, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        for widget in (self.left, self.note, self.problem):
            column.addWidget(widget)
        column.addWidget(self.page, 1)
        column.addLayout(row)
        give_size(self, *_SIZE)

    def show_sheet(self, sheet: BalanceSheet) -> None:
        """Show what is known now; the sheet of another provider is not looked at."""
        if sheet.state.provider.id != self.provider_id:
            return
        self._sheet, self._typed = sheet, None
        self.problem.hide()
        balance = sheet.state.balance
        self.left.setText(self._left_words(balance))
        self.note.setText(_DERIVED if sheet.refusal else balance.note if _is_known(balance) else "")
        self.note.setVisible(bool(self.note.text()))
        self.page.show_records(balance_lines(sheet), _NO_TOP_UP if sheet.refusal else _NOTHING)
        for button in (self.add, self.edit, self.remove):
            button.setVisible(not sheet.refusal)
        self._follow_selection()

    def show_problem(self, text: str) -> None:
        """Say why something could not be done; an entry that was refused is asked for again, as typed."""
        typed, self._typed = self._typed, None
        if typed is not None:
            self._ask(typed).show_refusal(text)
            return
        self.problem.setText(text)
        self.problem.show()

    def _left_words(self, balance: MoneyFigure) -> str:
        if not _is_known(balance):
            return "What is left is not known."
        text = amounts(balance.totals, self._locale)
        most = "At most " if balance.missing else ""
        source = f", {balance.provenance.value}" if balance.provenance else ""
        return f"{most}{text} left{source}"

    def _line(self) -> BalanceLine | None:
        rows = self.page.table.selectionModel().selectedRows()
        return self.model.record(str(rows[0].data(Role.KEY))) if rows else None

    def _follow_selection(self) -> None:
        line = self._line()
        self.add.setEnabled(self._sheet is not None)
        for button in (self.edit, self.remove):
            button.setEnabled(line is not None and line.entry is not None)

    def _add(self) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        has_opening = any(entry.kind is EntryKind.OPENING for entry in sheet.entries)
        self._ask(
            BalanceEntry(
                id="",
                provider_id=self.provider_id,
                kind=EntryKind.TOP_UP if has_opening else EntryKind.OPENING,
                day=self._today,
                money=Money(amount=Decimal(0), currency=sheet.currency),
            )
        )

    def _edit(self) -> None:
        line = self._line()
        if line is not None and line.entry is not None:
            self._ask(line.entry)

    def _ask(self, entry: BalanceEntry) -> BalanceEntryDialog:
        dialog = BalanceEntryDialog(entry, today=self._today, locale=self._locale, parent=self)
        dialog.chosen.connect(self._save)
        dialog.open()
        return dialog

    def _save(self, entry: BalanceEntry) -> None:
        self.problem.hide()
        self._typed = entry
        self.save_wanted.emit(entry)

    def _remove(self) -> None:
        line = self._line()
        if line is not None and line.entry is not None:
            self.remove_wanted.emit(line.entry.id)


def _is_known(balance: MoneyFigure) -> bool:
    return balance.status is FigureStatus.KNOWN
