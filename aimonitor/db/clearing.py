"""Removing all that is kept, so that nothing of it stays in the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from aimonitor.db.transaction import transaction

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"


def clear(connection: sqlite3.Connection, keep: Collection[str]) -> None:
    """Delete every row but the providers whose ids are to `keep` and what belongs to them.

    What is deleted is overwritten, in the file and in its log. Raises sqlite3.Error.
    """
    connection.execute("PRAGMA secure_delete = ON")
    with transaction(connection):
        gone = [(one,) for (one,) in connection.execute("SELECT id FROM providers") if one not in keep]
        connection.executemany("DELETE FROM providers WHERE id = ?", gone)
        for (table,) in connection.execute(_TABLES).fetchall():
            if table != "providers" and not _belongs_to_a_provider(connection, table):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608  a table of our own
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _belongs_to_a_provider(connection: sqlite3.Connection, table: str) -> bool:
    keys = connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
    return any(key[2] == "providers" for key in keys)
