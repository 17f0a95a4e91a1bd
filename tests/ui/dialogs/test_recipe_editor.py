"""The recipe editor: what is wrong, at which line; nothing lost, overwritten or sent unasked."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from aimonitor.errors import ConfigError
from aimonitor.monitor.recipe_service import RecipeService
from aimonitor.monitor.recipes import CheckedRecipe, check_recipe
from aimonitor.providers.recipes.trial import Trial
from aimonitor.ui.dialogs.recipe_editor import RecipeEditorDialog
from tests.providers.recipes.samples import WHOLE
from tests.ui.dialogs.recipe_samples import BOLT, NEW, OWN, asked, check, last_asked, opened


def test_it_opens_the_recipe_of_that_type_and_checks_it_at_once(face: RecipeService, qtbot: QtBot) -> None:
    dialog = opened(face, qtbot, BOLT, OWN)
    assert dialog.text.text == WHOLE
    assert dialog.start.currentText() == "Yours: Acme"
    assert last_asked(face, "check")[1:] == (WHOLE, "acme.toml")
    check(face, dialog)
    assert "https://api.acme.example, and nowhere else" in dialog.text.verdict.text()
    assert dialog.save.isEnabled()
    assert not dialog.changed


def test_faults_name_their_lines_and_lead_there(face: RecipeService, qtbot: QtBot) -> None:
    dialog = opened(face, qtbot, OWN)
    dialog.text.edit.setPlainText(WHOLE.replace('role = "balance"', 'role = "balanse"'))
    check(face, dialog)
    line = next(iter(dialog.text.edit.faulty))
    assert f"line {line}" in dialog.text.faults.item(0).text()
    assert not dialog.save.isEnabled()
    assert not dialog.attempt.test_button.isEnabled()
    dialog.text.faults.setCurrentRow(0)
    QTest.keyClick(dialog.text.faults, Qt.Key.Key_Return)
    assert dialog.text.edit.textCursor().blockNumber() + 1 == line


def test_what_is_typed_is_checked_once_it_rests(face: RecipeService, qtbot: QtBot) -> None:
    dialog = opened(face, qtbot, OWN)
    with qtbot.waitSignal(dialog.text.check_wanted):
        QTest.keyClicks(dialog.text.edit, "# a")
    assert last_asked(face, "check")[1] == f"# a{WHOLE}"


def test_an_answer_about_an_older_text_is_passed_over(face: RecipeService, qtbot: QtBot) -> None:
    dialog = opened(face, qtbot, OWN)
    old = last_asked(face, "check")[0]
    dialog.text.edit.setPlainText("no recipe")
    dialog.text.check_wanted.emit()
    face.request_done.emit(old, check_recipe(WHOLE))
    assert not dialog.save.isEnabled()


def test_between_a_change_and_its_check_nothing_can_be_tested_or_saved(
    face: RecipeService, qtbot: QtBot
) -> None:
    dialog = opened(face, qtbot, OWN)
    old = last_asked(face, "check")[0]
    dialog.text.edit.appendPlainText("# more")
    face.request_done.emit(old, replace(check_recipe(WHOLE), file="acme.toml"))
    assert not dialog.save.isEnabled()
    assert not dialog.attempt.test_button.isEnabled()


def ready_to_test(face: RecipeService, qtbot: QtBot) -> RecipeEditorDialog:
    dialog = opened(face, qtbot, OWN)
    check(face, dialog)
    dialog.attempt.key.setText("acme-TEST-1")
    for field in dialog.attempt.options.fields.values():
        field.editor.setProperty("text", "blue")
    return dialog


def test_nothing_is_sent_without_a_key_and_the_users_word(face: RecipeService, qtbot: QtBot) -> None:
    dialog = ready_to_test(face, qtbot)
    dialog.attempt.test_button.click()
    assert dialog.attempt.consent.error
    dialog.attempt.consent.agreed.click()
    dialog.attempt.key.clear()
    dialog.attempt.test_button.click()
    assert dialog.attempt.key_field.error
    assert not asked(face, "test")


def test_a_test_shows_both_texts_and_a_change_takes_them_away(face: RecipeService, qtbot: QtBot) -> None:
    dialog = ready_to_test(face, qtbot)
    dialog.attempt.consent.agreed.click()
    dialog.attempt.key.setFocus()
    QTest.keyClick(dialog.attempt.key, Qt.Key.Key_Return)
    token, request = last_asked(face, "test")
    assert (request.text, request.agreed) == (WHOLE, "https://api.acme.example")
    face.request_done.emit(token, Trial(answer="{}", made=("Warning: it is unknown.",), problem=""))
    assert dialog.found.answer.toPlainText() == "{}"
    assert dialog.found.made.toPlainText() == "Warning: it is unknown."
    assert dialog.attempt.key.hasFocus() or not dialog.isActiveWindow()
    dialog.text.edit.appendPlainText("# more")
    assert dialog.found.answer.toPlainText() == ""
    assert dialog.found.made.toPlainText() == ""


def test_why_nothing_was_made_of_an_answer_is_said(face: RecipeService, qtbot: QtBot) -> None:
    dialog = ready_to_test(face, qtbot)
    dialog.attempt.consent.agreed.click()
    dialog.attempt.test_button.click()
    face.request_done.emit(last_asked(face, "test")[0], Trial(answer="<html>", problem="No JSON."))
    assert dialog.found.made_field.error == "No JSON."
    assert dialog.found.answer.toPlainText() == "<html>"


def test_a_tick_holds_for_one_host_alone(face: RecipeService, qtbot: QtBot) -> None:
    dialog = ready_to_test(face, qtbot)
    dialog.attempt.consent.agreed.click()
    dialog.text.edit.setPlainText("broken")
    check(face, dialog)
    dialog.text.edit.setPlainText(WHOLE)
    check(face, dialog)
    assert dialog.attempt.consent.agreed.isChecked()
    dialog.text.edit.setPlainText(WHOLE.replace("api.acme.example", "other.example"))
    check(face, dialog)
    assert not dialog.attempt.consent.agreed.isChecked()
    assert "other.example" in dialog.attempt.consent.told


def test_the_file_that_was_opened_is_saved_without_a_question(face: RecipeService, qtbot: QtBot) -> None:
    dialog = opened(face, qtbot, OWN)
    dialog.text.edit.appendPlainText("# more")
    check(face, dialog)
    with qtbot.waitSignal(dialog.saved) as heard:
        dialog.save.click()
        token, text, replacing = last_asked(face, "save")
        assert (text, replacing) == (dialog.text.text, "acme.toml")
        face.request_done.emit(token, check_recipe(WHOLE).manifest)
    assert heard.args == ["acme"]
    assert not dialog.isVisible()
    assert dialog.attempt.key.text() == ""


def test_another_file_is_replaced_only_where_the_user_says_so(face: RecipeService, qtbot: QtBot) -> None:
    dialog = opened(face, qtbot, OWN, provider_type="")
    dialog.text.edit.setPlainText(WHOLE)
    check(face, dialog)
    dialog.save.click()
    assert dialog.bar.question.text() == "There is already a recipe in acme.toml."
    dialog.bar.no.click()
    assert not asked(face, "save")
    dialog.save.click()
    dialog.bar.yes.click()
    assert last_asked(face, "save")[2] == "acme.toml"


def test_what_it_means_that_a_used_recipe_moves_is_said_first(face: RecipeService, qtbot: QtBot) -> None:
    dialog = opened(face, qtbot, replace(OWN, used_by=("Work", "Home")))
    dialog.text.edit.setPlainText(WHOLE.replace("api.acme.example", "other.example"))
    check(face, dialog)
    dialog.save.click()
    assert "Work, Home would go to https://other.example" in dialog.bar.question.text()
    assert not asked(face, "save")
    dialog.bar.yes.click()
    assert asked(face, "save")


def test_an_id_that_is_taken_is_said_and_not_saved(face: RecipeService, qtbot: QtBot) -> None:
    dialog = opened(face, qtbot, OWN)
    check(face, dialog, taken="There is already a service with the id poe.")
    assert dialog.text.verdict.text() == "There is already a service with the id poe."
    assert not dialog.save.isEnabled()
    assert dialog.attempt.test_button.isEnabled()


def test_what_cannot_be_saved_stays(face: RecipeService, qtbot: QtBot) -> None:
    dialog = opened(face, qtbot, OWN)
    dialog.text.edit.appendPlainText("# more")
    check(face, dialog)
    dialog.save.click()
    face.request_done.emit(last_asked(face, "save")[0], ConfigError("The disk is full."))
    assert dialog.isVisible()
    assert dialog.problem.text() == "The disk is full."
    assert dialog.text.text.endswith("# more")


def test_closing_asks_whether_changes_may_be_lost(face: RecipeService, qtbot: QtBot) -> None:
    dialog = opened(face, qtbot, OWN)
    dialog.text.edit.appendPlainText("# more")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.bar.asks
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.bar.asks
    dialog.close()
    assert dialog.isVisible()
    dialog.bar.yes.click()
    assert not dialog.isVisible()


def test_without_changes_it_closes_at_once(face: RecipeService, qtbot: QtBot) -> None:
    dialog = opened(face, qtbot, OWN)
    dialog.cancel.click()
    assert not dialog.isVisible()


def test_another_text_takes_the_place_of_changes_only_after_a_question(
    face: RecipeService, qtbot: QtBot
) -> None:
    dialog = opened(face, qtbot, OWN, BOLT)
    dialog.text.edit.appendPlainText("# more")
    for go_on, shown in ((False, "Yours: Acme"), (True, "Yours: Bolt")):
        dialog.start.setCurrentIndex(2)
        dialog.start.activated.emit(2)
        (dialog.bar.yes if go_on else dialog.bar.no).click()
        assert dialog.start.currentText() == shown
    assert dialog.text.text == BOLT.text


def test_only_what_no_provider_uses_can_be_removed(face: RecipeService, qtbot: QtBot) -> None:
    dialog = opened(face, qtbot, replace(OWN, used_by=("Work",)), BOLT)
    assert not dialog.remove.isEnabled()
    assert "Work" in dialog.remove.toolTip()
    dialog.start.activated.emit(2)
    dialog.remove.click()
    assert not asked(face, "remove")
    dialog.bar.yes.click()
    token, file = last_asked(face, "remove")
    assert file == "bolt.toml"
    face.request_done.emit(token, None)
    face.request_done.emit(last_asked(face, "shelf")[0], (NEW, OWN))
    assert dialog.start.currentText() == "A new recipe"
    assert not dialog.remove.isVisible()


def test_all_of_it_can_be_reached_by_tab_and_has_a_name(face: RecipeService, qtbot: QtBot) -> None:
    dialog = opened(face, qtbot, OWN)
    check(face, dialog)
    editors: tuple[QWidget, ...] = (
        dialog.start,
        dialog.text.edit,
        dialog.text.faults,
        dialog.attempt.key,
        dialog.attempt.consent.agreed,
        dialog.found.answer,
        dialog.found.made,
    )
    assert all(one.accessibleName() for one in editors)
    assert dialog.text.edit.tabChangesFocus()
    order: list[QWidget] = []
    widget = dialog.start.nextInFocusChain()
    while widget is not None and widget is not dialog.start:
        order.append(widget)
        widget = widget.nextInFocusChain()
    places = [order.index(one) for one in (*editors[1:], dialog.cancel, dialog.save)]
    assert places == sorted(places)


def test_a_text_that_could_not_be_checked_says_why(face: RecipeService, qtbot: QtBot) -> None:
    dialog = opened(face, qtbot, OWN)
    face.request_done.emit(last_asked(face, "check")[0], ConfigError("Out of luck."))
    assert dialog.text.verdict.text() == "Out of luck."
    assert dialog._checked == CheckedRecipe()
