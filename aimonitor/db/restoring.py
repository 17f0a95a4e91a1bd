"""A back-up put in the place of the history: checked and upgraded as a copy first, then in one transaction.

SQLite's own copying writes into the open database, log and all: a kill at any moment leaves the old
history or the new one, and another program that has the file open sees it change as by any write.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from aimonitor.db.archive_reading import StoredContents
from aimonitor.db.faults import database_error, faults
from aimonitor.db.files import (
    belongings,
    companions,
    copy_to,
    free_name,
    make_empty,
    read_only,
    tail_of,
    writable,
)
from aimonitor.db.migrations import STEPS
from aimonitor.db.prepare import BUSY_TIMEOUT, SCHEMA_VERSION, schema_version, take
from aimonitor.db.reading import facts
from aimonitor.db.schema import own_schema, schema
from aimonitor.db.scratch import scratch
from aimonitor.db.tail import put_in
from aimonitor.domain.archive import ArchiveKind, ArchiveSummary
from aimonitor.domain.periods import utc_day
from aimonitor.domain.provider import AGREED, NO_KEY_REF
from aimonitor.errors import ConfigError, DatabaseFault

ASIDE = "before-restore"

_HEADER = b"SQLite format 3\0"
_PAGES_AT_ONCE = 1024
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_UNREADABLE = (ValueError, ArithmeticError, TypeError, KeyError, AttributeError, sqlite3.Error)

_NOT_OURS = "The file {} is no back-up of AIMonitor's. Choose another."
_DAMAGED = "The back-up {} is damaged, so it was not used. Choose another."
_NEWER = "The back-up {} was made by a newer AIMonitor. Update AIMonitor, then restore it."
_ITSELF = "This file is the history itself. Choose a back-up."


def candidate(database: Path) -> AbstractContextManager[Path]:
    """A file beside the database for `make_candidate`, this restore's alone; gone when the block ends."""
    return scratch(database.parent, f"{database.stem}-restoring-", database.suffix)


def make_candidate(
    backup: Path, file: Path, database: Path, now: datetime, on_record: Callable[[], object]
) -> ArchiveSummary:
    """Copy a back-up to `file` beside the database, check all of it and upgrade it there; what is in it.

    The back-up itself is only read, as a file. Raises ConfigError for what is no back-up, is damaged,
    or newer; DatabaseError; what `on_record`, called for each record, raises.
    """
    with faults(file):
        _copy(backup, file, database)
        with writable(file, BUSY_TIMEOUT) as connection:
            _check(connection, file, backup, database, now)
            return _read_all(connection, backup, on_record)


def put_in_place(connection: sqlite3.Connection, file: Path, database: Path, now: datetime) -> Path:
    """Copy the checked `file` over the open database; where its content before was set aside.

    Raises sqlite3.Error, OSError, DatabaseError; then the history is as it was.
    """
    aside = free_name(database, ASIDE, now)
    copy_to(connection, aside)
    try:
        with read_only(file, BUSY_TIMEOUT) as source:
            source.backup(connection, pages=_PAGES_AT_ONCE, progress=heed_locks(database))
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return aside


def heed_locks(database: Path) -> Callable[[int, int, int], None]:
    """Called while pages are copied: gives up when another program holds a lock for too long."""
    end = time.monotonic() + BUSY_TIMEOUT

    def heed(status: int, _remaining: int, _total: int) -> None:
        if status in _BUSY and time.monotonic() > end:
            raise database_error(DatabaseFault.LOCKED, database)

    return heed


def _copy(backup: Path, file: Path, database: Path) -> None:
    try:
        if not backup.is_file():
            raise ConfigError(f"There is no file {backup}. Choose a back-up.")
        if os.path.realpath(backup) in map(os.path.realpath, (database, *belongings(database))):
            raise ConfigError(_ITSELF)
        with backup.open("rb") as opened:
            if opened.read(len(_HEADER)) != _HEADER:
                raise ConfigError(_NOT_OURS.format(backup))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(f"The back-up could not be read: {reason}. Choose another.") from error
    for source, target in zip(_sources(backup), _sources(file), strict=True):
        target.unlink(missing_ok=True)
        if source.is_file():
            make_empty(target)
            shutil.copyfile(source, target)


def _sources(path: Path) -> tuple[Path, Path, Path]:
    """The file with its logs: SQLite's index is made anew."""
    return path, companions(path)[0], tail_of(path)


def _check(connection: sqlite3.Connection, file: Path, backup: Path, database: Path, now: datetime) -> None:
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        version = schema_version(connection)
        if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise ConfigError(_DAMAGED.format(backup))
        if version > SCHEMA_VERSION:
            raise ConfigError(_NEWER.format(backup))
        if version < 1:
            raise ConfigError(_NOT_OURS.format(backup))
        if schema(connection) != own_schema(version):
            raise ConfigError(_NOT_OURS.format(backup))
        put_in(connection, file)
        take(connection, STEPS)
        connection.execute("DELETE FROM tail")
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise ConfigError(_DAMAGED.format(backup))
        facts(connection, utc_day(now))
        _take_shape(connection, database)
    except _UNREADABLE as error:
        raise ConfigError(_DAMAGED.format(backup), detail=str(error)) from error


def _take_shape(connection: sqlite3.Connection, database: Path) -> None:
    """One file with pages of the same size as the database's: SQLite copies pages as they are."""
    connection.execute("PRAGMA journal_mode = DELETE")
    with read_only(database, BUSY_TIMEOUT) as own:
        size = int(own.execute("PRAGMA page_size").fetchone()[0])
    if int(connection.execute("PRAGMA page_size").fetchone()[0]) != size:
        connection.execute(f"PRAGMA page_size = {size:d}")
        connection.execute("VACUUM")


def _read_all(
    connection: sqlite3.Connection, backup: Path, on_record: Callable[[], object]
) -> ArchiveSummary:
    """Each record is read once: one that cannot be understood would fail later, before the user's eyes."""
    contents = StoredContents(connection, None, None)
    try:
        for provider in contents.providers:
            for facts_of in (contents.days, contents.balances, contents.polls):
                for _ in facts_of(provider):
                    on_record()
        for _ in contents.events():
            on_record()
    except _UNREADABLE as error:
        raise ConfigError(_DAMAGED.format(backup), detail=str(error)) from error
    return ArchiveSummary(
        path=backup,
        providers=tuple(provider.name for provider in contents.providers),
        addresses=tuple(
            (provider.name, address)
            for provider in contents.providers
            if (address := provider.options.get("base_url") or provider.options.get(AGREED))
        ),
        local=tuple(
            (provider.name, ", ".join(f"{name} {value}" for name, value in sorted(provider.options.items())))
            for provider in contents.providers
            if provider.api_key_ref == NO_KEY_REF
        ),
        records=tuple((kind, contents.count(kind)) for kind in ArchiveKind),
        first=contents.first_day(),
    )
