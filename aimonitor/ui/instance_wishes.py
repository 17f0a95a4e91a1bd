"""What later starts want of the first: each wish is a small file in the folder of both, gone once heard.

A file and not a socket: Qt's sockets take 3 MB for a message that hardly ever comes.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal

from aimonitor.settings.paths import make_private_file

_TOKEN = re.compile(rb"[A-Za-z0-9_.:@%+/=-]{0,200}")
_LONGEST = 256
_OLD = 60.0  # seconds; who made it has long ceased to wait


class InstanceWish:
    """The one of this start: that the first shows its window. `token` lets a Wayland desktop raise it."""

    def __init__(self, folder: Path, name: str) -> None:
        self._file = folder / f"{name}.{os.getpid()}.wish"
        self._unfinished = self._file.with_suffix(".new")

    def make(self, token: str) -> None:
        """Put it where the first finds it, whole at once. Raises ConfigError, OSError."""
        make_private_file(self._unfinished)
        self._unfinished.write_bytes(token.encode() if _TOKEN.fullmatch(token.encode()) else b"")
        self._unfinished.replace(self._file)

    @property
    def was_heard(self) -> bool:
        """Whether the first took it."""
        return not self._file.exists()

    def withdraw(self) -> None:
        """Nobody shall hear it any more."""
        for file in (self._unfinished, self._file):
            file.unlink(missing_ok=True)


class InstanceWishes(QObject):
    """Hears the wishes of the starts that come later.

    Signals:
        show_wanted(str): as `SingleInstance`
        folder_changed(): something came into the folder or went, or the folder itself did
    """

    show_wanted = Signal(str)
    folder_changed = Signal()

    def __init__(self, folder: Path, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._pattern = f"{name}.*.wish"
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._look)

    def listen(self) -> bool:
        """Hear from now on, and what was wished while nobody listened. False: it cannot."""
        self._watcher.addPath(str(self._folder))
        self._hear()
        return self._is_watching

    def close(self) -> None:
        """Hear no more."""
        self._watcher.directoryChanged.disconnect(self._look)
        self._watcher.removePath(str(self._folder))

    @property
    def _is_watching(self) -> bool:
        return bool(self._watcher.directories())

    def _look(self) -> None:
        """A folder that went is watched no more, though whoever hears of it may have made it anew."""
        self.folder_changed.emit()
        if self._is_watching:
            self._hear()
        elif self._folder.exists():
            self.listen()

    def _hear(self) -> None:
        for file in sorted(self._folder.glob(self._pattern)):
            with suppress(OSError):  # withdrawn just now
                token = _taken(file)
                if token is not None:
                    self.show_wanted.emit(token)


def _taken(file: Path) -> str | None:
    """What the wish says, which is heard with that; None: it is no wish, or a program that died left it.

    Raises OSError.
    """
    is_old = abs(time.time() - file.stat().st_mtime) > _OLD
    with file.open("rb") as opened:
        said = opened.read(_LONGEST)
    file.unlink()
    return said.decode() if _TOKEN.fullmatch(said) and not is_old else None
