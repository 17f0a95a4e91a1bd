from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aimonitor.domain.balance_entry import BalanceEntry, EntryKind
from aimonitor.domain.provider import Provider
from aimonitor.ui.dialogs.balance import BalanceDialog
from aimonitor.ui.dialogs.balance_entry import BalanceEntryDialog
from tests.ui.dialogs.balance_samples import NOTE, OPENING, STATE, TOP_UP, derived_sheet, sheet, usd
from tests.ui.dialogs.samples import ENGLISH
from tests.ui.factories import NOW, TODAY


@pytest.fixture
def dialog(qtbot: QtBot) -> BalanceDialog:
    made = BalanceDialog(STATE.provider, now=NOW, locale=ENGLISH)
    qtbot.addWidget(made)
    made.open()
    return made


def entry_dialog() -> BalanceEntryDialog:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, BalanceEntryDialog)]
    return next(one for one in found if one.isVisible())


def shown(dialog: BalanceDialog) -> list[tuple[str, ...]]:
    proxy = dialog.page.sorted
    return [
        tuple(str(proxy.index(row, column).data()) for column in range(proxy.columnCount()))
        for row in range(proxy.rowCount())
    ]


def test_the_figure_stands_above_what_it_follows_from(dialog: BalanceDialog) -> None:
    dialog.show_sheet(sheet(TOP_UP, OPENING))
    assert dialog.left.text() == "$187.62 left, entered by you"
    assert dialog.note.text() == NOTE
    assert shown(dialog) == [
        ("10 Nov 2026", "Top-up, entered by you", "$100.00", "card"),
        ("1 Nov 2026", "Opening balance, entered by you", "$500.00", "as the console said"),
    ]


def test_where_days_are_missing_it_says_at_most(dialog: BalanceDialog) -> None:
    dialog.show_sheet(sheet(OPENING, missing=2, note="At most this: 2 days ..."))
    assert dialog.left.text().startswith("At most $187.62")


def test_without_an_entry_it_says_what_to_do(dialog: BalanceDialog) -> None:
    assert not dialog.add.isEnabled()
    dialog.show_sheet(sheet())
    assert dialog.left.text() == "What is left is not known."
    assert dialog.page.words.text().startswith("Nothing is entered yet.")
    assert dialog.add.isEnabled()
    assert not dialog.edit.isEnabled()
    assert not dialog.remove.isEnabled()


def test_a_new_entry_is_told(dialog: BalanceDialog) -> None:
    told: list[BalanceEntry] = []
    dialog.save_wanted.connect(told.append)
    dialog.show_sheet(sheet())
    dialog.add.click()
    form = entry_dialog()
    assert form.chosen_kind is EntryKind.OPENING
    form.amount.setText("1,250.50")
    form.currency.setText("eur")
    form.day.setDate(QDate(2026, 11, 3))
    form.note.setText(" hello ")
    form.save.click()
    expected = BalanceEntry(
        id="",
        provider_id=STATE.provider.id,
        kind=EntryKind.OPENING,
        day=date(2026, 11, 3),
        money=replace(usd("1250.50"), currency="EUR"),
        note="hello",
    )
    assert told == [expected]


def test_an_entry_that_is_refused_is_asked_for_again_as_it_was_typed(dialog: BalanceDialog) -> None:
    told: list[BalanceEntry] = []
    dialog.save_wanted.connect(told.append)
    dialog.show_sheet(sheet())
    dialog.add.click()
    first = entry_dialog()
    first.amount.setText("7.25")
    first.currency.setText("EUR")
    first.note.setText("card")
    first.save.click()
    dialog.show_problem("Work bills in USD.")
    again = entry_dialog()
    assert (again.amount.text(), again.currency.text(), again.note.text()) == ("7.25", "EUR", "card")
    assert again.refusal.text() == "Work bills in USD."
    assert again.refusal.isVisible()
    again.currency.setText("USD")
    again.save.click()
    assert [one.money for one in told] == [replace(usd("7.25"), currency="EUR"), usd("7.25")]
    dialog.show_sheet(sheet(OPENING))
    dialog.show_problem("The disk is full.")
    assert dialog.problem.text() == "The disk is full."


@pytest.mark.parametrize("order", range(4))
def test_enter_saves_an_entry_in_any_desktops_order_of_buttons(dialog: BalanceDialog, order: int) -> None:
    dialog.setStyleSheet(f"QDialogButtonBox {{ button-layout: {order} }}")
    told: list[BalanceEntry] = []
    dialog.save_wanted.connect(told.append)
    dialog.show_sheet(sheet())
    dialog.add.click()
    form = entry_dialog()
    QTest.keyClicks(form.amount, "50")
    QTest.keyClick(form.amount, Qt.Key.Key_Return)
    assert [one.money for one in told] == [usd("50")]


def test_with_an_opening_balance_the_next_entry_is_a_top_up_of_today(dialog: BalanceDialog) -> None:
    dialog.show_sheet(sheet(OPENING))
    dialog.add.click()
    form = entry_dialog()
    assert form.chosen_kind is EntryKind.TOP_UP
    assert form.day.date() == QDate(TODAY.year, TODAY.month, TODAY.day)
    form.day.setDate(QDate(2027, 1, 1))
    assert form.day.date() <= QDate(TODAY.year, TODAY.month, TODAY.day)
    form.reject()


def test_an_entry_is_changed_under_its_id(dialog: BalanceDialog) -> None:
    told: list[BalanceEntry] = []
    dialog.save_wanted.connect(told.append)
    dialog.show_sheet(sheet(TOP_UP, OPENING))
    dialog.page.table.selectRow(1)
    dialog.edit.click()
    form = entry_dialog()
    assert (form.amount.text(), form.note.text()) == ("500", "as the console said")
    form.amount.setText("499.99")
    form.save.click()
    assert told == [replace(OPENING, money=usd("499.99"))]


def test_what_makes_no_sense_is_said_beside_it_and_nothing_is_told(dialog: BalanceDialog) -> None:
    told: list[BalanceEntry] = []
    dialog.save_wanted.connect(told.append)
    dialog.show_sheet(sheet(OPENING))
    dialog.add.click()
    form = entry_dialog()
    form.currency.setText("$")
    form.save.click()
    assert form.amount_field.error == "Write an amount, such as 100."
    assert form.currency_field.error == "Three letters."
    form.currency.setText("USD")
    form.amount.setText("-5")
    form.save.click()
    assert form.amount_field.error == "A top-up is more than nothing."
    form.kind.setCurrentIndex(form.kind.findData(EntryKind.OPENING.value))
    form.save.click()
    assert [one.money.amount for one in told] == [Decimal(-5)]


def test_an_entry_is_removed_by_its_id(dialog: BalanceDialog) -> None:
    told: list[str] = []
    dialog.remove_wanted.connect(told.append)
    dialog.show_sheet(sheet(TOP_UP, OPENING))
    dialog.page.table.selectRow(0)
    dialog.remove.click()
    assert told == ["b"]


def test_top_ups_that_were_found_are_shown_and_cannot_be_changed(dialog: BalanceDialog) -> None:
    dialog.show_sheet(derived_sheet())
    assert shown(dialog) == [("12 Nov 2026", "Top-up, derived", "$50.00", "")]
    assert dialog.left.text() == "$41.03 left, reported"
    assert not dialog.add.isVisible()
    dialog.page.table.selectRow(0)
    assert not dialog.remove.isEnabled()


def test_a_fault_is_said_until_the_next_sheet(dialog: BalanceDialog) -> None:
    dialog.show_sheet(sheet(OPENING))
    dialog.show_problem("The disk is full.")
    assert dialog.problem.isVisible()
    dialog.show_sheet(sheet(OPENING))
    assert not dialog.problem.isVisible()


def test_the_sheet_of_another_provider_is_not_looked_at(dialog: BalanceDialog) -> None:
    other = sheet(OPENING)
    provider: Provider = replace(STATE.provider, id="other")
    dialog.show_sheet(replace(other, state=replace(other.state, provider=provider)))
    assert dialog.left.text() == ""


def test_text_of_a_note_is_plain_and_on_one_line(dialog: BalanceDialog) -> None:
    dialog.show_sheet(sheet(replace(OPENING, note="<b>bold</b>\nsecond")))
    assert shown(dialog)[0][3] == "<b>bold</b> second"
    assert dialog.left.textFormat() is Qt.TextFormat.PlainText
