"""A question within a dialog, where another dialog would hide what it is about."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from aimonitor.ui.dialogs.field import words
from aimonitor.ui.tokens import SPACE_2


class QuestionBar(QFrame):
    """Hidden until something is asked. The way back is "No", and has the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("Banner")
        self.setProperty("tone", "warning")
        self.question = words()
        self.yes = QPushButton()
        self.yes.setProperty("danger", "true")
        self.no = QPushButton("&No, go back")
        self._then: Callable[[], None] | None = None
        self._otherwise: Callable[[], None] | None = None
        self._before: QWidget | None = None
        for button in (self.yes, self.no):
            button.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        row.addWidget(self.question, 1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        self.yes.clicked.connect(lambda: self._answer(yes=True))
        self.no.clicked.connect(lambda: self._answer(yes=False))
        self.hide()

    @property
    def asks(self) -> bool:
        """Whether an answer is awaited."""
        return self._then is not None

    def ask(
        self, question: str, go: str, then: Callable[[], None], otherwise: Callable[[], None] | None = None
    ) -> None:
        """Ask; `go` is what the button says that calls `then`."""
        self._before = self.window().focusWidget()
        self._then, self._otherwise = then, otherwise
        self.question.setText(question)
        self.yes.setText(go)
        self.yes.setAccessibleDescription(question)
        self.no.setAccessibleDescription(question)
        self.show()
        self.no.setFocus()

    def take_back(self) -> None:
        """As if the user had said no."""
        if self.asks:
            self._answer(yes=False)

    def _answer(self, *, yes: bool) -> None:
        chosen = self._then if yes else self._otherwise
        self._then = self._otherwise = None
        self.hide()
        if self._before is not None:
            self._before.setFocus()
        if chosen is not None:
            chosen()
