"""Whether every row can be understood: pages may be sound and a letter in them wrong."""

from __future__ import annotations

import sqlite3
from datetime import date

from aimonitor.db.alert_reading import read_all
from aimonitor.db.archive_reading import StoredContents
from aimonitor.db.balance_entries import entries, top_ups
from aimonitor.db.budget_rows import all_budgets
from aimonitor.db.faults import UNREADABLE, fault_of
from aimonitor.db.prepare import SCHEMA_VERSION, damage, schema_version
from aimonitor.db.reading import facts
from aimonitor.db.schema import own_schema, schema


def flaws(connection: sqlite3.Connection, today: date) -> str:
    """What is wrong with the pages or with what stands in the rows; "" when nothing is. Reads everything.

    Rows of another version are not for us to judge.
    """
    words = damage(connection)
    if words or schema_version(connection) != SCHEMA_VERSION:
        return words
    try:
        _read_all(connection, today)
    except UNREADABLE as error:
        return f"{type(error).__name__}: {error}"
    except sqlite3.Error as error:
        if fault_of(error) is not None:
            raise
        return str(error)
    return "" if schema(connection) == own_schema(SCHEMA_VERSION) else "the schema is not ours"


def _read_all(connection: sqlite3.Connection, today: date) -> None:
    facts(connection, today)
    all_budgets(connection)
    read_all(connection)
    connection.execute("SELECT name, value FROM settings").fetchall()
    contents = StoredContents(connection, None, None)
    for provider in contents.providers:
        entries(connection, provider.id)
        top_ups(connection, provider.id)
        for facts_of in (contents.days, contents.balances, contents.polls):
            for _ in facts_of(provider):
                pass
    for _ in contents.events():
        pass
