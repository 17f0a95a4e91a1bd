"""What a test of a recipe found: the answer as it came, beside what the recipe made of it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from aimonitor.providers.recipes.trial import Trial
from aimonitor.ui.dialogs.code_edit import CodeEdit
from aimonitor.ui.dialogs.field import Field
from aimonitor.ui.dialogs.sizes import scaled_px
from aimonitor.ui.tokens import SPACE_3

_LEAST, _MOST = 90, 180
_NO_ANSWER = "There was no answer."
_NOTHING = "The recipe made nothing of it: no figure stands in this answer."


class RecipeFound(QWidget):
    """Two texts to read, side by side; both plain."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = CodeEdit()
        self.made = QPlainTextEdit()
        self.answer_field = Field("The &answer of the service", self.answer)
        self.made_field = Field("What the reci&pe makes of it", self.made)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_3)
        for field, edit in ((self.answer_field, self.answer), (self.made_field, self.made)):
            edit.setReadOnly(True)
            edit.setTabChangesFocus(True)
            row.addWidget(field, 1)
        self.setMinimumHeight(scaled_px(self, _LEAST))
        self.setMaximumHeight(scaled_px(self, _MOST))
        self.outdate()

    def outdate(self) -> None:
        """What was found is of another text."""
        self.answer.setPlainText("")
        self.made.setPlainText("")
        self.answer.setPlaceholderText("Test it, and the answer stands here, without your key.")
        self.made.setPlaceholderText("A line for each figure, and for what could not be read.")
        self.made_field.set_error("")

    def show_trial(self, trial: Trial) -> None:
        """Show both texts."""
        self.answer.setPlainText(trial.answer)
        self.answer.setPlaceholderText(_NO_ANSWER)
        self.made.setPlainText("\n".join(trial.made))
        self.made.setPlaceholderText("" if trial.problem else _NOTHING)
        self.made_field.set_error(trial.problem)
