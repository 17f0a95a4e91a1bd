"""All or nothing on a plain connection in autocommit mode."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """Commit what the block does, or undo it. `kind` "DEFERRED" for reads that must agree.

    peewee's own `atomic` is not used: SQLite itself undoes the transaction when the disk is full,
    and peewee's ROLLBACK then hides that error behind "no transaction is active".
    """
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
