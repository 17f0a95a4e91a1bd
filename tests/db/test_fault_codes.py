from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest

from aimonitor.db.faults import faults
from aimonitor.errors import DatabaseError, DatabaseFault


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, DatabaseFault.LOCKED),
        (sqlite3.SQLITE_LOCKED, DatabaseFault.LOCKED),
        (sqlite3.SQLITE_FULL, DatabaseFault.FULL),
        (sqlite3.SQLITE_IOERR_SHMSIZE, DatabaseFault.FULL),
        (sqlite3.SQLITE_READONLY_DBMOVED, DatabaseFault.READ_ONLY),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, DatabaseFault.READ_ONLY),
        (sqlite3.SQLITE_CORRUPT_INDEX, DatabaseFault.CORRUPT),
        (sqlite3.SQLITE_NOTADB, DatabaseFault.CORRUPT),
        (sqlite3.SQLITE_IOERR_READ, DatabaseFault.OTHER),
    ],
)
def test_faults_are_told_apart_by_result_code(code: int, fault: DatabaseFault, path: Path) -> None:
    def fail() -> None:
        error = sqlite3.OperationalError("words that say nothing")
        error.sqlite_errorcode = code
        raise error

    with pytest.raises(DatabaseError) as caught, faults(path):
        fail()
    assert caught.value.fault is fault


@pytest.mark.parametrize("code", [sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY, None])
def test_a_wrong_statement_is_a_fault_of_ours(code: int | None, path: Path) -> None:
    error = sqlite3.OperationalError("no such column")
    if code is not None:
        error.sqlite_errorcode = code
    with pytest.raises(sqlite3.OperationalError, match="no such column"), faults(path):
        raise error


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (errno.ENOSPC, DatabaseFault.FULL),
        (errno.EROFS, DatabaseFault.READ_ONLY),
        (errno.EACCES, DatabaseFault.READ_ONLY),
        (errno.EIO, DatabaseFault.OTHER),
    ],
)
def test_faults_of_the_file_system_are_told_apart(number: int, fault: DatabaseFault, path: Path) -> None:
    with pytest.raises(DatabaseError) as caught, faults(path):
        raise OSError(number, "the system's words")
    assert caught.value.fault is fault
