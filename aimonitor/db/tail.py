"""The newest lines of the log beside the database: held in temporary tables, shown as if they were in it.

A poll that changes nothing but the log is a line in a file and no pages of the database. No peewee here: the
window's first paint may read them.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from aimonitor.db.columns import Row
from aimonitor.db.files import companions, tail_of
from aimonitor.db.prepare import schema_version
from aimonitor.db.tail_file import Found, Head, Look, TailFile, sealed, with_line
from aimonitor.db.tail_table import TailTable
from aimonitor.db.transaction import transaction

LOG_TABLES = ("polls", "reads", "hour_levels", "balances", "spends", "windows")
"""What a line may be about. In each, the key begins with the provider's number."""

LARGEST = 128 * 1024
"""So large the file grows: some 2500 polls. With the next all of them go into the database."""

_LONGEST = 4096
_SINCE = 7
_TRIES = 10
_STRANGE = (ValueError, TypeError, LookupError, ArithmeticError)
_RENEW = ("DELETE FROM tail", "INSERT INTO tail VALUES (lower(hex(randomblob(8))))")

_log = logging.getLogger(__name__)


class Tail:
    """Of one database and one connection to it."""

    def __init__(self, path: Path) -> None:
        self._database = path
        self._file = TailFile(tail_of(path))
        self._tables: dict[str, TailTable] = {}
        self._known: tuple[Look | None, str | None] | None = None
        self._window = b""
        self._whole = self._shown = self._is_ours = False

    @property
    def holds_any(self) -> bool:
        """Whether there are lines that the database has not."""
        return bool(self._tables)

    @property
    def is_ours(self) -> bool:
        """Whether lines of ours may still be in the file."""
        return self._is_ours and self.holds_any

    def forget(self) -> None:
        """The connection was closed, or undid what it had just read: all is read anew."""
        self._tables, self._known, self._window, self._shown = {}, None, b"", False

    def begin_reading(self, connection: sqlite3.Connection) -> None:
        """Begin a transaction whose statements see database and lines as one.

        Each is looked at for itself: begun anew where somebody put the lines in, or took them, in between.
        """
        for _ in range(_TRIES):
            look = self._file.look()
            connection.execute("BEGIN DEFERRED")
            self.follow(connection)
            if self._file.look() == look:
                break
            connection.execute("COMMIT")
        else:
            connection.execute("BEGIN DEFERRED")
        self._show(connection)

    def follow(self, connection: sqlite3.Connection) -> bool:
        """Hold the lines that count now, in a transaction that has begun; whether it held others before."""
        look, mark = self._file.look(), _mark(connection)
        if (look, mark) == self._known:
            return False
        if look is None and self._tables and self._known is not None and mark == self._known[1]:
            return False  # somebody took the file away: its lines are in no database yet
        self.drop(connection)
        self._known = (look, mark)
        if look is not None and mark is not None:
            self._load(connection, mark)
        return True

    def _show(self, connection: sqlite3.Connection) -> None:
        """Let every statement see the lines, until they are hidden."""
        if self._tables and not self._shown:
            for table in self._tables.values():
                table.show(connection)
            self._shown = True

    def hide(self, connection: sqlite3.Connection) -> None:
        """Before anything is written. Not within a transaction: one that is undone would show them again."""
        if self._shown:
            for table in self._tables.values():
                table.hide(connection)
            self._shown = False

    def put_in(self, connection: sqlite3.Connection, only: int | None = None, but: int | None = None) -> None:
        """Write the lines of all providers, `only` one, or all `but` one into the database."""
        for table in self._tables.values():
            table.put_in(connection, only, but)

    def renew(self, connection: sqlite3.Connection) -> None:
        """With the transaction that puts all lines in: the file is nobody's tail from then on."""
        if self._tables or _mark(connection) is None:
            for statement in _RENEW:
                connection.execute(statement)

    def append(self, connection: sqlite3.Connection, rows: Iterable[tuple[str, Row]]) -> bool:
        """A line for a poll, under the lock for writing; False where it must be committed instead."""
        look, mark = self._known or (None, None)
        if mark is None:
            return False
        line = sealed([[LOG_TABLES.index(name), *row] for name, row in rows], mark)
        is_full = bool(self._tables) and (look is None or look[1] > LARGEST or not self._whole)
        if is_full or len(line) > _LONGEST:
            return False
        try:
            if self._tables:
                self._file.append(line, self._window)
            else:
                self._keep_log(look)
                self._file.begin(Head(mark, schema_version(connection), LOG_TABLES), line)
        except OSError as error:
            _log.warning("the newest polls are written into the history at once: %s", error.strerror)
            return False
        self._window, self._is_ours = with_line(self._window, line), True
        return True

    def hold(self, connection: sqlite3.Connection, rows: Iterable[tuple[str, Row]]) -> None:
        """These rows are in the line that was appended; the transaction that made them was undone."""
        for name, row in rows:
            self._table(connection, name).put(connection, row)
        self._known, self._whole = (self._file.look(), self._known[1] if self._known else None), True

    def remove(self) -> None:
        """Take the file away, whose lines are all in the database. Raises OSError."""
        self._keep_log(self._file.look())
        self._file.remove()
        self._is_ours = False

    def _keep_log(self, look: Look | None) -> None:
        """What SQLite wrote is on the disk before the lines that it came from go: the current may fail."""
        if look is None:
            return
        with suppress(FileNotFoundError):
            number = os.open(companions(self._database)[0], os.O_RDWR)
            try:
                os.fsync(number)
            finally:
                os.close(number)

    def _found(self) -> Found | None:
        try:
            return self._file.read()
        except OSError as error:
            _log.warning("the newest lines of the log cannot be read: %s", error.strerror)
            return None

    def _load(self, connection: sqlite3.Connection, mark: str) -> None:
        found = self._found()
        head = None if found is None else found.head
        if found is None or head is None or (head.mark, head.schema) != (mark, schema_version(connection)):
            return
        self._whole, self._window = found.whole, found.window
        for line in found.lines:
            try:
                named = [(self._table(connection, head.tables[place]), cells) for place, *cells in line]
                rows = [(table, table.checked(cells)) for table, cells in named]
            except _STRANGE:
                self._whole = False
                break
            for table, row in rows:
                table.put(connection, row)
        if not self._whole:
            _log.warning("the newest lines of the log end in something else; what was before it is kept")

    def _table(self, connection: sqlite3.Connection, name: str) -> TailTable:
        """Made with the first line about it. Raises ValueError for one that no line is about."""
        if name not in self._tables:
            LOG_TABLES.index(name)
            self._tables[name] = TailTable.of(connection, name)
            self._tables[name].make(connection)
        return self._tables[name]

    def drop(self, connection: sqlite3.Connection) -> None:
        """Hold no lines any more, and read anew what there is."""
        for name in LOG_TABLES:
            connection.execute(f"DROP VIEW IF EXISTS temp.{name}")
            connection.execute(f"DROP TABLE IF EXISTS temp.tail_{name}")
        self.forget()


def put_in(connection: sqlite3.Connection, path: Path) -> None:
    """Have all lines in the file, which nobody reads or writes meanwhile. Raises sqlite3.Error, OSError."""
    if not tail_of(path).exists() or schema_version(connection) < _SINCE:
        return
    tail = Tail(path)
    with transaction(connection):
        tail.follow(connection)
        tail.put_in(connection)
        tail.renew(connection)
    tail.remove()


def _mark(connection: sqlite3.Connection) -> str | None:
    """Which tail is the database's; None where none is."""
    found = connection.execute("SELECT mark FROM tail").fetchone()
    return None if found is None else found[0]
