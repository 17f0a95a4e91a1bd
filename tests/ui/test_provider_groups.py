from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from aimonitor.domain.state import Health
from aimonitor.qtmodels.providers import MIME_TYPE
from aimonitor.qtmodels.records import Role
from aimonitor.ui.main_window import MainWindow
from aimonitor.ui.window_state import WindowState
from tests.ui.factories import known, state, usd
from tests.ui.hostile import many_states
from tests.ui.windows import make_window, show_active

Key = Qt.Key
GROUPED = [
    "OpenAI", "OpenAI — production", "OpenAI — staging",
    "Anthropic", "Claude API — research", "Anthropic — old key",
    "OpenRouter", "OpenRouter",
    "DeepSeek", "DeepSeek",
]  # fmt: skip


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = make_window(qtbot)
    made.app_actions.grouped.trigger()
    return made


def test_the_selected_row_stays_in_sight_in_groups_and_out_of_them(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    window.set_states(many_states(100))
    show_active(qtbot, window)
    window.select_provider("p80")
    for _ in range(2):
        window.app_actions.grouped.trigger()
        row = window.view.visualRect(window.view.currentIndex())
        assert window.view.current_key == "p80"
        assert window.view.viewport().rect().contains(row.topLeft())


def names(window: MainWindow) -> list[str]:
    proxy = window.view.proxy
    return [str(proxy.index(row, 0).data()) for row in range(proxy.rowCount())]


def keys(window: MainWindow) -> list[str]:
    proxy = window.view.proxy
    return [str(proxy.index(row, 0).data(Role.KEY)) for row in range(proxy.rowCount())]


def cell(window: MainWindow, key: str, column: str, role: int = Qt.ItemDataRole.DisplayRole) -> str:
    row = window.model.row_of(key)
    assert row is not None
    return str(window.model.index(row, window.model.column_of(column)).data(role))


def drag(window: MainWindow, provider_id: str, before: int) -> list[tuple[str, int]]:
    """What is wished when that provider is dropped before a row of the table."""
    wishes: list[tuple[str, int]] = []
    window.view.move_wanted.connect(lambda key, place: wishes.append((key, place)))
    row = window.model.row_of(provider_id)
    assert row is not None
    data = window.model.mimeData([window.model.index(row, 0)])
    assert data.hasFormat(MIME_TYPE)
    proxy = window.view.proxy
    proxy.dropMimeData(data, Qt.DropAction.MoveAction, before, 0, proxy.index(-1, -1))
    return wishes


def test_each_type_s_providers_stand_under_a_head(window: MainWindow) -> None:
    assert names(window) == GROUPED
    window.app_actions.grouped.trigger()
    assert names(window) == [one.provider.name for one in window.model.records]
    assert window.model.rowCount() == 6


def test_a_head_has_the_totals_of_its_type(window: MainWindow) -> None:
    assert cell(window, "type:openai", "type") == "2 providers"
    assert cell(window, "type:openai", "month") == "$241.07"
    assert cell(window, "type:openai", "limit") == "1 stale"
    assert cell(window, "type:anthropic", "limit") == "1 needs you"
    assert cell(window, "type:anthropic", "month") == "$132.55*"
    assert "without 1 provider" in cell(window, "type:anthropic", "month", Qt.ItemDataRole.ToolTipRole)
    assert cell(window, "type:deepseek", "balance") == "¥ 84.10".replace(" ", "\u00a0")


def test_two_currencies_of_one_type_are_never_added(window: MainWindow) -> None:
    window.upsert_state(replace(state("Yuan", "openai", 9), month=known(usd("5", "CNY"))))
    text = cell(window, "type:openai", "month")
    assert "$241.07" in text
    assert "5.00" in text


def test_a_poll_changes_the_head_too_and_the_selection_stays(window: MainWindow) -> None:
    window.select_provider("p4")
    window.upsert_state(replace(window.model.records[0], month=known(usd("300"))))
    assert cell(window, "type:openai", "month") == "$300.00"
    assert window.view.current_key == "p4"
    assert names(window) == GROUPED


def test_a_first_provider_of_a_type_brings_a_head_and_the_last_takes_it_along(window: MainWindow) -> None:
    window.upsert_state(state("New", "xai", 9))
    assert keys(window)[-2:] == ["type:xai", "p9"]
    window.remove_state("p9")
    assert keys(window)[-2:] == ["type:deepseek", "p3"]
    window.set_states([])
    assert window.model.rowCount() == 0


def test_sorting_sorts_the_groups_and_the_rows_in_each(window: MainWindow) -> None:
    month = window.model.column_of("month")
    window.view.sortByColumn(month, Qt.SortOrder.DescendingOrder)
    down = "type:deepseek p3 type:openai p0 p4 type:anthropic p1 p5 type:openrouter p2"
    assert keys(window) == down.split()
    window.view.sortByColumn(month, Qt.SortOrder.AscendingOrder)
    up = "type:openrouter p2 type:anthropic p1 p5 type:openai p4 p0 type:deepseek p3"
    assert keys(window) == up.split()
    window.upsert_state(replace(window.model.records[2], month=known(usd("9000"))))
    moved = "type:anthropic p1 p5 type:openai p4 p0 type:openrouter p2 type:deepseek p3"
    assert keys(window) == moved.split()
    window.view.reset_columns()
    assert names(window) == GROUPED


def test_a_filter_keeps_the_heads_of_what_matches_and_looks_into_folded_groups(window: MainWindow) -> None:
    groups = window.view.groups
    assert groups is not None
    groups.fold_all(folded=True)
    assert keys(window) == ["type:openai", "type:anthropic", "type:openrouter", "type:deepseek"]
    window.view.set_filter("staging")
    assert keys(window) == ["type:openai", "p4"]
    window.view.set_filter("")
    assert len(keys(window)) == 4


def test_left_and_right_fold_and_unfold(qtbot: QtBot, window: MainWindow) -> None:
    show_active(qtbot, window)
    window.select_provider("p4")
    window.view.setFocus()
    QTest.keyClick(window.view, Key.Key_Left)
    assert window.view.current_key == "type:openai"
    QTest.keyClick(window.view, Key.Key_Left)
    assert keys(window)[:2] == ["type:openai", "type:anthropic"]
    assert "collapsed" in cell(window, "type:openai", "name", Qt.ItemDataRole.AccessibleTextRole)
    QTest.keyClick(window.view, Key.Key_Right)
    assert keys(window)[:2] == ["type:openai", "p0"]
    assert "expanded" in cell(window, "type:openai", "name", Qt.ItemDataRole.AccessibleTextRole)
    QTest.keyClick(window.view, Key.Key_Right)
    assert window.view.current_key == "p0"


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_Return])
def test_on_a_head_space_and_enter_fold_and_do_nothing_to_a_provider(
    qtbot: QtBot, window: MainWindow, key: Key
) -> None:
    show_active(qtbot, window)
    window.view.select_provider("type:openai")
    window.view.setFocus()
    with (
        qtbot.assertNotEmitted(window.view.toggle_wanted),
        qtbot.assertNotEmitted(window.view.console_wanted),
    ):
        QTest.keyClick(window.view, key)
    assert keys(window)[1] == "type:anthropic"


def test_folding_a_group_selects_its_head_and_a_wanted_provider_unfolds_it(window: MainWindow) -> None:
    groups = window.view.groups
    assert groups is not None
    window.select_provider("p4")
    groups.fold_all(folded=True)
    assert window.view.current_key == "type:openai"
    assert window.select_provider("p4")
    assert window.view.current_key == "p4"


def test_a_head_is_no_provider(qtbot: QtBot, window: MainWindow) -> None:
    window.select_provider("p0")
    with qtbot.waitSignal(window.view.selected) as told:
        window.view.select_provider("type:openai")
    assert told.args == [None]
    total = window.view.current_group()
    assert total is not None
    assert total.ids == ("p0", "p4")
    assert not window.app_actions.remove.isEnabled()


def test_rows_move_by_keyboard_among_their_own_type(qtbot: QtBot, window: MainWindow) -> None:
    wishes: list[tuple[str, int]] = []
    window.view.move_wanted.connect(lambda key, place: wishes.append((key, place)))
    show_active(qtbot, window)
    window.view.setFocus()
    window.select_provider("p0")
    QTest.keyClick(window.view, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(window.view, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert wishes == [("p0", 4)]


@pytest.mark.parametrize(
    ("dragged", "before", "wishes"),
    [
        ("p4", 1, [("p4", 0)]),
        ("p0", 3, [("p0", 4)]),
        ("p0", 1, []),
        ("p0", 2, []),
        ("p0", 5, []),
        ("p0", -1, []),
    ],
)
def test_a_row_is_dropped_among_its_own_type_only(
    window: MainWindow, dragged: str, before: int, wishes: list[tuple[str, int]]
) -> None:
    assert drag(window, dragged, before) == wishes


def test_a_new_own_order_moves_groups_with_their_first_provider(window: MainWindow) -> None:
    first = window.model.records[3]
    window.upsert_state(replace(first, provider=replace(first.provider, position=-1)))
    assert keys(window)[:3] == ["type:deepseek", "p3", "type:openai"]


def test_the_worst_of_a_type_is_its_sign(window: MainWindow) -> None:
    row = window.model.row_of("type:anthropic")
    assert row is not None
    assert window.model.index(row, 0).data(Role.VALUE).badge.health is Health.NEEDS_YOU


def test_the_menu_of_a_head_folds(qtbot: QtBot, window: MainWindow) -> None:
    show_active(qtbot, window)
    window.view.select_provider("type:openai")
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    QApplication.sendEvent(window.view.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [action.text().replace("&", "") for action in menu.actions()]
    assert texts == ["Group by type", "Collapse", "Expand all groups", "Collapse all groups"]
    menu.actions()[1].trigger()
    menu.close()
    assert keys(window)[1] == "type:anthropic"


def test_groups_and_what_is_folded_are_there_after_a_restart(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    groups = window.view.groups
    assert groups is not None
    groups.fold("anthropic", folded=True)
    window.view.select_provider("type:anthropic")
    WindowState(tmp_path / "window.ini").save(window)
    again = make_window(qtbot)
    WindowState(tmp_path / "window.ini").restore(again)
    assert again.app_actions.grouped.isChecked()
    assert keys(again) == keys(window)
    assert again.view.current_key == "type:anthropic"
    again.app_actions.grouped.trigger()
    WindowState(tmp_path / "window.ini").save(again)
    flat = make_window(qtbot)
    WindowState(tmp_path / "window.ini").restore(flat)
    assert flat.view.groups is None


def test_with_many_rows_one_is_moved_by_keyboard_and_by_dragging(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    many = [state(f"Account {place:03}", ("openai", "xai")[place % 2], place) for place in range(100)]
    window.set_states(many)
    wishes: list[tuple[str, int]] = []
    window.view.move_wanted.connect(lambda key, place: wishes.append((key, place)))
    window.select_provider("p98")
    window.app_actions.move_down.trigger()
    assert drag(window, "p0", 100) == [("p0", 99)]
    window.app_actions.grouped.trigger()
    window.app_actions.move_down.trigger()
    window.app_actions.move_up.trigger()
    assert wishes == [("p98", 99), ("p0", 99), ("p98", 96)]
    assert len(keys(window)) == 102
    assert keys(window)[:2] == ["type:openai", "p0"]
    assert keys(window)[51] == "type:xai"
    assert drag(window, "p0", 51) == [("p0", 98)]
