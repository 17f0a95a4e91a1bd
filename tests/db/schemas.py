"""The shape of a schema, however its statements are written."""

from __future__ import annotations

import sqlite3

Shape = dict[str, tuple[object, ...]]


def shape(connection: sqlite3.Connection) -> Shape:
    """Per table: columns (name, type, not null, place in the key), references, indexes, whether rowid."""
    tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: (
            tuple(
                (column, kind.upper(), bool(not_null), key)
                for _, column, kind, not_null, _, key in connection.execute(f"PRAGMA table_info({name})")
            ),
            tuple(row[2:7] for row in connection.execute(f"PRAGMA foreign_key_list({name})")),
            _indexes(connection, name),
            "WITHOUT ROWID" in sql.upper(),
        )
        for name, sql in tables
        if not name.startswith("sqlite_")
    }


def _indexes(connection: sqlite3.Connection, table: str) -> frozenset[tuple[object, ...]]:
    listed = connection.execute(f"PRAGMA index_list({table})").fetchall()
    return frozenset(
        (
            bool(unique),
            origin == "pk",
            *(row[2] for row in connection.execute(f"PRAGMA index_info({name})")),
        )
        for _, name, unique, origin, _ in listed
    )
