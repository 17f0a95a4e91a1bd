from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from aimonitor.domain.periods import PeriodKind, period
from aimonitor.insight.period_figures import PeriodFigures
from aimonitor.ui.main_window import MainWindow
from tests.ui.factories import TODAY, state
from tests.ui.windows import make_window, show_active

Key = Qt.Key


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    return make_window(qtbot)


@pytest.mark.parametrize(
    ("key", "wish"),
    [
        (Key.Key_Return, "console_wanted"),
        (Key.Key_F2, "rename_wanted"),
        (Key.Key_Delete, "remove_wanted"),
    ],
)
def test_keys_are_wishes_with_the_provider_s_id(
    qtbot: QtBot, window: MainWindow, key: Key, wish: str
) -> None:
    show_active(qtbot, window)
    window.select_provider("p3")
    window.view.setFocus()
    with qtbot.waitSignal(getattr(window.view, wish)) as told:
        QTest.keyClick(window.view, key)
    assert told.args == ["p3"]


@pytest.mark.parametrize("grouped", [False, True])
def test_home_and_end_lead_to_the_first_and_the_last_row(
    qtbot: QtBot,
    window: MainWindow,
    grouped: bool,  # noqa: FBT001  a parameter of the list above
) -> None:
    """Rows are what is selected here: to go from cell to cell within one shows nothing."""
    show_active(qtbot, window)
    window.view.set_grouped(grouped)
    window.select_provider("p3")
    window.view.setFocus()
    last = window.view.proxy.rowCount() - 1
    for key, row in ((Key.Key_End, last), (Key.Key_Home, 0)):
        QTest.keyClick(window.view, key)
        assert window.view.currentIndex().row() == row
        assert window.view.currentIndex().column() == 0
        assert window.view.selectionModel().isRowSelected(row)


def test_space_disables(qtbot: QtBot, window: MainWindow) -> None:
    show_active(qtbot, window)
    window.select_provider("p1")
    window.view.setFocus()
    with qtbot.waitSignal(window.view.toggle_wanted) as told:
        QTest.keyClick(window.view, Key.Key_Space)
    assert told.args == ["p1", False]


def test_delete_in_the_filter_removes_no_provider(qtbot: QtBot, window: MainWindow) -> None:
    show_active(qtbot, window)
    field = window.toolbar.filter
    field.setText("open ai")
    field.setFocus()
    field.setCursorPosition(4)
    with qtbot.assertNotEmitted(window.view.remove_wanted), qtbot.assertNotEmitted(window.view.toggle_wanted):
        QTest.keyClick(field, Key.Key_Delete)
        QTest.keyClick(field, Key.Key_Space)
    assert field.text() == "open ai"


@pytest.mark.parametrize(
    ("action", "wish"),
    [
        ("refresh_one", "refresh_wanted"),
        ("replace_key", "replace_key_wanted"),
        ("edit", "edit_wanted"),
        ("open_console", "console_wanted"),
    ],
)
def test_actions_are_wishes_too(qtbot: QtBot, window: MainWindow, action: str, wish: str) -> None:
    window.select_provider("p2")
    with qtbot.waitSignal(getattr(window.view, wish)) as told:
        getattr(window.app_actions, action).trigger()
    assert told.args == ["p2"]


def test_nothing_is_wished_without_a_row(qtbot: QtBot) -> None:
    window = make_window(qtbot, filled=False)
    assert window.view.current() is None
    assert not window.app_actions.remove.isEnabled()
    with qtbot.assertNotEmitted(window.view.remove_wanted), qtbot.assertNotEmitted(window.view.move_wanted):
        window.view._wish(window.view.remove_wanted)
        window.view._toggle()
        window.view._step(1)


def test_rows_move_by_keyboard_and_stop_at_the_ends(qtbot: QtBot, window: MainWindow) -> None:
    wishes: list[tuple[str, int]] = []
    window.view.move_wanted.connect(lambda key, place: wishes.append((key, place)))
    show_active(qtbot, window)
    window.view.setFocus()
    window.select_provider("p0")
    QTest.keyClick(window.view, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(window.view, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert wishes == [("p0", 1)]


def test_moving_shows_the_own_order(window: MainWindow) -> None:
    window.view.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    window.select_provider("p3")
    window.app_actions.move_up.trigger()
    assert window.view.horizontalHeader().sortIndicatorSection() == -1
    assert window.view.proxy.index(0, 0).data() == "OpenAI — production"


def test_an_empty_result_says_so_as_plain_text(window: MainWindow) -> None:
    window.show()
    QTest.keyClicks(window.toolbar.filter, "<b>x")
    assert window.view.nothing.isVisible()
    assert "“<b>x”" in window.view.nothing.text()
    assert window.view.nothing.textFormat() is Qt.TextFormat.PlainText
    QTest.keyClick(window.toolbar.filter, Key.Key_Escape)
    assert window.toolbar.filter.text() == ""
    assert not window.view.nothing.isVisible()
    assert window.view.proxy.rowCount() == 6


def test_the_selection_comes_back_after_an_empty_result(window: MainWindow) -> None:
    window.select_provider("p3")
    window.view.set_filter("nowhere")
    assert window.view.current() is None
    window.view.set_filter("")
    current = window.view.current()
    assert current is not None
    assert current.provider.id == "p3"


def test_columns_are_hidden_and_all_come_back(window: MainWindow) -> None:
    window.view.columns_menu.aboutToShow.emit()
    ticks = {action.objectName(): action for action in window.view.columns_menu.actions()}
    assert "column_name" not in ticks
    ticks["column_tokens"].trigger()
    tokens = window.model.column_of("tokens")
    assert window.view.isColumnHidden(tokens)
    header = window.view.horizontalHeader()
    header.moveSection(0, 3)
    window.view.setColumnWidth(0, 33)
    window.view.reset_columns()
    assert not window.view.isColumnHidden(tokens)
    assert header.visualIndex(0) == 0
    assert window.view.columnWidth(0) > 100
    window.view.columns_menu.aboutToShow.emit()
    assert ticks["column_tokens"].isChecked()


def test_the_context_menu_opens_by_key_at_the_row(qtbot: QtBot, window: MainWindow) -> None:
    show_active(qtbot, window)
    window.select_provider("p2")
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    QApplication.sendEvent(window.view.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert window.app_actions.remove in menu.actions()
    menu.close()


def test_the_header_s_menu_offers_the_columns(qtbot: QtBot, window: MainWindow) -> None:
    show_active(qtbot, window)
    header = window.view.horizontalHeader()
    header.customContextMenuRequested.emit(header.rect().center())
    assert QApplication.activePopupWidget() is window.view.columns_menu
    window.view.columns_menu.close()


def test_rows_and_columns_grow_with_the_font(window: MainWindow) -> None:
    before = (window.view.rowHeight(0), window.view.columnWidth(0))
    font = window.view.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    window.view.setFont(font)
    assert window.view.rowHeight(0) > before[0] * 1.7
    assert window.view.columnWidth(0) > before[1] * 1.7


def test_escape_selects_nobody_and_later_rows_do_not_change_that(qtbot: QtBot, window: MainWindow) -> None:
    show_active(qtbot, window)
    window.view.setFocus()
    with qtbot.waitSignal(window.view.selected) as told:
        QTest.keyClick(window.view, Key.Key_Escape)
    assert told.args == [None]
    assert window.view.shows_everyone
    window.upsert_state(state("One more", "openai", 9))
    assert window.view.current() is None
    window.select_provider("p1")
    assert not window.view.shows_everyone


def test_a_click_below_the_rows_selects_nobody(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1180, 1400)
    window.set_states(window.model.records[:2])
    show_active(qtbot, window)
    viewport = window.view.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(40, viewport.height() - 4))
    assert window.view.current() is None
    row = window.view.visualRect(window.view.proxy.index(1, 0)).center()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=row)
    current = window.view.current()
    assert current is not None
    assert current.provider.id == "p1"


def test_the_menu_leads_to_all_providers(window: MainWindow) -> None:
    window.app_actions.everyone.trigger()
    assert window.view.current() is None
    assert not window.app_actions.rename.isEnabled()


def test_the_columns_menu_calls_the_columns_as_they_are_called_now(window: MainWindow) -> None:
    window.model.set_figures(PeriodFigures(period(PeriodKind.LAST_7_DAYS, TODAY), TODAY))
    window.view.columns_menu.aboutToShow.emit()
    assert "Last 7 days" in [action.text() for action in window.view.columns_menu.actions()]
