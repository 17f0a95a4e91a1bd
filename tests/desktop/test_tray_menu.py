"""Every entry of the tray's menu does what it says; a second start raises the first."""

from __future__ import annotations

import pytest

from aimonitor.demo import cast
from tests.desktop.running import add, cli, running
from tests.desktop.session import DesktopSession, wait_until
from tests.desktop.user import user_of


@pytest.mark.usefixtures("services")
def test_entries_show_a_provider_pause_resume_and_open_the_settings(desktop: DesktopSession) -> None:
    home = desktop.root / "mine"
    for member in (cast.PRODUCTION, cast.ROUTER):
        add(desktop, home, member)
    with running(desktop, home, "--hidden") as app, user_of(app) as user:
        item = app.tray()
        wait_until(lambda: "Balance $" in item.tooltip, "the figures")

        line = next(entry for entry in item.menu() if entry.startswith(cast.ROUTER.name))
        item.choose(line)
        details = user.find("panel", "Details", user.window("AIMonitor"))
        user.find("label", cast.ROUTER.name, details)
        line = next(entry for entry in item.menu() if entry.startswith(cast.PRODUCTION.name))
        item.choose(line)
        user.find("label", cast.PRODUCTION.name, details)

        item.choose("Until resumed")
        wait_until(lambda: "aused" in item.tooltip, "the pause in the tooltip")
        user.wait_to_read("paused until resumed", user.find("status bar", ""))
        resume = next(entry for entry in item.menu() if entry.startswith("Resume polling"))
        assert "Pause polling" not in item.menu()
        user.shot("paused")
        item.choose(resume)
        wait_until(lambda: "aused" not in item.tooltip, "the end of the pause")
        assert "Pause polling" in item.menu()

        user.press("alt+F4")
        wait_until(lambda: not app.windows(), "the window to hide")
        item.choose("Settings…")
        user.window("Settings")
        item.choose("Quit")
        app.check_end()


def test_a_second_start_brings_the_covered_window_to_the_front(desktop: DesktopSession) -> None:
    home = desktop.root / "covered"
    with running(desktop, home) as app, user_of(app) as user:
        user.window("AIMonitor")
        user.press("ctrl+n")
        user.window("Add provider")
        user.press("Escape")
        user.window("AIMonitor")
        with running(desktop, desktop.root / "cover", "--demo") as cover, user_of(cover) as other:
            other.window("AIMonitor — DEMO")
            assert front(desktop) == "AIMonitor — DEMO"
            assert cli(desktop, home) == ""
            wait_until(lambda: front(desktop) == "AIMonitor", "the first window before the other")
            user.shot("raised")
            cover.terminate()
        app.terminate()


def front(desktop: DesktopSession) -> str:
    """The title of the window that has the keyboard."""
    return desktop.answer("xdotool", "getwindowfocus", "getwindowname")
