"""The newest lines of the log beside the database: held in temporary tables, shown as if they were in it.

A poll that changes nothing but the log is a line in a file and no pages of the database. No peewee here: the
window's first paint may read them.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from aimonitor.db.columns import Cell, Row
from aimonitor.db.files import companions, tail_of
from aimonitor.db.prepare import SCHEMA_VERSION, schema_version
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
_STRANGE = (ValueError, TypeError, LookupError)
_RENEW = ("DELETE FROM tail", "INSERT INTO tail VALUES (lower(hex(randomblob(8))))")

_log = logging.getLogger(__name__)


class Tail:
    """Of one database and one connection to it."""

    def __init__(self, path: Path) -> None:
        self._database = path
        self._file = TailFile(tail_of(path))
        self._is_ours = self._is_told = False
        self.forget()

    @property
    def holds_any(self) -> bool:
        """Whether there are lines that the database has not."""
        return bool(self._tables)

    @property
    def is_ours(self) -> bool:
        """Whether the file that may lie there has a line of ours."""
        return self._is_ours

    def forget(self) -> None:
        """The connection is new, or has undone what was read: all is read anew."""
        self._tables: dict[str, TailTable] = {}
        self._known: tuple[Look | None, str | None] | None = None
        self._window = b""
        self._can_go_on = self._may_count = self._is_shown = False

    def drop(self, connection: sqlite3.Connection) -> None:
        """Hold no lines any more, and read anew what there is. A statement may still be reading them."""
        for kind, name in connection.execute("SELECT type, name FROM temp.sqlite_master").fetchall():
            statement = "DROP VIEW temp." if kind == "view" else "DELETE FROM temp."
            connection.execute(f"{statement}{name}")
        self.forget()

    # --- reading ---------------------------------------------------------------------------------

    def begin(self, connection: sqlite3.Connection, kind: str = "DEFERRED") -> None:
        """Begin a transaction whose statements see database and lines as one, and can write no line.

        Each is looked at for itself: begun anew where somebody put the lines in, or took them, in between.
        """
        for _ in range(_TRIES):
            look = self._file.look()
            connection.execute(f"BEGIN {kind}")
            self.follow(connection)
            if self._file.look() == look:
                break
            connection.execute("COMMIT")
        else:
            connection.execute(f"BEGIN {kind}")
        if self._tables and not self._is_shown:
            for table in self._tables.values():
                table.show(connection)
            self._is_shown = True

    def follow(self, connection: sqlite3.Connection) -> bool:
        """Hold the lines that count now, in a transaction that has begun; whether it held others before."""
        look, mark = self._file.look(), _mark(connection)
        if (look, mark) == self._known:
            return False
        found = None if look is None or mark is None else self._found()
        if found is None or found.head is None or found.head.mark != mark:
            if self._tables and self._known is not None and self._known[1] == mark:
                self._can_go_on = False  # somebody took them away or spoiled them: no database has them yet
                return False
            self.drop(connection)
            self._may_count = look is not None and found is None
        else:
            self.drop(connection)
            self._load(connection, found, found.head)
        self._known = (look, mark)
        return True

    def _found(self) -> Found | None:
        try:
            return self._file.read()
        except OSError as error:
            _log.warning("the newest lines of the log cannot be read: %s", error.strerror)
            return None

    def _load(self, connection: sqlite3.Connection, found: Found, head: Head) -> None:
        self._may_count = True
        if head.schema != schema_version(connection):
            return
        newest: dict[str, dict[Row, Row]] = {}
        is_strange = False
        for line in found.lines:
            try:
                read = [self._read(connection, head.tables, *cells) for cells in line]
            except _STRANGE:
                is_strange = True
                break
            for name, key, row in read:
                newest.setdefault(name, {})[key] = row
        for name, rows in newest.items():
            self._tables[name].put(connection, rows.values())
        self._window = found.window
        self._can_go_on = found.whole and not is_strange and head.tables == LOG_TABLES
        if not found.whole or is_strange:
            _log.warning("the newest lines of the log end in something else; what was before it is kept")

    def _read(
        self, connection: sqlite3.Connection, tables: Sequence[str], place: Cell, *cells: Cell
    ) -> tuple[str, Row, Row]:
        """A row of the table at that place, with its key. Raises what is strange."""
        if not isinstance(place, int) or place < 0:
            raise ValueError(place)
        table = self._table(connection, tables[place])
        row = table.checked(cells)
        return table.name, row[: len(table.key)], row

    def _table(self, connection: sqlite3.Connection, name: str) -> TailTable:
        """Made with the first line about it. Raises ValueError for one that no line is about."""
        if name not in self._tables:
            LOG_TABLES.index(name)
            self._tables[name] = TailTable.of(connection, name)
            self._tables[name].make(connection)
        return self._tables[name]

    # --- writing ---------------------------------------------------------------------------------

    def hide(self, connection: sqlite3.Connection) -> None:
        """Before anything is written. Not within a transaction: one that is undone would show them again."""
        if self._is_shown:
            for table in self._tables.values():
                table.hide(connection)
            self._is_shown = False

    def put_in(self, connection: sqlite3.Connection, only: int | None = None, but: int | None = None) -> None:
        """Write the lines of all providers, `only` one, or all `but` one into the database."""
        for table in self._tables.values():
            table.put_in(connection, only, but)

    def renew(self, connection: sqlite3.Connection) -> None:
        """With the transaction that puts all lines in: the file is nobody's tail from then on."""
        if self._tables or self._may_count or _mark(connection) is None:
            for statement in _RENEW:
                connection.execute(statement)

    def append(self, connection: sqlite3.Connection, rows: Iterable[tuple[str, Row]]) -> bool:
        """A line for a poll, under the lock for writing; False where it must be committed instead."""
        look, mark = self._known or (None, None)
        if mark is None:
            return False
        line = sealed([[LOG_TABLES.index(name), *_plain(row)] for name, row in rows], mark)
        if len(line) > _LONGEST or not self._has_room(look):
            return False
        try:
            if self._can_go_on:
                self._file.append(line, self._window)
            else:
                self._keep_log(look)
                self._file.begin(Head(mark, schema_version(connection), LOG_TABLES), line)
        except OSError as error:
            if not self._is_told:
                _log.warning("polls are written into the history one by one: %s", error.strerror)
            self._is_told = True
            return False
        self._window, self._is_ours = with_line(self._window, line), True
        return True

    def _has_room(self, look: Look | None) -> bool:
        """Whether a line can be added to the file that is there, or a new one be begun over it."""
        if self._can_go_on:
            return look is not None and look[1] <= LARGEST
        return not self._tables and not self._may_count

    def hold(self, connection: sqlite3.Connection, rows: Iterable[tuple[str, Row]]) -> None:
        """These rows are in the line that was appended; the transaction that made them was undone."""
        for name, row in rows:
            self._table(connection, name).put(connection, [row])
        self._known = (self._file.look(), self._known[1] if self._known else None)
        self._can_go_on = self._may_count = True

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


def _plain(row: Row) -> Row:
    """As SQLite gives it back: yes and no are numbers there."""
    return tuple(int(cell) if isinstance(cell, bool) else cell for cell in row)


def put_in(connection: sqlite3.Connection, path: Path) -> None:
    """Have all lines in the file, which nobody else writes meanwhile. Raises sqlite3.Error, OSError."""
    if not tail_of(path).exists():
        return
    tail = Tail(path)
    with transaction(connection):
        if _mark(connection) is None:
            return
        tail.follow(connection)
        tail.put_in(connection)
        tail.renew(connection)
    tail.remove()


def _mark(connection: sqlite3.Connection) -> str | None:
    """Which tail is the database's; None where none is."""
    if not _SINCE <= schema_version(connection) <= SCHEMA_VERSION:
        return None
    found = connection.execute("SELECT mark FROM tail").fetchone()
    return None if found is None else found[0]
