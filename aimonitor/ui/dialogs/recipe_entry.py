"""One field of a recipe's form: its editor, and when the user has typed something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from aimonitor.errors import ConfigError
from aimonitor.providers.recipes.form import CHOICES, ROLES, typed
from aimonitor.providers.recipes.typed import YES, Typed, read
from aimonitor.ui.dialogs.field import Field
from aimonitor.ui.dialogs.recipe_labels import CHOICE_WORDS, Label
from aimonitor.ui.dialogs.recipe_labels import ROLES as ROLE_WORDS
from aimonitor.ui.dialogs.sizes import shrinkable
from aimonitor.ui.tokens import SPACE_2, SPACE_3

_MANY_LINES = frozenset({Typed.PARAMETERS, Typed.HEADERS, Typed.JSON})
_WIDE = frozenset({"base_url", "summary", "auth.refused", "auth.forbidden"})
_LINES = 3
_SUGGESTED = {"auth.scheme": ("Bearer", "Token", "Key", "none"), "scale": CHOICES["scale"]}
_MOST_TYPED = 4000

Editor = QLineEdit | QComboBox | QCheckBox | QPlainTextEdit


class RecipeEntry(QWidget):
    """Shows what the text says, and what of it is wrong.

    Signals:
        edited(str, str): the user typed this into the field of that name
    """

    edited = Signal(str, str)

    def __init__(self, name: str, label: Label) -> None:
        super().__init__()
        self.name = name
        self._shown: tuple[str, str] | None = None
        self._is_refused = self._is_showing = False
        self.editor = _editor(name, label)
        is_tick = isinstance(self.editor, QCheckBox)
        accessible = label.title.replace("&", "")
        self.field = Field("" if is_tick else label.title, self.editor, label.told, accessible=accessible)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.field)
        layout.addStretch(1)
        _connect(self.editor, self)

    def text(self) -> str:
        """What stands in it."""
        editor = self.editor
        if isinstance(editor, QCheckBox):
            return YES if editor.isChecked() else ""
        if isinstance(editor, QComboBox):
            return editor.currentText() if editor.isEditable() else str(editor.currentData() or "")
        return editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()

    def show_text(self, text: str, default: str = "") -> None:
        """Show what the text of the recipe says; `default`: what a choice stands at that it does not name.

        What is typed just now, and says the same, stays as it is typed.
        """
        if (text, default) == self._shown:
            return
        self._shown, self._is_refused = (text, default), False
        self.field.set_error("")
        if not self._says(text):
            self._is_showing = True
            _show(self.editor, text or default)
            self._is_showing = False

    def _says(self, text: str) -> bool:
        """Whether what stands here means the same."""
        how = typed(self.name)
        try:
            return bool(self.text()) and read(how, self.text()) == read(how, text)
        except ConfigError:
            return False

    def show_fault(self, words: str) -> None:
        """What the check says of it; what could not even be written down stays said."""
        if not self._is_refused:
            self.field.set_error(words)

    def refuse(self, words: str) -> None:
        """What is typed cannot be written down: the text of the recipe stays as it is."""
        self._is_refused = True
        self.field.set_error(words)

    def emit_edited(self) -> None:
        """Tell what the user typed."""
        if self._is_showing:
            return
        if self._is_refused:
            self._is_refused = False
            self.field.set_error("")
        self.edited.emit(self.name, self.text())


class TwoColumns(QWidget):
    """Entries side by side, two to a row; those of many lines have a row of their own."""

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_3)
        self._grid.setVerticalSpacing(SPACE_2)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)

    def lay(self, entries: Iterable[RecipeEntry], shown: Iterable[str]) -> None:
        """Show those of these names, in that order, and hide the others. Tab goes the same way."""
        names = tuple(shown)
        if names == self._names:
            return
        self._names = names
        known = {entry.name: entry for entry in entries}
        for entry in known.values():
            self._grid.removeWidget(entry)
            entry.setParent(self)
        row, column, before = 0, 0, None
        for name in names:
            entry = known[name]
            is_wide = name in _WIDE or isinstance(entry.editor, QPlainTextEdit)
            row, column = (row + 1, 0) if is_wide and column else (row, column)
            self._grid.addWidget(entry, row, column, 1, 2 if is_wide else 1)
            row, column = (row + 1, 0) if is_wide or column else (row, 1)
            if before is not None:
                QWidget.setTabOrder(before.editor, entry.editor)
            before = entry
        for name, entry in known.items():
            entry.setVisible(name in names)


def entries_of(labels: Mapping[str, Label]) -> dict[str, RecipeEntry]:
    """One for each label."""
    return {name: RecipeEntry(name, label) for name, label in labels.items()}


def row_of(*widgets: QWidget) -> QHBoxLayout:
    """Widgets beside each other, the rest empty."""
    row = QHBoxLayout()
    row.setSpacing(SPACE_2)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _editor(name: str, label: Label) -> Editor:
    how = typed(name)
    if how is Typed.FLAG:
        return QCheckBox(label.title)
    if how in _MANY_LINES:
        lines = QPlainTextEdit()
        lines.setTabChangesFocus(True)
        lines.setPlaceholderText(label.hint)
        lines.setFixedHeight(lines.fontMetrics().lineSpacing() * _LINES + 2 * SPACE_2)
        return lines
    if name in _SUGGESTED:
        box = shrinkable(QComboBox())
        box.setEditable(True)
        line = box.lineEdit()
        if line is not None:  # an editable one has it
            _prepare(line, label)
        box.addItems([one for one in _SUGGESTED[name] if one])
        box.setCurrentIndex(-1)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        return box
    choices = ROLES if name == "role" else CHOICES.get(name)
    if choices is not None:
        return _choice(name, choices)
    return _prepare(QLineEdit(), label)


def _prepare(line: QLineEdit, label: Label) -> QLineEdit:
    line.setMaxLength(_MOST_TYPED)
    line.setPlaceholderText(label.hint)
    return line


def _choice(name: str, choices: Iterable[str]) -> QComboBox:
    box = shrinkable(QComboBox())
    words = ROLE_WORDS if name == "role" else CHOICE_WORDS.get(name, {})
    for value in choices:
        box.addItem(words.get(value, value.replace("_", " ")), value)
    box.setPlaceholderText("Choose one")
    return box


def _connect(editor: Editor, entry: RecipeEntry) -> None:
    """Tell what the user changed; what the form shows by itself is not told."""
    if isinstance(editor, QCheckBox):
        editor.toggled.connect(entry.emit_edited)
    elif isinstance(editor, QComboBox) and not editor.isEditable():
        editor.activated.connect(entry.emit_edited)
    elif isinstance(editor, QComboBox):
        editor.currentTextChanged.connect(entry.emit_edited)
    else:
        editor.textChanged.connect(entry.emit_edited)


def _show(editor: Editor, text: str) -> None:
    if isinstance(editor, QCheckBox):
        editor.setChecked(bool(text))
    elif isinstance(editor, QComboBox) and not editor.isEditable():
        editor.setCurrentIndex(editor.findData(text))
    elif isinstance(editor, QComboBox):
        editor.setCurrentText(text)
    elif isinstance(editor, QPlainTextEdit):
        editor.setPlainText(text)
    else:
        editor.setText(text)
