"""What a day had cost by the last reading of each hour: written with polls, whatever order they come in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from aimonitor.db.database import Database
from aimonitor.db.deriving import break_levels
from aimonitor.db.hour_levels import newest
from aimonitor.domain.usage import Balance, BalanceRole, DayCost, Provenance
from tests.db.samples import NOON, TODAY, afterwards, cny, cost, opened, poll, provider, snapshot, usd

NOON_HOUR = 12


@pytest.fixture
def wall_clock() -> Callable[[], datetime]:
    return afterwards


async def polled(database: Database, minutes: float, *costs: DayCost) -> None:
    await database.record_poll(poll(minutes=minutes), snapshot(minutes, costs=costs))


def stored(path: Path) -> list[tuple[int, str, int]]:
    """Hour of the day, currency and dollars' billionths, of all rows."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT hour % 24, currency, nano FROM hour_levels ORDER BY hour, currency"
        ).fetchall()


async def test_the_last_reading_of_an_hour_counts_with_all_its_models(database: Database, path: Path) -> None:
    await database.save_provider(provider())
    await polled(database, 0, cost(TODAY, "1"), cost(TODAY, "0.5", "beta"))
    await polled(database, 30, cost(TODAY, "2"), cost(TODAY, "0.5", "beta"))
    await polled(database, 61, cost(TODAY, "4"))
    assert stored(path) == [(NOON_HOUR, "USD", 2_500_000_000), (13, "USD", 4_000_000_000)]


async def test_a_poll_that_arrives_late_or_does_not_tell_today_changes_nothing(
    database: Database, path: Path
) -> None:
    await database.save_provider(provider())
    await polled(database, 30, cost(TODAY, "2"))
    await polled(database, 10, cost(TODAY, "1"))
    await polled(database, 70, cost(TODAY - timedelta(days=1), "9"))
    await database.record_poll(poll(minutes=80), None)
    assert stored(path) == [(NOON_HOUR, "USD", 2_000_000_000)]


async def test_each_currency_is_kept_and_an_estimate_is_not(database: Database, path: Path) -> None:
    await database.save_provider(provider())
    yuan = replace(cost(TODAY, "0"), money=cny("7"))
    await polled(database, 0, cost(TODAY, "1"), yuan)
    await polled(database, 60, replace(cost(TODAY, "3"), provenance=Provenance.ESTIMATED))
    assert stored(path) == [(NOON_HOUR, "CNY", 7_000_000_000), (NOON_HOUR, "USD", 1_000_000_000)]


async def test_what_follows_from_a_balance_is_kept_too(database: Database, path: Path) -> None:
    await database.save_provider(provider())
    for minutes, left in ((0, "50"), (30, "48.5")):
        balances = (Balance(role=BalanceRole.TOTAL, money=usd(left)),)
        taken = replace(snapshot(minutes, balances=balances), derives_cost=True)
        await database.record_poll(poll(minutes=minutes), taken)
    assert stored(path) == [(NOON_HOUR, "USD", 1_500_000_000)]


async def test_another_account_has_hours_of_its_own(database: Database, path: Path) -> None:
    await database.save_provider(provider())
    await polled(database, 0, cost(TODAY, "1"))
    await break_levels(database, "one", NOON)
    assert stored(path) == []


async def test_hours_go_when_none_is_held_against_them_any_more(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    async with opened(path) as database:
        await database.save_provider(provider())
        for days in (60, 57):
            day = TODAY - timedelta(days=days)
            await polled(database, -days * 24 * 60, cost(day, "1"))
        await database.thin(400)
        assert len(stored(path)) == 1
        await database.thin(30)
        assert stored(path) == []


async def test_a_spike_is_found_in_what_was_kept_and_survives_a_restart(tmp_path: Path) -> None:
    path, hours = tmp_path / "history.db", 24 * 35
    async with opened(path) as database:
        await database.save_provider(provider())
        for back in range(hours, 0, -1):
            now = NOON - timedelta(hours=back)
            await polled(database, -60 * back, cost(now.date(), str(now.hour + 1)))
    async with opened(path) as database:
        await polled(database, 0, cost(TODAY, "53"))
        found = await newest(database, ["one", "gone"], NOON)
        assert found["gone"] == ()
        (spend,) = found["one"]
        assert (spend.hour.hour, spend.amount, spend.usual) == (NOON_HOUR, Decimal(41), Decimal(1))
