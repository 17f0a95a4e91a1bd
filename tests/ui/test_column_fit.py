from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from aimonitor.ui.column_fit import SPANS, ByHand, spread
from aimonitor.ui.main_window import MainWindow
from aimonitor.ui.window_state import WindowState
from tests.ui.windows import make_window

_PADDING = 14
LEAST = sum(span.least for span in SPANS.values())


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = make_window(qtbot)
    window.show()
    return window


def widths(window: MainWindow) -> dict[str, int]:
    return {
        column.id: window.view.columnWidth(place)
        for place, column in enumerate(window.view.providers.columns)
        if not window.view.isColumnHidden(place)
    }


def fills(window: MainWindow) -> bool:
    return sum(widths(window).values()) == window.view.horizontalHeader().viewport().width()


@pytest.mark.parametrize("room", [LEAST, 880, 1000, 1139, 1500, 2400])
def test_the_columns_fill_the_room_to_the_pixel(room: int) -> None:
    found = spread(SPANS, room)
    assert sum(found.values()) == room
    assert all(found[key] >= span.least for key, span in SPANS.items())


def test_no_column_is_narrower_than_its_least() -> None:
    assert spread(SPANS, 300) == {key: span.least for key, span in SPANS.items()}


def test_a_large_window_has_longer_lines_as_well_as_longer_bars() -> None:
    found = spread(SPANS, 2000)
    assert found["days"] > SPANS["days"].wanted * 2
    assert found["limit"] < 750


def test_every_title_is_whole_in_the_narrowest_column(window: MainWindow) -> None:
    font = QFont(window.view.horizontalHeader().font())
    font.setPixelSize(12)
    font.setBold(True)
    letters = QFontMetrics(font)
    titles = {column.id: column.title for column in window.model.columns}
    needed = {key: letters.horizontalAdvance(titles[key]) + _PADDING for key in SPANS}
    assert {key: span.least for key, span in SPANS.items() if span.least < needed[key]} == {}


def test_without_the_limit_the_others_are_as_wanted() -> None:
    others = {key: span for key, span in SPANS.items() if key != "limit"}
    assert spread(others, 2000) == {key: span.wanted for key, span in others.items()}


@pytest.mark.parametrize("size", [(1180, 760), (900, 560), (1900, 1000)])
def test_no_column_is_out_of_sight(qtbot: QtBot, window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    qtbot.waitUntil(lambda: not window.view.horizontalScrollBar().isVisible())
    assert fills(window)


def test_a_larger_font_is_given_more_room(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: fills(window))
    before = widths(window)
    window.resize(1900, 900)
    font = QFont(window.view.font())
    font.setPointSizeF(font.pointSizeF() * 1.6)
    window.view.setFont(font)

    def has_more() -> None:
        assert widths(window)["today"] > before["today"] * 1.3, (before, widths(window), font.toString())

    qtbot.waitUntil(has_more)
    assert fills(window)


def test_a_width_drawn_by_hand_stays_and_the_limit_gives_way(window: MainWindow) -> None:
    header = window.view.horizontalHeader()
    edge = header.sectionViewportPosition(0) + header.sectionSize(0) - 1
    before = widths(window)
    at = header.rect().center()
    at.setX(edge)
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    at.setX(edge + 30)
    QTest.mouseMove(header.viewport(), at)
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    drawn = widths(window)["name"]
    assert drawn > before["name"]
    assert window.view.fit.by_hand is ByHand.OTHERS
    assert fills(window)
    window.resize(1500, 760)
    assert widths(window)["name"] == drawn
    assert widths(window)["today"] == before["today"]
    assert fills(window)


def test_a_limit_drawn_by_hand_leaves_the_rest_to_the_last_column(window: MainWindow) -> None:
    window.view.setColumnWidth(window.model.column_of("limit"), 150)
    assert window.view.fit.by_hand is ByHand.ALL
    window.resize(1500, 760)
    assert widths(window)["limit"] == 150
    assert fills(window)
    window.view.reset_columns()
    assert widths(window)["limit"] > 200


@pytest.mark.parametrize("column", ["limit", "balance", "updated"])
def test_a_hidden_column_leaves_its_room_to_the_others(qtbot: QtBot, window: MainWindow, column: str) -> None:
    place = window.model.column_of(column)
    before = widths(window)
    window.view.hideColumn(place)
    qtbot.waitUntil(lambda: fills(window))
    assert column not in widths(window)
    assert window.view.fit.by_hand is ByHand.NONE
    window.view.showColumn(place)
    qtbot.waitUntil(lambda: widths(window) == before)


@pytest.mark.parametrize("column", ["name", "limit"])
def test_what_was_drawn_by_hand_is_remembered(qtbot: QtBot, tmp_path: Path, column: str) -> None:
    left = make_window(qtbot)
    left.show()
    left.view.setColumnWidth(left.model.column_of(column), 171)
    state = WindowState(tmp_path / "window.ini")
    state.save(left)
    found = make_window(qtbot)
    state.restore(found)
    found.resize(left.size())  # a screen for tests is smaller than the window
    found.show()
    assert widths(found) == widths(left)
    assert found.view.fit.by_hand is left.view.fit.by_hand


def test_widths_that_nobody_drew_follow_the_next_window(qtbot: QtBot, tmp_path: Path) -> None:
    left = make_window(qtbot)
    left.resize(900, 560)
    left.show()
    state = WindowState(tmp_path / "window.ini")
    state.save(left)
    found = make_window(qtbot)
    state.restore(found)
    found.resize(1400, 760)
    found.show()
    assert fills(found)
    assert widths(found)["name"] > widths(left)["name"]
