"""Large letters on a small screen: the window stays on it, and everything in it can be reached."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from aimonitor.ui.details.panel import DetailsPanel
from aimonitor.ui.low_screen import LowArea
from aimonitor.ui.main_window import MainWindow
from aimonitor.ui.menus import Actions
from aimonitor.ui.theme import Theme
from aimonitor.ui.toolbar import Toolbar
from tests.ui.details.samples import picture_history
from tests.ui.factories import picture_dashboard, picture_states
from tests.ui.windows import LOCALE, Clock

PANEL = 30


class Screen:
    """A screen with a panel along its upper edge."""

    def __init__(self, width: int, height: int) -> None:
        self.place = QRect(0, PANEL, width, height - PANEL)

    def availableGeometry(self) -> QRect:
        return self.place


@pytest.fixture
def letters(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[int]:
    before = qapp.font()
    font = QFont(before)
    font.setPixelSize(request.param)
    qapp.setFont(font)
    yield request.param
    qapp.setFont(before)


def on_screen(qtbot: QtBot, width: int, height: int) -> MainWindow:
    """As the app shows it: fitted with the figures of last time, the details made behind the first paint."""
    clock = Clock()
    details, actions = DetailsPanel(now=clock), Actions(now=clock)
    window = MainWindow(actions, Theme(), details, Toolbar(actions), now=clock, locale=LOCALE)
    actions.setParent(window)
    qtbot.addWidget(window)
    window.screen = lambda: Screen(width, height)  # type: ignore[method-assign,assignment,return-value]
    window.provider_selected.connect(details.set_state)
    window.set_states(picture_states())
    window.set_dashboard(picture_dashboard())
    window.fit_screen()
    window.show()
    window.select_provider("p5")
    details.set_history(picture_history("p5"))
    assert details.strip.isVisibleTo(details), "what is wrong takes room too"
    QApplication.processEvents()
    QApplication.processEvents()
    return window


@pytest.mark.parametrize(
    ("letters", "width", "height"), [(22, 1024, 600), (12, 640, 400), (16, 1024, 600)], indirect=["letters"]
)
def test_the_window_stays_on_the_screen_and_its_last_part_can_be_reached(
    qtbot: QtBot, letters: int, width: int, height: int
) -> None:
    window = on_screen(qtbot, width, height)
    assert window.width() <= width
    assert window.height() <= height - PANEL
    assert window.minimumSizeHint().width() <= width
    assert window.minimumSizeHint().height() <= height - PANEL
    rows = window.view.viewport().height() / window.view.rowHeight(0)
    assert rows >= 3 or not isinstance(window.stack.widget(1), LowArea)
    area = window.stack.widget(1)
    if isinstance(area, LowArea):
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    else:
        assert letters == 16
    last = window.details.mapTo(window, window.details.rect().bottomLeft()).y()
    assert last <= window.status.y()


@pytest.mark.parametrize("letters", [22], indirect=True)
@pytest.mark.usefixtures("letters")
def test_the_keyboard_is_followed_and_a_click_is_not(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = on_screen(qtbot, 1024, 600)
    area = window.stack.widget(1)
    assert isinstance(area, LowArea)
    with qtbot.waitActive(window):
        window.activateWindow()
    assert area.verticalScrollBar().maximum() > 0
    window.toolbar.filter.setFocus()
    assert area.verticalScrollBar().value() == 0
    monkeypatch.setattr(QApplication, "mouseButtons", lambda: Qt.MouseButton.LeftButton)
    tabs = window.details.findChild(QTabBar)
    assert tabs is not None
    tabs.setFocus()
    assert area.verticalScrollBar().value() == 0
    window.toolbar.filter.setFocus()
    monkeypatch.undo()
    tabs.setFocus(Qt.FocusReason.TabFocusReason)
    assert area.verticalScrollBar().value() > 0
    seen = area.viewport().rect().translated(area.viewport().mapTo(window, QPoint(0, 0)))
    assert seen.contains(QRect(tabs.mapTo(window, QPoint(0, 0)), QSize(10, tabs.height())))


def test_where_there_is_room_nothing_scrolls(qtbot: QtBot) -> None:
    window = on_screen(qtbot, 1280, 800)
    assert not isinstance(window.stack.widget(1), LowArea)


def test_a_narrow_row_spares_what_the_menu_has_too(qtbot: QtBot) -> None:
    around, actions = QWidget(), Actions()
    qtbot.addWidget(around)
    bar = Toolbar(actions, around)
    bar.resize(900, 40)
    around.show()
    add, refresh, export, settings = bar.buttons
    widest = bar.filter.width()
    assert all(button.isVisible() for button in bar.buttons)
    bar.resize(bar.minimumSizeHint())
    assert [button.isVisible() for button in (add, refresh, settings, export)] == [True, True, False, False]
    assert bar.filter.width() < widest
    bar.resize(bar.width() + settings.sizeHint().width() + 10, 40)
    assert (settings.isVisible(), export.isVisible()) == (True, False)
    bar.resize(900, 40)
    QApplication.processEvents()
    assert all(button.isVisible() for button in bar.buttons)
    assert bar.filter.width() == widest
