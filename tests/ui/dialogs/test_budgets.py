from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from aimonitor.domain.budget import Budget, BudgetPeriod, BudgetScope, BudgetState
from aimonitor.insight.budget_faults import BudgetField
from aimonitor.qtmodels.records import Wording
from aimonitor.ui.dialogs.budget_entry import BudgetEntryDialog
from aimonitor.ui.dialogs.budget_subjects import currencies, subjects
from aimonitor.ui.dialogs.budgets import BudgetsDialog
from tests.ui.budgets import picture_budgets, standing
from tests.ui.dialogs.samples import ENGLISH
from tests.ui.factories import NOW, picture_states, state
from tests.ui.hostile import HOSTILE_NAME

NEW = Budget(id="", scope=BudgetScope.ALL, period=BudgetPeriod.MONTH, currency="USD")


def opened(dialog: QDialog, qtbot: QtBot) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()


@pytest.fixture
def listed(qtbot: QtBot) -> BudgetsDialog:
    dialog = BudgetsDialog(picture_budgets(), picture_states(), wording=Wording(locale=ENGLISH, now=NOW))
    opened(dialog, qtbot)
    return dialog


@pytest.fixture
def empty(qtbot: QtBot) -> BudgetsDialog:
    dialog = BudgetsDialog((), picture_states(), wording=Wording(locale=ENGLISH, now=NOW))
    opened(dialog, qtbot)
    return dialog


def form_of(dialog: QDialog) -> BudgetEntryDialog:
    (found,) = [one for one in dialog.findChildren(BudgetEntryDialog) if one.isVisible()]
    return found


def new_form(
    qtbot: QtBot, *budgets: BudgetState, entry: Budget = NEW, locale: QLocale = ENGLISH
) -> BudgetEntryDialog:
    form = BudgetEntryDialog(entry, budgets, picture_states(), locale=locale)
    opened(form, qtbot)
    return form


# --- the list -----------------------------------------------------------------------------------


def test_without_a_budget_the_dialog_says_what_one_is_for(empty: BudgetsDialog) -> None:
    assert "No budget yet." in empty.page.words.text()
    assert (empty.edit_button.isEnabled(), empty.remove_button.isEnabled()) == (False, False)
    assert empty.focusWidget() is empty.add_button


def test_a_new_budget_is_wished_for_and_selected_when_it_comes(empty: BudgetsDialog, qtbot: QtBot) -> None:
    empty.add_button.click()
    form = form_of(empty)
    form.hard.setText("500")
    with qtbot.waitSignal(empty.save_wanted) as wished:
        form.save.click()
    assert wished.args == [replace(NEW, hard=Decimal(500))]
    empty.show_budgets((standing(),))
    assert empty.selected == standing()
    assert empty.edit_button.isEnabled()


def test_the_selected_budget_is_changed(listed: BudgetsDialog, qtbot: QtBot) -> None:
    listed.table.selectRow(1)
    listed.edit_button.click()
    form = form_of(listed)
    assert (form.windowTitle(), form.subject.currentText()) == ("Change budget", "Claude API — research")
    assert (form.soft.text(), form.hard.text()) == ("116", "145")
    form.soft.clear()
    with qtbot.waitSignal(listed.save_wanted) as wished:
        form.save.click()
    assert wished.args == [replace(picture_budgets()[1].budget, soft=None)]


def test_a_removed_budget_can_be_brought_back(listed: BudgetsDialog, qtbot: QtBot) -> None:
    assert listed.undo.isHidden()
    listed.table.selectRow(2)
    with qtbot.waitSignal(listed.remove_wanted) as wished:
        listed.remove_button.click()
    gone = picture_budgets()[2].budget
    assert wished.args == [gone.id]
    assert listed.outcome.text() == "The budget for Everything is removed."
    listed.show_budgets((*picture_budgets()[:2], picture_budgets()[3]))
    with qtbot.waitSignal(listed.save_wanted) as back:
        listed.undo.click()
    assert back.args == [replace(gone, id="")]
    assert listed.undo.isHidden()
    assert listed.outcome.isHidden()


def test_what_could_not_be_done_is_said_and_offers_no_way_back(listed: BudgetsDialog) -> None:
    listed.table.selectRow(0)
    listed.remove()
    listed.show_problem("The database is locked. Try again.")
    assert listed.outcome.text() == "The database is locked. Try again."
    assert listed.outcome.property("tone") == "error"
    assert listed.undo.isHidden()
    listed.add()
    assert listed.outcome.isHidden()


KEYS = {
    "Enter": (Qt.Key.Key_Return, True),
    "F2": (Qt.Key.Key_F2, True),
    "Delete": (Qt.Key.Key_Delete, False),
}


@pytest.mark.parametrize(("key", "edits"), KEYS.values(), ids=KEYS)
def test_rows_are_changed_and_removed_by_keyboard(
    listed: BudgetsDialog,
    qtbot: QtBot,
    key: Qt.Key,
    edits: bool,  # noqa: FBT001
) -> None:
    removed: list[str] = []
    listed.remove_wanted.connect(removed.append)
    with qtbot.waitActive(listed):
        listed.activateWindow()
    assert listed.focusWidget() is listed.table
    QTest.keyClick(listed.table, key)
    if edits:
        assert form_of(listed).hard.text() == "390"
    assert removed == ([] if edits else [picture_budgets()[0].budget.id])


def test_a_double_click_changes_a_budget(listed: BudgetsDialog) -> None:
    listed.table.selectRow(3)
    listed.table.doubleClicked.emit(listed.table.currentIndex())
    assert form_of(listed).hard.text() == "500"


def test_figures_follow_while_the_dialog_is_open(listed: BudgetsDialog) -> None:
    listed.table.selectRow(3)
    passed = replace(standing("512"), budget=picture_budgets()[3].budget)
    listed.show_budgets((*picture_budgets()[:3], passed))
    assert listed.selected == passed
    assert listed.page.model.index(3, 4).data() == "budget $500 passed"


def test_a_provider_with_a_budget_is_shown_and_one_without_gets_the_form(listed: BudgetsDialog) -> None:
    listed.turn_to("p1")
    assert listed.selected == picture_budgets()[1]
    assert listed.findChildren(BudgetEntryDialog) == []
    listed.turn_to("p3")
    form = form_of(listed)
    assert (form.windowTitle(), form.subject.currentText()) == ("Add budget", "DeepSeek")
    assert form.currency.currentText() == "CNY"


def test_without_a_selection_nothing_is_changed(empty: BudgetsDialog, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(empty.remove_wanted):
        empty.remove()
    empty.edit()
    assert empty.findChildren(BudgetEntryDialog) == []


# --- the form -----------------------------------------------------------------------------------


def test_a_budget_is_told_as_it_was_filled_in(qtbot: QtBot) -> None:
    form = new_form(qtbot)
    choices = [form.subject.itemText(row) for row in range(form.subject.count())]
    assert choices[:3] == ["Everything", "All of Anthropic", "All of DeepSeek"]
    assert "OpenAI — staging" in choices
    form.subject.setCurrentText("All of OpenAI")
    form.period.setCurrentIndex(1)
    form.currency.setCurrentText("eur")
    form.soft.setText("1,234.50")
    form.hard.setText("2000")
    with qtbot.waitSignal(form.chosen) as told:
        form.save.click()
    assert told.args == [
        Budget(
            id="",
            scope=BudgetScope.TYPE,
            subject="openai",
            period=BudgetPeriod.WEEK,
            currency="EUR",
            soft=Decimal("1234.50"),
            hard=Decimal(2000),
        )
    ]
    assert not form.isVisible()


def test_amounts_are_read_as_the_user_writes_them(qtbot: QtBot) -> None:
    form = new_form(qtbot, locale=QLocale("de_DE"))
    form.hard.setText("1.234,50")
    assert form.budget.hard == Decimal("1234.50")


FAULTS = {
    "no limit at all": ({}, {BudgetField.HARD: "Give the budget a soft limit, a hard limit, or both."}),
    "no number": (
        {"soft": "a lot", "hard": "5"},
        {BudgetField.SOFT: "Write an amount, such as 100."},
    ),
    "soft above hard": (
        {"soft": "6", "hard": "5"},
        {BudgetField.SOFT: "The soft limit must be below the hard limit."},
    ),
    "as high as hard": (
        {"soft": "5", "hard": "5"},
        {BudgetField.SOFT: "The soft limit must be below the hard limit."},
    ),
    "nothing": (
        {"hard": "0"},
        {BudgetField.HARD: "A limit must be at least 0.01, and at most a thousand million."},
    ),
    "no currency": (
        {"hard": "5", "currency": "dollars"},
        {BudgetField.CURRENCY: "A currency is three capital letters, such as USD."},
    ),
    "several": (
        {"soft": "x", "hard": "-1", "currency": ""},
        {
            BudgetField.SOFT: "Write an amount, such as 100.",
            BudgetField.HARD: "A limit must be at least 0.01, and at most a thousand million.",
            BudgetField.CURRENCY: "A currency is three capital letters, such as USD.",
        },
    ),
}


@pytest.mark.parametrize(("texts", "said"), FAULTS.values(), ids=FAULTS)
def test_what_is_amiss_stands_under_its_field(
    qtbot: QtBot, texts: dict[str, str], said: dict[BudgetField, str]
) -> None:
    form = new_form(qtbot)
    form.soft.setText(texts.get("soft", ""))
    form.hard.setText(texts.get("hard", ""))
    form.currency.setCurrentText(texts.get("currency", "USD"))
    with qtbot.assertNotEmitted(form.chosen):
        form.save.click()
    assert form.isVisible()
    assert {place: field.error for place, field in form.fields.items() if field.error} == said
    for place, words in said.items():
        assert form.fields[place].editor.accessibleDescription() == words


def test_the_same_budget_twice_is_said_under_what_it_is_for(qtbot: QtBot) -> None:
    form = new_form(qtbot, *picture_budgets())
    form.hard.setText("700")
    form.save.click()
    assert form.fields[BudgetField.SUBJECT].error.endswith("change that one.")
    assert form.focusWidget() is form.subject
    form.period.setCurrentIndex(form.period.findData(BudgetPeriod.WEEK.value))
    assert form.fields[BudgetField.SUBJECT].error == ""
    with qtbot.waitSignal(form.chosen):
        form.save.click()


def test_a_budget_is_not_taken_for_itself(qtbot: QtBot) -> None:
    form = new_form(qtbot, *picture_budgets(), entry=picture_budgets()[3].budget)
    form.hard.setText("700")
    with qtbot.waitSignal(form.chosen):
        form.save.click()


def test_a_fault_goes_when_its_field_is_changed(qtbot: QtBot) -> None:
    form = new_form(qtbot)
    form.save.click()
    assert form.fields[BudgetField.HARD].error
    QTest.keyClicks(form.hard, "5")
    assert form.fields[BudgetField.HARD].error == ""


def choose(form: BudgetEntryDialog, subject: str) -> None:
    row = form.subject.findText(subject)
    form.subject.setCurrentIndex(row)
    form.subject.activated.emit(row)


def test_the_currency_is_that_of_what_is_chosen_until_it_is_typed(qtbot: QtBot) -> None:
    form = new_form(qtbot)
    assert form.currency.currentText() == "USD"
    choose(form, "DeepSeek")
    assert form.currency.currentText() == "CNY"
    form.currency.setCurrentText("EUR")
    choose(form, "OpenAI — staging")
    assert form.currency.currentText() == "EUR"


def test_a_kept_budget_keeps_its_currency(qtbot: QtBot) -> None:
    form = new_form(qtbot, *picture_budgets(), entry=picture_budgets()[3].budget)
    choose(form, "DeepSeek")
    assert form.currency.currentText() == "USD"


def test_escape_keeps_everything_as_it_was(qtbot: QtBot) -> None:
    form = new_form(qtbot)
    form.hard.setText("5")
    with qtbot.assertNotEmitted(form.chosen):
        QTest.keyClick(form, Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_every_control_has_a_name(qtbot: QtBot, listed: BudgetsDialog) -> None:
    form = new_form(qtbot)
    names = [one.accessibleName() for one in (form.subject, form.period, form.currency, form.soft, form.hard)]
    assert names == ["For", "Each", "Currency", "Soft limit", "Hard limit"]
    assert listed.table.accessibleName() == "Budgets"


def test_a_large_font_scrolls_and_clips_nothing(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before = app.font()
    large = app.font()
    large.setPixelSize(34)
    app.setFont(large)
    try:
        form = new_form(qtbot)
        form.save.click()
        area = form.findChild(QScrollArea)
        assert area is not None
        content = area.widget()
        assert isinstance(content, QWidget)
        assert content.height() >= content.minimumSizeHint().height()
        assert form.hard.height() >= form.hard.fontMetrics().height()
        assert form.save.geometry().bottom() <= form.height()
    finally:
        app.setFont(before)


# --- what can be limited ------------------------------------------------------------------------


def test_a_service_whose_providers_are_gone_can_still_be_named() -> None:
    budget = replace(standing(label="Gone"), budget=replace(NEW, scope=BudgetScope.TYPE, subject="gone"))
    found = subjects([], [budget])
    assert [one.words for one in found] == ["Everything", "Gone"]


def test_names_from_outside_are_one_plain_line() -> None:
    found = subjects([state(HOSTILE_NAME)], [])
    assert all("\n" not in one.words for one in found)


def test_currencies_in_use_are_offered_after_dollars() -> None:
    choices = subjects(picture_states(), [])
    assert currencies([standing(currency="JPY")], choices) == ("USD", "CNY", "JPY", "EUR", "GBP")
