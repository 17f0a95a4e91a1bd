from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aimonitor.ui.details.legend import Legend, LegendRow

LEFT = Qt.MouseButton.LeftButton


def rows(*hidden: str) -> tuple[LegendRow, ...]:
    parts = tuple(
        LegendRow(label=name, total="$1.00", exact="$1.00", can_hide=True, is_hidden=name in hidden)
        for name in ("a", "b", "c")
    )
    return (*parts, LegendRow(label="total", total="$3.00", exact="$3.00", is_sum=True))


@pytest.fixture
def legend(qtbot: QtBot) -> Legend:
    made = Legend()
    qtbot.addWidget(made)
    made.set_rows(rows())
    made.resize(220, made.sizeHint().height())
    made.show()
    return made


@pytest.fixture
def told(legend: Legend) -> list[str]:
    found: list[str] = []
    legend.toggled.connect(found.append)
    return found


def at(legend: Legend, row: int) -> QPoint:
    return QPoint(20, row * legend._row_height + legend._row_height // 2)


def test_a_click_switches_the_part_and_the_sum_is_no_part(legend: Legend, told: list[str]) -> None:
    for row in (1, 3, 0):
        QTest.mouseClick(legend, LEFT, pos=at(legend, row))
    assert told == ["b", "a"]


def test_keys_walk_and_switch(legend: Legend, told: list[str]) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(legend, key)
    assert told == ["b", "a"]
    for _ in range(9):
        QTest.keyClick(legend, Qt.Key.Key_Down)
    assert legend.marked == 2


def test_the_tab_key_begins_at_the_first_part_and_leaving_takes_the_mark_away(legend: Legend) -> None:
    QApplication.sendEvent(legend, QFocusEvent(QFocusEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert legend.marked == 0
    assert not legend.grab().isNull()
    QApplication.sendEvent(legend, QFocusEvent(QFocusEvent.Type.FocusOut))
    assert legend.marked is None


def test_a_part_that_is_off_looks_and_sounds_so(legend: Legend) -> None:
    before = legend.grab().toImage()
    legend.set_rows(rows("b"))
    assert legend.grab().toImage() != before
    assert "b $1.00, switched off" in legend.accessibleDescription()
    assert "show it again" in legend.tooltip_at(at(legend, 1))
    assert "leave it out" in legend.tooltip_at(at(legend, 0))


def test_each_step_is_told_to_a_screen_reader(legend: Legend, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[QAccessible.Event] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: heard.append(event.type()))
    QTest.keyClick(legend, Qt.Key.Key_Down)
    assert legend.accessibleDescription() == "a $1.00"
    assert heard == [QAccessible.Event.DescriptionChanged, QAccessible.Event.Announcement]


def test_a_legend_of_one_is_no_stop_for_the_keyboard(legend: Legend, told: list[str]) -> None:
    legend.set_rows((LegendRow(label="alone", total="$1.00", exact="$1.00"),))
    assert legend.focusPolicy() == Qt.FocusPolicy.NoFocus
    QTest.mouseClick(legend, LEFT, pos=at(legend, 0))
    QTest.keyClick(legend, Qt.Key.Key_Down)
    assert told == []
    legend.set_rows(rows())
    assert legend.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_fewer_rows_leave_no_mark_behind(legend: Legend) -> None:
    for _ in range(3):
        QTest.keyClick(legend, Qt.Key.Key_Down)
    legend.set_rows(rows()[:1])
    assert legend.marked is None
