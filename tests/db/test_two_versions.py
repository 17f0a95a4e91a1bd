"""A newer program is started while an older one runs: an update that did not end what was running."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from aimonitor.db.database import Database
from aimonitor.db.faults import faults
from aimonitor.db.migrations import STEPS
from aimonitor.db.migrations.step import Step
from aimonitor.db.prepare import SCHEMA_VERSION, prepare
from aimonitor.errors import DatabaseError, DatabaseFault
from tests.db.samples import NOON, TODAY, full_snapshot, opened, poll, provider

NEXT = Step(
    version=SCHEMA_VERSION + 1,
    statements=("ALTER TABLE day_costs RENAME COLUMN complete TO whole", "DROP TABLE windows"),
)


async def test_the_older_one_says_so_and_neither_writes_nor_sets_aside(path: Path) -> None:
    async with opened(path) as older:
        await older.save_provider(provider())
        await older.record_poll(poll(), full_snapshot())
        prepare(path, NOON, steps=(*STEPS, NEXT))
        for call in (
            lambda: older.facts(TODAY),
            lambda: older.record_poll(poll(minutes=5), full_snapshot(5)),
            lambda: older.save_provider(provider("two")),
        ):
            with pytest.raises(DatabaseError, match=r"written by a newer AIMonitor\. Update") as caught:
                await call()
            assert caught.value.fault is DatabaseFault.NEWER
    assert not list(path.parent.glob("*damaged*"))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM polls").fetchone() == (1,)
        assert connection.execute("SELECT COUNT(*) FROM providers").fetchone() == (1,)


async def test_a_folder_that_was_closed_to_us_is_no_reason_to_take_the_file_for_removed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(file: Path, **_: object) -> os.stat_result:
        raise PermissionError(errno.EACCES, "Permission denied", str(file))

    monkeypatch.setattr(Path, "stat", closed)
    await database.record_poll(poll(), full_snapshot())
    monkeypatch.undo()
    assert len(await database.polls("one")) == 1


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (errno.EDQUOT, DatabaseFault.FULL),
        (errno.ENOSPC, DatabaseFault.FULL),
        (errno.EROFS, DatabaseFault.READ_ONLY),
        (errno.EIO, DatabaseFault.OTHER),
        (None, DatabaseFault.OTHER),
    ],
)
def test_why_writing_failed_is_found_out_where_sqlite_does_not_say(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int | None, fault: DatabaseFault
) -> None:
    path.parent.mkdir()
    fsync: Callable[[int], None] = os.fsync

    def failing(file: int) -> None:
        if number is not None:
            raise OSError(number, "the system's words")
        fsync(file)

    monkeypatch.setattr(os, "fsync", failing)
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    with pytest.raises(DatabaseError) as caught, faults(path):
        raise error
    assert caught.value.fault is fault
    assert list(path.parent.iterdir()) == []
