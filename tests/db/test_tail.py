"""Polls that change nothing but the log: a short line each, seen by all as if it were in the database."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from aimonitor.db import hour_levels, sessions, tail
from aimonitor.db.alerts import AlertStore
from aimonitor.db.archive_reading import stored_contents
from aimonitor.db.database import Database
from aimonitor.db.files import tail_of
from aimonitor.db.stored import read_stored
from aimonitor.domain.archive import ArchiveKind
from aimonitor.errors import DatabaseError, DatabaseFault
from tests.db.alert_samples import CHOICE, alert_plan
from tests.db.samples import (
    BALANCES,
    NOON,
    PROBLEM,
    TODAY,
    afterwards,
    cost,
    full_snapshot,
    opened,
    poll,
    provider,
    snapshot,
)
from tests.db.tails import LINES, as_a_kill_leaves_it, in_file, lines, lived_in, same_polls


@pytest.fixture
def wall_clock() -> Callable[[], datetime]:
    return afterwards


async def test_a_poll_that_changes_nothing_but_the_log_is_a_short_line_and_no_row(
    database: Database, path: Path
) -> None:
    await lived_in(database)
    assert (lines(path), in_file(path)) == (LINES, 2)
    before = tail_of(path).stat().st_size
    await database.record_poll(poll(minutes=20), full_snapshot(20))
    assert 0 < tail_of(path).stat().st_size - before <= 100
    assert tail_of(path).stat().st_mode & 0o777 == 0o600


async def test_who_reads_sees_each_line_at_once(database: Database, path: Path) -> None:
    await lived_in(database)
    (facts, _) = await database.facts(TODAY)
    newest = NOON + timedelta(minutes=15)
    assert facts.last_poll == poll(minutes=15)
    assert facts.balances_at == facts.windows_at == facts.last_good_at == newest
    assert [one.started_at for one in await database.polls("one")] == [
        NOON + timedelta(minutes=minutes) for minutes in (15, 10, 5, 0)
    ]
    assert read_stored(path, TODAY) == await database.facts(TODAY)
    with stored_contents(path, None, None) as contents:
        assert contents.count(ArchiveKind.POLLS) == 2 + LINES
        assert len(list(contents.polls(contents.providers[0]))) == 1 + LINES
    assert in_file(path) == 2


async def test_samples_of_balances_and_hours_are_lines_too(database: Database, path: Path) -> None:
    await lived_in(database)
    for hours in (1, 2):
        await database.record_poll(poll(minutes=60 * hours), full_snapshot(60 * hours))
    assert in_file(path, "balances") == 2 * len(BALANCES)
    assert in_file(path, "hour_levels") == 2
    with stored_contents(path, None, None) as contents:
        assert len(list(contents.balances(contents.providers[0]))) == 3 * len(BALANCES)
    found = await hour_levels.newest(database, ["one"], NOON + timedelta(hours=2))
    assert found["one"]
    assert (await database.facts(TODAY))[0].balances == BALANCES


async def test_a_poll_that_fails_again_is_a_line_and_is_counted_as_ever(
    database: Database, path: Path
) -> None:
    await lived_in(database)
    for minutes in (20, 25):
        await database.record_poll(poll(minutes=minutes, problem=PROBLEM), None)
    assert lines(path) == LINES + 2
    (facts, _) = await database.facts(TODAY)
    assert facts.failing_since == NOON + timedelta(minutes=20)
    assert facts.last_good_at == NOON + timedelta(minutes=15)
    assert facts.last_poll is not None
    assert facts.last_poll.problem == PROBLEM


@pytest.mark.parametrize(
    "snap",
    [
        snapshot(20, costs=(cost(TODAY, "9"),)),
        replace(full_snapshot(20), windows=()),
        replace(full_snapshot(20), notes={"long": "x" * 5000}),
    ],
    ids=["a cost", "limits that are gone", "a long note"],
)
async def test_a_poll_that_changes_more_takes_all_lines_into_the_database(
    database: Database, path: Path, snap: object
) -> None:
    await lived_in(database)
    await database.record_poll(poll(minutes=20), snap)  # type: ignore[arg-type]
    assert in_file(path) == 2 + LINES + 1
    await database.record_poll(poll("two", minutes=30), full_snapshot(30))
    assert lines(path) == 1
    assert len(await database.polls("one")) == 1 + LINES + 1


async def test_any_other_writing_takes_them_along_and_one_that_writes_nothing_leaves_them(
    database: Database, path: Path
) -> None:
    await lived_in(database)
    await database.writing(lambda connection: connection.execute("DELETE FROM events"))
    assert in_file(path) == 2
    await database.set_settings({"theme": "dark"})
    assert in_file(path) == 2 + LINES
    assert (await database.facts(TODAY))[0].last_poll == poll(minutes=15)


async def test_a_full_tail_goes_into_the_database_and_begins_anew(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "LARGEST", 600)
    await lived_in(database)
    for minutes in range(20, 300, 5):
        await database.record_poll(poll(minutes=minutes), full_snapshot(minutes))
        assert tail_of(path).stat().st_size < 800
    assert in_file(path) > 30
    assert len(await database.polls("one")) == 60


async def test_after_a_clean_end_there_is_one_file_with_all_in_it(path: Path) -> None:
    async with opened(path, now=afterwards) as database:
        await lived_in(database)
        facts = await database.facts(TODAY)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert in_file(path) == 2 + LINES
    assert read_stored(path, TODAY) == facts


async def test_a_program_that_only_looks_leaves_the_lines_where_they_are(path: Path) -> None:
    async with opened(path, now=afterwards) as database:
        await lived_in(database)
        async with opened(path, now=afterwards) as other:
            assert await other.facts(TODAY) == await database.facts(TODAY)
        assert lines(path) == LINES


async def test_after_a_kill_every_line_is_there_and_the_next_program_goes_on(
    path: Path, tmp_path: Path
) -> None:
    async with opened(path, now=afterwards) as database:
        await lived_in(database)
        killed = as_a_kill_leaves_it(path, tmp_path / "killed")
        facts = await database.facts(TODAY)
    assert read_stored(killed, TODAY) == facts
    async with opened(killed, now=afterwards) as database:
        assert await database.facts(TODAY) == facts
        await same_polls(database, 20)
        assert lines(killed) == 2 * LINES
        assert (await database.state()).integrity == "ok"
    assert in_file(killed) == 2 + 2 * LINES
    assert not tail_of(killed).exists()


async def test_two_programs_take_turns_and_neither_loses_a_poll(path: Path) -> None:
    async with opened(path, now=afterwards) as one, opened(path, now=afterwards) as two:
        await lived_in(one)
        for minutes in range(20, 120, 10):
            await one.record_poll(poll(minutes=minutes), full_snapshot(minutes))
            await two.record_poll(poll("two", minutes=minutes), full_snapshot(minutes))
            if minutes % 30 == 0:
                await two.set_settings({"theme": str(minutes)})
            assert await one.facts(TODAY) == await two.facts(TODAY)
        assert len(await two.polls("one")) == 1 + LINES + 10
        assert len(await one.polls("two")) == 1 + 10
    assert not tail_of(path).exists()
    assert in_file(path) == 2 + LINES + 20


async def test_what_is_in_the_database_already_does_not_come_back_from_an_old_tail(
    database: Database, path: Path
) -> None:
    await lived_in(database)
    old = tail_of(path).read_bytes()
    await database.record_poll(poll(minutes=20), snapshot(20, costs=(cost(TODAY, "9"),), balances=()))
    tail_of(path).write_bytes(old)
    (facts, _) = await database.facts(TODAY)
    assert facts.balances == ()
    assert len(await database.polls("one")) == 1 + LINES + 1
    await same_polls(database, 25)
    assert len(await database.polls("one")) == 2 * LINES + 2


async def test_while_another_program_holds_the_database_the_lines_are_seen(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(path, now=afterwards, busy_timeout=0.01) as database:
        await lived_in(database)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert (await database.facts(TODAY))[0].last_poll == poll(minutes=15)
            assert read_stored(path, TODAY) == await database.facts(TODAY)
            with pytest.raises(DatabaseError) as caught:
                await database.record_poll(poll(minutes=20), full_snapshot(20))
            assert caught.value.fault is DatabaseFault.LOCKED
            monkeypatch.setattr(sessions, "_PATIENCE_AT_THE_END", 0)
            await database.close()
        assert lines(path) == LINES
        await database.open()
        assert len(await database.polls("one")) == 1 + LINES


async def test_a_provider_that_is_removed_takes_its_lines_along(database: Database, path: Path) -> None:
    await lived_in(database)
    await database.delete_provider("one")
    await database.save_provider(provider("three"))
    await database.record_poll(poll("three"), full_snapshot())
    await same_polls(database, 5, "three")
    await database.record_poll(poll("one", minutes=50), full_snapshot(50))
    assert [(found.provider.id, found.last_poll) for found in await database.facts(TODAY)] == [
        ("three", poll("three", minutes=15)),
        ("two", poll("two")),
    ]
    await database.set_settings({"theme": "dark"})
    assert in_file(path) == 1 + 1 + LINES


async def outcome(chance: random.Random, largest: int) -> tuple[object, ...]:
    """What is read after each of forty polls of three providers, most of which bring nothing new."""
    tail.LARGEST, seen, costs = largest, list[object](), {"one": 1, "two": 1, "three": 1}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        async with opened(path, now=afterwards) as database:
            for each in costs:
                await database.save_provider(provider(each))
            for minutes in range(0, 40 * 7, 7):
                each, does = chance.choice(list(costs)), chance.random()
                costs[each] += does < 0.1
                read = replace(full_snapshot(minutes), day_costs=(cost(TODAY, str(costs[each])),))
                late = chance.choice([0, 0, 0, 9])
                record = poll(each, minutes - late, PROBLEM if does > 0.8 else None)
                await database.record_poll(record, None if does > 0.8 else read)
                if does > 0.95:
                    await database.thin(400)
                polls = [await database.polls(one) for one in costs]
                seen.append((await database.facts(TODAY), polls, read_stored(path, TODAY)))
        with closing(sqlite3.connect(path)) as connection:
            rows = [line for line in connection.iterdump() if 'INTO "tail"' not in line]
    return seen, rows


@pytest.mark.parametrize("seed", range(6))
def test_with_and_without_lines_the_same_is_read_at_each_moment_and_the_same_rows_are_kept(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "LARGEST", tail.LARGEST)
    with_lines = asyncio.run(outcome(random.Random(seed), 128 * 1024))
    some = asyncio.run(outcome(random.Random(seed), 400))
    monkeypatch.setattr(tail.Tail, "append", lambda *_: False)
    without = asyncio.run(outcome(random.Random(seed), 0))
    assert with_lines == some == without


async def test_an_alert_and_an_event_leave_the_lines_where_they_are_and_can_write_none(
    database: Database, path: Path
) -> None:
    await lived_in(database)
    await AlertStore(database).turn(lambda _memory: alert_plan(), NOON)
    await AlertStore(database).choose(CHOICE)
    assert lines(path) == LINES
    assert in_file(path) == 2
    assert in_file(path, "alert_log") == 1
    with pytest.raises(sqlite3.OperationalError, match="polls"):
        await database.noting(lambda connection: connection.execute("DELETE FROM polls"))
    assert len(await database.polls("one")) == 1 + LINES
    await same_polls(database, 20)
    assert len(await AlertStore(database).log()) == 1
    await database.close()
    assert in_file(path) == 2 + 2 * LINES
