"""All budgets: how they stand, and the way to add, change and remove one."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace
from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from aimonitor.domain.budget import Budget, BudgetPeriod, BudgetScope, BudgetState
from aimonitor.domain.state import ProviderState
from aimonitor.qtmodels.budget_columns import BudgetsModel
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.qtmodels.records import Role, Wording
from aimonitor.ui.delegates.meter import MeterDelegate
from aimonitor.ui.details.table_page import TablePage
from aimonitor.ui.dialogs.asking import primary
from aimonitor.ui.dialogs.budget_entry import BudgetEntryDialog
from aimonitor.ui.dialogs.field import set_tone, words
from aimonitor.ui.dialogs.sizes import give_size, scaled_px
from aimonitor.ui.tokens import ROW_HEIGHT, SPACE_2, SPACE_3, SPACE_4

_SIZE = (760, 400)
_WIDTHS = {"label": 160, "spent": 158}
_EMPTY = (
    "No budget yet.\n\nA budget says how much may be spent in a day, a week or a month. "
    "You are told when it is passed, and before, when it will be at this pace."
)
_NEW = Budget(id="", scope=BudgetScope.ALL, period=BudgetPeriod.MONTH, currency="USD")


class BudgetsDialog(QDialog):
    """Keeps nothing itself: each wish is a signal, and what came of it is shown by `show_budgets`.

    Signals:
        save_wanted(Budget): a new one has the id ""
        remove_wanted(str id)
    """

    save_wanted = Signal(object)
    remove_wanted = Signal(str)

    def __init__(
        self,
        budgets: tuple[BudgetState, ...],
        providers: Iterable[ProviderState],
        *,
        wording: Wording,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Budgets")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._providers = tuple(providers)
        self._wording = wording
        self._budgets = budgets
        self._removed: Budget | None = None
        self.page: TablePage[BudgetState] = TablePage("Budgets", BudgetsModel(wording, self))
        self.table = self.page.table
        self.outcome = words()
        self.undo = QPushButton("&Undo")
        self.add_button = primary(QPushButton("&Add…"))
        self.edit_button = QPushButton("&Edit…")
        self.remove_button = QPushButton("&Remove")
        self.close_button = QPushButton("&Close")
        self._set_up_table()
        self._lay_out()
        self._connect()
        self._say("")
        self.show_budgets(budgets)
        (self.table if budgets else self.add_button).setFocus()

    # --- building -------------------------------------------------------------------------------

    def _set_up_table(self) -> None:
        model = self.page.model
        self.table.setItemDelegateForColumn(model.column_of("spent"), MeterDelegate(self.table))
        rows = self.table.verticalHeader()
        rows.setDefaultSectionSize(max(ROW_HEIGHT, round(self.table.fontMetrics().height() * 2.5)))
        header = self.table.horizontalHeader()
        for column_id, width in _WIDTHS.items():
            place = model.column_of(column_id)
            header.setSectionResizeMode(place, header.ResizeMode.Interactive)
            header.resizeSection(place, scaled_px(self, width))
        header.setStretchLastSection(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.page.setContentsMargins(-SPACE_3, -SPACE_2, -SPACE_3, -SPACE_2)

    def _lay_out(self) -> None:
        said = QHBoxLayout()
        said.setSpacing(SPACE_2)
        said.addWidget(self.outcome, 1)
        said.addWidget(self.undo)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        for button in (self.add_button, self.edit_button, self.remove_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        for button in (self.edit_button, self.remove_button, self.close_button, self.undo):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addWidget(self.page, 1)
        column.addLayout(said)
        column.addLayout(row)
        give_size(self, *_SIZE)

    def _connect(self) -> None:
        self.add_button.clicked.connect(self.add)
        self.edit_button.clicked.connect(self.edit)
        self.remove_button.clicked.connect(self.remove)
        self.undo.clicked.connect(self._bring_back)
        self.close_button.clicked.connect(self.reject)
        self.table.doubleClicked.connect(lambda _index: self.edit())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._offer())
        for key, what in (
            ("Del", self.remove),
            ("F2", self.edit),
            ("Return", self.edit),
            ("Enter", self.edit),
        ):
            shortcut = QShortcut(QKeySequence(key), self.table, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(what)

    # --- what is shown --------------------------------------------------------------------------

    def show_budgets(self, budgets: tuple[BudgetState, ...]) -> None:
        """These are all there are now; one that is new is selected."""
        known = {one.budget.id for one in self._budgets}
        self._budgets = budgets
        self.page.show_records(budgets, _EMPTY)
        new = [one.budget.id for one in budgets if one.budget.id not in known]
        if new:
            self.select(new[-1])
        elif self.selected is None and budgets:
            self.select(budgets[0].budget.id)
        self._offer()

    def show_problem(self, text: str) -> None:
        """What was wished could not be done."""
        self._removed = None
        self._say(text, "error")

    def select(self, budget_id: str) -> None:
        """Select that budget's row."""
        row = self.page.model.row_of(budget_id)
        if row is not None:
            index = self.page.sorted.mapFromSource(self.page.model.index(row, 0))
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(index, flags)

    def turn_to(self, provider_id: str) -> None:
        """The budget of that provider; where there is none, the form for one."""
        mine = (BudgetScope.PROVIDER, provider_id)
        for one in self._budgets:
            if (one.budget.scope, one.budget.subject) == mine:
                self.select(one.budget.id)
                self.table.setFocus()
                return
        self.add_for(provider_id)

    @property
    def selected(self) -> BudgetState | None:
        """The budget whose row is selected."""
        rows = self.table.selectionModel().selectedRows()
        return self.page.model.record(str(rows[0].data(Role.KEY))) if rows else None

    def _offer(self) -> None:
        there = self.selected is not None
        self.edit_button.setEnabled(there)
        self.remove_button.setEnabled(there)

    def _say(self, text: str, tone: str = "muted") -> None:
        self.outcome.setText(text)
        self.outcome.setVisible(bool(text))
        set_tone(self.outcome, tone)
        self.undo.setVisible(self._removed is not None)

    # --- wishes ---------------------------------------------------------------------------------

    def add(self) -> None:
        """Ask for a new budget; over everything unless another is chosen."""
        self._ask(_NEW)

    def add_for(self, provider_id: str) -> None:
        """Ask for a new budget of that provider."""
        self._ask(replace(_NEW, scope=BudgetScope.PROVIDER, subject=provider_id))

    def edit(self) -> None:
        """Change the selected budget."""
        if self.selected is not None:
            self._ask(self.selected.budget)

    def remove(self) -> None:
        """Remove the selected budget; it can be brought back."""
        found = self.selected
        if found is None:
            return
        self._removed = found.budget
        self._say(f"The budget for {one_line(found.label)} is removed.")
        self.remove_wanted.emit(found.budget.id)

    def _bring_back(self) -> None:
        removed, self._removed = self._removed, None
        self._say("")
        if removed is not None:
            self.save_wanted.emit(replace(removed, id=""))

    def _ask(self, entry: Budget) -> None:
        self._removed = None
        self._say("")
        form = BudgetEntryDialog(
            entry, self._budgets, self._providers, locale=self._wording.locale, parent=self
        )
        form.chosen.connect(self.save_wanted)
        form.open()
