"""Writes only what changed: compares the rows that are there with those wanted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from msgspec import Struct
from peewee import Model

from aimonitor.db.columns import Cell, Row
from aimonitor.db.tables import (
    BalanceRow,
    DayCostRow,
    DayQuantityRow,
    DayTokensRow,
    HourLevelRow,
    PollRow,
    ReadRow,
    SpendRow,
    TopUpRow,
    WindowRow,
)


class Change(Struct, frozen=True):
    """A row that was written into a table; None for one that was removed."""

    table: str
    row: Row | None


_NOTED: ContextVar[list[Change] | None] = ContextVar("noted", default=None)


@contextmanager
def noted() -> Iterator[list[Change]]:
    """All that `RowSet.replace` changes within the block, in order."""
    changes: list[Change] = []
    token = _NOTED.set(changes)
    try:
        yield changes
    finally:
        _NOTED.reset(token)


class RowSet(Struct, frozen=True):
    """The rows of one table as plain tuples in its column order; its key columns come first."""

    table: str
    columns: tuple[str, ...]
    select: str
    insert: str
    delete: str
    key_length: int

    @classmethod
    def of(cls, model: type[Model]) -> RowSet:
        """The statements for a model's table; built of names in our own code only."""
        meta = model._meta  # noqa: SLF001
        table, columns = meta.table_name, tuple(field.column_name for field in meta.sorted_fields)
        keys = [field.column_name for field in meta.get_primary_keys()]  # type: ignore[no-untyped-call]
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        match = " AND ".join(f"{key} = ?" for key in keys)
        return cls(
            table=table,
            columns=columns,
            select=f"SELECT {names} FROM {table} WHERE ",  # noqa: S608
            insert=f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})",  # noqa: S608
            delete=f"DELETE FROM {table} WHERE {match}",  # noqa: S608
            key_length=len(keys),
        )

    def where(self, connection: sqlite3.Connection, condition: str, *cells: Cell) -> list[Row]:
        """The rows that meet an SQL condition with one `?` per cell."""
        return connection.execute(self.select + condition, cells).fetchall()

    def replace(self, connection: sqlite3.Connection, known: Iterable[Row], wanted: Iterable[Row]) -> None:
        """Turn the known rows into the wanted ones; rows that are in both are not touched."""
        before, after = set(known), set(wanted)
        gone = set(map(self._key, before)) - set(map(self._key, after))
        if gone:
            connection.executemany(self.delete, sorted(gone))
        changed = sorted(after - before, key=self._key)
        if changed:
            connection.executemany(self.insert, changed)
        if (changes := _NOTED.get()) is not None:
            changes += [Change(self.table, None) for _ in gone]
            changes += [Change(self.table, one) for one in changed]

    def _key(self, row: Row) -> Any:  # noqa: ANN401 - cells of a key column are of one type and can be ordered
        return row[: self.key_length]


DAY_COSTS = RowSet.of(DayCostRow)
DAY_TOKENS = RowSet.of(DayTokensRow)
DAY_QUANTITIES = RowSet.of(DayQuantityRow)
BALANCES = RowSet.of(BalanceRow)
SPENDS = RowSet.of(SpendRow)
WINDOWS = RowSet.of(WindowRow)
HOUR_LEVELS = RowSet.of(HourLevelRow)
TOP_UPS = RowSet.of(TopUpRow)
POLLS = RowSet.of(PollRow)
READS = RowSet.of(ReadRow)
