"""The recipe editor's fields: one text with the other tab, nothing lost, and each fault at its field."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from aimonitor.monitor.recipe_service import RecipeService
from aimonitor.providers.recipes.form import FIGURE_FIELDS, ROLES, SERVICE_FIELDS
from aimonitor.ui.dialogs.recipe_editor import RecipeEditorDialog
from aimonitor.ui.dialogs.recipe_labels import FIGURE_LABELS, LABELS
from aimonitor.ui.dialogs.recipe_labels import ROLES as ROLE_WORDS
from tests.providers.recipes.samples import WHOLE
from tests.providers.recipes.test_page import EXAMPLES
from tests.ui.dialogs.recipe_samples import (
    OWN,
    actions,
    check,
    entry,
    last_asked,
    of_figure,
    opened,
    pick,
    type_into,
)


def test_the_fields_show_what_the_text_says(dialog: RecipeEditorDialog) -> None:
    assert dialog.text.shows_fields
    assert entry(dialog, "name").text() == "Acme"
    assert entry(dialog, "request.method").text() == "GET"
    assert of_figure(dialog, "path").text() == "$.left"
    assert of_figure(dialog, "role").text() == "balance"
    assert of_figure(dialog, "part").text() == "total"
    assert not dialog.changed


def test_what_is_typed_in_a_field_is_in_the_text_at_once(dialog: RecipeEditorDialog) -> None:
    type_into(entry(dialog, "name"), 'A "new" one')
    assert dialog.text.text == WHOLE.replace('"Acme"', '"A \\"new\\" one"')
    assert dialog.changed
    assert not dialog.save.isEnabled()
    type_into(of_figure(dialog, "path"), "$.b")
    pick(of_figure(dialog, "sign"), "negative")
    assert dialog.text.text.endswith('path = "$.b"\nsign = "negative"\n')


def test_what_is_typed_in_the_text_is_in_the_fields_at_once(dialog: RecipeEditorDialog) -> None:
    dialog.text.edit.setPlainText(WHOLE.replace('"Acme"', '"Other"').replace("$.left", "$.right"))
    assert entry(dialog, "name").text() == "Other"
    assert of_figure(dialog, "path").text() == "$.right"


def test_a_field_is_checked_as_the_text_is_and_its_fault_stands_beside_it(
    dialog: RecipeEditorDialog,
    face: RecipeService,
    qtbot: QtBot,
) -> None:
    with qtbot.waitSignal(dialog.text.check_wanted):
        type_into(entry(dialog, "base_url"), "http://acme.example")
    check(face, dialog)
    assert "https" in entry(dialog, "base_url").field.error
    assert entry(dialog, "base_url").editor.accessibleDescription() == entry(dialog, "base_url").field.error
    assert not dialog.save.isEnabled()
    type_into(entry(dialog, "base_url"), "https://acme.example")
    check(face, dialog)
    assert entry(dialog, "base_url").field.error == ""
    assert dialog.save.isEnabled()


@pytest.mark.parametrize(
    ("name", "line"),
    [("every_minutes", "soon"), ("scale", "much"), ("path", "left"), ("currency", "coins")],
)
def test_a_value_that_does_not_fit_is_told_at_its_field(
    dialog: RecipeEditorDialog,
    face: RecipeService,
    name: str,
    line: str,
) -> None:
    known = dialog.text.fields.figures.entries if name in FIGURE_LABELS else dialog.text.fields.entries
    type_into(known[name], line)
    check(face, dialog)
    assert known[name].field.error
    assert not known[name].isHidden()
    assert known[name].text() == line


def test_a_fault_leads_to_its_field_though_it_is_one_of_those_seldom_needed(
    dialog: RecipeEditorDialog,
    face: RecipeService,
) -> None:
    dialog.text.edit.setPlainText("every_minutes = 0\n" + WHOLE.replace("$.left", "left"))
    check(face, dialog)
    dialog.show()
    for row, editor in ((0, entry(dialog, "every_minutes").editor), (1, of_figure(dialog, "path").editor)):
        dialog.text.faults.setCurrentRow(row)
        QTest.keyClick(dialog.text.faults, Qt.Key.Key_Return)
        assert dialog.focusWidget() is editor
        assert editor.isVisible()


def test_a_fault_without_a_field_leads_to_its_line(dialog: RecipeEditorDialog, face: RecipeService) -> None:
    dialog.text.edit.setPlainText(WHOLE + '\n[[options]]\nid = "T"\nlabel = "T"\n')
    check(face, dialog)
    dialog.text.faults.setCurrentRow(0)
    QTest.keyClick(dialog.text.faults, Qt.Key.Key_Return)
    assert not dialog.text.shows_fields
    assert dialog.text.edit.textCursor().block().text() == 'id = "T"'


def test_a_text_that_is_no_toml_lets_the_fields_rest_and_says_why(
    dialog: RecipeEditorDialog,
    face: RecipeService,
) -> None:
    dialog.text.edit.setPlainText(WHOLE.replace('"acme"', '"acme'))
    check(face, dialog)
    assert not entry(dialog, "name").editor.isEnabled()
    assert not dialog.text.fields.no_toml.isHidden()
    assert "not valid TOML" in dialog.text.faults.item(0).text()
    assert dialog.text.edit.faulty == {2}, "the tab Text shows where, as is said"
    dialog.text.edit.setPlainText(WHOLE)
    assert entry(dialog, "name").editor.isEnabled()
    assert dialog.text.fields.no_toml.isHidden()


def test_what_cannot_be_written_down_is_said_and_the_text_stays(dialog: RecipeEditorDialog) -> None:
    pick(entry(dialog, "request.method"), "POST")
    body = entry(dialog, "request.body")
    assert not body.isHidden()
    before = dialog.text.text
    type_into(body, '{"a"')
    assert body.field.error.startswith("This is no JSON")
    assert dialog.text.text == before
    assert body.text() == '{"a"'
    QTest.keyClicks(body.editor, ": 1}")
    assert body.field.error == ""
    assert "body = { a = 1 }" in dialog.text.text
    assert body.text() == '{"a": 1}'


def test_parameters_of_a_get_and_the_body_of_a_post_change_places(dialog: RecipeEditorDialog) -> None:
    params, body = entry(dialog, "request.params"), entry(dialog, "request.body")
    assert (params.isHidden(), body.isHidden()) == (False, True)
    type_into(params, "from={month_start}")
    assert 'params = { from = "{month_start}" }' in dialog.text.text
    pick(entry(dialog, "request.method"), "POST")
    assert (params.isHidden(), body.isHidden()) == (False, False)
    type_into(params, "")
    assert "params" not in dialog.text.text
    assert (params.isHidden(), body.isHidden()) == (True, False)


def test_the_cursor_and_the_typed_form_stay_while_the_text_follows(dialog: RecipeEditorDialog) -> None:
    codes = entry(dialog, "answer.refused_codes")
    type_into(codes, "1,2 ,")
    assert codes.text() == "1,2 ,"
    assert "refused_codes = [1, 2]" in dialog.text.text
    name = entry(dialog, "name").editor
    assert isinstance(name, QLineEdit)
    name.setCursorPosition(1)
    QTest.keyClicks(name, "xy")
    assert name.cursorPosition() == 3
    assert name.text() == "Axycme"


def test_what_a_field_wrote_can_be_undone_in_the_text(dialog: RecipeEditorDialog) -> None:
    type_into(entry(dialog, "id"), "bolt")
    while dialog.text.edit.document().isUndoAvailable():
        dialog.text.edit.undo()
    assert dialog.text.text == WHOLE
    assert entry(dialog, "id").text() == "acme"


def test_figures_are_added_moved_and_taken_out(dialog: RecipeEditorDialog, face: RecipeService) -> None:
    figures = dialog.text.fields.figures
    menu = figures.add.menu()
    assert isinstance(menu, QMenu)
    actions(menu)[ROLE_WORDS["limit"]].trigger()
    assert figures.row == 1
    assert not of_figure(dialog, "used").isHidden()
    assert of_figure(dialog, "path").isHidden()
    check(face, dialog)
    assert "names two of" in figures.whole.text()
    figures.up.click()
    assert figures.row == 0
    assert dialog.text.text.index('"limit"') < dialog.text.text.index('"balance"')
    figures.down.click()
    assert figures.row == 1
    assert not figures.down.isEnabled()
    figures.remove.click()
    assert dialog.text.text == WHOLE
    assert figures.row == 0
    figures.remove.click()
    assert not figures.remove.isEnabled()
    assert figures.row == -1
    assert all(one.isHidden() for one in figures.entries.values())


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_its_own_fields(dialog: RecipeEditorDialog, role: str) -> None:
    pick(of_figure(dialog, "role"), role)
    shown = {name for name, one in dialog.text.fields.figures.entries.items() if not one.isHidden()}
    assert shown == {"role", *FIGURE_FIELDS[role]}


def test_a_form_that_is_not_written_plainly_is_left_to_the_text(dialog: RecipeEditorDialog) -> None:
    inline = WHOLE.partition("[[figures]]")[0] + "[answer]\n"
    inline = 'figures = [{ role = "balance", path = "$.left" }]\n' + inline
    dialog.text.edit.setPlainText(inline)
    type_into(of_figure(dialog, "path"), "$.b")
    assert dialog.text.text == inline
    assert "Change it in the text" in of_figure(dialog, "path").field.error
    dialog.text.fields.figures.remove.click()
    assert dialog.text.text == inline
    assert "Change it in the text" in dialog.text.verdict.text()


def test_every_field_of_a_recipe_is_in_the_form() -> None:
    assert set(LABELS) == set(SERVICE_FIELDS)
    assert set(FIGURE_LABELS) == {"role", *(name for names in FIGURE_FIELDS.values() for name in names)}


def test_every_field_has_a_letter_a_name_and_its_turn(dialog: RecipeEditorDialog) -> None:
    fields = dialog.text.fields
    for section in fields.sections:
        section.toggle.setChecked(True)
    every = (*fields.entries.values(), *fields.figures.entries.values())
    for one in every:
        assert one.editor.accessibleName()
        assert "&" not in one.editor.accessibleName()
        label = (
            {**FIGURE_LABELS, **LABELS}[one.name]
            if one in fields.entries.values()
            else FIGURE_LABELS[one.name]
        )
        assert label.title.count("&") == 1
        assert isinstance(one.editor, QCheckBox) or one.field._title.buddy() is one.editor
    order = tab_order(dialog.start)
    first = (
        "name",
        "id",
        "base_url",
        "auth.header",
        "auth.scheme",
        "request.method",
        "request.path",
        "answer.ok",
    )
    editors: list[QWidget] = [fields.entries[name].editor for name in first]
    editors.insert(-1, fields.figures.list)
    editors.insert(-1, fields.figures.entries["path"].editor)
    places = [
        order.index(one) for one in (*editors, dialog.attempt.key, dialog.found.values.tree, dialog.save)
    ]
    assert places == sorted(places)
    lines = [one.editor for one in every if isinstance(one.editor, QPlainTextEdit)]
    assert all(one.tabChangesFocus() for one in lines)


def test_no_field_takes_the_letter_of_test_close_or_save(dialog: RecipeEditorDialog) -> None:
    buttons = (dialog.attempt.test_button, dialog.cancel, dialog.save)
    letters = {letter_of(button.text()) for button in buttons}
    assert letters == {"t", "c", "s"}
    taken = [
        one.title for one in (*LABELS.values(), *FIGURE_LABELS.values()) if letter_of(one.title) in letters
    ]
    assert taken == []


def letter_of(title: str) -> str:
    return title.partition("&")[2][:1].lower()


def tab_order(first: QWidget) -> list[QWidget]:
    order: list[QWidget] = []
    widget = first.nextInFocusChain()
    while widget is not None and widget is not first:
        order.append(widget)
        widget = widget.nextInFocusChain()
    return order


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.text.split('"')[1])
def test_opening_an_example_changes_nothing_in_it(
    face: RecipeService,
    qtbot: QtBot,
    example: object,
) -> None:
    text = getattr(example, "text", "")
    dialog = opened(face, qtbot, replace(OWN, text=text))
    check(face, dialog)
    for row in range(dialog.text.fields.figures.list.topLevelItemCount()):
        dialog.text.fields.figures.choose(row)
    assert dialog.text.text == text
    assert not dialog.changed
    assert last_asked(face, "check")[1] == text
