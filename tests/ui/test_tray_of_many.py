from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aimonitor.ui.tray import Tray
from aimonitor.ui.tray_words import MENU_LINES
from tests.ui.factories import NOW, state

# Qt's own X11 tray code says so on the offscreen platform, which has no tray at all
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)


@pytest.fixture
def tray(qapp: QApplication) -> Iterator[Tray]:
    tray = Tray(now=lambda: NOW, host=lambda: True, parent=qapp)
    tray.start()
    yield tray
    tray.stop()


def test_many_that_change_one_after_the_other_are_said_together(
    tray: Tray, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[int] = []
    real = tray._menu.show_providers

    def show(lines: Sequence[tuple[str, str]], others: int) -> None:
        said.append(len(lines) + others)
        real(lines, others)

    monkeypatch.setattr(tray._menu, "show_providers", show)
    many = [state(f"Provider {number}", position=number) for number in range(MENU_LINES + 1)]
    for one in many[:-1]:
        tray.show_provider(one)
    assert tray._fresh.interval() == 0
    tray._fresh.stop()
    for one in (*many, *many):
        tray.show_provider(one)
    assert said == []
    qtbot.waitUntil(lambda: bool(said))
    assert said == [len(many)]


def test_more_than_the_menu_shows_wait_for_one_another(tray: Tray) -> None:
    for number in range(MENU_LINES):
        tray.show_provider(state(f"Provider {number}", position=number))
    tray._fresh.stop()
    tray.show_provider(state("One more", position=MENU_LINES))
    assert tray._fresh.isActive()
    assert tray._fresh.interval() > 0
