"""The last stored state, for the window's first paint: no peewee, no worker, no writing."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

from aimonitor.db.files import read_only
from aimonitor.db.prepare import SCHEMA_VERSION, schema_version
from aimonitor.db.reading import facts
from aimonitor.db.transaction import transaction
from aimonitor.domain.state import ProviderFacts

_PATIENCE = 0.1


def read_stored(path: Path, today: date) -> list[ProviderFacts] | None:
    """What is stored about each provider, in position order.

    None when there is no file, it is of another version, or it cannot be read: never an error,
    the database's own `open` will tell.
    """
    if not path.is_file():
        return None
    try:
        with read_only(path, _PATIENCE) as connection, transaction(connection, "DEFERRED"):
            if schema_version(connection) != SCHEMA_VERSION:
                return None
            return facts(connection, today)
    except (sqlite3.Error, OSError, ValueError, ArithmeticError):
        return None


def read_settings(path: Path) -> dict[str, str]:
    """The settings that the window stored, by name; empty where they cannot be read, never an error."""
    if not path.is_file():
        return {}
    try:
        with read_only(path, _PATIENCE) as connection:
            if schema_version(connection) != SCHEMA_VERSION:
                return {}
            return dict(connection.execute("SELECT name, value FROM settings"))
    except (sqlite3.Error, OSError):
        return {}
