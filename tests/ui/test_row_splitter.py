from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from aimonitor.ui.main_window import MainWindow
from aimonitor.ui.window_state import WindowState
from tests.ui.factories import picture_states
from tests.ui.hostile import many_states
from tests.ui.windows import make_window


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = make_window(qtbot)
    window.show()
    return window


def pull_up(window: MainWindow, by: int) -> None:
    handle = window.splitter.handle(1)
    at = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(handle, at - QPoint(0, by))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=at - QPoint(0, by))


def test_all_rows_are_seen_without_an_empty_place_below(window: MainWindow) -> None:
    view = window.view
    assert not view.verticalScrollBar().isVisible()
    spare = view.viewport().height() - view.verticalHeader().length()
    assert 0 <= spare < view.rowHeight(0)


def test_a_new_provider_gets_its_row(window: MainWindow) -> None:
    window.set_states(picture_states()[:4])
    before = window.table_panel.height()
    window.set_states(picture_states()[:5])
    assert window.table_panel.height() == before + window.view.rowHeight(0)


def test_many_providers_leave_the_details_their_room(qtbot: QtBot, window: MainWindow) -> None:
    window.set_states(many_states(60))
    qtbot.waitUntil(window.view.verticalScrollBar().isVisible)
    assert window.details.height() > window.splitter.height() * 0.4


def test_a_filter_moves_nothing(window: MainWindow) -> None:
    before = window.splitter.sizes()
    window.toolbar.filter.setText("nothing like this")
    window.resize(window.width() + 10, window.height())
    assert window.splitter.sizes() == before


def test_where_the_user_put_the_grip_it_stays(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    pull_up(window, 90)
    drawn = window.splitter.sizes()
    window.set_states(picture_states()[:3])
    assert window.splitter.sizes() == drawn
    state = WindowState(tmp_path / "window.ini")
    state.save(window)
    found = make_window(qtbot)
    state.restore(found)
    found.resize(window.size())  # a screen for tests is smaller than the window
    found.show()
    assert found.splitter.by_hand
    assert found.splitter.sizes() == drawn


def test_a_grip_that_nobody_moved_is_not_remembered(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    state = WindowState(tmp_path / "window.ini")
    state.save(window)
    found = make_window(qtbot)
    state.restore(found)
    assert not found.splitter.by_hand
