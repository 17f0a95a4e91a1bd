from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton
from pytestqt.qtbot import QtBot

from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.provider import NO_KEY_REF
from aimonitor.ui.action_specs import PROVIDER_SPECS, SPECS
from aimonitor.ui.menus import Actions
from tests.ui.factories import NOW, state
from tests.ui.windows import make_window, show_active


@pytest.fixture
def actions(qtbot: QtBot) -> Actions:
    del qtbot
    return Actions(now=lambda: NOW)


def all_actions(menu: QMenu) -> list[QAction]:
    found: list[QAction] = []
    for action in menu.actions():
        inner = action.menu()
        found += all_actions(inner) if isinstance(inner, QMenu) else [action]
    return found


def test_every_button_has_a_menu_entry_and_a_shortcut(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    menus = [action.menu() for action in window.menuBar().actions()]
    entries = [entry for menu in menus if isinstance(menu, QMenu) for entry in all_actions(menu)]
    for button in window.toolbar.buttons:
        assert button.defaultAction() in entries
        assert button.defaultAction().shortcuts()
        assert button.focusPolicy() is Qt.FocusPolicy.StrongFocus
    assert set(window.app_actions.of_provider) <= set(entries)
    titles = [action.text() for action in window.menuBar().actions()]
    assert titles == ["&File", "&View", "&Provider", "&Help"]


def test_no_two_actions_share_a_key(actions: Actions) -> None:
    keys = [key.toString() for action in actions.findChildren(QAction) for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


def test_mnemonics_differ_within_a_menu(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    for top in window.menuBar().actions():
        menu = top.menu()
        assert isinstance(menu, QMenu)
        letters = [
            action.text()[action.text().index("&") + 1].lower()
            for action in menu.actions()
            if "&" in action.text()
        ]
        assert len(letters) == len(set(letters)), top.text()


def test_a_period_is_chosen_once(qtbot: QtBot, actions: Actions) -> None:
    with qtbot.waitSignal(actions.period_chosen) as told:
        actions.periods[PeriodKind.TODAY].trigger()
    assert told.args == [PeriodKind.TODAY]
    with qtbot.assertNotEmitted(actions.period_chosen):
        actions.show_period(PeriodKind.LAST_MONTH)
    assert actions.period is PeriodKind.LAST_MONTH


def test_pauses_say_until_when(actions: Actions) -> None:
    told: list[datetime | None] = []
    actions.pause_wanted.connect(told.append)
    actions.pause_hour.trigger()
    actions.pause_tomorrow.trigger()
    actions.pause_until_resumed.trigger()
    assert told[0] == NOW + timedelta(hours=1)
    assert told[1] is not None
    assert told[1].astimezone().time().isoformat() == "00:00:00"
    assert told[1] > NOW
    assert told[2] is None


def test_a_disabled_provider_can_be_enabled(actions: Actions) -> None:
    one = state()
    actions.show_provider(one)
    assert actions.toggle.text() == "&Disable"
    actions.show_provider(replace(one, provider=replace(one.provider, enabled=False)))
    assert actions.toggle.text() == "&Enable"
    assert actions.toggle.isEnabled()


def test_a_key_is_replaced_only_where_there_is_one(actions: Actions) -> None:
    one = state()
    actions.show_provider(replace(one, provider=replace(one.provider, api_key_ref=NO_KEY_REF)))
    assert not actions.replace_key.isEnabled()
    assert actions.edit.isEnabled()
    actions.show_provider(one)
    assert actions.replace_key.isEnabled()


def test_the_period_button_names_the_period(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    assert window.toolbar.period.text() == "This month ▾"
    window.app_actions.show_period(PeriodKind.CUSTOM)
    assert window.toolbar.period.text() == "Custom ▾"
    assert window.toolbar.period.accessibleName() == "Period: Custom"
    assert isinstance(window.toolbar.period, QToolButton)


def test_enter_presses_a_button_and_ctrl_f_finds(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    show_active(qtbot, window)
    window.toolbar.buttons[0].setFocus()
    with qtbot.waitSignal(window.app_actions.add.triggered):
        QTest.keyClick(window.toolbar.buttons[0], Qt.Key.Key_Return)
    window.toolbar.buttons[2].setFocus()
    with qtbot.waitSignal(window.app_actions.export.triggered):
        QTest.keyClick(window.toolbar.buttons[2], Qt.Key.Key_Space)
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.toolbar.filter.hasFocus()


def test_every_action_that_is_described_is_there_by_its_name_and_no_other() -> None:
    declared = {name for name, kind in Actions.__annotations__.items() if kind == "QAction"}
    assert declared == {*SPECS, *PROVIDER_SPECS}
