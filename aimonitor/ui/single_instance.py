"""One window a user and home: a second start asks the first to show itself, and ends.

A lock file decides who is first, a local socket (`instance_socket.py`) carries the one message there
is. The socket alone could not decide: two programs that start together would each take the other's
for a left-over.
"""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCryptographicHash, QDeadlineTimer, QLockFile, QObject, Signal

if TYPE_CHECKING:
    from aimonitor.ui.instance_socket import InstanceSocket

_LONGEST_SOCKET_PATH = 100  # the system's own limit is 104 (macOS) or 108 bytes


class Claim(StrEnum):
    """What a start found: nobody, another that now shows its window, or another that does not answer."""

    FIRST = "first"
    HANDED_OVER = "handed over"
    NO_ANSWER = "no answer"


class SingleInstance(QObject):
    """Holds the place of the one running program for `home`, until `release` or the process ends.

    Signals:
        show_wanted(str): another start asks for the window; with its start-up token ("" if none),
            which lets a Wayland desktop raise it
    """

    show_wanted = Signal(str)

    def __init__(self, home: Path, *, wait_ms: int = 3000, parent: QObject | None = None) -> None:
        super().__init__(parent)
        folder, name = _place(home)
        self._address = str(folder / f"{name}.socket") if sys.platform != "win32" else name
        self._lock = QLockFile(str(folder / f"{name}.lock"))
        self._lock.setStaleLockTime(0)  # only a process that is gone loses its lock, however old it is
        self._wait_ms = wait_ms
        self._socket: InstanceSocket | None = None

    def claim(self, token: str = "") -> Claim:
        """Become the first, or ask the first to show itself (`token`: this start's start-up token)."""
        deadline = QDeadlineTimer(self._wait_ms)
        while not self._lock.tryLock(0):
            found = self._ask(token, deadline)
            if found is not None:
                return found
            if deadline.hasExpired():
                # its process number was given to another program, or it hangs before it listens
                return Claim.FIRST if self._take_over() else Claim.NO_ANSWER
            self.thread().msleep(50)
        return Claim.FIRST

    def listen(self) -> bool:
        """Hear the starts that come later; apart from `claim`, since QtNetwork can wait for the paint."""
        from aimonitor.ui.instance_socket import InstanceSocket  # noqa: PLC0415  behind the first paint

        self._socket = InstanceSocket(self._address, self)
        self._socket.show_wanted.connect(self.show_wanted)
        return self._socket.listen()

    def release(self) -> None:
        """Give the place up; the next start is the first."""
        if self._socket is not None:
            self._socket.close()
        self._lock.unlock()

    def _take_over(self) -> bool:
        return self._lock.removeStaleLockFile() and self._lock.tryLock(0)

    def _ask(self, token: str, deadline: QDeadlineTimer) -> Claim | None:
        """None: nobody listens there (yet)."""
        from aimonitor.ui.instance_socket import ask  # noqa: PLC0415  only a second start asks

        shown = ask(self._address, token, deadline)
        if shown is None:
            return None
        return Claim.HANDED_OVER if shown else Claim.NO_ANSWER


def _place(home: Path) -> tuple[Path, str]:
    """The folder and name that belong to this user and home, and to no other."""
    whole = QCryptographicHash.hash(os.fsencode(Path(home).resolve()), QCryptographicHash.Algorithm.Sha256)
    digest = bytes(whole.toHex().data()).decode()[:16]
    name = f"aimonitor-{digest}"
    for folder in _folders():
        if len(os.fsencode(folder / f"{name}.socket")) <= _LONGEST_SOCKET_PATH and _is_private(folder):
            return folder, name
    return Path(tempfile.mkdtemp(prefix="aimonitor-")), name


def _folders() -> Iterator[Path]:
    """Where the place may be, best first."""
    shared = Path(tempfile.gettempdir())
    if sys.platform == "win32":
        yield shared  # already the user's own
        return
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime:
        yield Path(runtime) / "aimonitor"
    yield shared / f"aimonitor-{os.getuid()}"


def _is_private(folder: Path) -> bool:
    """Make `folder` if need be, and say whether it is ours alone: /tmp may hold a trap of that name."""
    if sys.platform == "win32":
        return True
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    ours = found.st_uid == os.getuid() and stat.S_ISDIR(found.st_mode)
    if not ours or stat.S_IMODE(found.st_mode) & 0o022:
        return False  # what others could write may hold something of theirs
    if stat.S_IMODE(found.st_mode) & 0o055:
        folder.chmod(0o700)
    return True
