"""What is declared in a file, and what is declared in one of ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from aimonitor.db.migrations import STEPS
from aimonitor.db.prepare import take

_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"


def schema(connection: sqlite3.Connection) -> set[tuple[str, ...]]:
    """All that is declared in the file."""
    return set(connection.execute(_SCHEMA))


def own_schema(version: int) -> set[tuple[str, ...]]:
    """All that is declared in a file that we made of that version."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        take(connection, STEPS[:version])
        return schema(connection)
