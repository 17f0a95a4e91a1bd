"""What dialogs have in common that ask the monitor for something and wait for its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from aimonitor.errors import AppError
from aimonitor.monitor.service import MonitorService
from aimonitor.monitor.wishes import Wishes
from aimonitor.ui.tokens import SPACE_2

Answer = Callable[[object], None]
F = TypeVar("F", bound=Wishes)


class AskingDialog(QDialog, Generic[F]):
    """`service`: the face that is asked. Opened with `open()`, window-modal, deleted when closed.

    It never blocks the event loop. While an answer is awaited, Escape and Cancel give up waiting; a
    later answer is passed over.
    """

    def __init__(self, title: str, service: F, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.service = service
        self._token = 0
        self._then: Answer | None = None
        service.request_done.connect(self._hear)
        if isinstance(service, MonitorService):
            service.key_tested.connect(self._hear)
        self.busy_words = QLabel()
        self.busy_words.setTextFormat(Qt.TextFormat.PlainText)
        self.busy_bar = QProgressBar()
        self.busy_bar.setRange(0, 0)
        self.busy_bar.setTextVisible(False)
        self.busy_bar.setFixedSize(72, 6)
        self._show_busy("")

    def last_row(self, *buttons: QPushButton) -> QHBoxLayout:
        """How it goes on the left, the ways out on the right."""
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(self.busy_bar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.busy_words)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        return row

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._then is not None

    def wait_for(self, token: int, doing: str, then: Answer) -> None:
        """Say what is being `doing` until `token` is answered, then call `then` with the answer."""
        self._token, self._then = token, then
        self._show_busy(doing)
        self.show_busy_state()

    def give_up_waiting(self) -> None:
        """Pass over the answer that is awaited."""
        self._then = None
        self._show_busy("")
        self.show_busy_state()

    def show_busy_state(self) -> None:
        """Called when waiting begins and ends: override to switch controls off and on."""

    def reject(self) -> None:
        """Escape and Cancel: first give up waiting, then close."""
        if self.busy:
            self.give_up_waiting()
        else:
            super().reject()

    def _hear(self, token: int, answer: object) -> None:
        if self._then is None or token != self._token:
            return
        then = self._then
        self.give_up_waiting()
        then(answer)

    def _show_busy(self, doing: str) -> None:
        self.busy_words.setText(doing)
        self.busy_words.setVisible(bool(doing))
        self.busy_bar.setVisible(bool(doing))


def as_error(answer: object) -> AppError | None:
    """The fault that an answer is, if it is one."""
    return answer if isinstance(answer, AppError) else None


def primary(button: QPushButton) -> QPushButton:
    """The one button that goes on: Enter presses it."""
    button.setDefault(True)
    button.setProperty("primary", "true")
    return button
