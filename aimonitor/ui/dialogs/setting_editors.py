"""An editor for each kind of setting, made from its declaration."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QWidget

from aimonitor.settings.declared import Declared
from aimonitor.settings.kinds import Choice, Clock, Kind, Span, Switch, Whole
from aimonitor.settings.settings import Settings
from aimonitor.ui.dialogs.interval_box import IntervalBox
from aimonitor.ui.dialogs.sizes import scaled_px
from aimonitor.ui.tokens import SPACE_2

Change = Callable[[object], None]

_WIDTH = 260
_MOST_DIGITS = 18
"""More than any bound has."""
_MEMBER_WORDS = {
    "system": "System",
    "en": "English",
    "balance": "Balance left",
    "today": "Spent today",
    "month": "Spent this month",
    "ntfy": "ntfy",
    "json": "JSON, to a program of your own",
}


class SettingEditor:
    """A widget for one setting: shows a value, and calls `change` with the one that the user wants."""

    def __init__(self, declared: Declared, change: Change) -> None:
        self.declared = declared
        self.widget, self._put = _make(declared, change)
        if not isinstance(self.widget, QCheckBox | QLineEdit):  # a path or an address has all the room
            self.widget.setMaximumWidth(scaled_px(self.widget, _WIDTH))

    def show(self, settings: Settings) -> None:
        """Show the value in force, without calling it a change."""
        blocker = QSignalBlocker(self.widget)
        value = getattr(settings, self.declared.name)
        self._put(self.declared.shown(settings) if self.declared.kind.secret else value)
        blocker.unblock()


def _make(declared: Declared, change: Change) -> tuple[QWidget, Change]:
    makers: dict[type[Kind], Callable[[Declared, Change], tuple[QWidget, Change]]] = {
        Switch: _switch,
        Choice: _choice,
        Whole: _whole,
        Span: _span,
        Clock: _clock,
    }
    return makers.get(type(declared.kind), _line)(declared, change)


def _switch(declared: Declared, change: Change) -> tuple[QWidget, Change]:
    box = QCheckBox(declared.label)
    box.toggled.connect(change)
    return box, lambda value: box.setChecked(bool(value))


def _choice(declared: Declared, change: Change) -> tuple[QWidget, Change]:
    box = QComboBox()
    members = list(declared.kind.members) if isinstance(declared.kind, Choice) else []
    for member in members:
        box.addItem(_MEMBER_WORDS.get(member.value, member.value.capitalize()), member.value)
    box.currentIndexChanged.connect(lambda row: change(members[row]))
    return box, lambda value: box.setCurrentIndex(members.index(value) if value in members else -1)


class WholeBox(QSpinBox):
    """Takes any number to the end of typing; one that is out of bounds is told, and the one before stays.

    Signals:
        refused(object number)
    """

    refused = Signal(object)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Else more digits than fit are not taken, and what stands there then is another number."""
        number = self._number(text)
        if number is not None and not self.minimum() <= number <= self.maximum():
            return QValidator.State.Intermediate, text, position
        return super().validate(text, position)

    def fixup(self, text: str) -> str:
        """What was typed is out of bounds."""
        number = self._number(text)
        if number is not None:
            self.refused.emit(number)
        return super().fixup(text)

    def _number(self, text: str) -> int | None:
        digits = text.removesuffix(self.suffix()).strip()
        # of thousands of digits Python makes no number, and Qt does not outlive an error in here
        return int(digits[:_MOST_DIGITS]) if digits.isdecimal() else None


def _whole(declared: Declared, change: Change) -> tuple[QWidget, Change]:
    box = WholeBox()
    if isinstance(declared.kind, Whole):
        box.setRange(declared.kind.low, declared.kind.high)
        box.setSuffix(f" {declared.kind.unit}" if declared.kind.unit else "")
    box.setKeyboardTracking(False)
    box.lineEdit().setTextMargins(SPACE_2, 0, 0, 0)  # a stylesheet's padding does not reach it
    box.valueChanged.connect(change)
    box.refused.connect(change)
    return box, lambda value: box.setValue(value if isinstance(value, int) else 0)


def _span(declared: Declared, change: Change) -> tuple[QWidget, Change]:
    low = declared.kind.low if isinstance(declared.kind, Span) else timedelta(0)
    box = IntervalBox(low)
    box.currentIndexChanged.connect(lambda _row: change(box.value))
    return box, lambda value: box.choose(value if isinstance(value, timedelta) else None)


def _clock(_declared: Declared, change: Change) -> tuple[QWidget, Change]:
    box = QComboBox()
    box.addItem("Off", "off")
    for minutes in range(0, 24 * 60, 30):
        text = f"{minutes // 60:02}:{minutes % 60:02}"
        box.addItem(text, text)
    box.currentIndexChanged.connect(lambda _row: change(box.currentData()))

    def put(value: object) -> None:
        text = value.strftime("%H:%M") if isinstance(value, time) else "off"
        if box.findData(text) < 0:
            box.addItem(text, text)
        box.setCurrentIndex(box.findData(text))

    return box, put


def _line(_declared: Declared, change: Change) -> tuple[QWidget, Change]:
    line = QLineEdit()
    shown = [""]

    def finish() -> None:
        if line.text().strip() != shown[0]:
            shown[0] = line.text().strip()
            change(shown[0])

    def put(value: object) -> None:
        shown[0] = str(value)
        line.setText(shown[0])

    line.editingFinished.connect(finish)
    return line, put
