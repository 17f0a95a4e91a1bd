"""One entry of the user's about what is left: an opening balance, or a top-up."""

from __future__ import annotations

import re
from datetime import date

from msgspec.structs import replace
from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from aimonitor.domain.balance_entry import BalanceEntry, EntryKind
from aimonitor.domain.money import Money
from aimonitor.qtmodels.balance_lines import KIND_WORDS
from aimonitor.ui.dialogs.amount_edit import AmountEdit
from aimonitor.ui.dialogs.asking import primary
from aimonitor.ui.dialogs.field import Field, words
from aimonitor.ui.dialogs.sizes import give_size
from aimonitor.ui.tokens import SPACE_2, SPACE_3, SPACE_4

_SIZE = (440, 400)
_CODE = re.compile(r"[A-Za-z]{3}")
_LONGEST_NOTE = 200
_HELP = {
    EntryKind.OPENING: "What was left when that UTC day began. It replaces older opening balances.",
    EntryKind.TOP_UP: "What was paid in on that UTC day.",
}


class BalanceEntryDialog(QDialog):
    """Asks for one entry; `entry` is what stands in the form at first, `today` the last day there is.

    Signals:
        chosen(BalanceEntry)
    """

    chosen = Signal(object)

    def __init__(
        self, entry: BalanceEntry, *, today: date, locale: QLocale, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Change entry" if entry.id else "Add entry")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entry = entry
        self._make_editors(today, locale)
        self._lay_out()
        self._fill(entry)
        self.kind.currentIndexChanged.connect(self._show_help)
        self._show_help()
        self.amount.setFocus()

    def _make_editors(self, today: date, locale: QLocale) -> None:
        self.kind = QComboBox()
        for kind, text in KIND_WORDS.items():
            self.kind.addItem(text, kind.value)
        self.amount = AmountEdit(locale)
        self.currency = QLineEdit()
        self.currency.setMaxLength(3)
        self.day = QDateEdit()
        self.day.setLocale(locale)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("d MMM yyyy")
        self.day.setMaximumDate(QDate(today.year, today.month, today.day))
        self.note = QLineEdit()
        self.note.setMaxLength(_LONGEST_NOTE)
        self.kind_field = Field("&What", self.kind)
        self.amount_field = Field("&Amount", self.amount)
        self.currency_field = Field("&Currency", self.currency)
        self.day_field = Field("UTC &day", self.day)
        self.note_field = Field("&Note", self.note, "A word to yourself; may be left empty.")
        self.refusal = words("", "error")
        self.refusal.hide()

    def _lay_out(self) -> None:
        money = QHBoxLayout()
        money.setSpacing(SPACE_2)
        money.addWidget(self.amount_field, 3, Qt.AlignmentFlag.AlignTop)
        money.addWidget(self.currency_field, 1, Qt.AlignmentFlag.AlignTop)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self.save = primary(buttons.button(QDialogButtonBox.StandardButton.Save))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addWidget(self.kind_field)
        column.addLayout(money)
        column.addWidget(self.day_field)
        column.addWidget(self.note_field)
        column.addWidget(self.refusal)
        column.addStretch(1)
        column.addWidget(buttons)
        give_size(self, *_SIZE)

    def _fill(self, entry: BalanceEntry) -> None:
        self.kind.setCurrentIndex(self.kind.findData(entry.kind.value))
        if entry.id or entry.money.amount:
            self.amount.show_value(entry.money.amount)
        self.currency.setText(entry.money.currency)
        self.day.setDate(QDate(entry.day.year, entry.day.month, entry.day.day))
        self.note.setText(entry.note)

    def show_refusal(self, text: str) -> None:
        """Say why what stands in the form was not kept."""
        self.refusal.setText(text)
        self.refusal.show()

    @property
    def chosen_kind(self) -> EntryKind:
        """What the entry is."""
        return EntryKind(self.kind.currentData())

    def accept(self) -> None:
        """Tell the entry and close; where something is amiss, say so beside it and stay."""
        amount, code, day = self.amount.value, self.currency.text().strip(), self.day.date()
        self.amount_field.set_error("" if amount is not None else "Write an amount, such as 100.")
        self.currency_field.set_error("" if _CODE.fullmatch(code) else "Three letters.")
        if amount is not None and self.chosen_kind is EntryKind.TOP_UP and amount <= 0:
            self.amount_field.set_error("A top-up is more than nothing.")
        if amount is None or self.amount_field.error or self.currency_field.error:
            return
        entry = replace(
            self._entry,
            kind=self.chosen_kind,
            money=Money(amount=amount, currency=code.upper()),
            day=date(day.year(), day.month(), day.day()),
            note=self.note.text().strip(),
        )
        self.chosen.emit(entry)
        super().accept()

    def _show_help(self) -> None:
        self.kind_field.set_note(_HELP[self.chosen_kind])
