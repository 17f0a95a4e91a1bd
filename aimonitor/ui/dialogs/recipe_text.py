"""The text of a recipe, and beneath it what is wrong with it or what it says."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from aimonitor.monitor.recipes import CheckedRecipe
from aimonitor.ui.dialogs.code_edit import CodeEdit
from aimonitor.ui.dialogs.field import Field, set_tone, words
from aimonitor.ui.tokens import SPACE_2

_REST = 250
"""Milliseconds after the last key until the text is checked."""
_LINE = Qt.ItemDataRole.UserRole
_FAULT_LINES, _TEXT_LINES = 3, 7


class RecipeText(QWidget):
    """Says when the text is to be checked, and shows what was found.

    Signals:
        changed: the text is another one; what was found about it holds no more
        check_wanted: it has rested for a moment
    """

    changed = Signal()
    check_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.edit = CodeEdit()
        self.edit.setMinimumHeight(self.edit.fontMetrics().lineSpacing() * _TEXT_LINES)
        self.field = Field("&Recipe (TOML)", self.edit)
        self.verdict = words("", "muted")
        self.faults = QListWidget()
        self.faults.setObjectName("Choices")
        self.faults.setAccessibleName("What is wrong with the recipe; Enter goes to the line")
        self.faults.setWordWrap(True)
        self.faults.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.faults.setFixedHeight(self.fontMetrics().lineSpacing() * _FAULT_LINES + 2 * SPACE_2)
        self.faults.hide()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.verdict)
        layout.addWidget(self.faults)
        self._rest.timeout.connect(self.check_wanted)
        self.edit.textChanged.connect(self._change)
        self.faults.itemActivated.connect(self._go_to)
        self.faults.itemClicked.connect(self._go_to)

    @property
    def text(self) -> str:
        """What stands in the editor."""
        return self.edit.toPlainText()

    def show_text(self, text: str) -> None:
        """Put this in its place, and have it checked at once."""
        self.edit.setPlainText(text)
        self._rest.stop()
        self.check_wanted.emit()

    def show_checked(self, checked: CheckedRecipe) -> None:
        """Say what was found."""
        self.faults.clear()
        for sentence, line in zip(checked.faults, checked.lines, strict=True):
            item = QListWidgetItem(sentence)
            item.setData(_LINE, line)
            self.faults.addItem(item)
        self.faults.setVisible(bool(checked.faults))
        self.edit.mark(line for line in checked.lines if line is not None)
        self._say(*_verdict(checked))

    def say(self, text: str, tone: str = "error") -> None:
        """Say that it could not be checked."""
        self.faults.hide()
        self._say(text, tone)

    def _say(self, text: str, tone: str) -> None:
        self.verdict.setText(text)
        set_tone(self.verdict, tone)
        self.edit.setAccessibleDescription(text)

    def _change(self) -> None:
        self._rest.start()
        self.changed.emit()

    def _go_to(self, item: QListWidgetItem) -> None:
        line = item.data(_LINE)
        if line is not None:
            self.edit.go_to(int(line))


def _verdict(checked: CheckedRecipe) -> tuple[str, str]:
    """What is said of it, and in which tone."""
    if checked.manifest is None:
        many = len(checked.faults)
        return ("One thing is wrong with it:" if many == 1 else f"{many} things are wrong with it:"), "error"
    if checked.taken:
        return checked.taken, "warning"
    manifest = checked.manifest
    told = f"This is a recipe: {manifest.name}. It sends your key to {manifest.agreement}, and nowhere else."
    return told, "muted"
