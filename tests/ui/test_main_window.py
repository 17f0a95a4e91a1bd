from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from aimonitor.domain.state import ProviderState
from tests.ui.factories import NOW, known, picture_states, state, usd
from tests.ui.hostile import HOSTILE_NAME, hostile_states, many_states
from tests.ui.windows import Clock, make_window, show_active


def test_the_first_run_page_until_there_is_a_provider(qtbot: QtBot) -> None:
    window = make_window(qtbot, filled=False)
    assert window.stack.currentWidget() is window.first_run
    assert not window.app_actions.refresh.isEnabled()
    window.upsert_state(state())
    assert window.stack.currentWidget() is not window.first_run
    assert window.app_actions.refresh.isEnabled()
    window.remove_state("p0")
    assert window.stack.currentWidget() is window.first_run


def test_a_refresh_keeps_selection_focus_and_scroll(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    window.set_states(many_states(100))
    show_active(qtbot, window)
    window.select_provider("p80")
    window.toolbar.filter.setFocus()
    scrolled = window.view.verticalScrollBar().value()
    assert scrolled > 0
    for one in many_states(100):
        window.upsert_state(replace(one, month=known(usd("1.23"))))
    current = window.view.current()
    assert current is not None
    assert current.provider.id == "p80"
    assert window.view.verticalScrollBar().value() == scrolled
    assert window.toolbar.filter.hasFocus()


def test_the_selected_provider_is_told_with_its_new_figures(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    told: list[ProviderState | None] = []
    window.provider_selected.connect(told.append)
    window.select_provider("p2")
    changed = replace(picture_states()[2], month=known(usd("40")))
    window.upsert_state(changed)
    window.upsert_state(picture_states()[3])
    assert [one.provider.id for one in told if one] == ["p2", "p2"]
    assert told[-1] is changed


def test_a_new_order_is_followed(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    last = picture_states()[5]
    window.upsert_state(replace(last, provider=replace(last.provider, position=-1)))
    assert window.model.records[0].provider.id == "p5"
    window.remove_state("p0")
    assert [one.provider.id for one in window.model.records] == ["p5", "p1", "p2", "p3", "p4"]


def test_a_hidden_provider_is_shown_when_it_is_asked_for(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    window.toolbar.filter.setText("deepseek")
    assert window.view.proxy.rowCount() == 1
    assert window.select_provider("p4")
    assert window.toolbar.filter.text() == ""
    window.select_provider("p77")
    window.upsert_state(state("late", position=77))
    current = window.view.current()
    assert current is not None
    assert current.provider.name == "late"


def test_the_attention_card_goes_to_its_provider(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    window.cards.attention.click()
    first = window.view.current()
    window.cards.attention.click()
    second = window.view.current()
    assert first is not None
    assert second is not None
    assert (first.provider.id, second.provider.id) == ("p5", "p4")


def test_ages_follow_the_clock_while_the_window_is_seen(qtbot: QtBot) -> None:
    clock = Clock()
    window = make_window(qtbot, clock=clock)
    updated = window.model.index(0, window.model.column_of("updated"))
    clock.time = NOW + timedelta(minutes=3)
    show_active(qtbot, window)
    assert updated.data() == "5 min ago"
    assert window._ages.isActive()
    window.hide()
    assert not window._ages.isActive()
    assert not window.status.is_counting


def test_a_new_figure_does_not_wait_for_the_next_minute(qtbot: QtBot) -> None:
    clock = Clock()
    window = make_window(qtbot, clock=clock)
    clock.time = NOW + timedelta(minutes=10)
    window.upsert_state(replace(picture_states()[0], last_updated=clock.time))
    assert window.model.index(0, window.model.column_of("updated")).data() == "just now"


def test_demo_is_written_in_title_and_status_bar(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    assert "DEMO" not in window.windowTitle()
    window.set_demo(demo=True)
    assert "DEMO" in window.windowTitle()
    assert "DEMO" in window.status.demo.text()
    assert not window.status.demo.isHidden()


def test_closing_is_left_to_whoever_knows_better(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    window.close_hides = True
    event = QCloseEvent()
    with qtbot.waitSignal(window.close_wanted):
        window.closeEvent(event)
    assert not event.isAccepted()
    window.close_hides = False
    event = QCloseEvent()
    window.closeEvent(event)
    assert event.isAccepted()


def test_being_brought_to_the_front_is_told(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    seen: list[bool] = []
    window.shown.connect(seen.append)
    with qtbot.waitSignal(window.activated, timeout=10_000):
        window.show()
        window.activateWindow()
    window.hide()
    assert seen == [True, False]


def test_decimals_reach_table_and_cards(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    window.set_decimals(0)
    assert window.model.index(0, window.model.column_of("month")).data() == "$241"
    assert window.cards.spent.face.value.text() == "$412"
    window.set_decimals(None)
    assert window.cards.spent.face.value.text() == "$412.38"


def test_pausing_offers_to_resume(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    assert not window.app_actions.resume.isEnabled()
    window.set_paused(paused=True, until=None)
    assert window.app_actions.resume.isEnabled()
    assert "paused until resumed" in window.status.left.text()


def test_hostile_rows_are_painted_in_both_directions_and_sizes(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    window.set_states(hostile_states())
    window.show()
    assert not window.grab().isNull()
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    font = window.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    window.view.setFont(font)
    assert not window.grab().isNull()
    assert window.view.rowHeight(0) > 60


def test_names_with_mark_up_stay_text_everywhere(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    window.set_states([state(HOSTILE_NAME)])
    index = window.view.proxy.index(0, 0)
    assert "<b>Bold</b>" in index.data()
    assert "<b>" not in index.data(Qt.ItemDataRole.ToolTipRole)


def test_focus_by_keyboard_is_marked(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    show_active(qtbot, window)
    window.view.clearFocus()
    window.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert window.table_panel.property("focusInside") is True
    window.view.clearFocus()
    assert window.table_panel.property("focusInside") is False
    window.toolbar.filter.setFocus()
    QTest.keyClick(window.toolbar.filter, Qt.Key.Key_Return)
    assert window.view.hasFocus()
    assert window.table_panel.property("focusInside") is True
