"""One table of the log with the lines about it: in a temporary table, shown as if they were rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

from aimonitor.db.columns import Cell, Row


class TailTable(Struct, frozen=True):
    """A table of the database, and the temporary one that has the lines about it."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    kinds: tuple[tuple[type, bool], ...]
    """Of each column: what it holds, and whether it may be unknown."""

    @classmethod
    def of(cls, connection: sqlite3.Connection, name: str) -> TailTable:
        """As the open database has it."""
        info = connection.execute(f"PRAGMA main.table_info({name})").fetchall()
        kinds = tuple((str if kind.upper() == "TEXT" else int, not must) for _, _, kind, must, _, _ in info)
        keys = sorted((place, column) for _, column, _, _, _, place in info if place)
        return cls(name, tuple(row[1] for row in info), tuple(column for _, column in keys), kinds)

    @property
    def names(self) -> str:
        """Its columns, for a statement."""
        return ", ".join(self.columns)

    @property
    def lines(self) -> str:
        """The temporary table."""
        return f"temp.tail_{self.name}"

    def make(self, connection: sqlite3.Connection) -> None:
        """Begin to hold lines."""
        words = {str: "TEXT", int: "INTEGER"}
        columns = ", ".join(
            f"{name} {words[kind]}" for name, (kind, _) in zip(self.columns, self.kinds, strict=True)
        )
        key = ", ".join(self.key)
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {self.lines} ({columns}, PRIMARY KEY ({key})) WITHOUT ROWID"
        )

    def show(self, connection: sqlite3.Connection) -> None:
        """Let the table's name mean its rows and the lines as one, for this connection's reading."""
        same = " AND ".join(f"line.{column} = row.{column}" for column in self.key)
        connection.execute(
            f"CREATE TEMP VIEW IF NOT EXISTS {self.name} AS "  # noqa: S608  names of ours
            f"SELECT {self.names} FROM main.{self.name} AS row "
            f"WHERE NOT EXISTS (SELECT 1 FROM {self.lines} AS line WHERE {same}) "
            f"UNION ALL SELECT {self.names} FROM {self.lines}"
        )

    def hide(self, connection: sqlite3.Connection) -> None:
        """Let the table's name mean the table."""
        connection.execute(f"DROP VIEW IF EXISTS temp.{self.name}")

    def checked(self, cells: Sequence[Cell]) -> Row:
        """The row of these cells. Raises ValueError where the table could not hold it."""
        if not _are_of(self.kinds, tuple(map(type, cells))):
            raise ValueError(self.name)
        return tuple(cells)

    def put(self, connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
        """Hold lines."""
        marks = ", ".join("?" * len(self.columns))
        connection.executemany(f"INSERT OR REPLACE INTO {self.lines} VALUES ({marks})", rows)  # noqa: S608  as above

    def put_in(self, connection: sqlite3.Connection, only: int | None, but: int | None) -> None:
        """Write the lines of providers that are there into the table: all, `only` one, all `but` one."""
        connection.execute(
            f"INSERT OR REPLACE INTO main.{self.name} ({self.names}) "  # noqa: S608  as above
            f"SELECT {self.names} FROM {self.lines} WHERE provider IN ("
            "SELECT number FROM providers WHERE number = COALESCE(:only, number) AND number IS NOT :but)",
            {"only": only, "but": but},
        )


@lru_cache
def _are_of(kinds: tuple[tuple[type, bool], ...], types: tuple[type, ...]) -> bool:
    """Whether cells of these types can stand in columns of these kinds: few kinds of rows are ever met."""
    return len(kinds) == len(types) and all(
        found is kind or (found is type(None) and may_be_unknown)
        for found, (kind, may_be_unknown) in zip(types, kinds, strict=True)
    )
