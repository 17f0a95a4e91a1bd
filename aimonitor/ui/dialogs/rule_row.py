"""One rule of alerts in a form: its switch, its threshold, whether it is the default, a way back to that."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QLocale, QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QPushButton, QSpinBox

from aimonitor.domain.alert import RULES, AlertRule, Measure, RuleInForce
from aimonitor.qtmodels.rule_words import before_words, default_words, hint_words, unit_words
from aimonitor.ui.dialogs.amount_edit import AmountEdit
from aimonitor.ui.dialogs.field import set_tone, words
from aimonitor.ui.dialogs.sizes import scaled_px
from aimonitor.ui.tokens import SPACE_2

_RANGES = {Measure.DAYS: (1, 90), Measure.PERCENT: (1, 100), Measure.MINUTES: (1, 1440)}
_WIDTH = 150
_NO_AMOUNT = "Write an amount that is not below 0, such as 5."


class RuleRow(QObject):
    """Two lines of a grid: switch, threshold and button; below them what is the default.

    Signals:
        wanted(AlertRule, bool enabled, threshold): a Decimal, or None where the rule has none
        reset_wanted(AlertRule)
    """

    wanted = Signal(object, bool, object)
    reset_wanted = Signal(object)

    def __init__(self, rule: AlertRule, locale: QLocale, parent: QObject) -> None:
        super().__init__(parent)
        self.rule = rule
        self._locale = locale
        self._own: RuleInForce | None = None
        facts = RULES[rule]
        self.switch = QCheckBox(facts.words)
        self.editor = self._editor(facts.measure)
        self.reset = QPushButton("Default")
        self.reset.setAutoDefault(False)
        self.reset.setAccessibleName(f"{facts.words}: back to the default")
        self.is_default = words("default", "muted")
        self.note = words("", "muted")
        self.switch.toggled.connect(lambda _on: self._tell_switch())
        self.reset.clicked.connect(lambda: self.reset_wanted.emit(self.rule))

    def _editor(self, measure: Measure) -> QSpinBox | AmountEdit | None:
        if measure is Measure.NOTHING:
            return None
        box = self._amount() if measure is Measure.MONEY else self._count(measure)
        box.setFixedWidth(scaled_px(box, _WIDTH))
        box.setAccessibleName(f"{RULES[self.rule].words}: threshold")
        box.setAccessibleDescription(hint_words(self.rule))
        return box

    def _amount(self) -> AmountEdit:
        line = AmountEdit(self._locale)
        line.editingFinished.connect(self._tell)
        return line

    def _count(self, measure: Measure) -> QSpinBox:
        box = QSpinBox()
        box.setRange(*_RANGES[measure])
        box.setSuffix(f" {unit_words(self.rule)}")
        before = before_words(self.rule)
        box.setPrefix(f"{before} " if before else "")
        box.setKeyboardTracking(False)
        box.lineEdit().setTextMargins(SPACE_2, 0, 0, 0)  # a stylesheet's padding does not reach it
        box.valueChanged.connect(lambda _value: self._tell())
        return box

    def add_to(self, grid: QGridLayout) -> None:
        """Stand at the end of that grid."""
        row = grid.rowCount()
        grid.addWidget(self.switch, row, 0)
        if isinstance(self.editor, AmountEdit):
            grid.addWidget(QLabel(before_words(self.rule)), row, 1)
        if self.editor is not None:
            grid.addWidget(self.editor, row, 2)
        grid.addWidget(self.reset, row, 3)
        grid.addWidget(self.is_default, row, 3)
        grid.addWidget(self.note, row + 1, 0, 1, 4)

    def show(self, own: RuleInForce, default: RuleInForce) -> None:
        """Show the rule in force, without calling it a change."""
        self._own = own
        blockers = [QSignalBlocker(one) for one in (self.switch, self.editor) if one is not None]
        self.switch.setChecked(own.enabled)
        if isinstance(self.editor, AmountEdit) and own.threshold is not None:
            self.editor.show_value(own.threshold)
        elif isinstance(self.editor, QSpinBox) and own.threshold is not None:
            self.editor.setValue(int(own.threshold))
        for blocker in blockers:
            blocker.unblock()
        if self.editor is not None:
            self.editor.setEnabled(own.enabled)
        self.reset.setVisible(own.own)
        self.is_default.setVisible(not own.own)
        self._say(" ".join(part for part in (self._beside(own, default), hint_words(self.rule)) if part))

    def _beside(self, own: RuleInForce, default: RuleInForce) -> str:
        return f"Its own. The default is: {default_words(default, self._locale)}." if own.own else ""

    def _say(self, text: str, tone: str = "muted") -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))
        set_tone(self.note, tone)
        self.switch.setAccessibleDescription(text or self.is_default.text())

    def _threshold(self) -> Decimal | None:
        if isinstance(self.editor, AmountEdit):
            return self.editor.value
        return Decimal(self.editor.value()) if self.editor is not None else None

    def _tell_switch(self) -> None:
        """An amount that cannot be read does not hold up the switch: the one in force goes on."""
        in_force = None if self._own is None else self._own.threshold
        if isinstance(self.editor, AmountEdit) and in_force is not None and not self._is_amount():
            self.editor.show_value(in_force)
        self._tell()

    def _is_amount(self) -> bool:
        threshold = self._threshold()
        return threshold is not None and threshold >= 0

    def _tell(self) -> None:
        threshold = self._threshold()
        if isinstance(self.editor, AmountEdit) and not self._is_amount():
            self._say(_NO_AMOUNT, "error")
            return
        own = self._own
        if own is not None and (self.switch.isChecked(), threshold) != (own.enabled, own.threshold):
            self.wanted.emit(self.rule, self.switch.isChecked(), threshold)
