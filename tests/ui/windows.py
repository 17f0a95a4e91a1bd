"""A main window for tests: a clock that stands still, British words, a closed world."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from aimonitor.ui.main_window import MainWindow
from aimonitor.ui.menus import Actions
from aimonitor.ui.theme import Theme
from tests.ui.factories import NOW, picture_dashboard, picture_states

LOCALE = QLocale("en_GB")


class Clock:
    """A time that moves only when told."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time


def make_window(qtbot: QtBot, *, filled: bool = True, clock: Clock | None = None) -> MainWindow:
    """A window that is not shown yet, with the picture's rows or with the first-run page."""
    clock = clock or Clock()
    actions = Actions(now=clock)
    window = MainWindow(actions, Theme(), QLabel("details"), QLabel("first run"), now=clock, locale=LOCALE)
    actions.setParent(window)
    qtbot.addWidget(window)
    if filled:
        window.set_states(picture_states())
        window.set_dashboard(picture_dashboard())
    return window


def show_active(qtbot: QtBot, window: MainWindow) -> None:
    """Show the window and give it the keyboard."""
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
