"""Every way out, while a service never answers: gone at once, and nothing is left."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from tests.app.hanging import hanging_server
from tests.desktop.running import SOON, App, cli, running
from tests.desktop.session import DesktopSession, wait_until
from tests.desktop.user import User, user_of

KEY = "sk-admin-TEST-0000-that-waits"


def by_tray(user: User) -> None:
    user.app.tray().choose("Quit")


def by_key(user: User) -> None:
    user.window("AIMonitor")
    user.press("ctrl+q")


def by_menu(user: User) -> None:
    user.window("AIMonitor")
    user.press("alt+f")
    user.find("popup menu", "")
    user.press("q")


def by_window_manager(user: User) -> None:
    """Where closing does not hide."""
    user.window("AIMonitor")
    user.press("alt+F4")


def by_dialog_and_signal(user: User) -> None:
    """With a dialog open."""
    user.window("AIMonitor")
    user.press("ctrl+comma")
    user.window("Settings")
    user.app.process.send_signal(signal.SIGTERM)


def by_terminal(user: User) -> None:
    """As Ctrl+C in the terminal that it was started from."""
    user.app.process.send_signal(signal.SIGINT)


WAYS: list[Callable[[User], None]] = [
    by_tray,
    by_key,
    by_menu,
    by_window_manager,
    by_dialog_and_signal,
    by_terminal,
]


@pytest.mark.parametrize("leave", WAYS)
def test_the_app_ends_at_once_and_well(desktop: DesktopSession, leave: Callable[[User], None]) -> None:
    home = desktop.root / leave.__name__
    with hanging_server() as server:
        options = ("--name", "Slow", "--key-stdin", "--base-url", server.url, "--no-test")
        cli(desktop, home, "providers", "add", "openai", *options, text=f"{KEY}\n")
        (home / "config").mkdir(exist_ok=True)
        (home / "config" / "config.toml").write_text("[general]\nclose_to_tray = false\n")
        with running(desktop, home) as app, user_of(app) as user:
            app.tray()
            wait_until(server.asked.is_set, "a request that hangs")
            leave(user)
            app.check_end(SOON)
            assert KEY not in app.log
            check_next_start(desktop, app)


def check_next_start(desktop: DesktopSession, before: App) -> None:
    """The place is free, and the icon is gone."""
    assert desktop.bus.tray_item(before.pid) is None
    assert "Slow" in cli(desktop, before.home, "providers", "list")
