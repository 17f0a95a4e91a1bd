"""The app on a real desktop: tray, notifications, keyring, windows, signals. Only the screen is missing."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aimonitor.demo import cast
from aimonitor.ui.tray_words import MENU_LINES
from tests.desktop.bus_calls import TrayItem
from tests.desktop.served import Served, served
from tests.desktop.session import PATIENCE, DesktopSession, desktop_session, wait_until
from tests.e2e.figures import written
from tests.e2e.running import LONGEST_TEST, cents


@pytest.fixture(scope="module")
def desktop() -> Iterator[DesktopSession]:
    with desktop_session() as session:
        yield session


@pytest.fixture
def services(desktop: DesktopSession) -> Iterator[Served]:
    today = datetime.now(UTC).date()
    if (datetime.now(UTC) + LONGEST_TEST).date() != today:
        wait_until(lambda: datetime.now(UTC).date() != today, "midnight")
    with served(datetime.now(UTC)) as servers:
        desktop.environ.update(servers.environ)
        yield servers
        for name in servers.environ:
            del desktop.environ[name]


@dataclass
class App:
    """A start of the app in the session."""

    desktop: DesktopSession
    home: Path
    pid: int
    process: Any

    def tray(self) -> TrayItem:
        """Its icon, once the panel has it."""
        bus = self.desktop.bus
        wait_until(lambda: bus.tray_item(self.pid) or self.process.poll() is not None, "the tray icon")
        item = bus.tray_item(self.pid)
        assert item is not None
        return item

    def windows(self) -> list[str]:
        """Its windows that can be seen."""
        try:
            return self.desktop.run("xdotool", "search", "--onlyvisible", "--pid", str(self.pid)).split()
        except AssertionError:
            return []

    def terminate(self) -> None:
        """SIGTERM ends it well: code 0, not a word, no lock left."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(PATIENCE) == 0
        assert (self.desktop.root / "app.log").read_text() == ""
        log = (self.home / "logs" / "aimonitor.log").read_text()
        assert "Traceback" not in log
        locks = self.desktop.root.rglob("aimonitor-*.lock")
        assert [lock for lock in locks if lock.read_text().split()[0] == str(self.pid)] == []


@contextmanager
def running(desktop: DesktopSession, home: Path, *arguments: str) -> Iterator[App]:
    """Start the app; a test ends it itself, and it is ended anyway."""
    command = [sys.executable, "-m", "aimonitor", "--home", str(home), *arguments]
    process = desktop.start("app", command)
    try:
        yield App(desktop, home, process.pid, process)
    except AssertionError as error:
        log = home / "logs" / "aimonitor.log"
        error.add_note((desktop.root / "app.log").read_text() + (log.read_text() if log.is_file() else ""))
        raise
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(PATIENCE)


def cli(desktop: DesktopSession, home: Path, *arguments: str, text: str = "") -> str:
    return desktop.run(sys.executable, "-m", "aimonitor", "--home", str(home), *arguments, text=text)


def add(desktop: DesktopSession, home: Path, member: cast.DemoProvider, *more: str) -> None:
    arguments = ("providers", "add", member.provider_type, "--name", member.name, "--key-stdin", *more)
    cli(desktop, home, *arguments, text=f"{member.key.reveal()}\n")


def status(desktop: DesktopSession, home: Path) -> dict[str, Any]:
    """What the command line says of each provider, by name."""
    command = [sys.executable, "-m", "aimonitor", "--home", str(home), "status", "--json"]
    document = json.loads(desktop.run("sh", "-c", '"$@" || test $? = 1', "sh", *command))
    return {one["name"]: one for one in document["providers"]}


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


def secret(desktop: DesktopSession, provider_id: str) -> str:
    """What the keyring holds, asked by another program."""
    return desktop.run("secret-tool", "lookup", "service", "AIMonitor", "username", provider_id).strip()


def files_with_keys(folder: Path) -> list[str]:
    """Files that hold a key or the end of one: the keyring's own are encrypted."""
    ends = [member.key.reveal()[-12:].encode() for member in cast.CAST]
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [str(file) for file in files if any(end in file.read_bytes() for end in ends)]


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


def stored_keys(desktop: DesktopSession) -> str:
    """All that the keyring holds of ours, without the secrets themselves."""
    told = desktop.run("sh", "-c", "secret-tool search --all service AIMonitor 2>&1 || true")
    return "\n".join(sorted(line for line in told.splitlines() if line.startswith("attribute.username")))
