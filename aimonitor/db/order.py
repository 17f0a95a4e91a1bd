"""The user's own order of providers, stored as a whole: after a crash it is the old one or the new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from aimonitor.db.database import Database

_PLACE = "UPDATE providers SET position = :place WHERE id = :id AND position <> :place"


async def save_order(database: Database, ids: Sequence[str]) -> None:
    """Put the providers of `ids` in that order. Raises DatabaseError."""

    def save(connection: sqlite3.Connection) -> None:
        connection.executemany(_PLACE, [{"place": place, "id": one} for place, one in enumerate(ids)])

    await database.writing(save)
