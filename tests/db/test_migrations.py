# ruff: noqa: ASYNC240 - a test may look at a file while nothing else runs

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from peewee import SqliteDatabase

from aimonitor.db.alerts import AlertStore
from aimonitor.db.budgets import BudgetStore
from aimonitor.db.files import backups
from aimonitor.db.migrations import STEPS, step_0003, step_0004, step_0006
from aimonitor.db.migrations.step import Step
from aimonitor.db.prepare import SCHEMA_VERSION, prepare, schema_version
from aimonitor.db.reports import OpenOutcome, OpenReport
from aimonitor.db.stored import read_stored
from aimonitor.db.tables import TABLES
from aimonitor.errors import DatabaseError, DatabaseFault
from tests.db.alert_samples import ALERT, BUDGET, CHOICE, KEY, KNOWN
from tests.db.samples import ENTRY, NOON, TODAY, full_snapshot, opened, poll, provider
from tests.db.schemas import shape

NEXT = SCHEMA_VERSION + 1
COLOUR = Step(version=NEXT, statements=("ALTER TABLE providers ADD COLUMN colour TEXT",))
BROKEN = Step(version=NEXT, statements=("CREATE TABLE half (a)", "INSERT INTO nowhere VALUES (1)"))
ENTRIES_SINCE = step_0003.STEP.version
LENGTHS_SINCE = step_0004.STEP.version
LIVES_SINCE = step_0006.STEP.version
SAMPLES = sorted((Path(__file__).parent / "released").glob("schema_*.sql"))


def connect(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(path, isolation_level=None))


async def fill(path: Path) -> None:
    async with opened(path) as database:
        await database.save_provider(provider())
        await database.record_poll(poll(), full_snapshot())


def test_the_migrated_schema_is_that_of_the_models(path: Path) -> None:
    prepare(path, NOON)
    models = SqliteDatabase(":memory:")
    with connect(path) as migrated, models, models.bind_ctx(TABLES):
        models.create_tables(TABLES, safe=False)
        assert shape(migrated) == shape(models.connection())  # type: ignore[no-untyped-call]
    models.close()


def test_steps_are_numbered_from_one_without_a_gap() -> None:
    assert [step.version for step in STEPS] == list(range(1, len(STEPS) + 1))


def test_every_released_version_has_a_sample() -> None:
    assert [sample.name for sample in SAMPLES] == [f"schema_{step.version:04d}.sql" for step in STEPS]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_a_file_of_every_released_version_upgrades_with_its_rows(sample: Path, path: Path) -> None:
    version = int(sample.stem.removeprefix("schema_"))
    path.parent.mkdir()
    with connect(path) as old:
        old.executescript(sample.read_text("utf-8"))
        assert schema_version(old) == version
    report = prepare(path, NOON, check=True)
    assert (report.from_version, report.to_version) == (version, SCHEMA_VERSION)
    stored = read_stored(path, TODAY)
    assert stored is not None
    (facts,) = stored
    expected = full_snapshot()
    assert facts.provider == provider()
    assert (facts.balances, facts.spends) == (expected.balances, expected.spends)
    windows = expected.windows or ()
    if version < LENGTHS_SINCE:
        windows = tuple(replace(window, length=None) for window in windows)
    assert facts.windows == windows
    assert facts.last_poll == poll()
    assert [day.cost for day in facts.days] == [(row.money,) for row in expected.day_costs]
    assert [day.tokens for day in facts.days] == [120, 7]
    assert facts.key_life == (expected.key_life if version >= LIVES_SINCE else None)
    entered = [one.opening for one in facts.entered]
    assert entered == ([ENTRY] if version >= ENTRIES_SINCE else [])


@pytest.mark.parametrize("sample", SAMPLES[1:], ids=lambda sample: sample.stem)
async def test_budgets_and_alerts_of_a_released_version_come_along(sample: Path, path: Path) -> None:
    path.parent.mkdir()
    with connect(path) as old:
        old.executescript(sample.read_text("utf-8"))
    async with opened(path) as database:
        store = AlertStore(database)
        assert await BudgetStore(database).all() == [BUDGET]
        assert await store.choices() == [CHOICE]
        assert await store.memory() == {KEY: KNOWN}
        assert await store.log() == [replace(ALERT, number=1)]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_a_released_step_is_never_edited(sample: Path, path: Path) -> None:
    version = int(sample.stem.removeprefix("schema_"))
    prepare(path, NOON, steps=STEPS[:version])
    with connect(path) as made, connect(Path(":memory:")) as released:
        released.executescript(sample.read_text("utf-8"))
        assert shape(made) == shape(released)


async def test_an_old_file_is_copied_then_migrated_and_a_new_one_takes_every_step(path: Path) -> None:
    await fill(path)
    report = prepare(path, NOON, steps=(*STEPS, COLOUR))
    copy = path.with_name(f"history-backup-v{SCHEMA_VERSION}-20261115-120000.db")
    assert report == OpenReport(
        outcome=OpenOutcome.MIGRATED, from_version=SCHEMA_VERSION, to_version=NEXT, backup=copy
    )
    with connect(path) as migrated:
        assert migrated.execute("SELECT name, colour FROM providers").fetchall() == [("Provider one", None)]
        fresh = path.with_name("fresh.db")
        prepare(fresh, NOON, steps=(*STEPS, COLOUR))
        with connect(fresh) as new:
            assert shape(new) == shape(migrated)
    before = read_stored(copy, TODAY)
    assert before is not None
    assert before[0].balances == full_snapshot().balances
    assert oct(copy.stat().st_mode & 0o777) == "0o600"
    assert prepare(path, NOON, steps=(*STEPS, COLOUR)).outcome is OpenOutcome.OPENED


async def test_the_newest_three_copies_are_kept(path: Path) -> None:
    await fill(path)
    steps = STEPS
    for number in range(5):
        extra = Step(version=steps[-1].version + 1, statements=(f"CREATE TABLE extra{number} (a)",))
        steps = (*steps, extra)
        prepare(path, NOON + timedelta(minutes=number), steps=steps)
    other = path.with_name("history-backup-notes.txt")
    other.touch()
    assert [copy.name for copy in backups(path)] == [
        f"history-backup-v{SCHEMA_VERSION + number}-20261115-120{number}00.db" for number in (4, 3, 2)
    ]
    assert other.exists()


async def test_a_step_that_fails_leaves_the_version_and_schema_before_it(path: Path) -> None:
    await fill(path)
    with connect(path) as connection:
        before = shape(connection)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        prepare(path, NOON, steps=(*STEPS, BROKEN))
    with connect(path) as connection:
        assert schema_version(connection) == SCHEMA_VERSION
        assert shape(connection) == before
    assert prepare(path, NOON, steps=(*STEPS, COLOUR)).outcome is OpenOutcome.MIGRATED


async def test_a_file_newer_than_the_app_is_refused_and_left_as_it_is(path: Path) -> None:
    await fill(path)
    with connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {NEXT}")
    before = path.read_bytes()
    with pytest.raises(DatabaseError, match="newer AIMonitor") as caught:
        prepare(path, NOON, check=True)
    assert caught.value.fault is DatabaseFault.NEWER
    assert read_stored(path, TODAY) is None
    assert path.read_bytes() == before
    assert backups(path) == []


def test_a_file_of_another_program_is_not_touched(path: Path) -> None:
    path.parent.mkdir()
    with connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url)")
    before = path.read_bytes()
    with pytest.raises(DatabaseError, match="another program") as caught:
        prepare(path, NOON)
    assert caught.value.fault is DatabaseFault.OTHER
    assert path.read_bytes() == before


@pytest.mark.parametrize("attempt", range(10))
def test_three_starts_at_once_make_one_schema(path: Path, attempt: int) -> None:
    path = path.with_name(f"{attempt}.db")
    path.parent.mkdir()
    reports: list[OpenReport] = []
    gate = threading.Barrier(3)

    def start() -> None:
        gate.wait()
        reports.append(prepare(path, NOON, busy_timeout=60))

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {report.to_version for report in reports} == {SCHEMA_VERSION}
    assert len(reports) == 3
    with connect(path) as connection:
        assert schema_version(connection) == SCHEMA_VERSION
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
