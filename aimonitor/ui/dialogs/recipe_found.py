"""What a test of a recipe found: the answer, as it came or value by value, and what the recipe made of it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTabWidget, QWidget

from aimonitor.providers.recipes.trial import Trial
from aimonitor.ui.dialogs.code_edit import CodeEdit
from aimonitor.ui.dialogs.field import Field
from aimonitor.ui.dialogs.recipe_values import RecipeValues
from aimonitor.ui.dialogs.scrolled import scrolled
from aimonitor.ui.dialogs.sizes import scaled_px
from aimonitor.ui.tokens import SPACE_3

_LEAST = 130
_FEWEST_LINES = 2
_NO_ANSWER = "There was no answer."
_NOTHING = "The recipe made nothing of it: no figure stands in this answer."


class RecipeFound(QWidget):
    """Side by side, as plain text. The values stay for as long as the same is asked of the service."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = CodeEdit()
        self.made = _Made()
        self.values = RecipeValues()
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.setAccessibleName("The answer of the service")
        self.pages.addTab(self.answer, "The &answer")
        self.pages.addTab(self.values, "Its &values")
        self.answer.setAccessibleName("The answer of the service")
        self.made_field = Field("What the reci&pe makes of it", self.made)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_3)
        for place, edit in ((self.pages, self.answer), (scrolled(self.made_field), self.made)):
            edit.setReadOnly(True)
            edit.setTabChangesFocus(True)
            row.addWidget(place, 1)
        self.setMinimumHeight(scaled_px(self, _LEAST))
        self.outdate()

    def outdate(self) -> None:
        """What was found is of another text."""
        self.answer.setPlainText("")
        self.made.setPlainText("")
        self.answer.setPlaceholderText("Test it, and the answer stands here, without your key.")
        self.made.setPlaceholderText("A line for each figure, and for what could not be read.")
        self.made_field.set_error("")
        self.values.outdate()

    def show_trial(self, trial: Trial, *, by_value: bool = False) -> None:
        """Show all of it; `by_value`: that page first, where there is something on it."""
        self.values.show_tree(trial.tree)
        self.pages.setCurrentWidget(self.values if by_value and trial.tree is not None else self.answer)
        self.answer.setPlainText(trial.answer)
        self.answer.setPlaceholderText(_NO_ANSWER)
        self.made.setPlainText("\n".join(trial.made))
        self.made.setPlaceholderText("" if trial.problem else _NOTHING)
        self.made_field.set_error(trial.problem)


class _Made(QPlainTextEdit):
    """As high as there is room for beside the reason why nothing, or not all, was made."""

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.fontMetrics().lineSpacing() * _FEWEST_LINES)
