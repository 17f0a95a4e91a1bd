"""Transactions on the worker's connection: each sees the log whole, however much of it lies in the tail."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from aimonitor.db.faults import database_error
from aimonitor.db.prepare import SCHEMA_VERSION, schema_version
from aimonitor.db.reading import number_of
from aimonitor.db.rowset import noted
from aimonitor.db.tail import LOG_TABLES, Tail
from aimonitor.errors import AppError, DatabaseFault

T = TypeVar("T")

_PATIENCE_AT_THE_END = 500

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Writing:
    """A transaction that writes. `is_kept`: it is committed when it ends, else undone."""

    is_kept: bool = False
    has_followed: bool = False


class Sessions:
    """Of one database, whose connection is given each time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tail = Tail(path)

    def begin(self) -> None:
        """With a connection that is new."""
        self._tail.forget()

    def read(
        self, connection: sqlite3.Connection, job: Callable[[sqlite3.Connection], T], kind: str = "DEFERRED"
    ) -> T:
        """Run a job that reads, in one transaction.

        "IMMEDIATE": it writes too, and nothing of the log, for which SQLite has views meanwhile. So the
        lines need not be put in.
        """
        try:
            self._tail.begin(connection, kind)
            self._check_version(connection)
            answer = job(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._start_over(connection)
            raise
        return answer

    def write(self, connection: sqlite3.Connection, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run a job that reads and writes, all or nothing."""
        with self._writing(connection) as writing:
            self._tail.put_in(connection)
            before = connection.total_changes
            answer = job(connection)
            if connection.total_changes != before:
                self._tail.renew(connection)
                writing.is_kept = True
        return answer

    def log(
        self, connection: sqlite3.Connection, provider_id: str, job: Callable[[sqlite3.Connection], object]
    ) -> None:
        """Run a job that keeps a poll of that provider's: a line where it changes nothing but the log."""
        with self._writing(connection) as writing:
            number = number_of(connection, provider_id)
            self._tail.put_in(connection, only=number)
            before = connection.total_changes
            with noted() as changes:
                job(connection)
            count = connection.total_changes - before
            rows = [
                (one.table, one.row) for one in changes if one.row is not None and one.table in LOG_TABLES
            ]
            is_line = count == len(changes) == len(rows) > 0 and self._tail.append(connection, rows)
            if count and not is_line:
                self._tail.put_in(connection, but=number)
                self._tail.renew(connection)
                writing.is_kept = True
        if is_line and not writing.has_followed:
            self._tail.hold(connection, rows)

    def settle(self, connection: sqlite3.Connection) -> None:
        """Have everything in the database itself, for work on the file as a whole."""
        self.read(connection, lambda _: None)
        if self._tail.holds_any:
            with self._writing(connection) as writing:
                self._tail.put_in(connection)
                self._tail.renew(connection)
                writing.is_kept = True

    def whole(self, connection: sqlite3.Connection, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run a job on the file as a whole: everything is in it."""
        self.settle(connection)
        return job(connection)

    def clear(self, connection: sqlite3.Connection) -> None:
        """Have everything in the database, and no tail beside it."""
        self.settle(connection)
        with self._writing(connection):
            if not self._tail.holds_any:
                self._tail.remove()

    def leave_flawed(
        self, connection: sqlite3.Connection, flaws: Callable[[sqlite3.Connection], str]
    ) -> None:
        """Leave lines that mean nothing, though their sums are right; the database itself is sound."""
        words = self.read(connection, flaws)
        if words and self._tail.holds_any:
            _log.warning("the newest lines of the log mean nothing and are left: %s", words)
            with self._writing(connection):
                self._tail.remove()
            self._tail.drop(connection)

    def finish(self, connection: sqlite3.Connection) -> None:
        """The clean end of a program that appended lines: it leaves one file. Never raises."""
        if not self._tail.is_ours:
            return
        try:
            connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_AT_THE_END}")
            self.clear(connection)
        except (sqlite3.Error, OSError, AppError) as error:
            _log.warning("the newest lines of the log stay beside the history: %s", error)

    # --- begin and end ---------------------------------------------------------------------------

    @contextmanager
    def _writing(self, connection: sqlite3.Connection) -> Iterator[_Writing]:
        writing = _Writing()
        self._tail.hide(connection)
        try:
            connection.execute("BEGIN IMMEDIATE")
            self._check_version(connection)
            writing.has_followed = self._tail.follow(connection)
            yield writing
            if writing.is_kept:
                connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if writing.has_followed and not writing.is_kept:
                self._start_over(connection)

    def _start_over(self, connection: sqlite3.Connection) -> None:
        """What was held is undone, with the transaction that read it."""
        with suppress(sqlite3.Error):  # it must not hide what went wrong
            self._tail.drop(connection)
        self._tail.forget()

    def _check_version(self, connection: sqlite3.Connection) -> None:
        version = schema_version(connection)
        if version > SCHEMA_VERSION:  # a newer program was started, and upgraded it
            raise database_error(DatabaseFault.NEWER, self._path, f"schema {version}")
