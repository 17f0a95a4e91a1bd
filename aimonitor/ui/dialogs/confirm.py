"""Asking before something is deleted: what goes, what stays, and a way back that is the default."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from aimonitor.ui.dialogs.asking import AskingDialog, F, as_error
from aimonitor.ui.dialogs.field import words
from aimonitor.ui.dialogs.problem_words import placed
from aimonitor.ui.dialogs.sizes import give_width
from aimonitor.ui.theme import scaled
from aimonitor.ui.tokens import SPACE_3, SPACE_4

_WIDTH = 460


class ConfirmDialog(AskingDialog[F]):
    """`question`: its heading; `told`: what goes and what stays; `go`: the button that does it."""

    def __init__(
        self,
        title: str,
        service: F,
        *,
        question: str,
        told: str,
        go: str,
        parent: QWidget | None,
    ) -> None:
        super().__init__(title, service, parent)
        self.question = words(question, bold=True)
        self.question.setFont(scaled(self.font(), 1.2, bold=True))
        self.told = words(told)
        self.problem = words("", "error")
        self.problem.hide()
        self.cancel = QPushButton("&Cancel")
        self.cancel.setDefault(True)
        self.go = QPushButton(go)
        self.go.setProperty("danger", "true")
        self.go.setAutoDefault(False)
        self._lay_out()
        self.cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self._ask)
        self.cancel.setFocus()

    doing = "Removing…"
    """What is said while it is carried out."""

    @abstractmethod
    def carry_out(self) -> int:
        """Ask for it to be done; the token of the wish."""

    def more(self) -> tuple[QWidget, ...]:
        """What stands below the words: override."""
        return ()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        for widget in (self.question, self.told, *self.more(), self.problem):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(self.last_row(self.go, self.cancel))
        give_width(self, _WIDTH)

    def show_busy_state(self) -> None:
        """As `AskingDialog`."""
        self.go.setEnabled(not self.busy)

    def hear_done(self, answer: object) -> None:
        """How it ended: close, or say what is wrong."""
        error = as_error(answer)
        if error is None:
            self.accept()
        else:
            self.show_problem(placed(error)[1])

    def show_problem(self, text: str) -> None:
        """Say what is wrong."""
        self.problem.setText(text)
        self.problem.show()

    def _ask(self) -> None:
        self.problem.hide()
        self.wait_for(self.carry_out(), self.doing, self.hear_done)
