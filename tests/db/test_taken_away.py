# ruff: noqa: ASYNC240 - a test may look at a file while nothing else runs
"""Files of the history removed or exchanged while it is open: by hand, by a clean-up, by a sync client."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from aimonitor.db.database import Database
from tests.db.samples import BALANCES, TODAY, full_snapshot, opened, poll, provider


def as_a_kill_leaves_it(path: Path, place: Path) -> Path:
    """What lies under the names now, with nobody to tidy it up."""
    place.mkdir()
    for file in path.parent.glob(f"{path.name}*"):
        shutil.copyfile(file, place / file.name)
    return place / path.name


async def stored(path: Path) -> tuple[list[str], int]:
    async with opened(path) as database:
        assert (await database.state()).integrity == "ok"
        ids = [found.id for found in await database.providers()]
        return ids, len(await database.polls("one"))


async def filled(database: Database) -> None:
    await database.save_provider(provider())
    await database.record_poll(poll(), full_snapshot())


async def test_without_its_log_nothing_is_lost_even_by_a_kill_right_after_the_next_poll(
    path: Path, tmp_path: Path
) -> None:
    async with opened(path) as database:
        await filled(database)
        path.with_name(path.name + "-wal").unlink()
        await database.record_poll(poll(minutes=5), full_snapshot(5))
        assert await stored(as_a_kill_leaves_it(path, tmp_path / "killed")) == (["one"], 2)
        await database.record_poll(poll(minutes=10), full_snapshot(10))
    assert await stored(path) == (["one"], 3)


async def test_without_its_log_another_program_reads_and_writes_the_same_history(path: Path) -> None:
    async with opened(path) as database:
        await filled(database)
        path.with_name(path.name + "-wal").unlink()
        await database.record_poll(poll(minutes=5), full_snapshot(5))
        async with opened(path) as other:
            assert len(await other.polls("one")) == 2
            await other.record_poll(poll(minutes=7), full_snapshot(7))
        assert len(await database.polls("one")) == 3


@pytest.mark.parametrize("seed", range(4))
async def test_a_log_that_is_damaged_loses_only_what_was_in_it(path: Path, tmp_path: Path, seed: int) -> None:
    async with opened(path) as database:
        await database.save_provider(provider())
    async with opened(path) as database:
        await database.record_poll(poll(), full_snapshot())
        await database.record_poll(poll(minutes=5), full_snapshot(5))
        killed = as_a_kill_leaves_it(path, tmp_path / "killed")
    log, chance = killed.with_name(killed.name + "-wal"), random.Random(seed)
    content = bytearray(log.read_bytes())
    for _ in range(8):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    log.write_bytes(content)
    ids, polls = await stored(killed)
    assert ids == ["one"]
    assert polls in {0, 1, 2}


@pytest.mark.parametrize("what", ["the file", "all files", "the folder"])
async def test_a_history_that_is_removed_while_it_is_open_is_written_again(
    path: Path, tmp_path: Path, what: str
) -> None:
    async with opened(path) as database:
        await filled(database)
        if what == "the folder":
            shutil.rmtree(path.parent)
        else:
            for file in path.parent.glob(path.name if what == "the file" else "*"):
                file.unlink()
        await database.record_poll(poll(minutes=5), full_snapshot(5))
        assert await stored(as_a_kill_leaves_it(path, tmp_path / "killed")) == (["one"], 2)
        assert oct(path.stat().st_mode & 0o777) == "0o600"
        assert (await database.facts(TODAY))[0].balances == BALANCES
        await database.record_poll(poll(minutes=10), full_snapshot(10))
    assert await stored(path) == (["one"], 3)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_a_history_that_is_put_in_its_place_is_used_at_once_and_keeps_its_log(
    path: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other" / "history.db"
    async with opened(other) as made:
        await made.save_provider(provider("two"))
    async with opened(path) as database:
        await filled(database)
        path.rename(path.with_name("before.db"))
        path.with_name(path.name + "-wal").rename(path.with_name("before.db-wal"))
        path.with_name(path.name + "-shm").unlink()
        other.rename(path)
        with closing(sqlite3.connect(path, isolation_level=None)) as second:
            second.execute("UPDATE providers SET name = 'In the log'")
            log = path.with_name(path.name + "-wal").stat().st_ino
            assert [(found.id, found.name) for found in await database.providers()] == [("two", "In the log")]
            assert path.with_name(path.name + "-wal").stat().st_ino == log
            await database.save_provider(provider("three"))
            assert second.execute("SELECT COUNT(*) FROM providers").fetchone() == (2,)
    assert await stored(path) == (["two", "three"], 0)
    with closing(sqlite3.connect(path.with_name("before.db"))) as before:
        assert before.execute("SELECT COUNT(*) FROM polls").fetchone() == (1,)
