"""Files of the database: private to the user, copies and damaged ones with a date in their name."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from aimonitor.db.faults import fault_of
from aimonitor.errors import DatabaseFault

KEPT_BACKUPS = 3
COMPANIONS = ("-wal", "-shm")
TAIL = "-tail"
"""Ends the name of the file that has the newest lines of the log; "-journal" would be SQLite's own."""

_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700
_OTHERS = 0o077


def make_private(path: Path) -> None:
    """Make the folder (0700) where it is missing; take the file from others' eyes (0600).

    SQLite gives the -wal and -shm that it makes the mode of the file.
    """
    for folder in reversed((path.parent, *path.parent.parents)):
        if not folder.exists():
            folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
    for file in (path, *belongings(path)):
        with suppress(FileNotFoundError):
            if file.stat().st_mode & _OTHERS and file.is_file():
                file.chmod(_PRIVATE_FILE)


def make_empty(path: Path) -> None:
    """An empty file that only the user may read. Does nothing when it is there."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, _PRIVATE_FILE))


def companions(path: Path) -> list[Path]:
    """The write-ahead log and its index, which belong to `path` whether they are there or not."""
    return [path.with_name(path.name + suffix) for suffix in COMPANIONS]


def belongings(path: Path) -> list[Path]:
    """All files without which `path` is not whole: SQLite's, and its tail."""
    return [*companions(path), tail_of(path)]


def tail_of(path: Path) -> Path:
    """Where the newest lines of the log may be."""
    return path.with_name(path.name + TAIL)


def holds_nothing(log: Path) -> bool:
    """Whether a write-ahead log is empty, or not there: whoever closes a database last takes it away."""
    with suppress(FileNotFoundError):
        return log.stat().st_size == 0
    return True


def read_only(
    path: Path, busy_timeout: float, *, alone: bool = False
) -> AbstractContextManager[sqlite3.Connection]:
    """A connection that cannot write. Raises sqlite3.Error.

    `alone`: nobody writes, and no write-ahead log holds anything; then SQLite needs no index beside the file.
    """
    return _connected(path, "immutable=1" if alone else "mode=ro", busy_timeout)


@contextmanager
def reading(path: Path, busy_timeout: float) -> Iterator[sqlite3.Connection]:
    """All that is kept as of one moment, on a connection that writes nothing. Raises sqlite3.Error.

    The last one that could write takes the log and its index away, where the log holds nothing to be put in.
    """
    mode = "mode=rw" if holds_nothing(companions(path)[0]) else "mode=ro"
    with ExitStack() as leaving:
        try:
            connection = leaving.enter_context(_connected(path, mode, busy_timeout))
            _begin(connection, path)
        except sqlite3.OperationalError as error:
            if not _may_be_read_alone(path, error):
                raise
            connection = leaving.enter_context(read_only(path, busy_timeout, alone=True))
            _begin(connection, path)
        yield connection


def _begin(connection: sqlite3.Connection, path: Path) -> None:
    if tail_of(path).exists():
        from aimonitor.db.tail import Tail  # noqa: PLC0415  few programs begin beside one

        connection.execute("PRAGMA temp_store = MEMORY")
        Tail(path).begin(connection)
    else:
        connection.execute("BEGIN DEFERRED")
    connection.execute("PRAGMA query_only = 1")
    connection.execute("PRAGMA user_version").fetchone()  # only now it is opened


def _may_be_read_alone(path: Path, error: sqlite3.Error) -> bool:
    """SQLite cannot make the index that it wants beside a file, also to read it: nobody has it open then.

    There is no room for it, or its folder cannot be written.
    """
    return fault_of(error) not in (None, DatabaseFault.LOCKED) and holds_nothing(companions(path)[0])


@contextmanager
def _connected(path: Path, how: str, busy_timeout: float) -> Iterator[sqlite3.Connection]:
    with closing(
        sqlite3.connect(f"{_uri(path)}?{how}", uri=True, timeout=busy_timeout, isolation_level=None)
    ) as connection:
        yield connection


def _uri(path: Path) -> str:
    """As SQLite reads it; `Path.as_uri` brings ssl and http along on Python 3.14: 10 ms."""
    place = quote(os.fsencode(path.absolute().as_posix()))
    return f"file:{'' if place.startswith('/') else '/'}{place}"


@contextmanager
def writable(path: Path, busy_timeout: float) -> Iterator[sqlite3.Connection]:
    """A connection that may write, in autocommit mode. Raises sqlite3.Error."""
    with closing(sqlite3.connect(path, timeout=busy_timeout, isolation_level=None)) as connection:
        yield connection


def copy_before_upgrade(connection: sqlite3.Connection, path: Path, version: int, now: datetime) -> Path:
    """Copy an open database beside itself, keep the newest copies only, and return the copy."""
    target = free_name(path, f"backup-v{version}", now)
    copy_to(connection, target)
    for old in backups(path)[KEPT_BACKUPS:]:
        old.unlink(missing_ok=True)
    return target


def backups(path: Path) -> list[Path]:
    """The copies made before upgrades, newest first."""
    return sorted(
        path.parent.glob(f"{_escaped(path.stem)}-backup-v*{path.suffix}"), key=_date_of, reverse=True
    )


def dated_copies(path: Path) -> list[Path]:
    """All copies of the database beside it: before upgrades and restores, and damaged ones."""
    stem, found = _escaped(path.stem), list[Path]()
    for word in ("backup-v", "damaged-", "before-restore-", "restoring"):
        found += path.parent.glob(f"{stem}-{word}*{path.suffix}*")
    return sorted(found)


def copy_to(connection: sqlite3.Connection, target: Path) -> None:
    """Copy an open database to `target`, whole or not at all; what was there is replaced.

    No tail is the copy's: it must not take up lines that came after it.
    """
    from aimonitor.db.scratch import scratch  # noqa: PLC0415  few starts copy anything

    with scratch(target.parent, f"{target.name}-", ".part") as part:
        with writable(part, busy_timeout=0) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'tail'").fetchone():
                copy.execute("DELETE FROM tail")
        part.replace(target)


def free_name(path: Path, word: str, now: datetime) -> Path:
    """A name beside `path`, with the word and the time in it, that is not taken."""
    stamp = now.astimezone(UTC).strftime("%Y%m%d-%H%M%S")
    for counter in range(1, 1000):
        number = f"-{counter}" if counter > 1 else ""
        name = path.with_name(f"{path.stem}-{word}-{stamp}{number}{path.suffix}")
        if not name.exists():
            return name
    raise FileExistsError(f"{path} has too many dated copies")


def _date_of(backup: Path) -> tuple[str, int, str]:
    dated = backup.stem.partition("-backup-v")[2].partition("-")[2]
    return dated[:15], len(dated), dated


def _escaped(stem: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in stem)
