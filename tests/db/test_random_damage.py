# ruff: noqa: ASYNC240 - a test may look at a file while nothing else runs
"""Damage anywhere: pages overwritten, sectors emptied, bits turned, a wrong letter in a sound row."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from aimonitor.db.alerts import AlertStore
from aimonitor.db.budgets import BudgetStore
from aimonitor.db.database import Database
from aimonitor.db.prepare import damage
from aimonitor.db.stored import read_stored
from aimonitor.demo import cast
from aimonitor.domain.archive import ArchiveKind, ExportOrder
from aimonitor.domain.state import Health
from aimonitor.errors import DatabaseError, DatabaseFault
from tests.db.alert_samples import BUDGET, CHOICE, alert_plan
from tests.db.samples import ENTRY, NOON, TODAY, full_snapshot, opened, poll, provider
from tests.monitor.archives import ALL, filled
from tests.monitor.house import house

_WORD = re.compile(rb'(?<=[a-z_":{])[a-z_":{](?=[a-z_":{])')


def pages(content: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(content) // 4096) * 4096
    content[place : place + 4096] = chance.randbytes(4096)


def sectors(content: bytearray, chance: random.Random) -> None:
    for _ in range(3):
        place = chance.randrange(len(content) // 512) * 512
        content[place : place + 512] = bytes(512)


def bits(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 20)):
        content[chance.randrange(100, len(content))] ^= 1 << chance.randrange(8)


def letters(content: bytearray, chance: random.Random) -> None:
    places = [found.start() for found in _WORD.finditer(bytes(content))]
    for _ in range(chance.randint(1, 6)):
        content[chance.choice(places)] ^= 1 << chance.randrange(8)


async def made(path: Path) -> None:
    async with opened(path) as database:
        await database.save_provider(provider())
        for minutes in range(0, 50, 5):
            await database.record_poll(poll(minutes=minutes), full_snapshot(minutes))
        await BudgetStore(database).save(BUDGET)
        await AlertStore(database).choose(CHOICE)
        await AlertStore(database).turn(lambda _memory: alert_plan(), NOON)
        await database.save_balance_entry(ENTRY)
        await database.set_settings({"theme": "dark"})


async def use(path: Path) -> None:
    """What a start reads and a poll writes."""
    async with opened(path) as database:
        await database.settings()
        await BudgetStore(database).all()
        await database.facts(TODAY)
        await AlertStore(database).memory()
        await AlertStore(database).choices()
        await AlertStore(database).log()
        for found in await database.providers():
            await database.record_poll(poll(found.id, minutes=60), full_snapshot(60))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("spoil", [pages, sectors, bits, letters])
async def test_after_any_damage_the_second_try_works_and_nothing_is_deleted(
    path: Path, spoil: Callable[[bytearray, random.Random], None], seed: int
) -> None:
    await made(path)
    content = bytearray(path.read_bytes())
    spoil(content, random.Random(seed))
    path.write_bytes(content)
    with suppress(DatabaseError):
        await use(path)
    await use(path)
    assert read_stored(path, TODAY) is not None
    with closing(sqlite3.connect(path)) as connection:
        assert damage(connection) == ""
    asides = list(path.parent.glob("history-damaged-*.db"))
    assert len(asides) <= 1
    assert all(aside.stat().st_size >= len(content) for aside in asides)


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE day_costs SET provenance = 'bil_ed'",
        "UPDATE day_costs SET provenance = CAST(x'62ff6c' AS TEXT)",
        "UPDATE reads SET last_good_at = 9223372036854775807",
        "UPDATE balances SET role = 7",
        "UPDATE windows SET used = 'much'",
        "UPDATE budgets SET scope = 'al'",
        "UPDATE alert_rules SET rule = 'spi_e'",
        "UPDATE polls SET problem = '{'",
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'complete', 'cOmpl3te')",
        "DROP TABLE windows",
    ],
)
async def test_a_row_that_means_nothing_is_damage_and_what_means_something_is_saved(
    path: Path, spoil: str
) -> None:
    await made(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(spoil)
    spoiled = path.read_bytes()
    with pytest.raises(DatabaseError, match=r"set aside as history-damaged-.*Try again") as caught:
        await use(path)
    assert caught.value.fault is DatabaseFault.CORRUPT
    assert next(path.parent.glob("history-damaged-*.db")).read_bytes() == spoiled
    await use(path)
    async with opened(path) as database:
        assert await database.providers() == [provider()]
        assert await database.settings() == {"theme": "dark"}
        assert await BudgetStore(database).all() == ([] if "budgets" in spoil else [BUDGET])
        assert await AlertStore(database).choices() == ([] if "alert_rules" in spoil else [CHOICE])


async def test_a_provider_that_means_nothing_is_left_behind_and_the_others_are_saved(path: Path) -> None:
    await made(path)
    async with opened(path) as database:
        await database.save_provider(provider("two", position=1))
        await database.save_provider(provider("three", position=2))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE providers SET options = '{' WHERE id = 'one'")
        connection.execute("UPDATE providers SET name = CAST(x'4cff' AS TEXT) WHERE id = 'two'")
    with pytest.raises(DatabaseError, match="set aside"):
        await use(path)
    async with opened(path) as database:
        assert [found.name for found in await database.providers()] == ["L\ufffd", "Provider three"]


async def test_a_fault_of_ours_is_no_damage(database: Database, path: Path) -> None:
    def wrong(_connection: sqlite3.Connection) -> None:
        raise KeyError("a fault of ours")

    with pytest.raises(KeyError, match="of ours"):
        await database.reading(wrong)
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await database.reading(lambda connection: connection.execute("SELECT * FROM nowhere"))
    assert not list(path.parent.glob("history-damaged-*"))


async def test_the_app_starts_at_the_second_try_with_its_providers_and_polls_them(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await home.monitor.poll_provider((await home.add(cast.ROUTER)).id)
        place = home.stack.paths.database
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute("UPDATE day_costs SET provenance = 'unheard of'")
    with pytest.raises(DatabaseError, match="Try again"):
        async with house(tmp_path):
            pass
    async with house(tmp_path) as home:
        state = home.state(cast.ROUTER.name)
        await home.keychain.store_api_key(state.provider.id, cast.ROUTER.key)
        await home.monitor.poll_provider(state.provider.id)
        assert home.state(cast.ROUTER.name).health is Health.OK


async def test_an_export_says_that_a_row_is_damaged_and_goes_on_without_it(tmp_path: Path) -> None:
    async with filled(tmp_path / "home") as home:
        with closing(sqlite3.connect(home.stack.paths.database, isolation_level=None)) as connection:
            connection.execute("UPDATE polls SET cost_days = '2m'")
        with pytest.raises(DatabaseError, match="Choose other days, or fewer kinds") as caught:
            await home.stack.archive.export(ALL, tmp_path / "all.json")
        assert caught.value.fault is DatabaseFault.CORRUPT
        assert not (tmp_path / "all.json").exists()
        order = ExportOrder(kinds=(ArchiveKind.DAYS,), file_format="json")
        assert await home.stack.archive.export(order, tmp_path / "days.json") > 0
