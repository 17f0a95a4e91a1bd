"""What can still be read of a damaged file: providers and what the user set, so that no key is orphaned."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from aimonitor.db.alert_reading import choices
from aimonitor.db.budget_rows import all_budgets
from aimonitor.db.faults import UNREADABLE
from aimonitor.db.files import read_only, writable
from aimonitor.db.reading import providers
from aimonitor.db.transaction import transaction

_READERS: dict[str, Callable[[sqlite3.Connection], object]] = {
    "providers": providers,
    "settings": lambda _connection: None,
    "budgets": all_budgets,
    "alert_rules": choices,
}
_PATIENCE = 1.0


def rescue(damaged: Path, fresh: Path) -> int:
    """Copy providers and what the user set from `damaged` into the new file `fresh`; how many rows came over.

    Days and balances are left behind: a figure from a damaged page may be wrong, and they are read
    again. Never raises for what cannot be read.
    """
    saved = 0
    for table in _READERS:
        rows = _readable_rows(damaged, table)
        if rows:
            saved += _put(fresh, table, rows)
    return saved


def _readable_rows(damaged: Path, table: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    try:
        with read_only(damaged, _PATIENCE) as connection:
            connection.text_factory = _text
            connection.execute("PRAGMA writable_schema = ON")  # other tables may be declared as they like
            cursor = connection.execute(f"SELECT * FROM {table}")  # noqa: S608  one of our own names
            names = [column[0] for column in cursor.description]
            rows.extend(dict(zip(names, row, strict=True)) for row in cursor)
    except (sqlite3.Error, OSError, UnicodeDecodeError):
        return rows
    return rows


def _text(cell: bytes) -> str:
    return cell.decode("utf-8", "replace")


def _put(fresh: Path, table: str, rows: list[dict[str, object]]) -> int:
    saved = 0
    with writable(fresh, _PATIENCE) as connection, transaction(connection, "IMMEDIATE"):
        known = {str(column[1]) for column in connection.execute(f"PRAGMA table_info({table})")}
        for row in rows:
            kept = {name: value for name, value in row.items() if name in known}
            saved += _put_one(connection, table, kept)
    return saved


def _put_one(connection: sqlite3.Connection, table: str, row: dict[str, object]) -> int:
    """Nothing of it stays where it cannot be stored, or not be understood."""
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    statement = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  our own names
    connection.execute("SAVEPOINT one")
    try:
        count = connection.execute(statement, tuple(row.values())).rowcount
        _READERS[table](connection)
    except (sqlite3.Error, *UNREADABLE):
        connection.execute("ROLLBACK TO one")
        count = 0
    connection.execute("RELEASE one")
    return count
