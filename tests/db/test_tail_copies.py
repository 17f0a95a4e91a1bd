# ruff: noqa: ASYNC240 - a test may look at a file while nothing else runs
"""Back-ups, restores, removals, exports and upgrades of a history some of whose lines lie in its tail."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from aimonitor.db.database import Database
from aimonitor.db.files import tail_of
from aimonitor.db.migrations import STEPS
from aimonitor.db.migrations.step import Step
from aimonitor.db.prepare import SCHEMA_VERSION, prepare
from aimonitor.db.restoring import candidate, make_candidate
from aimonitor.errors import ConfigError
from tests.db.samples import NOON, TODAY, afterwards, full_snapshot, opened, poll, provider
from tests.db.tails import LINES, as_a_kill_leaves_it, in_file, lines, lived_in, same_polls

COLOUR = Step(version=SCHEMA_VERSION + 1, statements=("ALTER TABLE polls ADD COLUMN colour TEXT",))


@pytest.fixture
def wall_clock() -> Callable[[], datetime]:
    return afterwards


async def restore(database: Database, backup: Path) -> Path:
    with candidate(database.path) as file:
        make_candidate(backup, file, database.path, afterwards(), lambda: None)
        return await database.put_in_place(file)


async def test_a_backup_has_all_lines_and_takes_up_none_that_came_later(
    database: Database, path: Path, tmp_path: Path
) -> None:
    await lived_in(database)
    await database.backup(tmp_path / "copy.db")
    assert in_file(tmp_path / "copy.db") == 2 + LINES
    await same_polls(database, 20)
    shutil.copyfile(tail_of(path), tail_of(tmp_path / "copy.db"))
    async with opened(tmp_path / "copy.db", now=afterwards) as copy:
        assert len(await copy.polls("one")) == 1 + LINES


async def test_a_restore_sets_the_lines_aside_with_the_rest_and_none_comes_back(
    database: Database, path: Path, tmp_path: Path
) -> None:
    await lived_in(database)
    await database.backup(tmp_path / "copy.db")
    facts = await database.facts(TODAY)
    await same_polls(database, 20)
    aside = await restore(database, tmp_path / "copy.db")
    assert await database.facts(TODAY) == facts
    assert in_file(aside) == 2 + 2 * LINES
    await same_polls(database, 60)
    assert len(await database.polls("one")) == 1 + 2 * LINES
    await database.close()
    assert in_file(path) == 2 + 2 * LINES


async def test_the_files_of_another_history_are_a_backup_too_with_their_tail(
    database: Database, path: Path, tmp_path: Path
) -> None:
    await lived_in(database)
    raw = as_a_kill_leaves_it(path, tmp_path / "raw")
    before = {file.name: file.read_bytes() for file in raw.parent.iterdir()}
    async with opened(tmp_path / "now" / "history.db", now=afterwards) as now:
        await restore(now, raw)
        assert await now.facts(TODAY) == await database.facts(TODAY)
        assert len(await now.polls("one")) == 1 + LINES
    assert {file.name: file.read_bytes() for file in raw.parent.iterdir()} == before


async def test_no_line_comes_back_with_a_copy_that_was_made_by_hand(
    database: Database, path: Path, tmp_path: Path
) -> None:
    await lived_in(database)
    await database.set_settings({"theme": "dark"})
    raw = as_a_kill_leaves_it(path, tmp_path / "raw")
    tail_of(raw).unlink()
    await same_polls(database, 20)
    await restore(database, raw)
    assert len(await database.polls("one")) == 1 + LINES


async def test_the_tail_itself_is_no_backup_and_none_is_written_over_it(
    database: Database, path: Path
) -> None:
    await lived_in(database)
    with pytest.raises(ConfigError, match="This file is the history itself"):
        await restore(database, tail_of(path))
    with pytest.raises(Exception, match="A back-up cannot replace the history itself"):
        await database.backup(tail_of(path))
    assert len(await database.polls("one")) == 1 + LINES


@pytest.mark.parametrize("keep", [(), ("one",)], ids=["all", "all but one"])
async def test_a_removal_of_everything_leaves_no_tail(
    database: Database, path: Path, keep: tuple[str, ...]
) -> None:
    await lived_in(database)
    await database.clear(keep)
    assert not tail_of(path).exists()
    assert len(await database.polls("one")) == (1 + LINES if keep else 0)
    if not keep:
        await database.save_provider(provider("one"))
        await database.record_poll(poll(), full_snapshot())
    await same_polls(database, 60)
    assert lines(path) > 0
    assert len(await database.polls("one")) == 1 + LINES * (2 if keep else 1)


async def test_an_upgrade_takes_the_lines_along_before_its_copy_is_made(path: Path, tmp_path: Path) -> None:
    async with opened(path, now=afterwards) as database:
        await lived_in(database)
        killed = as_a_kill_leaves_it(path, tmp_path / "killed")
    report = prepare(killed, NOON, steps=(*STEPS, COLOUR))
    assert report.backup is not None
    assert in_file(report.backup) == in_file(killed) == 2 + LINES
    assert not tail_of(killed).exists()
    with closing(sqlite3.connect(killed)) as connection:
        assert connection.execute("SELECT DISTINCT colour FROM polls").fetchall() == [(None,)]


async def test_a_tail_beside_a_history_of_an_older_schema_is_none_of_it(path: Path) -> None:
    async with opened(path, now=afterwards) as database:
        await lived_in(database)
        tail = tail_of(path).read_bytes()
    path.unlink()
    prepare(path, NOON, steps=STEPS[: SCHEMA_VERSION - 2])
    tail_of(path).write_bytes(tail)
    async with opened(path, now=afterwards) as database:
        assert await database.providers() == []
        await lived_in(database)
        assert len(await database.polls("one")) == 1 + LINES
    assert in_file(path) == 2 + LINES


async def test_a_look_at_the_whole_file_takes_the_tail_into_account(database: Database, path: Path) -> None:
    before = (await database.state()).size
    await lived_in(database)
    state = await database.state()
    assert state.integrity == "ok"
    assert state.size >= before + tail_of(path).stat().st_size
    assert lines(path) == LINES
