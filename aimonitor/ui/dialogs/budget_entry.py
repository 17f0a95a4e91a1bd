"""One budget: for what, in which time, and how much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec.structs import replace
from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from aimonitor.domain.budget import Budget, BudgetPeriod, BudgetState
from aimonitor.domain.state import ProviderState
from aimonitor.insight.budget_faults import BudgetField, budget_faults
from aimonitor.ui.dialogs.amount_edit import AmountEdit
from aimonitor.ui.dialogs.asking import primary
from aimonitor.ui.dialogs.budget_subjects import currencies, subjects
from aimonitor.ui.dialogs.field import Field
from aimonitor.ui.dialogs.scrolled import scrolled
from aimonitor.ui.dialogs.sizes import give_size, shrinkable
from aimonitor.ui.tokens import SPACE_2, SPACE_3, SPACE_4

_SIZE = (460, 410)
_PERIODS = {BudgetPeriod.DAY: "Day (UTC)", BudgetPeriod.WEEK: "Week", BudgetPeriod.MONTH: "Month"}
_NO_NUMBER = "Write an amount, such as 100."


class BudgetEntryDialog(QDialog):
    """Asks for one budget; `entry` is what stands in the form at first, an id of "" makes a new one.

    Signals:
        chosen(Budget)
    """

    chosen = Signal(object)

    def __init__(
        self,
        entry: Budget,
        budgets: Sequence[BudgetState],
        providers: Iterable[ProviderState],
        *,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Change budget" if entry.id else "Add budget")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entry = entry
        self._others = [one.budget for one in budgets]
        self._subjects = subjects(tuple(providers), budgets)
        self._make_editors(locale)
        self._make_fields()
        self._lay_out()
        self._fill(entry, currencies(tuple(budgets), self._subjects))
        self._connect()
        self.soft.setFocus()

    # --- building -------------------------------------------------------------------------------

    def _make_editors(self, locale: QLocale) -> None:
        self.subject, self.period, self.currency = shrinkable(QComboBox()), QComboBox(), QComboBox()
        self.currency.setEditable(True)
        self.currency.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.soft, self.hard = AmountEdit(locale), AmountEdit(locale)
        self.save = primary(QPushButton("&Save"))
        self.cancel = QPushButton("&Cancel")
        self.cancel.setAutoDefault(False)

    def _make_fields(self) -> None:
        fields = {
            BudgetField.SUBJECT: Field("&For", self.subject),
            BudgetField.CURRENCY: Field(
                "C&urrency", self.currency, "Only money in this currency counts: nothing is converted."
            ),
            BudgetField.SOFT: Field("S&oft limit", self.soft, "Passing it is told. May be empty."),
            BudgetField.HARD: Field("&Hard limit", self.hard, "Passing it is urgent. May be empty."),
        }
        self.fields = fields
        self.period_field = Field("&Each", self.period)

    def _lay_out(self) -> None:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, SPACE_2, 0)
        column.setSpacing(SPACE_3)
        column.addWidget(self.fields[BudgetField.SUBJECT])
        for pair in (
            (self.period_field, self.fields[BudgetField.CURRENCY]),
            (self.fields[BudgetField.SOFT], self.fields[BudgetField.HARD]),
        ):
            row = QHBoxLayout()
            row.setSpacing(SPACE_3)
            for field in pair:
                row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_2)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_4)
        layout.addWidget(scrolled(form), 1)
        layout.addLayout(buttons)
        give_size(self, *_SIZE)

    def _fill(self, entry: Budget, codes: Iterable[str]) -> None:
        for choice in self._subjects:
            self.subject.addItem(choice.words)
        wanted = (entry.scope, entry.subject)
        places = [(one.scope, one.subject) for one in self._subjects]
        self.subject.setCurrentIndex(places.index(wanted) if wanted in places else 0)
        for period, text in _PERIODS.items():
            self.period.addItem(text, period.value)
        self.period.setCurrentIndex(self.period.findData(entry.period.value))
        self.currency.addItems(list(codes))
        self._proposed = self._subjects[self.subject.currentIndex()].currency
        self.currency.setCurrentText(entry.currency if entry.id else self._proposed)
        for edit, amount in ((self.soft, entry.soft), (self.hard, entry.hard)):
            if amount is not None:
                edit.show_value(amount)

    def _connect(self) -> None:
        self.save.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        self.subject.currentIndexChanged.connect(lambda _row: self._clear())
        self.period.currentIndexChanged.connect(lambda _row: self._clear())
        self.currency.currentTextChanged.connect(lambda _text: self._clear())
        for edit in (self.soft, self.hard):
            edit.textEdited.connect(lambda _text: self._clear())
        if not self._entry.id:
            self.subject.activated.connect(self._propose_currency)

    def _propose_currency(self, row: int) -> None:
        """That of what is chosen, unless the user wants another."""
        before, self._proposed = self._proposed, self._subjects[row].currency
        if self.currency.currentText() == before:
            self.currency.setCurrentText(self._proposed)

    # --- what is chosen -------------------------------------------------------------------------

    @property
    def budget(self) -> Budget:
        """What the form says now; an amount that is no number is left out."""
        choice = self._subjects[self.subject.currentIndex()]
        return replace(
            self._entry,
            scope=choice.scope,
            subject=choice.subject,
            period=BudgetPeriod(self.period.currentData()),
            currency=self.currency.currentText().strip().upper(),
            soft=self.soft.value,
            hard=self.hard.value,
        )

    def accept(self) -> None:
        """Tell the budget and close; where something is amiss, say so under its field and stay."""
        faults = self._faults()
        for place, field in self.fields.items():
            field.set_error(faults.get(place, ""))
        if faults:
            self.fields[next(iter(faults))].editor.setFocus()
            return
        self.chosen.emit(self.budget)
        super().accept()

    def _faults(self) -> dict[BudgetField, str]:
        budget = self.budget
        unread = {
            place: _NO_NUMBER
            for place, edit in ((BudgetField.SOFT, self.soft), (BudgetField.HARD, self.hard))
            if edit.text().strip() and edit.value is None
        }
        if not unread:
            return budget_faults(budget, self._others)
        rest = replace(budget, soft=None, hard=Decimal(1) if budget.hard is None else budget.hard)
        return {**budget_faults(rest, self._others), **unread}  # which is above is judged once both are read

    def _clear(self) -> None:
        for field in self.fields.values():
            field.set_error("")
