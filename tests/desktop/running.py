"""The app in a desktop session: started, asked from the command line, ended; what it left behind."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aimonitor.demo import cast
from tests.desktop.bus_calls import TrayItem
from tests.desktop.session import PATIENCE, DesktopSession, wait_until

SOON = 3.0
_OF_LIBRARIES = (
    "Could not find accessible on path",  # Qt: a screen reader asked for what has gone
    "WARNING: Glycin running without sandbox",  # GTK's pictures, where a container allows none
)
"""Seconds in which the app is gone once that is wanted, whatever hangs: a user who waits longer kills it."""


@dataclass
class App:
    """A start of the app in the session."""

    desktop: DesktopSession
    home: Path
    process: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        return self.process.pid

    def tray(self) -> TrayItem:
        """Its icon, once the panel has it."""
        bus = self.desktop.bus
        wait_until(lambda: bus.tray_item(self.pid) or self.process.poll() is not None, "the tray icon")
        item = bus.tray_item(self.pid)
        assert item is not None
        return item

    def windows(self) -> list[str]:
        """Its windows that can be seen."""
        return self.desktop.answer("xdotool", "search", "--onlyvisible", "--pid", str(self.pid)).split()

    @property
    def log(self) -> str:
        """What it logged so far."""
        file = self.home / "logs" / "aimonitor.log"
        return file.read_text() if file.is_file() else ""

    def _said(self) -> str:
        """What it printed, but for words of libraries that it cannot help."""
        lines = (self.desktop.root / "app.log").read_text().splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith(_OF_LIBRARIES))

    def terminate(self) -> None:
        """SIGTERM ends it well."""
        self.process.send_signal(signal.SIGTERM)
        self.check_end()

    def check_end(self, patience: float = PATIENCE) -> None:
        """It ends by itself, and well: code 0, not a word, no fault logged, no lock, the database closed."""
        assert self.process.wait(patience) == 0
        assert self._said() == ""
        assert "Traceback" not in self.log
        assert "never awaited" not in self.log
        assert "was destroyed but it is pending" not in self.log
        locks = self.desktop.root.rglob("aimonitor-*.lock")
        assert [lock for lock in locks if lock.read_text().split()[0] == str(self.pid)] == []
        left = [file for file in (self.home / "data").glob("*-wal") if file.stat().st_size]
        assert left == [], "an empty one is a reader's, such as `status`"


@contextmanager
def running(desktop: DesktopSession, home: Path, *arguments: str) -> Iterator[App]:
    """Start the app; a test ends it itself, and it is ended anyway."""
    command = [sys.executable, "-m", "aimonitor", "--home", str(home), *arguments]
    process = desktop.start("app", command)
    app = App(desktop, home, process)
    try:
        yield app
    except AssertionError as error:
        error.add_note((desktop.root / "app.log").read_text() + app.log)
        raise
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(PATIENCE)


def cli(desktop: DesktopSession, home: Path, *arguments: str, text: str = "") -> str:
    return desktop.run(sys.executable, "-m", "aimonitor", "--home", str(home), *arguments, text=text)


def add(desktop: DesktopSession, home: Path, member: cast.DemoProvider, *more: str) -> None:
    """Add a provider of the cast by the command line."""
    arguments = ("providers", "add", member.provider_type, "--name", member.name, "--key-stdin", *more)
    cli(desktop, home, *arguments, text=f"{member.key.reveal()}\n")


def status_document(desktop: DesktopSession, home: Path) -> Any:  # noqa: ANN401  JSON
    """What `status --json` prints, with its code 1 where something needs the user."""
    command = [sys.executable, "-m", "aimonitor", "--home", str(home), "status", "--json"]
    return json.loads(desktop.run("sh", "-c", '"$@" || test $? = 1', "sh", *command))


def status(desktop: DesktopSession, home: Path) -> dict[str, Any]:
    """What the command line says of each provider, by name."""
    return {one["name"]: one for one in status_document(desktop, home)["providers"]}


def secret(desktop: DesktopSession, provider_id: str) -> str:
    """What the keyring holds, asked by another program."""
    return desktop.run("secret-tool", "lookup", "service", "AIMonitor", "username", provider_id).strip()


def stored_keys(desktop: DesktopSession) -> str:
    """All that the keyring holds of ours, without the secrets themselves."""
    told = desktop.run("sh", "-c", "secret-tool search --all service AIMonitor 2>&1 || true")
    return "\n".join(sorted(line for line in told.splitlines() if line.startswith("attribute.username")))


def files_with_keys(folder: Path) -> list[str]:
    """Files that hold a key or the end of one: the keyring's own are encrypted."""
    ends = [member.key.reveal()[-12:].encode() for member in cast.CAST]
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [str(file) for file in files if any(end in file.read_bytes() for end in ends)]
