"""What a test of a recipe found: each figure's own, and paths out of the answer."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
)
from pytestqt.qtbot import QtBot

from aimonitor.providers.recipes.answer_tree import AnswerNode
from aimonitor.providers.recipes.trial import Trial
from aimonitor.ui.dialogs.recipe_editor import RecipeEditorDialog
from aimonitor.ui.dialogs.recipe_figures import RecipeFigures
from tests.ui.dialogs.recipe_samples import (
    OWN,
    choose,
    entry,
    give,
    of_figure,
    pick,
    type_into,
    ways,
)
from tests.ui.hostile import HOSTILE_NAME


def last_test(figures: RecipeFigures, row: int) -> str:
    item = figures.list.topLevelItem(row)
    assert item is not None
    return item.text(2)


def test_each_figure_shows_what_it_gave_until_it_is_another(dialog: RecipeEditorDialog) -> None:
    figures = dialog.text.fields.figures
    dialog.text.edit.appendPlainText('[[figures]]\nrole = "cost"\nperiod = "today"\npath = "$.gone"\n')
    give(dialog)
    assert last_test(figures, 0) == "Balance (total): 1234 USD"
    assert last_test(figures, 1) == "$.gone is not in the answer."
    assert figures.gave.text() == "Balance (total): 1234 USD"
    figures.choose(1)
    assert figures.gave.text() == "$.gone is not in the answer."
    assert figures.gave.property("tone") == "error"
    type_into(of_figure(dialog, "path"), "$.left")
    assert figures.gave.text() == "Not tested since it was changed."
    assert last_test(figures, 0) == "Balance (total): 1234 USD"
    figures.up.click()
    assert last_test(figures, 1) == "Balance (total): 1234 USD"
    type_into(entry(dialog, "auth.scheme"), "Key")
    assert last_test(figures, 1) == ""


def test_a_value_of_the_answer_fills_the_chosen_figure(dialog: RecipeEditorDialog) -> None:
    give(dialog)
    values = dialog.found.values
    assert dialog.found.pages.currentWidget() is values
    choose(dialog, "$.rows[1].used")
    assert not values.by_value.isHidden()
    ways(dialog)["Money that is left: Place in the answer"].trigger()
    assert of_figure(dialog, "path").text() == "$.rows[?@.window == 'day'].used"
    values.by_value.click()
    ways(dialog)["Money that is left: Place in the answer"].trigger()
    assert of_figure(dialog, "path").text() == "$.rows[1].used"
    assert not values.note.isHidden()
    choose(dialog, "$.left")
    assert values.by_value.isHidden()


@pytest.mark.parametrize(
    ("way", "name"),
    [
        ("Money that is left: Place in the answer", "path"),
        ("What the answer says beside / Code of a failure", "answer.code"),
    ],
)
def test_the_form_scrolls_to_what_was_filled(
    dialog: RecipeEditorDialog, qtbot: QtBot, way: str, name: str
) -> None:
    dialog.resize(900, 500)
    dialog.show()
    give(dialog)
    choose(dialog, "$.left")
    shown = entry(dialog, name) if "." in name else of_figure(dialog, name)
    assert shown.visibleRegion().isEmpty()
    ways(dialog)[way].trigger()
    qtbot.waitUntil(lambda: not shown.visibleRegion().isEmpty())


def test_a_value_begins_a_new_figure_or_says_whether_the_answer_is_good(dialog: RecipeEditorDialog) -> None:
    give(dialog)
    choose(dialog, "$.rows[1].used")
    ways(dialog)["A new figure / A limit, and how much of it is used / Place of what is used"].trigger()
    assert dialog.text.fields.figures.row == 1
    choose(dialog, "$.rows[1].max")
    ways(dialog)["Limit: Place of the limit"].trigger()
    choose(dialog, "$.left")
    ways(dialog)["Another figure / Money that is left / Place in the answer"].trigger()
    give(dialog)
    assert last_test(dialog.text.fields.figures, 1) == "Limit: 2 of 9 (count)"
    choose(dialog, "$.left")
    ways(dialog)["What the answer says beside / Name of the plan"].trigger()
    assert entry(dialog, "answer.plan").text() == "$.left"
    assert dialog.found.values.tree.topLevelItemCount() == 3


def test_what_is_no_single_value_cannot_be_used(dialog: RecipeEditorDialog) -> None:
    values = dialog.found.values
    assert not values.use.isEnabled()
    give(dialog)
    for path in ("$.rows", "$.rows[0]", "$.e"):
        choose(dialog, path)
        assert not values.use.isEnabled()
    choose(dialog, "$.left")
    assert values.use.isEnabled()


def test_the_values_go_when_something_else_would_be_asked(dialog: RecipeEditorDialog) -> None:
    give(dialog)
    type_into(of_figure(dialog, "path"), "$.b")
    assert dialog.found.values.tree.topLevelItemCount() == 3
    type_into(entry(dialog, "request.path"), "/v2")
    assert dialog.found.values.tree.topLevelItemCount() == 0
    assert dialog.found.values.note.text().startswith("Test it")


def test_in_the_text_the_answer_stands_first(dialog: RecipeEditorDialog) -> None:
    dialog.text.tabs.setCurrentWidget(dialog.text.field)
    give(dialog)
    assert dialog.found.pages.currentWidget() is dialog.found.answer


def test_another_recipe_takes_what_was_found_with_it(dialog: RecipeEditorDialog) -> None:
    give(dialog)
    dialog._open(replace(OWN, title="Other"))
    assert dialog.found.values.tree.topLevelItemCount() == 0
    assert dialog.text.fields.figures.gave.isHidden()


def test_branches_are_filled_when_they_are_opened(dialog: RecipeEditorDialog) -> None:
    children = tuple(
        AnswerNode(
            name=f"n{at}",
            value="1 field",
            path=f"$.n{at}",
            children=(AnswerNode(name="x", value="1", path="$.x", is_value=True),),
        )
        for at in range(100)
    )
    tree = AnswerNode(name="", value="", path="$", children=children, left_out=7)
    dialog._hear_trial(Trial(answer="{}", tree=tree))
    shown = dialog.found.values.tree
    assert shown.topLevelItemCount() == 101
    rest, last = shown.topLevelItem(100), shown.topLevelItem(99)
    assert rest is not None
    assert last is not None
    assert rest.text(0) == "… and 7 more"
    assert last.childCount() == 0
    last.setExpanded(True)
    assert last.childCount() == 1


@pytest.mark.parametrize(
    "text",
    [HOSTILE_NAME, "\u202ekey\x07", "x" * 10_000, "وكيل — مزود", "&&&", "", "\x00"],
    ids=["marks", "turned", "endless", "right to left", "letters", "empty", "null"],
)
def test_hostile_texts_are_shown_plain(dialog: RecipeEditorDialog, text: str) -> None:
    pick(of_figure(dialog, "role"), "left")
    line = of_figure(dialog, "name").editor
    assert isinstance(line, QLineEdit)
    line.setText(text)
    node = AnswerNode(name=text, value=text, path="$.a", is_value=True)
    dialog._hear_trial(Trial(answer=text, tree=AnswerNode(name="", value="", children=(node,))))
    choose(dialog, "$.a")
    assert ways(dialog)
    assert all(
        label.textFormat() is Qt.TextFormat.PlainText
        for label in dialog.text.fields.findChildren(QLabel)
        if not label.buddy()
    )
    assert dialog.minimumSizeHint().width() < 1280
