"""Bring the file to this version's schema. Standard library only: it may run before the first paint."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from aimonitor.db.faults import database_error, fault_of, faults, is_no_text
from aimonitor.db.files import copy_before_upgrade, make_empty, make_private, read_only, tail_of, writable
from aimonitor.db.migrations import STEPS
from aimonitor.db.migrations.step import Step
from aimonitor.db.reports import OpenOutcome, OpenReport
from aimonitor.db.transaction import transaction
from aimonitor.errors import DatabaseError, DatabaseFault

BUSY_TIMEOUT = 5.0
SCHEMA_VERSION = STEPS[-1].version

Look = Callable[[sqlite3.Connection], str]
"""What is wrong with an open database, in words; "" when it is sound."""

_PAUSE = 0.01


def damage(connection: sqlite3.Connection) -> str:
    """What is wrong with the pages, in SQLite's words; "" when they are sound. Reads the whole file."""
    try:
        words = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except UnicodeDecodeError as error:  # as in `_version`
        return str(error)
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        return str(error)
    return "" if words == "ok" else words


def prepare(
    path: Path,
    now: datetime,
    *,
    check: bool = False,
    look: Look = damage,
    busy_timeout: float = BUSY_TIMEOUT,
    steps: Sequence[Step] = STEPS,
) -> OpenReport:
    """Make, migrate or set aside the file at `path`, so that it can be read and written.

    `now`: aware time, for the names of copies. `check`: `look` through it for damage (some
    milliseconds per megabyte). `busy_timeout`: seconds to wait for another program's lock.
    Raises DatabaseError: LOCKED, FULL, READ_ONLY, NEWER (the file is left as it is), OTHER (the
    file belongs to another program). A damaged file is no error: it is
    set aside, its providers are saved where they can be read, and the report says so.
    """
    with faults(path):
        make_private(path)
        version = _version(path, look if check else None, busy_timeout)
        newest = steps[-1].version
        if version is None:
            return _mended(path, now, look, busy_timeout, steps)
        if version > newest:
            raise database_error(DatabaseFault.NEWER, path, f"schema {version}, known {newest}")
        if version == newest:
            return OpenReport(outcome=OpenOutcome.OPENED, from_version=version, to_version=version)
        backup = _upgrade(path, now, version, busy_timeout, steps)
    outcome = OpenOutcome.MIGRATED if backup else OpenOutcome.CREATED
    return OpenReport(outcome=outcome, from_version=version, to_version=newest, backup=backup)


def _mended(path: Path, now: datetime, look: Look, busy_timeout: float, steps: Sequence[Step]) -> OpenReport:
    from aimonitor.db.mending import mend  # noqa: PLC0415  few starts need it

    damaged = mend(
        path,
        now,
        is_sound=lambda: _version(path, look, busy_timeout) is not None,
        begin=lambda fresh: _upgrade(fresh, now, 0, busy_timeout, steps),
    )
    if damaged is None:
        return prepare(path, now, busy_timeout=busy_timeout, steps=steps)
    newest = steps[-1].version
    return OpenReport(
        outcome=OpenOutcome.SET_ASIDE, from_version=0, to_version=newest, backup=None, set_aside=damaged
    )


def _version(path: Path, look: Look | None, busy_timeout: float) -> int | None:
    """The version of its schema; 0 where there is no file, None where it is damaged."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not path.exists():
        return 0
    try:
        return _sound_version(path, look, busy_timeout)
    except UnicodeDecodeError:  # SQLite names what it found, and that is no text
        return None
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        return None


def _is_damage(error: sqlite3.Error) -> bool:
    return fault_of(error) is DatabaseFault.CORRUPT or is_no_text(error)


def _sound_version(path: Path, look: Look | None, busy_timeout: float) -> int | None:
    with read_only(path, busy_timeout) as connection, transaction(connection, "DEFERRED"):
        version = schema_version(connection)
        tables = int(connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0])
        if look is not None and look(connection):
            return None
    if version == 0 and tables:
        text = f"The file {path} belongs to another program. Choose another place for AIMonitor's history."
        raise DatabaseError(text, fault=DatabaseFault.OTHER)
    return version


def schema_version(connection: sqlite3.Connection) -> int:
    """The version of the schema; 0 in an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _upgrade(
    path: Path, now: datetime, version: int, busy_timeout: float, steps: Sequence[Step]
) -> Path | None:
    make_empty(path)
    with writable(path, busy_timeout) as connection:
        _put_tail_in(connection, path)
        backup = copy_before_upgrade(connection, path, version, now) if version else None
        _write_ahead(connection, busy_timeout)
        # A new file is whole at once: another process that starts now must not find it half made, and copy it
        for together in [steps] if version == 0 else [(step,) for step in steps]:
            take(connection, together)
    return backup


def _put_tail_in(connection: sqlite3.Connection, path: Path) -> None:
    """Its lines are of the schema that the file has until now."""
    if tail_of(path).exists():
        from aimonitor.db.tail import put_in  # noqa: PLC0415  few upgrades meet one

        put_in(connection, path)


def _write_ahead(connection: sqlite3.Connection, patience: float) -> None:
    """SQLite does not wait here for another process that starts at the same moment, so we do."""
    end = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if fault_of(error) is not DatabaseFault.LOCKED or time.monotonic() > end:
                raise
            time.sleep(_PAUSE)
        else:
            return


def take(connection: sqlite3.Connection, steps: Sequence[Step]) -> None:
    """Bring an open database these steps further, as far as it is not there already; all or none."""
    with transaction(connection):
        for step in steps:
            if schema_version(connection) >= step.version:  # another process was faster
                continue
            for statement in step.statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {step.version:d}")
