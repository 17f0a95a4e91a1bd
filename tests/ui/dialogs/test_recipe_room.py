"""The recipe editor with little room: its form follows the keyboard, and what is typed stays whole."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from aimonitor.monitor.recipe_service import RecipeService
from aimonitor.providers.recipes.trial import Trial
from aimonitor.ui.dialogs.code_edit import CodeEdit
from aimonitor.ui.dialogs.recipe_editor import RecipeEditorDialog
from aimonitor.ui.tokens import SPACE_2
from tests.providers.recipes.samples import WHOLE
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


@pytest.fixture(params=[12, 22, 24])
def pixels(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[int]:
    """The size of the letters for the test."""
    before = qapp.font()
    font = QFont(before)
    font.setPixelSize(request.param)
    qapp.setFont(font)
    yield request.param
    qapp.setFont(before)


@pytest.mark.usefixtures("pixels")
def test_it_fits_on_a_small_screen_in_small_and_in_huge_letters(face: RecipeService, qtbot: QtBot) -> None:
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


@pytest.mark.usefixtures("pixels")
def test_save_is_in_sight_on_a_low_screen_whatever_is_wrong_with_the_recipe(
    face: RecipeService, qtbot: QtBot
) -> None:
    dialog = opened(face, qtbot, OWN)
    dialog.text.edit.setPlainText(WHOLE.replace("https", "http").replace("$.left", "left"))
    check(face, dialog)
    dialog.resize(900, 560)
    QApplication.processEvents()
    assert dialog.size().toTuple() == (900, 560)
    assert is_whole(dialog.save)
    places = {
        "figures[1].path": of_figure(dialog, "path").editor,
        "name": dialog.text.fields.entries["name"].editor,
    }
    for place, editor in places.items():
        dialog.found.made.setFocus()
        qtbot.waitUntil(partial(is_whole, dialog.found.made))
        assert dialog.text.fields.go_to(place)
        qtbot.waitUntil(partial(is_whole, editor))


@pytest.mark.usefixtures("pixels")
def test_why_nothing_was_made_of_an_answer_is_not_cut(dialog: RecipeEditorDialog, qtbot: QtBot) -> None:
    dialog.found.show_trial(Trial(answer="{}", problem="It is not what the recipe says. " * 12))
    dialog.resize(964, 740)
    error = next(one for one in dialog.findChildren(QLabel) if one.text() == dialog.found.made_field.error)
    qtbot.waitUntil(lambda: error.height() >= error.heightForWidth(error.width()))
    assert error.visibleRegion().boundingRect().top() == 0


def test_the_text_does_not_touch_the_tab_above_it(dialog: RecipeEditorDialog) -> None:
    dialog.text.tabs.setCurrentWidget(dialog.text.field)
    title = next(one for one in dialog.text.field.findChildren(QLabel) if one.text() == "&Recipe (TOML)")
    assert title.y() >= SPACE_2


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
