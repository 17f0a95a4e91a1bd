"""What can still be read of a damaged file: providers and what the user set, so that no key is orphaned."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from aimonitor.db.files import read_only, writable
from aimonitor.db.transaction import transaction

_TABLES = ("providers", "settings", "budgets", "alert_rules")
_PATIENCE = 1.0


def rescue(damaged: Path, fresh: Path) -> int:
    """Copy providers and what the user set from `damaged` into the new file `fresh`; how many rows came over.

    Days and balances are left behind: a figure from a damaged page may be wrong, and they are read
    again. Never raises for what cannot be read.
    """
    saved = 0
    for table in _TABLES:
        rows = _readable_rows(damaged, table)
        if rows:
            saved += _put(fresh, table, rows)
    return saved


def _readable_rows(damaged: Path, table: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    try:
        with read_only(damaged, _PATIENCE) as connection:
            cursor = connection.execute(f"SELECT * FROM {table}")  # noqa: S608  one of our own names
            names = [column[0] for column in cursor.description]
            rows.extend(dict(zip(names, row, strict=True)) for row in cursor)
    except (sqlite3.Error, OSError):
        return rows
    return rows


def _put(fresh: Path, table: str, rows: list[dict[str, object]]) -> int:
    saved = 0
    with writable(fresh, _PATIENCE) as connection, transaction(connection, "IMMEDIATE"):
        known = {str(column[1]) for column in connection.execute(f"PRAGMA table_info({table})")}
        for row in rows:
            kept = {name: value for name, value in row.items() if name in known}
            names, marks = ", ".join(kept), ", ".join("?" * len(kept))
            statement = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  as above
            try:
                saved += connection.execute(statement, tuple(kept.values())).rowcount
            except sqlite3.Error:
                continue
    return saved
