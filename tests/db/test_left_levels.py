"""What was left of points, hour by hour: beside what days had cost, and back as what was used on days."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from aimonitor.db.database import Database
from aimonitor.db.deriving import break_levels
from aimonitor.db.hour_levels import newest
from aimonitor.domain.left import LeftCourse, LeftDay
from aimonitor.domain.usage import QuotaWindow, Unit
from tests.db.samples import NOON, TODAY, afterwards, cost, poll, provider, snapshot

DAY = 24 * 60
WEEK = timedelta(days=7)


@pytest.fixture
def wall_clock() -> Callable[[], datetime]:
    return afterwards


async def told(database: Database, minutes: float, left: str, window_id: str = "points") -> None:
    window = QuotaWindow(id=window_id, name="Points", unit=Unit.COUNT, left=Decimal(left))
    read = replace(snapshot(minutes, costs=(cost(TODAY, "1"),)), windows=(window,))
    await database.record_poll(poll(minutes=minutes), read)


async def stored(database: Database) -> list[tuple[int, str, int]]:
    """Hour of the day, what is counted, billionths; those in the tail too."""

    def job(connection: sqlite3.Connection) -> list[tuple[int, str, int]]:
        return connection.execute(
            "SELECT hour % 24, currency, nano FROM hour_levels ORDER BY hour, currency"
        ).fetchall()

    return await database.reading(job)


async def courses(database: Database) -> tuple[LeftCourse, ...]:
    (facts,) = await database.facts(TODAY)
    return facts.left


async def test_the_last_reading_of_an_hour_stands_beside_what_the_day_had_cost(database: Database) -> None:
    await database.save_provider(provider())
    await told(database, 0, "100.5")
    await told(database, 30, "90")
    await told(database, 10, "95")
    await told(database, 61, "80")
    assert await stored(database) == [
        (12, "USD", 10**9),
        (12, "left:points", 90 * 10**9),
        (13, "USD", 10**9),
        (13, "left:points", 80 * 10**9),
    ]
    hours = await newest(database, ["one"], NOON + timedelta(hours=3))
    assert {spend.currency for spend in hours["one"]} <= {"USD"}


async def test_what_was_lost_is_used_and_what_was_gained_is_not(database: Database) -> None:
    await database.save_provider(provider())
    for days_back, left in ((3, "100"), (2, "90"), (1, "500"), (0, "470")):
        await told(database, -days_back * DAY, left)
    (course,) = await courses(database)
    assert course.window_id == "points"
    assert [(TODAY - one.day).days for one in course.days] == [3, 2, 1, 0]
    assert course.days[1] == LeftDay(day=TODAY - timedelta(days=2), used=Decimal(10), complete=True)
    assert [one.used for one in course.days] == [0, 10, 0, 30]
    assert [one.complete for one in course.days] == [False, True, True, False]


async def test_only_what_is_told_now_has_a_course(database: Database) -> None:
    await database.save_provider(provider())
    await told(database, 0, "5", "old")
    await told(database, 61, "7")
    assert [one.window_id for one in await courses(database)] == ["points"]


async def test_another_key_begins_anew_and_too_much_is_not_kept(database: Database) -> None:
    await database.save_provider(provider())
    await told(database, 0, "5")
    await break_levels(database, provider().id, NOON)
    assert await courses(database) == ()
    await told(database, 10, "1e12")
    assert [currency for _, currency, _ in await stored(database)] == ["USD"]
    (facts,) = await database.facts(TODAY)
    assert facts.windows is not None
    assert facts.windows[0].left == Decimal("1e12")


async def test_a_limit_is_not_lost_where_what_is_left_is_told_beside_it(database: Database) -> None:
    await database.save_provider(provider())
    ten, whole = Decimal(10), Decimal(100)
    window = QuotaWindow(
        id="points", name="Points", unit=Unit.COUNT, used=ten, limit=whole, left=whole - ten, length=WEEK
    )
    read = replace(snapshot(0, costs=(cost(TODAY, "1"),)), windows=(window,))
    await database.record_poll(poll(minutes=0), read)
    (facts,) = await database.facts(TODAY)
    assert facts.windows == (replace(window, left=None),)
