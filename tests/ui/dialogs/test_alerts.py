from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from aimonitor.domain.alert import Alert, AlertBook, Snoozing
from aimonitor.ui.dialogs.alerts import AlertsDialog
from tests.ui.dialogs.alert_samples import BOOK, DIGEST, EMPTY, KEY, LOW, SPIKE, alert, asleep
from tests.ui.dialogs.samples import ENGLISH
from tests.ui.factories import NOW, TODAY


@pytest.fixture
def dialog(qtbot: QtBot) -> AlertsDialog:
    made = AlertsDialog(now=lambda: NOW, locale=ENGLISH)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.show()
    return made


def cells(dialog: AlertsDialog, column_id: str) -> list[str]:
    proxy, column = dialog.page.sorted, dialog.page.model.column_of(column_id)
    return [str(proxy.index(row, column).data()) for row in range(proxy.rowCount())]


def test_before_anything_is_known_it_says_so_and_offers_nothing(dialog: AlertsDialog) -> None:
    assert dialog.page.words.text() == "Reading…"
    assert not dialog.snooze.isEnabled()
    assert not dialog.unsnooze.isEnabled()
    assert not dialog.show_button.isEnabled()


def test_where_nothing_was_told_it_says_what_would_be_listed(dialog: AlertsDialog) -> None:
    dialog.show_book(EMPTY)
    assert dialog.page.words.text().startswith("Nothing was told yet.")
    assert dialog.summary.text() == "Nothing calls for you now."


def test_the_newest_stands_first_and_says_whether_it_holds(dialog: AlertsDialog) -> None:
    dialog.show_book(BOOK)
    assert dialog.summary.text() == "2 things hold now."
    states = cells(dialog, "state")
    assert states[:2] == ["holds", "holds"]
    assert states[2].startswith("over since ")
    assert states[3] == "—"
    assert cells(dialog, "fate") == ["told", "told", "told", "told", "listed"]
    assert cells(dialog, "about")[:2] == ["Work", "Claude API — research"]


def test_the_chosen_one_is_told_at_length(dialog: AlertsDialog) -> None:
    dialog.show_book(BOOK)
    assert dialog.select(KEY)
    assert dialog.title.text() == "Claude API — research"
    assert dialog.body.text() == "The key was refused. Replace it."
    assert dialog.why.text() == "A key is refused, or a provider needs you otherwise."
    assert "Webhook: not told. hooks.example.com does not answer." in dialog.became.text()
    assert dialog.select(LOW)
    assert dialog.why.text() == "A balance is low: $4.20 left, told below $5.00."


def test_figures_that_the_words_tell_already_are_not_repeated(dialog: AlertsDialog) -> None:
    same = alert(1, LOW, body="Was it revoked? Replace it.", why="Was it revoked?")
    other = alert(2, KEY, why="Was it revoked?")
    dialog.show_book(AlertBook(log=(same, other)))
    dialog.select(LOW)
    assert dialog.why.text() == "A balance is low."
    dialog.select(KEY)
    assert dialog.why.text() == "A balance is low: Was it revoked?"


def test_only_what_holds_is_shown_if_so_wanted(dialog: AlertsDialog) -> None:
    dialog.show_book(BOOK)
    dialog.holding.click()
    assert len(cells(dialog, "when")) == 2
    dialog.show_book(AlertBook(log=BOOK.log))
    assert dialog.page.words.text() == "Nothing that was told still holds."
    dialog.holding.click()
    assert len(cells(dialog, "when")) == 5


@pytest.mark.parametrize("kind", list(Snoozing))
def test_each_snooze_is_told_with_the_key_of_the_thing(dialog: AlertsDialog, kind: Snoozing) -> None:
    told: list[tuple[str, Snoozing]] = []
    dialog.snooze_wanted.connect(lambda key, how: told.append((key, how)))
    dialog.show_book(BOOK)
    dialog.select(LOW)
    dialog.snoozes[kind].trigger()
    assert told == [(LOW, kind)]


def test_a_snooze_is_shown_and_can_be_ended(dialog: AlertsDialog, qtbot: QtBot) -> None:
    dialog.show_book(BOOK)
    dialog.select(LOW)
    assert not dialog.unsnooze.isEnabled()
    dialog.show_book(asleep())
    assert dialog.summary.text() == "2 things hold now, 1 snoozed."
    assert cells(dialog, "state")[0].startswith("snoozed until ")
    with qtbot.waitSignal(dialog.unsnooze_wanted) as told:
        dialog.unsnooze.click()
    assert told.args == [LOW]
    dialog.show_book(asleep(Snoozing.CHANGE))
    assert cells(dialog, "state")[0] == "snoozed until it changes"


def test_what_is_over_cannot_be_snoozed(dialog: AlertsDialog) -> None:
    dialog.show_book(BOOK)
    dialog.select(SPIKE)
    assert not dialog.snooze.isEnabled()
    assert dialog.show_button.isEnabled()
    dialog.select(DIGEST)
    assert not dialog.show_button.isEnabled()


def test_a_click_enter_and_the_button_choose_it(dialog: AlertsDialog) -> None:
    told: list[Alert] = []
    dialog.chosen.connect(told.append)
    dialog.show_book(BOOK)
    dialog.select(SPIKE)
    assert told == []
    dialog.show_button.click()
    QTest.keyClick(dialog.page.table, Qt.Key.Key_Return)
    table = dialog.page.table
    place = table.visualRect(dialog.page.sorted.index(1, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [one.key for one in told] == [SPIKE, SPIKE, KEY]
    assert told[0].first == told[0].last
    assert told[0].first is not None
    assert told[0].first < TODAY


def test_the_rules_are_those_of_the_chosen_alerts_provider(dialog: AlertsDialog) -> None:
    told: list[str] = []
    dialog.rules_wanted.connect(told.append)
    dialog.show_book(BOOK)
    dialog.rules.click()
    dialog.select(KEY)
    dialog.rules.click()
    assert told == ["", "p2"]


def test_a_new_book_leaves_the_selection(dialog: AlertsDialog) -> None:
    dialog.show_book(BOOK)
    dialog.select(KEY)
    newer = alert(100, "limit_full:p1:week", body="Weekly: 97 % is used.")
    dialog.show_book(AlertBook(log=(newer, *BOOK.log), standing=BOOK.standing))
    assert dialog.title.text() == "Claude API — research"


def test_a_fault_is_said_until_the_next_book(dialog: AlertsDialog) -> None:
    dialog.show_problem("The disk is full.")
    assert dialog.problem.isVisible()
    dialog.show_book(BOOK)
    assert not dialog.problem.isVisible()


def test_words_from_outside_are_plain(dialog: AlertsDialog) -> None:
    hostile = alert(100, LOW, title="<b>x</b>\ny", body="<img src='file:///etc/passwd'>", why="<i>w</i>")
    dialog.show_book(AlertBook(log=(hostile,), standing=frozenset({LOW})))
    dialog.select(LOW)
    assert cells(dialog, "about") == ["<b>x</b> y"]
    for label in (dialog.title, dialog.body, dialog.why, dialog.became):
        assert label.textFormat() is Qt.TextFormat.PlainText
    tip = str(
        dialog.page.sorted.index(0, dialog.page.model.column_of("said")).data(Qt.ItemDataRole.ToolTipRole)
    )
    assert "<img" not in tip
