from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from aimonitor.domain.alert import AlertBook
from aimonitor.qtmodels.records import Wording
from aimonitor.ui.details.alerts_part import NO_ALERTS, AlertsPart
from aimonitor.ui.details.panel import DetailsPanel
from tests.ui.dialogs.alert_samples import BOOK, LOW, SPIKE, alert, asleep
from tests.ui.dialogs.samples import ENGLISH
from tests.ui.factories import NOW, picture_states


@pytest.fixture
def part(qtbot: QtBot) -> AlertsPart:
    made = AlertsPart(Wording(locale=ENGLISH, now=NOW))
    qtbot.addWidget(made)
    made.show()
    return made


def keys(part: AlertsPart) -> list[str]:
    return [line.alert.key for line in part.page.model.records]


def test_only_the_alerts_of_the_provider_are_shown(part: AlertsPart) -> None:
    part.show_book(BOOK)
    assert keys(part) == []
    part.show_provider("p1")
    assert keys(part) == [LOW, SPIKE, LOW]
    part.show_provider("p2")
    assert len(keys(part)) == 1
    assert part.page.isVisible()


def test_a_provider_without_alerts_leaves_the_room_to_its_limits(part: AlertsPart) -> None:
    part.show_provider("p7")
    assert not part.words.isVisible()  # nothing is known yet
    part.show_book(BOOK)
    assert part.words.text() == NO_ALERTS
    assert part.words.isVisible()
    assert not part.page.isVisible()


def test_in_little_room_the_state_is_one_word(part: AlertsPart) -> None:
    part.show_book(asleep())
    part.show_provider("p1")
    column = part.page.model.column_of("state")
    rows = range(part.page.sorted.rowCount())
    assert [part.page.sorted.index(row, column).data() for row in rows] == ["snoozed", "over", "over"]


def test_alerts_stand_beside_the_limits_where_there_is_room(qtbot: QtBot) -> None:
    panel = DetailsPanel(now=lambda: NOW)
    qtbot.addWidget(panel)
    panel.set_state(picture_states()[0])
    limits, part = panel.pages.limits, panel.pages.alerts
    panel.pages.setCurrentWidget(limits)
    panel.resize(1600, 300)
    panel.show()
    part.show_book(BOOK)
    assert part.y() > 0  # one line below the limits
    part.show_provider("p1")
    qtbot.waitUntil(lambda: part.y() < part.x())
    panel.resize(500, 300)
    qtbot.waitUntil(lambda: part.y() > part.x())


def test_enter_opens_the_alert(part: AlertsPart, qtbot: QtBot) -> None:
    part.show_book(BOOK)
    part.show_provider("p1")
    part.page.table.selectRow(1)
    with qtbot.waitSignal(part.opened) as told:
        QTest.keyClick(part.page.table, Qt.Key.Key_Return)
    assert told.args == [SPIKE]


def test_the_tab_follows_the_selected_provider(qtbot: QtBot) -> None:
    panel = DetailsPanel(now=lambda: NOW)
    qtbot.addWidget(panel)
    first, second = picture_states()[:2]
    panel.set_state(first)
    part = panel.pages.alerts
    part.show_book(AlertBook(log=(alert(1, LOW, provider_id=first.provider.id),)))
    assert keys(part) == [LOW]
    panel.set_state(second)
    assert keys(part) == []
