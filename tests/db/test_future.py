"""A clock that was ahead and is right again: what was written meanwhile does not stand in the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from aimonitor.db.columns import from_time
from aimonitor.db.database import Database
from aimonitor.domain.state import ProviderFacts
from aimonitor.domain.usage import Balance, BalanceRole
from tests.db.samples import NOON, PROBLEM, TODAY, cost, opened, poll, provider, snapshot, usd

MONTH = 31 * 24 * 60


def left(amount: str) -> tuple[Balance, ...]:
    return (Balance(role=BalanceRole.TOTAL, money=usd(amount)),)


async def stored(database: Database) -> ProviderFacts:
    (found,) = await database.facts(TODAY)
    return found


class Wall:
    """The clock on the wall, in minutes after noon."""

    minutes = 0

    def now(self) -> datetime:
        return NOON + timedelta(minutes=self.minutes)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
async def ahead(path: Path, wall: Wall) -> AsyncIterator[Database]:
    """Read twice by a clock that was a month ahead, and then set right."""
    async with opened(path, now=wall.now) as database:
        await database.save_provider(provider())
        for wall.minutes in (MONTH, MONTH + 5):
            told = snapshot(wall.minutes, costs=(cost(TODAY, "1"),), balances=left("9"))
            await database.record_poll(poll(minutes=wall.minutes), told)
        wall.minutes = 10
        yield database


async def test_what_is_read_by_the_right_clock_counts(ahead: Database) -> None:
    await ahead.record_poll(poll(minutes=10), snapshot(10, costs=(cost(TODAY, "2"),), balances=left("8")))
    found = await stored(ahead)
    assert [day.cost for day in found.days if day.day == TODAY] == [(usd("2"),)]
    assert found.balances == left("8")
    assert found.balances_at == found.last_good_at == NOON + timedelta(minutes=10)
    assert [one.started_at for one in await ahead.polls("one")] == [NOON + timedelta(minutes=10)]


async def test_a_poll_that_fails_leaves_what_was_read_and_is_the_newest(ahead: Database) -> None:
    await ahead.record_poll(poll(minutes=10, problem=PROBLEM), None)
    found = await stored(ahead)
    assert found.balances == left("9")
    assert found.last_good_at == NOON + timedelta(minutes=10)
    assert found.last_poll is not None
    assert found.last_poll.problem is not None
    assert [day.cost for day in found.days if day.day == TODAY] == [(usd("1"),)]


async def test_nothing_is_taken_back_while_the_clock_is_right(ahead: Database, wall: Wall) -> None:
    wall.minutes = MONTH + 20
    await ahead.record_poll(poll(minutes=10), snapshot(10, costs=(cost(TODAY, "2"),), balances=left("8")))
    found = await stored(ahead)
    assert [day.cost for day in found.days if day.day == TODAY] == [(usd("1"),)]
    assert found.balances == left("9")
    assert len(await ahead.polls("one")) == 3


YEARS = 3 * 365 * 24 * 60
DAYS = [24 * 60 * day for day in range(10)]


async def test_a_clock_that_is_years_behind_before_it_is_set_takes_nothing_along(
    path: Path, wall: Wall
) -> None:
    async with opened(path, now=wall.now) as database:
        await database.save_provider(provider())
        for wall.minutes in DAYS:
            told = snapshot(wall.minutes, balances=left(str(20000 - wall.minutes)))
            await database.record_poll(poll(minutes=wall.minutes), told)
        polls, samples = await database.polls("one"), await balances(database)
        assert len(polls) == len(samples) == len(DAYS)
        wall.minutes = -YEARS
        await database.record_poll(poll(minutes=-YEARS, problem=PROBLEM), None)
        assert (await database.polls("one"))[: len(DAYS)] == polls
        assert await balances(database) == samples
        wall.minutes = DAYS[-1] + 5
        await database.record_poll(poll(minutes=wall.minutes), snapshot(wall.minutes, balances=left("1")))
        found = await stored(database)
        assert (found.balances, found.last_good_at) == (left("1"), wall.now())
        assert await balances(database) == [*samples, wall.now()]


async def balances(database: Database) -> list[datetime]:
    found = await database.reading(
        lambda connection: connection.execute("SELECT sampled_at FROM balances ORDER BY 1").fetchall()
    )
    return [from_time(sampled_at) for (sampled_at,) in found]
