"""Keyrings that are not there, locked, dismissed or silent: said in words, and the window goes on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aimonitor.demo import cast
from tests.desktop.accessible import Node
from tests.desktop.parts import (
    PASSWORD,
    lock_keyring,
    start_accessibility,
    start_keyring,
    start_panel,
    start_prompter,
    start_windows,
)
from tests.desktop.running import SOON, add, files_with_keys, running, status, stored_keys
from tests.desktop.served import Served
from tests.desktop.session import DesktopSession, desktop_session, wait_until
from tests.desktop.silent_secrets import silent_secrets
from tests.desktop.user import User, user_of
from tests.e2e.running import cents

NAME = cast.ROUTER.name
ABSENT = "There is no keychain on this system."
LOCKED = "The keychain is locked. Unlock it and try again."
UNLOCK = "Unlock Login Keyring"
TWICE = "has this key already: all it costs would count twice."
"""Read before it is stored; then it is, where the user goes on."""


@pytest.fixture
def desktop() -> Iterator[DesktopSession]:
    """No keyring yet."""
    with desktop_session(start_windows, start_panel, start_accessibility) as session:
        yield session


def test_without_a_keyring_a_key_lives_for_the_session_and_one_that_comes_late_is_used(
    desktop: DesktopSession, services: Served
) -> None:
    home = desktop.root / "mine"
    with running(desktop, home) as app, user_of(app) as user:
        user.wait_to_read(ABSENT, user.window("AIMonitor"))
        dialog = fill_in(user)
        user.click(user.find("push button", "Add", dialog))
        user.wait_to_read(ABSENT, dialog)
        user.shot("no keyring")
        assert status(desktop, home) == {}

        keep = user.find("combo box", "In the system's keychain", dialog)
        user.click(keep)
        user.press("Down", "Return")
        user.find("combo box", "For this session only", dialog)
        user.click(user.find("push button", "Add", dialog))
        wait_until(lambda: not user.is_open("Add provider"), "the end of the dialog")
        wait_until(lambda: month_is_shown(user, services), "the figures")
        assert files_with_keys(desktop.root) == []

        start_keyring(desktop)
        dialog = fill_in(user)
        user.click(user.find("push button", "Add", dialog))
        user.wait_to_read(TWICE, dialog)
        user.click(user.find("push button", "Add", dialog))
        wait_until(lambda: not user.is_open("Add provider"), "the end of the dialog, by the keyring")
        assert len(status(desktop, home)) == len([NAME, f"{NAME} 2"])
        assert len(stored_keys(desktop).splitlines()) == 1
        wait_until(lambda: not user.reads(ABSENT), "the status bar to know of the keyring")
        app.terminate()
    assert files_with_keys(desktop.root) == []


def fill_in(user: User) -> Node:
    """The dialog with a good key in it."""
    user.window("AIMonitor")
    user.press("ctrl+n")
    dialog = user.window("Add provider")
    user.write(user.find("text", "Filter services", dialog), "openrouter")
    user.write(user.find("text", "API key", dialog), cast.ROUTER.key.reveal())
    return dialog


def month_is_shown(user: User, services: Served) -> bool:
    month = services.servers.expected(NAME).month
    assert month is not None
    return user.look("cell", f"This month: {cents(month)}") is not None


def test_a_locked_keyring_is_asked_for_once_the_user_wants_it_and_can_be_dismissed(
    desktop: DesktopSession, services: Served
) -> None:
    home = desktop.root / "mine"
    start_keyring(desktop)
    add(desktop, home, cast.ROUTER)
    lock_keyring(desktop)
    start_prompter(desktop)
    with running(desktop, home) as app, user_of(app) as user:
        window = user.window("AIMonitor")
        user.wait_to_read(LOCKED, window)
        assert not desktop.answer("xdotool", "search", "--onlyvisible", "--name", UNLOCK), (
            "not out of the blue"
        )
        user.shot("a locked keyring")
        ask(user, window)
        user.press("Escape")
        wait_for_prompt(desktop, there=False)
        user.window("AIMonitor")
        assert status(desktop, home)[NAME]["error"]["kind"] == "keychain"

        ask(user, window)
        user.shot("the keyring asks")
        user.type(PASSWORD)
        user.press("Return")
        wait_for_prompt(desktop, there=False)
        wait_until(lambda: month_is_shown(user, services), "the figures")
        assert not user.reads(LOCKED)
        app.terminate()


def ask(user: User, window: Node) -> None:
    """Press the button; the keyring's own dialog comes and has the keyboard."""
    user.click(user.find("push button", "Unlock keychain", window))
    wait_for_prompt(user.app.desktop, there=True)


def wait_for_prompt(desktop: DesktopSession, *, there: bool) -> None:
    def shown() -> bool:
        return desktop.answer("xdotool", "getwindowfocus", "getwindowname") == UNLOCK

    wait_until(lambda: shown() is there, f"the keyring's dialog, there: {there}")


@pytest.mark.usefixtures("services")
def test_a_keyring_that_never_answers_holds_up_neither_window_nor_end(desktop: DesktopSession) -> None:
    home = desktop.root / "mine"
    start_keyring(desktop)
    add(desktop, home, cast.ROUTER)
    desktop.stop("keyring")
    with silent_secrets(desktop), running(desktop, home) as app, user_of(app) as user:
        user.window("AIMonitor")
        app.tray()
        dialog = fill_in(user)
        user.click(user.find("push button", "Test", dialog))
        user.wait_to_read("It works.", dialog)
        user.shot("a silent keyring")
        user.click(user.find("push button", "Add", dialog))
        user.find("progress bar", "", dialog)
        app.tray().choose("Quit")
        app.check_end(SOON)
