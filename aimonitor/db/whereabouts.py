"""Whether the files that are open still have their names; what to do when somebody took them away.

A program goes on writing into a file that has lost its name, and all of it is gone when it ends. So the
names are looked at before each piece of work: two calls of the system.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from aimonitor.db.files import companions, make_private, writable

_Id = tuple[int, int]


class Whereabouts:
    """Of one open database. `note` when it was opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._log = companions(path)[0]
        self._ids: tuple[_Id | None, _Id | None] = (None, None)

    def note(self) -> None:
        """These are the files that are open."""
        self._ids = _id(self._path), _id(self._log)

    def are_known(self) -> bool:
        """Whether both names still lead to what is open, as far as that can be seen."""
        try:
            return (_id(self._path), _id(self._log)) == self._ids
        except OSError:  # a folder closed to us: what is open can still be read and written
            return True

    def bring_back(self, connection: sqlite3.Connection, close: Callable[[], object]) -> None:
        """Let the names lead to all that was written. `close` the connection; it is opened anew afterwards.

        The file without its log: what the log held goes into the file. No file: it is written again, for
        all of it is still open. Another file: that one is used from now on, somebody put it there.
        Raises sqlite3.Error, OSError.
        """
        found = _id(self._path)
        if found is None:
            self._write_again(connection, close)
        elif found == self._ids[0]:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            close()
        else:
            self._leave_to_the_other(close)

    def _write_again(self, connection: sqlite3.Connection, close: Callable[[], object]) -> None:
        from aimonitor.db.scratch import scratch  # noqa: PLC0415  few programs ever need it

        make_private(self._path)
        with scratch(self._path.parent, f"{self._path.name}-", ".part") as part:
            with writable(part, busy_timeout=0) as copy:
                connection.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
            close()
            for file in companions(self._path):
                file.unlink(missing_ok=True)
            part.replace(self._path)

    def _leave_to_the_other(self, close: Callable[[], object]) -> None:
        """SQLite removes the log and its index by name when it closes: those of another file by now."""
        moved = [(file, file.with_name(f"{file.name}-kept")) for file in companions(self._path)]
        for file, place in moved:
            with suppress(FileNotFoundError):
                file.replace(place)
        try:
            close()
        finally:
            for file, place in moved:
                with suppress(FileNotFoundError):
                    place.replace(file)


def _id(file: Path) -> _Id | None:
    """None where there is no such file. Raises OSError where that cannot be seen."""
    try:
        state = file.stat()
    except FileNotFoundError:
        return None
    return state.st_dev, state.st_ino
