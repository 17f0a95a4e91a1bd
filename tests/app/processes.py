"""The app as a process of its own, without a screen, far from the user's session."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 40.0
KEY_VARIABLE = "TEST_ADMIN_KEY"
KEY = "sk-admin-TEST-0000-of-a-process"


@dataclass
class AppProcess:
    """A running `aimonitor`."""

    process: subprocess.Popen[str]
    home: Path

    def ended(self) -> tuple[int, str]:
        """Its exit code and what it said on stderr, once it has ended."""
        _, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, without_noise(errors)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, to this process alone."""
        self.process.send_signal(number)

    @property
    def log(self) -> str:
        """What it logged so far."""
        file = self.home / "logs" / "aimonitor.log"
        return file.read_text() if file.is_file() else ""


def environment(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    """Nothing of the user's: no display, no bus, no keychain, no folders."""
    passed = ("PATH", "LANG", "LC_ALL", "COVERAGE_PROCESS_START", "LD_LIBRARY_PATH")
    runtime = home.parent / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    return {
        **{name: os.environ[name] for name in passed if name in os.environ},
        "HOME": str(home.parent),
        "XDG_RUNTIME_DIR": str(runtime),
        "TMPDIR": str(runtime),
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "QT_QPA_PLATFORM": "offscreen",
        KEY_VARIABLE: KEY,
        **more,
    }


def command(home: Path, *arguments: str) -> list[str]:
    """The line that starts the app with `home` as its folder."""
    return [sys.executable, "-m", "aimonitor", "--home", str(home), *arguments]


@contextmanager
def app_process(
    home: Path, *arguments: str, environ: Mapping[str, str] = {}, program: Path | None = None
) -> Iterator[AppProcess]:
    """Start the app; it is ended with the block, whatever happens in it. `program`: a folder with another."""
    process = subprocess.Popen(  # noqa: S603  ours
        command(home, *arguments),
        env=environment(home, environ),
        cwd=program,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield AppProcess(process, home)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def run_command(
    home: Path, *arguments: str, environ: Mapping[str, str] = {}, program: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command of the app to its end. `program`: as `app_process`."""
    return subprocess.run(  # noqa: S603  ours
        command(home, *arguments),
        env=environment(home, environ),
        cwd=program,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def without_noise(errors: str) -> str:
    """What was said on stderr, but for what Qt says of the platform without a screen."""
    lines = errors.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("This plugin does not support"))


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Look again and again until `condition` holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for: {what}"
        time.sleep(0.02)
