"""A notification on the screen, and its buttons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aimonitor.demo import cast
from tests.desktop.keys import spoil_key
from tests.desktop.running import add, cli, running
from tests.desktop.session import DesktopSession, wait_until
from tests.desktop.user import user_of

NAME = cast.ROUTER.name


def alerts(desktop: DesktopSession, home: Path) -> Any:  # noqa: ANN401  JSON
    return json.loads(cli(desktop, home, "alerts", "list", "--json"))


def displayed(desktop: DesktopSession) -> int:
    return int(desktop.run("dunstctl", "count", "displayed"))


@pytest.mark.usefixtures("services")
def test_a_notification_is_clicked_and_the_window_shows_what_it_is_about(desktop: DesktopSession) -> None:
    home = desktop.root / "mine"
    add(desktop, home, cast.PRODUCTION)
    add(desktop, home, cast.ROUTER)
    with running(desktop, home) as app, user_of(app) as user:
        table = user.find("table", "Providers", user.window("AIMonitor"))
        spoil_key(user, NAME)
        wait_until(lambda: displayed(desktop) == 1, "the notification")
        user.shot("a notification")
        user.click(user.find("cell", f"{cast.PRODUCTION.name}, ok", table))
        user.press("alt+F4")
        wait_until(lambda: not app.windows(), "the window to hide")

        (popup,) = desktop.run("xdotool", "search", "--onlyvisible", "--class", "Dunst").split()
        desktop.run("xdotool", "mousemove", "--window", popup, "40", "20", "click", "1")
        user.find("label", NAME, user.find("panel", "Details", user.window("AIMonitor")))
        wait_until(lambda: displayed(desktop) == 0, "the end of the notification")
        assert alerts(desktop, home)["snoozed"] == []
        app.terminate()


@pytest.mark.usefixtures("services")
def test_a_notification_is_snoozed_by_its_button(desktop: DesktopSession) -> None:
    home = desktop.root / "snoozed"
    add(desktop, home, cast.ROUTER)
    with running(desktop, home) as app, user_of(app) as user:
        spoil_key(user, NAME)
        wait_until(lambda: displayed(desktop) == 1, "the notification")
        desktop.run("dunstctl", "context")
        wait_until(lambda: alerts(desktop, home)["snoozed"], "the snooze")
        app.terminate()
