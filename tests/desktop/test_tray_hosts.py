"""Desktops without a panel, with one that comes late, dies and returns, and with a tray of the old kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.desktop.parts import (
    PANEL,
    start_accessibility,
    start_notifications,
    start_panel,
    start_trayer,
    start_windows,
)
from tests.desktop.running import App, running
from tests.desktop.session import DesktopSession, desktop_session, wait_until
from tests.desktop.user import User, user_of

NO_TRAY = "This desktop shows no tray icons, so the window stays open."


@pytest.fixture
def bare() -> Iterator[DesktopSession]:
    """As a plain GNOME: windows and notifications, no tray."""
    with desktop_session(start_windows, start_notifications, start_accessibility) as session:
        yield session


@pytest.fixture
def old() -> Iterator[DesktopSession]:
    with desktop_session(start_windows, start_trayer, start_accessibility) as session:
        yield session


def test_without_a_panel_the_window_stays_reachable(bare: DesktopSession) -> None:
    with running(bare, bare.root / "mine", "--hidden") as app, user_of(app) as user:
        window = user.window("AIMonitor")
        user.wait_to_read(NO_TRAY, window)
        user.shot("no tray")
        user.press("alt+F4")
        app.check_end()


def test_a_panel_that_comes_late_dies_and_returns_gets_the_icon(bare: DesktopSession) -> None:
    with running(bare, bare.root / "mine", "--hidden") as app, user_of(app) as user:
        user.wait_to_read(NO_TRAY, user.window("AIMonitor"))
        start_panel(bare)
        item = app.tray()
        wait_until(lambda: not user.reads(NO_TRAY), "the end of the banner")
        hide(user, app)

        bare.stop(PANEL)
        user.wait_to_read(NO_TRAY, user.window("AIMonitor"))
        start_panel(bare)
        item = app.tray()
        wait_until(lambda: "AIMonitor" in item.tooltip, "the icon in the panel that is back")
        hide(user, app)
        item.click()
        user.window("AIMonitor")
        app.terminate()


def test_a_panel_that_restarts_leaves_the_window_in_the_tray(bare: DesktopSession) -> None:
    start_panel(bare)
    with running(bare, bare.root / "mine", "--hidden") as app:
        app.tray()
        bare.stop(PANEL)
        start_panel(bare)
        item = app.tray()
        assert app.windows() == []
        item.choose("Quit")
        app.check_end()


def hide(user: User, app: App) -> None:
    """Close the window to the tray."""
    user.window("AIMonitor")
    user.press("alt+F4")
    wait_until(lambda: not app.windows(), "the window to hide")
    assert app.process.poll() is None


def test_a_tray_of_the_old_kind_takes_the_icon_in(old: DesktopSession) -> None:
    with running(old, old.root / "mine", "--hidden") as app, user_of(app) as user:
        wait_until(lambda: embedded(old), "the icon in the tray")
        icon = embedded(old)
        assert not user.is_open("AIMonitor")
        click_icon(old, icon, "1")
        user.window("AIMonitor")
        user.shot("a tray of the old kind")
        click_icon(old, icon, "1", place="18")
        wait_until(lambda: app.windows() == [icon], "the window to hide")
        wait_until(lambda: focus(old) != "AIMonitor", "the keyboard to leave it: a menu takes it")
        click_icon(old, icon, "3")
        wait_until(lambda: len(app.windows()) > 1, "the menu beside the icon")
        user.shot("a menu of the old kind")
        user.press("d")
        user.window("AIMonitor")
        app.terminate()


def embedded(session: DesktopSession) -> str:
    """The window of the icon inside the tray, while the app shows no other."""
    return session.answer("xdotool", "search", "--onlyvisible", "--class", "AIMonitor")


def focus(session: DesktopSession) -> str:
    """The title of the window to which keys go."""
    return session.answer("xdotool", "getwindowfocus", "getwindowname")


def click_icon(session: DesktopSession, icon: str, button: str, place: str = "4") -> None:
    """Two clicks at one place would be a double click, however late the second is on a busy machine."""
    session.run("xdotool", "mousemove", "--window", icon, place, place, "click", button)
