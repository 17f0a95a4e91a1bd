"""SQLite's faults told in sentences, by result code and never by text."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aimonitor.errors import DatabaseError, DatabaseFault

UNREADABLE = (ValueError, ArithmeticError, TypeError, KeyError, AttributeError)
"""What reading a row raises that holds something else than was written."""

_PRIMARY_CODE = 0xFF
_PROBE = 64 * 1024
_NO_ROOM_FOR_SHARED_MEMORY = sqlite3.SQLITE_IOERR_SHMSIZE

_OURS = frozenset(
    {
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_MISUSE,
        sqlite3.SQLITE_RANGE,
    }
)

_FAULT_OF_CODE = {
    sqlite3.SQLITE_BUSY: DatabaseFault.LOCKED,
    sqlite3.SQLITE_LOCKED: DatabaseFault.LOCKED,
    sqlite3.SQLITE_PROTOCOL: DatabaseFault.LOCKED,
    sqlite3.SQLITE_FULL: DatabaseFault.FULL,
    sqlite3.SQLITE_READONLY: DatabaseFault.READ_ONLY,
    sqlite3.SQLITE_PERM: DatabaseFault.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: DatabaseFault.READ_ONLY,
    sqlite3.SQLITE_CORRUPT: DatabaseFault.CORRUPT,
    sqlite3.SQLITE_NOTADB: DatabaseFault.CORRUPT,
}

_FAULT_OF_ERRNO = {
    errno.ENOSPC: DatabaseFault.FULL,
    errno.EDQUOT: DatabaseFault.FULL,
    errno.EACCES: DatabaseFault.READ_ONLY,
    errno.EPERM: DatabaseFault.READ_ONLY,
    errno.EROFS: DatabaseFault.READ_ONLY,
    errno.EISDIR: DatabaseFault.READ_ONLY,
    errno.ENOTDIR: DatabaseFault.READ_ONLY,
    errno.EEXIST: DatabaseFault.READ_ONLY,
}

_SENTENCES = {
    DatabaseFault.LOCKED: (
        "The history is locked by another program. Close other AIMonitor windows or commands and try again."
    ),
    DatabaseFault.FULL: (
        "The disk is full, so the history cannot be kept. Free some space; what is already stored is safe."
    ),
    DatabaseFault.READ_ONLY: (
        "The history at {path} cannot be opened for writing. Check that the file and its folder belong to"
        " you and may be written."
    ),
    DatabaseFault.CORRUPT: (
        "The history at {path} is damaged. Restart AIMonitor: it sets the damaged file aside and begins a"
        " new one."
    ),
    DatabaseFault.NEWER: (
        "The history at {path} was written by a newer AIMonitor. Update AIMonitor to read it; the file was"
        " left as it is."
    ),
    DatabaseFault.OTHER: "The history at {path} could not be read or written. Try again.",
}


def database_error(fault: DatabaseFault, path: Path, detail: str = "") -> DatabaseError:
    """The error with the sentence of `fault`."""
    return DatabaseError(_SENTENCES[fault].format(path=path), fault=fault, detail=detail)


def damaged_error(aside: Path) -> DatabaseError:
    """What is said when damage was met in the midst of work, and mended."""
    words = (
        f"The history was damaged. It was set aside as {aside.name} and a new one was begun, with your"
        " providers where they could still be read. Try again."
    )
    return DatabaseError(words, fault=DatabaseFault.CORRUPT)


def fault_of(error: sqlite3.Error) -> DatabaseFault | None:
    """In which way the world failed; None when the statement itself was wrong, a fault of ours."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None or code & _PRIMARY_CODE in _OURS:
        return None
    if code == _NO_ROOM_FOR_SHARED_MEMORY:
        return DatabaseFault.FULL
    return _FAULT_OF_CODE.get(code & _PRIMARY_CODE, DatabaseFault.OTHER)


def is_no_text(error: sqlite3.Error) -> bool:
    """Python's own complaint, without a code of SQLite's: a text is not UTF-8."""
    return isinstance(error, sqlite3.OperationalError) and not hasattr(error, "sqlite_errorcode")


def _why_it_cannot_be_written(folder: Path) -> DatabaseFault:
    """SQLite says only that writing failed where a quota is used up, or a disk has become read-only."""
    probe = folder / f".aimonitor-probe-{os.getpid()}"
    try:
        number = os.open(probe, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            os.write(number, bytes(_PROBE))
            os.fsync(number)
        finally:
            os.close(number)
            probe.unlink(missing_ok=True)
    except OSError as error:
        return _FAULT_OF_ERRNO.get(error.errno or 0, DatabaseFault.OTHER)
    return DatabaseFault.OTHER


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Turn the world's faults into DatabaseError; faults of ours pass as they are."""
    try:
        yield
    except sqlite3.Error as error:
        fault = fault_of(error)
        if fault is None:
            raise
        if fault is DatabaseFault.OTHER:
            fault = _why_it_cannot_be_written(path.parent)
        name = getattr(error, "sqlite_errorname", "")
        raise database_error(fault, path, f"{name}: {error}") from error
    except OSError as error:
        fault = _FAULT_OF_ERRNO.get(error.errno or 0, DatabaseFault.OTHER)
        raise database_error(fault, path, str(error)) from error
    except OverflowError as error:
        text = "A figure is too large to be kept in the history. The live figures are still right."
        raise DatabaseError(text, fault=DatabaseFault.OTHER, detail=str(error)) from error
