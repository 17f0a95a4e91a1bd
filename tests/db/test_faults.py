# ruff: noqa: ASYNC240 - a test may look at a file while nothing else runs

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from aimonitor.db.archive_reading import stored_contents
from aimonitor.db.database import Database
from aimonitor.db.prepare import SCHEMA_VERSION, damage, prepare
from aimonitor.db.reports import OpenOutcome
from aimonitor.db.stored import read_settings, read_stored
from aimonitor.errors import DatabaseError, DatabaseFault
from tests.db.samples import BALANCES, NOON, TODAY, cost, full_snapshot, opened, poll, provider, snapshot

PAGE = 4096


@contextmanager
def held(path: Path, mode: str = "NORMAL") -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(f"PRAGMA locking_mode = {mode}")
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def refused(fault: DatabaseFault) -> Iterator[None]:
    with pytest.raises(DatabaseError) as caught:
        yield
    assert caught.value.fault is fault
    assert str(caught.value).endswith(".")


async def pragma(database: Database, text: str) -> None:
    await database._use(lambda connection: connection.execute(f"PRAGMA {text}").fetchall())


async def fill(path: Path) -> None:
    days = tuple(cost(TODAY, "1", model=f"model {number:05d}") for number in range(2000))
    async with opened(path) as database:
        await database.save_provider(provider())
        await database.record_poll(poll(), snapshot(costs=days))


def overwrite(path: Path, first_page: int) -> None:
    noise = random.Random(7)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(first_page * PAGE)
        file.write(noise.randbytes(size - first_page * PAGE))


def test_a_lock_on_a_new_file_is_told(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM sqlite_master")
        with refused(DatabaseFault.LOCKED):
            prepare(path, NOON, busy_timeout=0.02)
    assert prepare(path, NOON).outcome is OpenOutcome.CREATED


def test_damage_that_cannot_even_be_looked_through_is_told_in_words(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database" * 100)
    with closing(sqlite3.connect(path)) as connection:
        assert "not a database" in damage(connection)


async def test_a_lock_is_told_and_work_goes_on_when_it_is_gone(path: Path) -> None:
    async with opened(path, busy_timeout=0.01) as database:
        await database.save_provider(provider())
        with held(path):
            with refused(DatabaseFault.LOCKED):
                await database.record_poll(poll(), full_snapshot())
            assert [found.id for found in await database.providers()] == ["one"]
        await database.record_poll(poll(), full_snapshot())
        assert len(await database.polls("one")) == 1


async def test_an_open_that_was_locked_out_succeeds_later_by_itself(path: Path) -> None:
    prepare(path, NOON)
    database = Database(path, now=lambda: NOON, busy_timeout=0.01)
    with held(path, "EXCLUSIVE"):
        with refused(DatabaseFault.LOCKED):
            await database.open()
        with refused(DatabaseFault.LOCKED):
            await database.providers()
    assert await database.providers() == []
    await database.close()


async def test_a_full_disk_is_told_and_keeps_what_was_stored(database: Database) -> None:
    await database.record_poll(poll(), full_snapshot())
    before = await database.facts(TODAY)
    many = tuple(cost(TODAY, "1", model=f"model {number:05d}") for number in range(5000))
    await pragma(database, "max_page_count = 30")
    with refused(DatabaseFault.FULL):
        await database.record_poll(poll(minutes=5), snapshot(5, costs=many))
    assert await database.facts(TODAY) == before
    await pragma(database, "max_page_count = 100000")
    await database.record_poll(poll(minutes=5), snapshot(5, costs=many))
    assert len((await database.history("one", TODAY, TODAY)).costs) == 5000


async def test_a_full_disk_is_told_through_peewee_too(database: Database) -> None:
    await pragma(database, "max_page_count = 30")
    with refused(DatabaseFault.FULL):
        await database.set_settings({"long": "x" * 500_000})
    assert await database.settings() == {}


async def test_a_read_only_file_is_told_and_can_still_be_read(database: Database) -> None:
    await database.record_poll(poll(), full_snapshot())
    await pragma(database, "query_only = 1")
    with refused(DatabaseFault.READ_ONLY):
        await database.record_poll(poll(minutes=5), full_snapshot(5))
    with refused(DatabaseFault.READ_ONLY):
        await database.save_provider(provider("two"))
    (facts,) = await database.facts(TODAY)
    assert facts.balances == BALANCES
    await pragma(database, "query_only = 0")
    await database.save_provider(provider("two"))


async def test_a_folder_in_place_of_the_file_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    database = Database(path, now=lambda: NOON)
    with refused(DatabaseFault.READ_ONLY):
        await database.open()
    assert read_stored(path, TODAY) is None
    path.rmdir()
    await database.save_provider(provider())
    assert len(await database.providers()) == 1
    await database.close()


async def test_a_file_in_place_of_the_folder_is_told(path: Path) -> None:
    path.parent.touch()
    database = Database(path, now=lambda: NOON)
    with refused(DatabaseFault.READ_ONLY):
        await database.open()
    await database.close()


@pytest.mark.parametrize("first_page", [0, 1, 20], ids=["all", "behind its header", "days only"])
async def test_a_damaged_file_is_set_aside_and_a_new_one_begun(path: Path, first_page: int) -> None:
    await fill(path)
    overwrite(path, first_page)
    wal = path.with_name(path.name + "-wal")
    wal.write_bytes(b"rest of a log")
    damaged = path.read_bytes()
    database = Database(path, now=lambda: NOON)
    report = await database.open()
    aside = path.with_name("history-damaged-20261115-120000.db")
    assert report.outcome is OpenOutcome.SET_ASIDE
    assert (report.from_version, report.to_version, report.set_aside) == (0, SCHEMA_VERSION, aside)
    assert aside.read_bytes() == damaged
    assert aside.with_name(aside.name + "-wal").exists()
    saved = await database.providers()
    assert saved == ([provider()] if first_page == 20 else [])
    with stored_contents(path, None, None) as contents:
        assert contents.totals() == ()
    await database.save_provider(provider())
    assert (await database.state()).integrity == "ok"
    await database.close()


@pytest.mark.parametrize("content", [b"not a database at all", bytes(8192), b"SQLite format 3\0" * 300])
async def test_what_is_no_database_is_set_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert read_stored(path, TODAY) is None
    first = prepare(path, NOON)
    assert first.outcome is OpenOutcome.SET_ASIDE
    path.write_bytes(content)
    second = prepare(path, NOON)
    assert second.set_aside == path.with_name("history-damaged-20261115-120000-2.db")
    assert read_stored(path, TODAY) == []


async def test_damage_met_while_running_is_told_and_mended_by_opening_again(path: Path) -> None:
    await fill(path)
    async with opened(path) as database:
        overwrite(path, 1)
        with refused(DatabaseFault.CORRUPT):
            await database.facts(TODAY)
        assert (await database.state()).integrity != "ok"
        report = await database.open()
        assert report.outcome is OpenOutcome.SET_ASIDE
        await database.save_provider(provider())
        await database.record_poll(poll(), full_snapshot())
        assert (await database.facts(TODAY))[0].balances == BALANCES


async def test_a_write_ahead_log_removed_while_closed_loses_only_what_was_in_it(path: Path) -> None:
    await fill(path)
    kept = path.read_bytes()
    async with opened(path) as database:
        await database.save_provider(provider("two"))
    path.write_bytes(kept)
    path.with_name(path.name + "-wal").unlink(missing_ok=True)
    async with opened(path) as database:
        assert [found.id for found in await database.providers()] == ["one"]
        assert (await database.state()).integrity == "ok"


async def test_a_write_ahead_log_removed_while_running_loses_nothing(path: Path) -> None:
    async with opened(path) as database:
        await database.save_provider(provider())
        path.with_name(path.name + "-wal").unlink()
        await database.record_poll(poll(), full_snapshot())
        assert (await database.facts(TODAY))[0].balances == BALANCES
    async with opened(path) as database:
        assert (await database.facts(TODAY))[0].balances == BALANCES


async def test_an_empty_file_is_begun_anew(path: Path) -> None:
    path.parent.mkdir()
    path.touch(mode=0o644)
    path.chmod(0o644)
    assert prepare(path, NOON, check=True).outcome is OpenOutcome.CREATED
    assert oct(path.stat().st_mode & 0o777) == "0o600"


async def test_files_are_the_users_alone(path: Path) -> None:
    deep = path.parent / "deep" / "deeper" / path.name
    async with opened(deep) as database:
        await database.save_provider(provider())
        names = [deep.name, f"{deep.name}-wal", f"{deep.name}-shm"]
        assert [oct((deep.parent / name).stat().st_mode & 0o777) for name in names] == ["0o600"] * 3
    folders = (path.parent, deep.parent, deep.parent.parent)
    assert [oct(folder.stat().st_mode & 0o777) for folder in folders] == ["0o700"] * 3


def test_no_file_gives_nothing_to_paint(path: Path) -> None:
    assert read_stored(path, TODAY) is None
    assert read_settings(path) == {}
    assert not path.parent.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        "DROP TABLE windows",
        "UPDATE balances SET role = 'no such role'",
        "UPDATE windows SET used = 'not a number'",
        "UPDATE providers SET options = '{'",
    ],
)
async def test_what_cannot_be_read_is_not_painted(path: Path, spoil: str) -> None:
    async with opened(path) as database:
        await database.save_provider(provider())
        await database.record_poll(poll(), full_snapshot())
        assert read_stored(path, TODAY) is not None
        await database._use(lambda connection: connection.execute(spoil))
        assert read_stored(path, TODAY) is None
