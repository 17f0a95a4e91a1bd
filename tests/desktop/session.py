"""A Linux desktop of the test's own, without a screen: X server and bus, and the parts that a test wants.

Nothing of the user's takes part: display, bus and folders are private, the bus starts nothing by
itself. Each part (`parts.py`) is a process group of its own and is ended by its number.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.desktop.bus_calls import Bus

PATIENCE = 40.0
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
    <allow own="*"/></policy>
</busconfig>
"""


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Look again and again until `condition` holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for: {what}"
        time.sleep(0.02)


@dataclass
class DesktopSession:
    """A running desktop. `environ` is what a program in it sees."""

    root: Path
    environ: dict[str, str]
    parts: list[tuple[str, subprocess.Popen[bytes]]] = field(default_factory=list)

    @property
    def bus(self) -> Bus:
        """A client of its own on the session's bus."""
        return Bus(self.environ["DBUS_SESSION_BUS_ADDRESS"])

    def start(self, name: str, command: Sequence[str], **options: object) -> subprocess.Popen[bytes]:
        """Start a part; it is ended with the session."""
        log = (self.root / f"{name}.log").open("wb")
        with log:
            process = subprocess.Popen(  # type: ignore[call-overload]  # noqa: S603  ours
                command,
                env=self.environ,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **{"stdin": subprocess.DEVNULL, **options},
            )
        self.parts.append((name, process))
        return process  # type: ignore[no-any-return]

    def run(self, *command: str, text: str = "") -> str:
        """Run a program to its end; what it prints."""
        done = subprocess.run(  # noqa: S603  ours
            command,
            env=self.environ,
            input=text,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout

    def answer(self, *command: str) -> str:
        """What a program prints, "" where it fails: what it looks for may not be there."""
        done = subprocess.run(  # noqa: S603  ours
            command, env=self.environ, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    def stop(self, name: str) -> None:
        """End the newest part of that name."""
        place = max(place for place, (known, _) in enumerate(self.parts) if known == name)
        _end_group(self.parts.pop(place)[1])

    def end(self) -> None:
        """End every part, the newest first."""
        for _, process in reversed(self.parts):
            _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    for number, seconds in ((signal.SIGTERM, 3.0), (signal.SIGKILL, 10.0)):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            break
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)  # what it started and left behind


Part = Callable[[DesktopSession], None]
"""Starts a part, and returns once it answers."""


@contextmanager
def desktop_session(*parts: Part, screen: str = "1280x800") -> Iterator[DesktopSession]:
    """A desktop with these parts that is up and answers, for as long as the block runs."""
    root = Path(tempfile.mkdtemp(prefix="aim-"))
    session = DesktopSession(root, _environment(root))
    try:
        _start_display(session, screen)
        _start_bus(session)
        for part in parts:
            part(session)
        yield session
    finally:
        session.end()
        shutil.rmtree(root, ignore_errors=True)


def _environment(root: Path) -> dict[str, str]:
    folders = {"XDG_RUNTIME_DIR": root / "run", "HOME": root / "home"}
    folders |= {
        f"XDG_{kind}_HOME": root / "home" / place
        for kind, place in (("CONFIG", ".config"), ("DATA", ".local/share"), ("CACHE", ".cache"))
    }
    for folder in folders.values():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "TMPDIR": str(root / "run"),
        "XDG_CURRENT_DESKTOP": "XFCE",
        "XDG_SESSION_TYPE": "x11",
        "XDG_CONFIG_DIRS": "/etc/xdg",
        "NO_AT_BRIDGE": "1",
        "GIO_USE_VFS": "local",
        "GSETTINGS_BACKEND": "memory",
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "QT_QPA_PLATFORM": "xcb",
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={root}/run/bus",
        **{name: str(folder) for name, folder in folders.items()},
    }


def _start_display(session: DesktopSession, screen: str) -> None:
    told, telling = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(telling),
        "-screen",
        "0",
        f"{screen}x24",
        "-nolisten",
        "tcp",
        "-noreset",
        "-r",  # a key that is held because the machine is busy does not repeat
    ]
    session.start("xvfb", command, pass_fds=(telling,))
    os.close(telling)
    with os.fdopen(told) as pipe:
        number = pipe.readline().strip()
    assert number, f"Xvfb did not start: {(session.root / 'xvfb.log').read_text()}"
    session.environ["DISPLAY"] = f":{number}"


def _start_bus(session: DesktopSession) -> None:
    config, socket = session.root / "bus.conf", session.root / "run" / "bus"
    config.write_text(_BUS.format(socket=socket))
    session.start("bus", ["dbus-daemon", "--nofork", "--nopidfile", f"--config-file={config}"])

    def answers() -> bool:
        try:
            return session.bus.has_owner("org.freedesktop.DBus")
        except OSError:
            return False  # not there, or bound and not yet listened to

    wait_until(answers, "the session's bus")
