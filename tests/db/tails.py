"""A history some of whose lines lie in the tail, and what is in its file without them."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from aimonitor.db.database import Database
from aimonitor.db.files import TAIL, tail_of
from aimonitor.db.tail_file import TailFile
from tests.db.samples import NOON, full_snapshot, poll, provider

LINES = 3
"""So many polls of `lived_in` are lines."""
LATER = NOON + timedelta(hours=1)


async def lived_in(database: Database) -> None:
    """Two providers; of each a poll that is in the file, and of the first three lines."""
    for each in ("one", "two"):
        await database.save_provider(provider(each, position=int(each == "two")))
        await database.record_poll(poll(each), full_snapshot())
    await same_polls(database)


async def same_polls(database: Database, first: int = 5, provider_id: str = "one") -> None:
    """Three that bring nothing new."""
    for minutes in range(first, first + 5 * LINES, 5):
        await database.record_poll(poll(provider_id, minutes=minutes), full_snapshot(minutes))


def in_file(path: Path, table: str = "polls") -> int:
    """How many rows are in the file itself."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])  # noqa: S608  a table of ours


def lines(path: Path) -> int:
    """How many lines the tail has."""
    found = TailFile(tail_of(path)).read()
    return 0 if found is None else len(found.lines)


def unpacked(file: Path) -> bytes:
    """What stands in a file; in a tail as it was before it was packed."""
    found = TailFile(file).read() if file.name.endswith(TAIL) else None
    return file.read_bytes() + (b"" if found is None else json.dumps(found.lines).encode())


def as_a_kill_leaves_it(path: Path, place: Path) -> Path:
    """What lies under the names now, with nobody to tidy it up."""
    place.mkdir()
    for file in path.parent.glob(f"{path.name}*"):
        shutil.copyfile(file, place / file.name)
    return place / path.name


def spoiled(path: Path, spoil: Callable[[bytes], bytes]) -> None:
    """The tail, changed by somebody else."""
    file = tail_of(path)
    file.write_bytes(spoil(file.read_bytes()))
