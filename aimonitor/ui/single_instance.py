"""One window a user and home: a second start asks the first to show itself, and ends.

A lock file decides who is first, a local socket carries the one message there is. The socket alone
could not decide: two programs that start together would each take the other's for a left-over.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
import tempfile
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_MESSAGE = re.compile(rb"show(?: ([A-Za-z0-9_.:@%+/=-]{1,200}))?")
_LONGEST = 256
_READ_MS = 2000
_ANSWER = b"ok\n"
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
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._receive_all)

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
        return Claim.FIRST if self._listen() else Claim.NO_ANSWER

    def release(self) -> None:
        """Give the place up; the next start is the first."""
        self._server.close()
        self._lock.unlock()

    def _take_over(self) -> bool:
        return self._lock.removeStaleLockFile() and self._lock.tryLock(0) and self._listen()

    def _listen(self) -> bool:
        if sys.platform != "win32":
            QLocalServer.removeServer(self._address)
        return self._server.listen(self._address)

    # --- the second start -----------------------------------------------------------------------

    def _ask(self, token: str, deadline: QDeadlineTimer) -> Claim | None:
        """None: nobody listens there (yet)."""
        socket = QLocalSocket()
        socket.connectToServer(self._address)
        if not socket.waitForConnected(max(1, deadline.remainingTime())):
            return None
        text = f"show {token}" if _MESSAGE.fullmatch(f"show {token}".encode()) else "show"
        socket.write(text.encode() + b"\n")
        while not socket.canReadLine():
            if not socket.waitForReadyRead(max(1, deadline.remainingTime())):
                return Claim.NO_ANSWER
        return Claim.HANDED_OVER if socket.readLine().data() == _ANSWER else Claim.NO_ANSWER

    # --- the first ------------------------------------------------------------------------------

    def _receive_all(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(self._receive)
            socket.disconnected.connect(socket.deleteLater)
            QTimer.singleShot(_READ_MS, socket, socket.abort)  # who says nothing is sent away
            self._read(socket)

    def _receive(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > _LONGEST:
                socket.abort()
            return
        said = _MESSAGE.fullmatch(bytes(socket.readLine(_LONGEST).data()).removesuffix(b"\n"))
        if said is None:
            socket.abort()
            return
        socket.write(_ANSWER)
        socket.flush()
        socket.disconnectFromServer()
        self.show_wanted.emit((said[1] or b"").decode())


def _place(home: Path) -> tuple[Path, str]:
    """The folder and name that belong to this user and home, and to no other."""
    digest = hashlib.sha256(os.fsencode(Path(home).resolve())).hexdigest()[:16]
    name = f"aimonitor-{digest}"
    for folder in _folders():
        if len(os.fsencode(folder / f"{name}.socket")) <= _LONGEST_SOCKET_PATH and _is_private(folder):
            return folder, name
    return Path(tempfile.mkdtemp(prefix="aimonitor-")), name


def _folders() -> list[Path]:
    if sys.platform == "win32":
        return [Path(tempfile.gettempdir())]  # already the user's own
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    shared = Path(tempfile.gettempdir()) / f"aimonitor-{os.getuid()}"
    return [Path(runtime) / "aimonitor", shared] if runtime else [shared]


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
    return ours and not stat.S_IMODE(found.st_mode) & 0o077
