# ruff: noqa: ASYNC240 - a test may look at a file while nothing else runs

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from aimonitor.db import recording
from aimonitor.db.database import Database
from aimonitor.db.level_rows import window_rows
from aimonitor.db.reports import OpenOutcome
from aimonitor.db.stored import read_stored
from aimonitor.errors import DatabaseError, DatabaseFault
from tests.db.samples import BALANCES, NOON, TODAY, full_snapshot, opened, poll, provider


async def blocked(database: Database, gate: threading.Event) -> asyncio.Task[None]:
    """The worker waits for the gate; returns when it does."""
    loop, busy = asyncio.get_running_loop(), asyncio.Event()

    def wait(_: object) -> None:
        loop.call_soon_threadsafe(busy.set)
        gate.wait()

    task = asyncio.create_task(database._use(wait))
    await busy.wait()
    return task


async def test_all_work_runs_on_one_thread_that_ends_with_the_database(path: Path) -> None:
    database = Database(path, now=lambda: NOON)
    await database.open()
    names = {await database._use(lambda _: threading.current_thread().name) for _ in range(5)}
    assert len(names) == 1
    assert threading.current_thread().name not in names
    (worker,) = [thread for thread in threading.enumerate() if thread.name in names]
    await database.close()
    assert not worker.is_alive()


async def test_a_cancelled_call_that_has_not_begun_is_not_done(database: Database) -> None:
    gate = threading.Event()
    busy = await blocked(database, gate)
    waiting = asyncio.create_task(database.record_poll(poll(), full_snapshot()))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    gate.set()
    await busy
    assert await database.polls("one") == []


async def test_a_cancelled_call_that_runs_is_done_whole(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, inside = threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(*arguments: object) -> object:
        loop.call_soon_threadsafe(inside.set)
        gate.wait()
        return window_rows(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(recording, "window_rows", slow)
    task = asyncio.create_task(database.record_poll(poll(), full_snapshot()))
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    gate.set()
    (facts,) = await database.facts(TODAY)
    assert facts.balances == BALANCES
    assert facts.windows == full_snapshot().windows
    assert not await database._use(lambda connection: connection.in_transaction and "left open")


async def test_closing_finishes_what_waits(path: Path) -> None:
    database = Database(path, now=lambda: NOON)
    await database.open()
    await database.save_provider(provider())
    polls = [asyncio.create_task(database.record_poll(poll(minutes=m), full_snapshot(m))) for m in range(5)]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*polls)
    async with opened(path) as again:
        assert len(await again.polls("one")) == 5


async def test_a_closed_database_says_so_and_can_be_opened_again(path: Path) -> None:
    database = Database(path, now=lambda: NOON)
    with pytest.raises(DatabaseError, match="closed") as caught:
        await database.providers()
    assert caught.value.fault is DatabaseFault.OTHER
    await database.close()
    assert (await database.open()).outcome is OpenOutcome.CREATED
    await database.close()
    await database.close()
    with pytest.raises(DatabaseError, match="closed"):
        await database.settings()
    assert (await database.open()).outcome is OpenOutcome.OPENED
    assert await database.settings() == {}
    await database.close()


async def test_the_connection_is_set_up_as_designed(database: Database) -> None:
    def pragmas(connection: object) -> list[object]:
        names = ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        return [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]  # type: ignore[attr-defined]

    assert await database._use(pragmas) == ["wal", 1, 5000, 1]


async def test_the_state_is_told(database: Database, path: Path) -> None:
    await database.record_poll(poll(), full_snapshot())
    state = await database.state()
    assert (state.path, state.integrity, state.journal_mode) == (path, "ok", "wal")
    assert state.version >= 1
    assert state.size >= path.stat().st_size + path.with_name(path.name + "-wal").stat().st_size


async def test_a_backup_is_whole_private_and_replaces_an_older_one(database: Database, path: Path) -> None:
    await database.record_poll(poll(), full_snapshot())
    target = path.parent / "copies" / "mine.db"
    target.parent.mkdir()
    target.write_bytes(b"older")
    await database.backup(target)
    assert read_stored(target, TODAY) == await database.facts(TODAY)
    assert oct(target.stat().st_mode & 0o777) == "0o600"
    assert sorted(
        file.name for file in target.parent.iterdir() if not file.name.endswith(("-wal", "-shm"))
    ) == ["mine.db"]


async def test_a_backup_that_fails_leaves_what_was_there(database: Database, path: Path) -> None:
    with pytest.raises(DatabaseError, match="Choose another file"):
        await database.backup(path)
    folder = path.parent / "folder.db"
    (folder / "inside").mkdir(parents=True)
    loop = path.parent / "loop.db"
    loop.symlink_to(loop)
    for target in (folder, loop):
        with pytest.raises(DatabaseError):
            await database.backup(target)
    assert not list(path.parent.glob("*.part*"))
    assert [found.id for found in await database.providers()] == ["one"]


async def test_thinning_lets_other_work_pass_between_its_steps(database: Database) -> None:
    order: list[str] = []

    async def thin() -> None:
        await database.thin(400)
        order.append("thinned")

    async def read() -> None:
        await database.providers()
        order.append("read")

    await asyncio.gather(thin(), read())
    assert order == ["read", "thinned"]


def test_the_first_paint_imports_neither_peewee_nor_asyncio() -> None:
    code = "import sys, aimonitor.db.stored, aimonitor.db.prepare; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603
    for heavy in ("peewee", "asyncio", "concurrent.futures", "logging"):
        assert f"'{heavy}'" not in done.stdout


async def test_a_time_in_another_zone_is_the_same_moment(database: Database) -> None:
    local = datetime.fromisoformat("2026-11-15T14:00:00.123456+02:00")
    await database.record_poll(replace(poll(), started_at=local), None)
    (record,) = await database.polls("one")
    assert record.started_at == NOON
