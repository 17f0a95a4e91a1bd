"""A line for a key or another secret: masked, trimmed when pasted, shown only while its eye is pressed in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QFocusEvent, QIcon
from PySide6.QtWidgets import QLineEdit

from aimonitor import resources
from aimonitor.domain.secret import Secret


class KeyEdit(QLineEdit):
    """Screen readers, drags and the clipboard get nothing of a masked key; Qt sees to that."""

    def __init__(self, what: str = "key") -> None:
        super().__init__()
        self._what = what
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._eye = QAction(QIcon(str(resources.path("icons", "show.svg"))), f"Show the {what}", self)
        self._eye.setCheckable(True)
        self._eye.setToolTip(f"Show the {what}")
        self._eye.toggled.connect(self._show)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self.textEdited.connect(self._trim)

    def secret(self) -> Secret:
        """The key as typed, without white space around it."""
        return Secret(self.text())

    def forget(self) -> None:
        """Empty the line and its undo history."""
        self.setText("")
        self._eye.setChecked(False)

    def changeEvent(self, event: QEvent) -> None:
        """Hide the key when its window is left."""
        if event.type() is QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._eye.setChecked(False)
        super().changeEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the key when the line is left for another."""
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._eye.setChecked(False)
        super().focusOutEvent(event)

    def _show(self, shown: bool) -> None:  # noqa: FBT001 - a signal's shape
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        words = f"{'Hide' if shown else 'Show'} the {self._what}"
        self._eye.setText(words)
        self._eye.setToolTip(words)

    def _trim(self, text: str) -> None:
        if text != text.strip():
            self.setText(text.strip())
