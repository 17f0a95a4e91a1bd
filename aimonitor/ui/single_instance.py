"""One window a user and home: a second start asks the first to show itself, and ends.

A lock file decides who is first; a file beside it (`instance_wishes.py`) carries the one message there is.
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

from aimonitor.errors import ConfigError

if TYPE_CHECKING:
    from aimonitor.ui.instance_wishes import InstanceWish, InstanceWishes

_LOOK_MS = 20


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
        self._folder, self._name = _place(home)
        self._lock = QLockFile(str(self._folder / f"{self._name}.lock"))
        self._lock.setStaleLockTime(0)  # only a process that is gone loses its lock, however old it is
        self._wait_ms = wait_ms
        self._wishes: InstanceWishes | None = None

    def claim(self, token: str = "") -> Claim:
        """Become the first, or ask the first to show itself (`token`: this start's start-up token)."""
        if self._lock.tryLock(0):
            return Claim.FIRST
        from aimonitor.ui.instance_wishes import InstanceWish  # noqa: PLC0415  only a second start asks

        wish = InstanceWish(self._folder, self._name)
        try:
            wish.make(token)
            return self._answer(wish)
        except (ConfigError, OSError):
            return Claim.NO_ANSWER
        finally:
            wish.withdraw()

    def _answer(self, wish: InstanceWish) -> Claim:
        """What becomes of it: the first may not listen yet, or be about to end."""
        deadline = QDeadlineTimer(self._wait_ms)
        while not wish.was_heard:
            if self._lock.tryLock(0):
                return Claim.FIRST
            if deadline.hasExpired():
                # its process number was given to another program, or it hangs before it listens
                return Claim.FIRST if self._take_over() else Claim.NO_ANSWER
            self.thread().msleep(_LOOK_MS)
        return Claim.HANDED_OVER

    def listen(self) -> bool:
        """Hear the starts that come later; apart from `claim`, since that can wait for the paint."""
        from aimonitor.ui.instance_wishes import InstanceWishes  # noqa: PLC0415  behind the first paint

        self._wishes = InstanceWishes(self._folder, self._name, self)
        self._wishes.show_wanted.connect(self.show_wanted)
        self._wishes.folder_changed.connect(self._keep_place)
        return self._wishes.listen()

    def hear_no_more(self) -> None:
        """This program is about to end: a start that comes now waits until it may be the first."""
        if self._wishes is not None:
            self._wishes.close()
            self._wishes = None

    def release(self) -> None:
        """Give the place up; the next start is the first."""
        self.hear_no_more()
        self._lock.unlock()

    def _keep_place(self) -> None:
        """Make the lock anew when it was swept away: systems clean temporary folders of what is days old."""
        if not Path(self._lock.fileName()).exists() and _is_private(self._folder):
            self._lock.unlock()
            self._lock.tryLock(0)

    def _take_over(self) -> bool:
        return self._lock.removeStaleLockFile() and self._lock.tryLock(0)


def _place(home: Path) -> tuple[Path, str]:
    """The folder and name that belong to this user and home, and to no other."""
    whole = QCryptographicHash.hash(os.fsencode(Path(home).resolve()), QCryptographicHash.Algorithm.Sha256)
    digest = bytes(whole.toHex().data()).decode()[:16]
    name = f"aimonitor-{digest}"
    for folder in _folders():
        if _is_private(folder):
            return folder, name
    return Path(tempfile.mkdtemp(prefix="aimonitor-")), name


def _folders() -> Iterator[Path]:
    """Where the place may be, best first."""
    shared = Path(tempfile.gettempdir())
    if sys.platform == "win32":
        yield shared / "aimonitor"  # already the user's own
        return
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime:
        yield Path(runtime) / "aimonitor"
    yield shared / f"aimonitor-{os.getuid()}"


def _is_private(folder: Path) -> bool:
    """Make `folder` if need be, and say whether it is ours alone: /tmp may hold a trap of that name."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    if sys.platform == "win32":
        return True
    ours = found.st_uid == os.getuid() and stat.S_ISDIR(found.st_mode)
    if not ours or stat.S_IMODE(found.st_mode) & 0o022:
        return False  # what others could write may hold something of theirs
    if stat.S_IMODE(found.st_mode) & 0o055:
        folder.chmod(0o700)
    return True
