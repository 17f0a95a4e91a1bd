"""The last stored state, for the window's first paint: no peewee, no worker, no writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from aimonitor.db.files import reading
from aimonitor.db.prepare import SCHEMA_VERSION, schema_version
from aimonitor.db.reading import facts
from aimonitor.domain.state import ProviderFacts
from aimonitor.errors import DatabaseError, DatabaseFault

if TYPE_CHECKING:
    from aimonitor.domain.budget import Budget

T = TypeVar("T")

UNWRITABLE = (DatabaseFault.FULL, DatabaseFault.READ_ONLY)
"""With these what is stored can be read all the same, if it is there."""

_PATIENCE = 0.1


def read_stored(path: Path, today: date) -> list[ProviderFacts] | None:
    """What is stored about each provider, in position order.

    None when there is no file, it is of another version, or it cannot be read: never an error,
    the database's own `open` will tell.
    """
    return read_with(path, lambda connection: facts(connection, today))


def has_stored(path: Path) -> bool:
    """Whether it can be read as it is."""
    return read_with(path, lambda connection: connection.in_transaction) is not None


def despite(error: DatabaseError, path: Path, read: Callable[[sqlite3.Connection], T]) -> T:
    """What `read` makes of the file as it is, where all that `error` says is that it cannot be written.

    Raises `error`.
    """
    found = list[T]()
    if error.fault in UNWRITABLE:
        read_with(path, lambda connection: found.append(read(connection)))
    if not found:
        raise error
    return found[0]


def read_budgets(path: Path) -> list[Budget]:
    """The budgets that are stored, in the order in which they were made; likewise."""
    return read_with(path, _budgets) or []


def read_settings(path: Path) -> dict[str, str]:
    """The settings that the window stored, by name; empty where they cannot be read, never an error."""
    return read_with(path, all_settings) or {}


def _budgets(connection: sqlite3.Connection) -> list[Budget]:
    if connection.execute("SELECT 1 FROM budgets LIMIT 1").fetchone() is None:
        return []
    from aimonitor.db.budget_rows import all_budgets  # noqa: PLC0415  most windows start without

    return all_budgets(connection)


def all_settings(connection: sqlite3.Connection) -> dict[str, str]:
    """By name."""
    return dict(connection.execute("SELECT name, value FROM settings").fetchall())


def read_with(path: Path, read: Callable[[sqlite3.Connection], T]) -> T | None:
    """What `read` makes of the file as it is; None likewise."""
    try:
        if not path.is_file():
            return None
        with reading(path, _PATIENCE) as connection:
            return read(connection) if schema_version(connection) == SCHEMA_VERSION else None
    except (sqlite3.Error, OSError, ValueError, ArithmeticError):
        return None
