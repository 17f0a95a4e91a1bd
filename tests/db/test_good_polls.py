"""Which polls were good, and since when there was none: what is said about the age of figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from aimonitor.db.database import Database
from aimonitor.domain.usage import PartFailure
from tests.db.samples import NOON, PROBLEM, TODAY, afterwards, poll, snapshot, tokens


@pytest.fixture
def wall_clock() -> Callable[[], datetime]:
    return afterwards


async def test_failing_since_is_the_first_failed_poll_since_the_last_good_one(database: Database) -> None:
    await database.record_poll(poll(minutes=0, problem=PROBLEM), None)
    await database.record_poll(poll(minutes=1), snapshot(1))
    await database.record_poll(poll(minutes=4, problem=PROBLEM), None)
    await database.record_poll(poll(minutes=3, problem=PROBLEM), None)
    (facts,) = await database.facts(TODAY)
    assert facts.last_good_at == NOON + timedelta(minutes=1)
    assert facts.failing_since == NOON + timedelta(minutes=3)
    assert facts.last_poll is not None
    assert facts.last_poll.problem == PROBLEM
    await database.record_poll(poll(minutes=5), snapshot(5))
    (facts,) = await database.facts(TODAY)
    assert facts.failing_since is None


async def test_a_poll_whose_costs_failed_is_not_a_good_one(database: Database) -> None:
    failure = PartFailure(part="costs", problem=PROBLEM)
    await database.record_poll(poll(minutes=1), snapshot(1))
    for minute in (2, 3):
        half = replace(poll(minutes=minute), failures=(failure,))
        await database.record_poll(half, snapshot(minute, used=(tokens(TODAY, 1, 1),)))
    (facts,) = await database.facts(TODAY)
    assert facts.last_good_at == NOON + timedelta(minutes=1)
    assert facts.failing_since == NOON + timedelta(minutes=2)


async def test_a_side_part_that_fails_spoils_no_poll(database: Database) -> None:
    failure = PartFailure(part="images", problem=PROBLEM)
    await database.record_poll(replace(poll(minutes=2), failures=(failure,)), snapshot(2))
    await database.record_poll(poll(minutes=1), snapshot(1))
    (facts,) = await database.facts(TODAY)
    assert facts.last_good_at == NOON + timedelta(minutes=2)
    assert facts.failing_since is None


async def test_a_late_good_poll_moves_the_start_of_the_failure(database: Database) -> None:
    await database.record_poll(poll(minutes=1, problem=PROBLEM), None)
    await database.record_poll(poll(minutes=3, problem=PROBLEM), None)
    await database.record_poll(poll(minutes=2), snapshot(2))
    (facts,) = await database.facts(TODAY)
    assert facts.failing_since == NOON + timedelta(minutes=3)


async def test_figures_that_were_old_when_they_came_are_as_old_as_they_say(database: Database) -> None:
    await database.record_poll(poll(minutes=50, problem=PROBLEM), None)
    await database.record_poll(poll(minutes=60), snapshot(20))
    (facts,) = await database.facts(TODAY)
    assert facts.last_good_at == NOON + timedelta(minutes=20)
    assert facts.failing_since is None
    await database.record_poll(poll(minutes=70), snapshot(10))
    (facts,) = await database.facts(TODAY)
    assert facts.last_good_at == NOON + timedelta(minutes=20)
