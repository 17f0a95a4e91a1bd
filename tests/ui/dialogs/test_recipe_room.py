"""The recipe editor with little room: its form follows the keyboard, and what is typed stays whole."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from aimonitor.monitor.recipe_service import RecipeService
from aimonitor.ui.dialogs.code_edit import CodeEdit
from aimonitor.ui.dialogs.recipe_editor import RecipeEditorDialog
from tests.ui.dialogs.recipe_samples import OWN, check, give, of_figure, opened


def is_whole(editor: QWidget) -> bool:
    """Whether all of it is seen."""
    return editor.visibleRegion().boundingRect().height() == editor.height()


def test_the_form_scrolls_to_what_gets_the_keyboard(dialog: RecipeEditorDialog, qtbot: QtBot) -> None:
    dialog.resize(740, 700)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    bar = dialog.text.area.verticalScrollBar()
    editors = {
        "figures[1].stops_at_zero": of_figure(dialog, "stops_at_zero").editor,
        "name": dialog.text.fields.entries["name"].editor,
    }
    for place, editor in editors.items():
        assert dialog.text.fields.go_to(place)
        qtbot.waitUntil(partial(is_whole, editor))
    assert bar.value() < bar.maximum()


@pytest.mark.parametrize("pixels", [12, 24])
def test_it_fits_on_a_small_screen_in_small_and_in_huge_letters(
    face: RecipeService, qtbot: QtBot, pixels: int
) -> None:
    before = QApplication.font()
    font = QFont(before)
    font.setPixelSize(pixels)
    QApplication.setFont(font)
    try:
        dialog = opened(face, qtbot, OWN)
        check(face, dialog)
        give(dialog)
        dialog.resize(1220, 740)
        QApplication.processEvents()
        assert dialog.minimumSizeHint().height() <= 740
        assert dialog.minimumSizeHint().width() <= 1220
        area = dialog.text.area
        assert area.horizontalScrollBar().maximum() == 0
        assert area.viewport().height() > 2 * dialog.text.fields.entries["name"].editor.height()
    finally:
        QApplication.setFont(before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\nc", "a\nX\nc"),
        ("", "a"),
        ("a", ""),
        ("aaa", "aa"),
        ("😀 a = 1 😀", "😀 a = 2 😀"),
        ("😀", "😁"),
        ("x😀y😀z", "x😀😀z"),
    ],
)
def test_only_what_differs_is_replaced_and_can_be_undone(qtbot: QtBot, before: str, after: str) -> None:
    edit = CodeEdit()
    qtbot.addWidget(edit)
    edit.setPlainText(before)
    edit.take(after)
    assert edit.toPlainText() == after
    edit.undo()
    assert edit.toPlainText() == before


def test_taking_the_same_text_is_no_change(qtbot: QtBot) -> None:
    edit = CodeEdit()
    qtbot.addWidget(edit)
    edit.setPlainText("a")
    with qtbot.assertNotEmitted(edit.textChanged):
        edit.take("a")
    assert not edit.document().isUndoAvailable()


def test_the_cursor_of_the_text_stays_where_it_is_written_elsewhere(dialog: RecipeEditorDialog) -> None:
    edit = dialog.text.edit
    edit.go_to(3)
    line = edit.textCursor().block().text()
    edit.take(edit.toPlainText().replace("$.left", "$.somewhere.else"))
    assert edit.textCursor().block().text() == line
    assert edit.focusPolicy() is not Qt.FocusPolicy.NoFocus
