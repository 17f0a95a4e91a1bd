"""Settings that the user changed in the window, by name."""

from __future__ import annotations

from collections.abc import Mapping

from peewee import SqliteDatabase

from aimonitor.db.columns import storable
from aimonitor.db.tables import SettingRow


def change(database: SqliteDatabase, changes: Mapping[str, str | None]) -> None:
    """Set each, or remove it where the value is None; what is the same already is not written."""
    known = dict(SettingRow.select().tuples().execute(database))
    for name, value in changes.items():
        if value is None:
            SettingRow.delete().where(SettingRow.name == name).execute(database)
        elif known.get(name) != storable(value):
            row = SettingRow.insert(name=storable(name), value=storable(value))
            row.on_conflict_replace().execute(database)
