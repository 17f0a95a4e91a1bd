"""A field of a form: its name above, its editor, its help, and the error that concerns it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from aimonitor.ui.tokens import SPACE_1


def words(text: str = "", tone: str = "", *, bold: bool = False) -> QLabel:
    """A label of plain text that wraps; `tone`: "muted", "warning", "error" or ""."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("tone", tone)
    if bold:
        font = label.font()
        font.setBold(True)
        label.setFont(font)
    return label


def set_tone(label: QLabel, tone: str) -> None:
    """Give a label another tone."""
    if label.property("tone") != tone:
        label.setProperty("tone", tone)
        label.style().unpolish(label)
        label.style().polish(label)


class Field(QWidget):
    """One field. The error stands under the editor and is read out as its description."""

    def __init__(self, title: str, editor: QWidget, help_text: str = "", *, accessible: str = "") -> None:
        super().__init__()
        self.editor = editor
        self._help = help_text
        self._title = QLabel(title)
        self._title.setBuddy(editor.focusProxy() or editor)
        self._title.setVisible(bool(title))
        editor.setAccessibleName(accessible or title.replace("&", ""))
        self._note = words(help_text, "muted")
        self._error = words("", "error")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        for widget in (self._title, editor, self._note, self._error):
            layout.addWidget(widget)
        self._note.setVisible(bool(help_text))
        self._error.hide()
        editor.setAccessibleDescription(help_text)

    @property
    def error(self) -> str:
        """What is said to be wrong; "" when nothing is."""
        return self._error.text()

    def set_error(self, text: str) -> None:
        """Say what is wrong with it, or ("") that nothing is."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self.editor.setAccessibleDescription(text or self._note.text())

    def set_note(self, text: str, tone: str = "muted") -> None:
        """Say something about what is in it; "" brings the help back."""
        self._note.setText(text or self._help)
        set_tone(self._note, tone if text else "muted")
        self._note.setVisible(bool(self._note.text()))
        if not self.error:
            self.editor.setAccessibleDescription(self._note.text())
