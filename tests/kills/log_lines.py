"""Polls that change nothing but the log, killed: while a line is appended, put into the database, removed."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from aimonitor.db import tail
from aimonitor.db.database import Database
from aimonitor.db.files import tail_of
from tests.db.samples import NOON, TODAY, afterwards, full_snapshot, opened, poll, provider
from tests.kills.forks import Tell
from tests.kills.homes import check_database, check_nothing_is_left_over, database_of
from tests.kills.job import Job

_SMALL = 500
"""So large the tail grows here: some nine lines."""
_RUNS, _POLLS = 3, 15
_STEP = 5


class LogLines(Job):
    """Forty-five of them, in three runs that end as they should."""

    name = "polls that find nothing new"
    loses = "at most the poll in flight"

    def make(self, home: Path) -> None:
        asyncio.run(_make(home))

    def work(self, home: Path, tell: Tell) -> None:
        tail.LARGEST = _SMALL
        asyncio.run(_work(home, tell))

    def check(self, home: Path, told: list[str]) -> None:
        asyncio.run(_check(home, told))
        check_database(database_of(home))
        check_nothing_is_left_over(database_of(home).parent)
        assert not tail_of(database_of(home)).exists()


async def _make(home: Path) -> None:
    async with opened(database_of(home), now=afterwards) as database:
        await database.save_provider(provider())
        await database.record_poll(poll(), full_snapshot())


async def _work(home: Path, tell: Tell) -> None:
    minutes = 0
    for _ in range(_RUNS):
        async with opened(database_of(home), now=afterwards) as database:
            for _ in range(_POLLS):
                minutes += _STEP
                await database.record_poll(poll(minutes=minutes), full_snapshot(minutes))
                tell(str(minutes))


async def _check(home: Path, told: list[str]) -> None:
    async with opened(database_of(home), now=afterwards) as database:
        found = await _minutes(database)
        kept = len(found) - 1
        assert found == list(range(0, kept * _STEP + 1, _STEP)), f"a gap: {found}"
        assert len(told) <= kept <= len(told) + 1, f"told {len(told)}, kept {kept}"
        (facts,) = await database.facts(TODAY)
        newest = NOON + timedelta(minutes=kept * _STEP)
        assert facts.last_poll == poll(minutes=kept * _STEP)
        assert facts.balances_at == facts.last_good_at == newest
        assert (await database.state()).integrity == "ok"
        await database.record_poll(poll(minutes=999), full_snapshot(999))
        assert await _minutes(database) == [*found, 999]


async def _minutes(database: Database) -> list[int]:
    return sorted((one.started_at - NOON) // timedelta(minutes=1) for one in await database.polls("one"))
