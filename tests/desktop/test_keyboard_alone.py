"""Someone without a mouse: adds, renames, reads, removes, and comes everywhere."""

from __future__ import annotations

import pytest

from aimonitor.demo import cast
from tests.desktop.running import running, status, stored_keys
from tests.desktop.session import DesktopSession, wait_until
from tests.desktop.user import User, user_of

_ROUND = 40
"""More stops than the window has: who has not come round by then is caught somewhere."""
STOPS = (
    "Add provider",
    "Refresh all",
    "Filter providers by name, service or model",
    "Period: This month",
    "Export",
    "Settings",
    "Spent this month",
    "Today (UTC)",
    "Month at this pace",
    "Prepaid balance",
    "Providers",
    "Spend",
    "Spend per UTC day",
)


@pytest.mark.usefixtures("services")
def test_without_a_mouse_all_can_be_done(desktop: DesktopSession) -> None:
    home = desktop.root / "mine"
    with running(desktop, home) as app, user_of(app) as user:
        add(user)
        rename(user, "By hand")
        assert list(status(desktop, home)) == ["By hand"]
        stops = go_round(user)
        assert [one for one in STOPS if not any(stop.startswith(one) for stop in stops)] == []
        read_pages(user)
        remove(user)
        assert status(desktop, home) == {}
        assert stored_keys(desktop) == ""
        user.press("ctrl+q")
        app.check_end()


def add(user: User) -> None:
    """The first run's button has the keyboard already, and the dialog's key line too."""
    window = user.window("AIMonitor")
    wait_until(user.find("push button", "Add a provider", window).has_keyboard, "the keyboard on the button")
    user.press("Return")
    dialog = user.window("Add provider")
    user.press("alt+n")
    wait_until(user.find("text", "Name", dialog).has_keyboard, "the keyboard in the name")
    user.press("shift+Tab", "shift+Tab", "shift+Tab")
    services = user.find("text", "Filter services", dialog)
    user.fill(services, "openrouter")
    user.press("alt+k")
    user.fill(user.find("text", "API key", dialog), cast.ROUTER.key.reveal())
    user.press("alt+t")
    user.wait_to_read("It works.", dialog)
    user.press("alt+a")
    wait_until(lambda: not user.is_open("Add provider"), "the end of the dialog")


def rename(user: User, name: str) -> None:
    window = user.window("AIMonitor")
    table = user.find("table", "Providers", window)
    wait_until(table.has_keyboard, "the keyboard in the table")
    user.find("cell", "OpenRouter, ok", table)
    user.press("F2", "ctrl+a")
    user.type(name)
    user.press("Return")
    user.find("cell", f"{name}, ok", table)


def go_round(user: User) -> set[str]:
    """Tab after Tab until the table is met again; the names of all stops."""
    window, seen, here = user.window("AIMonitor"), set[str](), "Providers"
    for _ in range(_ROUND):
        user.press("Tab")
        wait_until(lambda before=here: user.keyboard_at(window) not in ("", before), f"a stop after {here}")  # type: ignore[misc]
        here = user.keyboard_at(window)
        seen.add(here)
        if here == "Providers":
            return seen
    msg = f"caught at {here} after {seen}"
    raise AssertionError(msg)


def read_pages(user: User) -> None:
    """Along the tabs with arrows."""
    window = user.window("AIMonitor")
    for _ in range(_ROUND):
        if user.keyboard_at(window) == "Spend":
            break
        user.press("Tab")
    for title in ("Tokens", "Year", "Models", "Limits and alerts", "Polls and errors"):
        user.press("Right")
        wait_until(lambda title=title: user.keyboard_at(window) == title, f"the page {title}")  # type: ignore[misc]
    user.find("cell", "Parts failed: none", user.find("table", "Polls", window))
    user.shot("pages by keyboard")


def remove(user: User) -> None:
    window = user.window("AIMonitor")
    user.press("ctrl+f", "Return")
    wait_until(user.find("table", "Providers", window).has_keyboard, "the keyboard in the table")
    user.press("Delete")
    user.window("Remove")
    user.shot("removing")
    user.press("alt+r")
    wait_until(lambda: not user.is_open("Remove"), "the end of the dialog")
    user.wait_to_read("Welcome to AIMonitor", window)
