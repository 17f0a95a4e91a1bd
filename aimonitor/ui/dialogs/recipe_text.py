"""A recipe as fields and as text, and beneath both what is wrong with it or what it says.

The text is the truth: what is typed in a field is written into it at once, and every field is read from it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QTabWidget, QVBoxLayout, QWidget

from aimonitor.errors import ConfigError
from aimonitor.monitor.recipes import CheckedRecipe
from aimonitor.providers.recipes.form import ROLE, form_of, with_new_figure, with_role, with_typed
from aimonitor.providers.recipes.rewriting import with_rows_swapped, without_row
from aimonitor.ui.dialogs.code_edit import CodeEdit
from aimonitor.ui.dialogs.field import Field, set_tone, words
from aimonitor.ui.dialogs.following_area import FollowingArea
from aimonitor.ui.dialogs.recipe_fields import RecipeFields
from aimonitor.ui.dialogs.recipe_values import UseAs
from aimonitor.ui.tokens import SPACE_2

_REST = 250
"""Milliseconds after the last key until the text is checked."""
_LINE, _PLACE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_FAULT_LINES, _TEXT_LINES = 3, 7


class RecipeText(QWidget):
    """Says when the text is to be checked, and shows what was found.

    Signals:
        changed: the text is another one; what was found about it holds no more
        check_wanted: it has rested for a moment
        asked_anew: the service would be asked in another way now, or is another one
        figures_shown(object, int): these figures has it now, and the one in that row is chosen
    """

    changed = Signal()
    check_wanted = Signal()
    asked_anew = Signal()
    figures_shown = Signal(object, int)

    def __init__(self) -> None:
        super().__init__()
        self.edit = CodeEdit()
        self.edit.setMinimumHeight(self.edit.fontMetrics().lineSpacing() * _TEXT_LINES)
        self.field = Field("&Recipe (TOML)", self.edit)
        self.field.setContentsMargins(0, SPACE_2, 0, 0)
        self.fields = RecipeFields()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("The recipe as fields, or as text")
        self.area = FollowingArea(self.fields)
        self.tabs.addTab(self.area, "F&ields")
        self.tabs.addTab(self.field, "Te&xt")
        self.verdict = words("", "muted")
        self.faults = QListWidget()
        self.faults.setObjectName("Choices")
        self.faults.setAccessibleName("What is wrong with the recipe; Enter goes there")
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
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.verdict)
        layout.addWidget(self.faults)
        self._rest.timeout.connect(self.check_wanted)
        self.edit.textChanged.connect(self._change)
        self.faults.itemActivated.connect(self._go_to)
        self.faults.itemClicked.connect(self._go_to)
        self._connect_fields()

    def _connect_fields(self) -> None:
        fields, figures = self.fields, self.fields.figures
        fields.asked_anew.connect(self.asked_anew)
        figures.shown.connect(self.figures_shown)
        fields.edited.connect(
            lambda name, line: self._write(
                lambda: with_typed(self.text, name, line), lambda said: fields.refuse(name, said)
            )
        )
        figures.edited.connect(self._write_figure)
        figures.added.connect(self._add_figure)
        figures.removed.connect(lambda row: self._write(lambda: without_row(self.text, row), self.say))
        figures.moved.connect(
            lambda row, to: self._write(lambda: with_rows_swapped(self.text, row, to), self.say)
        )

    @property
    def shows_fields(self) -> bool:
        """Whether the fields are seen, and not the text."""
        return self.tabs.currentWidget() is not self.field

    def use(self, use: UseAs) -> None:
        """Put a path where it is wanted."""
        if use.row is not None:
            self.fields.figures.choose(use.row)
            self._write_figure(use.row, use.name, use.path)
        elif use.role:
            self._write(lambda: with_new_figure(self.text, use.role, **{use.name: use.path}), self.say)
            self.fields.figures.choose(self.fields.figures.list.topLevelItemCount())
        else:
            self._write(lambda: with_typed(self.text, use.name, use.path), self.say)
        self.area.show_later(self.fields.entry(use.name, of_figure=use.row is not None or bool(use.role)))

    def _write_figure(self, row: int, name: str, line: str) -> None:
        self._write(
            lambda: (
                with_role(self.text, row, line) if name == ROLE else with_typed(self.text, name, line, row)
            ),
            lambda said: self.fields.figures.refuse(row, name, said),
        )

    def _add_figure(self, role: str) -> None:
        self._write(lambda: with_new_figure(self.text, role), self.say)
        self.fields.figures.choose(self.fields.figures.list.topLevelItemCount())

    def _write(self, change: Callable[[], str], refused: Callable[[str], None]) -> None:
        """Let the text say what was typed; where it cannot be, it stays, and that is said."""
        try:
            self.edit.take(change())
        except ConfigError as error:
            refused(error.message)

    @property
    def text(self) -> str:
        """What stands in the editor."""
        return self.edit.toPlainText()

    def show_text(self, text: str) -> None:
        """Put this in its place, and have it checked at once."""
        self.edit.setPlainText(text)
        self._rest.stop()
        self.check_wanted.emit()

    def begin(self) -> None:
        """Another recipe was opened: nothing was tested, and what is typed first has the keyboard."""
        self.asked_anew.emit()
        self.fields.figures.outdate()
        (self.fields.entries["name"].editor if self.shows_fields else self.edit).setFocus()

    def show_checked(self, checked: CheckedRecipe) -> None:
        """Say what was found."""
        self.faults.clear()
        for sentence, line, place in zip(checked.faults, checked.lines, checked.places, strict=True):
            item = QListWidgetItem(sentence)
            item.setData(_LINE, line)
            item.setData(_PLACE, place)
            self.faults.addItem(item)
        self.faults.setVisible(bool(checked.faults))
        self.fields.show_checked(checked)
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
        self.fields.show_form(form_of(self.text))
        self.changed.emit()

    def _go_to(self, item: QListWidgetItem) -> None:
        line = item.data(_LINE)
        if line is not None:
            self.edit.go_to(int(line))
        if self.shows_fields and not self.fields.go_to(item.data(_PLACE)):
            self.tabs.setCurrentWidget(self.field)
            self.edit.setFocus()


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
