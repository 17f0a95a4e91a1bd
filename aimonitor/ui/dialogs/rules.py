"""Which alerts a provider gives, and from which threshold on; each change is applied at once."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from aimonitor.domain.alert import RULES, AlertBook, AlertRule, RuleChoice, RuleInForce
from aimonitor.domain.provider import Provider
from aimonitor.insight.alert_policy import chosen
from aimonitor.qtmodels.format import default_locale
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.ui.dialogs.field import Field, words
from aimonitor.ui.dialogs.rule_row import RuleRow
from aimonitor.ui.dialogs.scrolled import scrolled
from aimonitor.ui.dialogs.sizes import give_size, shrinkable
from aimonitor.ui.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4

_SIZE = (720, 600)
_HELP = "What is not changed here follows Settings, Alerts."
_NO_PROVIDER = (
    "There is no provider yet. Rules are chosen for one provider; what holds for all is in Settings."
)


class RulesDialog(QDialog):
    """Shows the rules of the book it is given; what the user chooses is told.

    Signals:
        choice_wanted(RuleChoice): one that says nothing follows the settings again
        settings_wanted: the user wants to change what holds for all
    """

    choice_wanted = Signal(object)
    settings_wanted = Signal()

    def __init__(
        self,
        providers: Iterable[Provider],
        provider_id: str = "",
        *,
        locale: QLocale | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Alert rules")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._book: AlertBook | None = None
        locale = locale or default_locale()
        self.provider = shrinkable(QComboBox())
        for one in providers:
            self.provider.addItem(one_line(one.name), one.id)
        self.provider.setCurrentIndex(max(0, self.provider.findData(provider_id)))
        self.problem = words("", "error")
        self.problem.hide()
        per_provider = [rule for rule, facts in RULES.items() if facts.per_provider]
        self.rows = {rule: RuleRow(rule, locale, self) for rule in per_provider}
        self.settings = QPushButton("&Settings…")
        self.close_button = QPushButton("&Close")
        self._lay_out()
        self._connect()
        self._show_rules()

    def _lay_out(self) -> None:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, SPACE_4, 0)
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(SPACE_1)
        grid.setColumnStretch(0, 1)
        for row in self.rows.values():
            row.add_to(grid)
        grid.setRowStretch(grid.rowCount(), 1)
        self.form = scrolled(form)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_2)
        buttons.addWidget(words(_HELP, "muted"), 1)
        for button in (self.settings, self.close_button):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_4)
        column.addWidget(Field("&Provider", self.provider))
        column.addWidget(self.problem)
        column.addWidget(self.form, 1)
        column.addLayout(buttons)
        give_size(self, *_SIZE)

    def _connect(self) -> None:
        for row in self.rows.values():
            row.wanted.connect(self._choose)
            row.reset_wanted.connect(self._reset)
        self.provider.currentIndexChanged.connect(lambda _row: self._show_rules())
        self.settings.clicked.connect(self.settings_wanted)
        self.close_button.clicked.connect(self.reject)

    @property
    def provider_id(self) -> str:
        """Whose rules are shown; "" without any provider."""
        return str(self.provider.currentData() or "")

    def show_book(self, book: AlertBook) -> None:
        """Show the rules in force."""
        self._book = book
        self.problem.hide()
        self._show_rules()

    def show_problem(self, text: str) -> None:
        """Say why something could not be done; the rules in force are shown again."""
        self._show_rules()
        self.problem.setText(text)
        self.problem.show()

    def _show_rules(self) -> None:
        defaults, own = self._rules(""), self._rules(self.provider_id)
        self.form.setEnabled(bool(self.provider_id and own))
        if not self.provider_id:
            self.problem.setText(_NO_PROVIDER)
            self.problem.show()
        for rule, row in self.rows.items():
            if rule in own and rule in defaults:
                row.show(own[rule], defaults[rule])

    def _rules(self, provider_id: str) -> dict[AlertRule, RuleInForce]:
        found = () if self._book is None else self._book.rules.get(provider_id, ())
        return {one.rule: one for one in found}

    def _choose(self, rule: AlertRule, enabled: bool, threshold: Decimal | None) -> None:  # noqa: FBT001  a signal's
        default = self._rules("").get(rule)
        if default is not None:
            made = chosen(default, self.provider_id, enabled=enabled, threshold=threshold)
            self.choice_wanted.emit(made)

    def _reset(self, rule: AlertRule) -> None:
        self.choice_wanted.emit(RuleChoice(provider_id=self.provider_id, rule=rule))
