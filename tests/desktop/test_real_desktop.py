"""The app on a real desktop: tray, notifications, keyring, windows, signals. Only the screen is missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aimonitor.demo import cast
from aimonitor.ui.tray_words import MENU_LINES
from tests.desktop.running import App, add, cli, files_with_keys, running, secret, status, stored_keys
from tests.desktop.served import Served
from tests.desktop.session import PATIENCE, DesktopSession, wait_until
from tests.e2e.figures import written
from tests.e2e.running import cents


def told_of(desktop: DesktopSession, home: Path) -> dict[str, Any]:
    """The newest alert of each title."""
    alerts = json.loads(cli(desktop, home, "alerts", "list", "--json"))["alerts"]
    return {one["title"]: one for one in reversed(alerts)}


def notifications(desktop: DesktopSession) -> list[tuple[str, str]]:
    """Title and text of all that were shown."""
    desktop.run("dunstctl", "close-all")
    told = json.loads(desktop.run("dunstctl", "history"))["data"][0]
    return [(one["summary"]["data"], one["body"]["data"]) for one in told]


def test_a_key_goes_into_the_keyring_and_figures_come_back_after_a_restart(
    desktop: DesktopSession, services: Served
) -> None:
    home, name = desktop.root / "mine", cast.ROUTER.name
    expected = services.servers.expected(name)
    assert expected.month is not None
    month = f"Month {cents(expected.month)}"
    add(desktop, home, cast.ROUTER)
    add(desktop, home, cast.OLD_KEY, "--no-test")
    provider_id = status(desktop, home)[name]["id"]
    assert secret(desktop, provider_id) == cast.ROUTER.key.reveal()
    assert files_with_keys(desktop.root) == []

    with running(desktop, home) as app:
        item = app.tray()
        wait_until(lambda: month in item.tooltip, "the figures in the tooltip")
        wait_until(lambda: cast.OLD_KEY.name in told_of(desktop, home), "the refused key among the alerts")
        assert told_of(desktop, home)[cast.OLD_KEY.name]["fate"] == "listed", "it was so at first sight"
        assert cast.OLD_KEY.name not in dict(notifications(desktop))
        cli(desktop, home, "alerts", "test", "desktop")
        wait_until(lambda: notifications(desktop), "the test's notification")
        before = status(desktop, home)[name]
        app.terminate()
    assert before["month"]["cost"] == {"USD": written(expected.month)}
    assert before["balance_usd"] == written(expected.balance)

    services.down()
    after = status(desktop, home)[name]
    assert (after["month"], after["balances"]) == (before["month"], before["balances"])
    with running(desktop, home) as app:
        item = app.tray()
        wait_until(lambda: month in item.tooltip, "the stored figures")
        wait_until(lambda: status(desktop, home)[name]["state"] == "stale", "the failure")
        services.up()
        item.choose("Refresh now")
        wait_until(lambda: status(desktop, home)[name]["state"] == "ok", "the key out of the keyring")
        app.terminate()
    assert files_with_keys(desktop.root) == []


def test_the_window_closes_to_the_tray_and_comes_back_by_click_menu_and_second_start(
    desktop: DesktopSession,
) -> None:
    home = desktop.root / "window"
    with running(desktop, home) as app:
        item = app.tray()
        assert 22 in item.icon_sizes
        wait_until(app.windows, "the window")
        wait_until(lambda: close_by_key(app), "the window to hide, by a key")
        assert app.process.poll() is None
        item.click()
        wait_until(app.windows, "the window, by a click")
        item.click()
        wait_until(lambda: not app.windows(), "the window to hide again")
        item.choose("Show Dashboard")
        wait_until(app.windows, "the window, by the menu")
        item.click()
        wait_until(lambda: not app.windows(), "the window to hide once more")
        assert cli(desktop, home) == ""
        wait_until(app.windows, "the window, by a second start")
        item.choose("Quit")
        assert app.process.wait(PATIENCE) == 0


def close_by_key(app: App) -> bool:
    """Alt and F4, until it is heard: a window that was just mapped may not have the keyboard yet."""
    for window in app.windows():
        press = f"xdotool windowactivate {window} sleep 0.2 key alt+F4 2>&1 || true"  # it may be gone by now
        app.desktop.run("sh", "-c", press)
    return not app.windows()


def test_a_hidden_start_shows_an_icon_and_no_window(desktop: DesktopSession) -> None:
    with running(desktop, desktop.root / "hidden", "--hidden") as app:
        assert "Show Dashboard" in app.tray().menu()
        assert app.windows() == []
        app.terminate()


def test_the_demo_says_so_in_the_tray_and_keeps_out_of_the_keyring(desktop: DesktopSession) -> None:
    home = desktop.root / "demo"
    before = stored_keys(desktop)
    with running(desktop, home, "--demo") as app:
        item = app.tray()
        wait_until(lambda: "Balance $" in item.tooltip, "the demo's figures")
        assert item.tooltip.startswith("AIMonitor (DEMO)")
        lines = [entry for entry in item.menu() if ": " in entry]
        assert len(lines) == MENU_LINES < len(cast.CAST), "the others are counted below"
        assert cast.STAGING.name not in dict(notifications(desktop)), "it was so at first sight"
        app.terminate()
    assert stored_keys(desktop) == before
    assert not (home / "data" / "aimonitor.sqlite3").exists()
