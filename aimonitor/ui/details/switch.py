"""A row of buttons of which one is chosen: a currency, a grouping, a way to stack."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

from aimonitor.ui.tokens import SPACE_1

_SHEET = """
QPushButton { padding: 2px 9px; }
QPushButton:checked { background: palette(highlight); border-color: palette(link); }
"""


class Switch(QFrame):
    """Hidden while there is nothing to choose between.

    Signals:
        chosen(str key): by the user
    """

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._choices: tuple[tuple[str, str], ...] = ()
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.buttonClicked.connect(lambda button: self.chosen.emit(button.property("key")))
        self.setStyleSheet(_SHEET)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_1)
        self._row.addStretch()
        self.hide()

    @property
    def buttons(self) -> list[QPushButton]:
        """The buttons, in order."""
        return [button for button in self._group.buttons() if isinstance(button, QPushButton)]

    def offer(self, choices: Sequence[tuple[str, str]], chosen: str) -> None:
        """Offer these (key, text), one of them chosen; tells nobody."""
        if tuple(choices) != self._choices:
            self._choices = tuple(choices)
            self._fill()
        for button in self.buttons:
            button.setChecked(button.property("key") == chosen)
        self.setVisible(len(choices) > 1)

    def _fill(self) -> None:
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.deleteLater()
        for place, (key, text) in enumerate(self._choices):
            button = QPushButton(text)
            button.setCheckable(True)
            button.setProperty("key", key)
            button.setAccessibleName(f"{self._name}: {text}")
            self._group.addButton(button)
            self._row.insertWidget(place, button)
