"""What the recipe editor is tried with: recipes, the room's answers, and hands for fields and values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QMenu, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from aimonitor.monitor.clock import SystemClock
from aimonitor.monitor.recipe_service import RecipeService
from aimonitor.monitor.recipe_shelf import Shelf, ShelvedRecipe
from aimonitor.monitor.recipes import check_recipe, try_answer
from aimonitor.providers.recipes.answer_tree import AnswerNode
from aimonitor.ui.dialogs.recipe_editor import RecipeEditorDialog
from aimonitor.ui.dialogs.recipe_entry import RecipeEntry
from tests.providers.recipes.samples import WHOLE

NEW = ShelvedRecipe(shelf=Shelf.NEW, title="A new recipe", text="")
OWN = ShelvedRecipe(
    shelf=Shelf.OWN,
    title="Acme",
    text=WHOLE,
    file="acme.toml",
    provider_type="acme",
    agreement="https://api.acme.example",
)
BOLT = replace(OWN, title="Bolt", file="bolt.toml", provider_type="bolt", text=WHOLE + "# bolt")
ANSWER = (
    b'{"left": 1234, "rows": [{"window": "week", "used": 1}, '
    b'{"window": "day", "used": 2, "max": 9}], "e": []}'
)


def opened(
    face: RecipeService, qtbot: QtBot, *texts: ShelvedRecipe, provider_type: str = "acme"
) -> RecipeEditorDialog:
    dialog = RecipeEditorDialog(face, environ={}, provider_type=provider_type)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    face.request_done.emit(last_asked(face, "shelf")[0], (NEW, *texts))
    return dialog


def check(face: RecipeService, dialog: RecipeEditorDialog, **changes: object) -> None:
    """Let the text be checked now, and answer as the room does."""
    dialog.text.check_wanted.emit()
    checked = check_recipe(dialog.text.text)
    if checked.manifest is not None:
        told = {"file": "acme.toml", "exists": True, **changes}
        checked = replace(checked, **told)
    face.request_done.emit(last_asked(face, "check")[0], checked)


def last_asked(face: RecipeService, name: str) -> tuple[Any, ...]:
    """The token and the arguments of the newest wish, which must be of that name."""
    token, what, arguments = face._waiting[-1]
    assert what == name
    return (token, *arguments)


def asked(face: RecipeService, name: str) -> bool:
    return any(one[1] == name for one in face._waiting)


def entry(dialog: RecipeEditorDialog, name: str) -> RecipeEntry:
    return dialog.text.fields.entries[name]


def of_figure(dialog: RecipeEditorDialog, name: str) -> RecipeEntry:
    return dialog.text.fields.figures.entries[name]


def type_into(one: RecipeEntry, text: str) -> None:
    """Key by key, in the place of what stands there."""
    editor = one.editor
    target = editor.lineEdit() if isinstance(editor, QComboBox) else editor
    assert target is not None
    QTest.keyClick(target, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(target, Qt.Key.Key_Delete)
    QTest.keyClicks(target, text)


def pick(one: RecipeEntry, value: str) -> None:
    box = one.editor
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def give(dialog: RecipeEditorDialog, answer: bytes = ANSWER) -> None:
    """Let a test find this answer."""
    dialog._hear_trial(try_answer(dialog.text.text, answer, SystemClock()))


def items(dialog: RecipeEditorDialog) -> Iterator[QTreeWidgetItem]:
    waiting = [dialog.found.values.tree.invisibleRootItem()]
    while waiting:
        item = waiting.pop()
        item.setExpanded(True)
        below = [item.child(number) for number in range(item.childCount())]
        waiting += [one for one in below if one is not None]
        yield from (one for one in below if one is not None)


def choose(dialog: RecipeEditorDialog, path: str) -> None:
    """Choose the value at that path in the tree."""
    for item in items(dialog):
        node = item.data(0, Qt.ItemDataRole.UserRole)
        if isinstance(node, AnswerNode) and node.path == path:
            dialog.found.values.tree.setCurrentItem(item)
            return
    pytest.fail(f"nothing at {path}")


def actions(menu: QMenu) -> dict[str, QAction]:
    """By their words, those of menus within it too."""
    found: dict[str, QAction] = {}
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            found |= {f"{action.text()} / {name}": one for name, one in actions(inner).items()}
        else:
            found[action.text()] = action
    return found


def ways(dialog: RecipeEditorDialog) -> dict[str, QAction]:
    dialog.found.values.menu.aboutToShow.emit()
    return actions(dialog.found.values.menu)
