"""How long a key works, kept beside what was read last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from aimonitor.db.database import Database
from aimonitor.db.deriving import break_levels
from aimonitor.domain.key_life import KeyLife
from tests.db.samples import NOON, TODAY, afterwards, poll, provider, snapshot

SOON = KeyLife(expires_at=NOON + timedelta(days=3))
NEVER = KeyLife()


@pytest.fixture
def wall_clock() -> Callable[[], datetime]:
    return afterwards


async def told(database: Database, minutes: float, life: KeyLife | None) -> None:
    await database.record_poll(poll(minutes=minutes), replace(snapshot(minutes), key_life=life))


async def known(database: Database) -> KeyLife | None:
    (facts,) = await database.facts(TODAY)
    return facts.key_life


async def test_it_is_unknown_until_it_is_told(database: Database) -> None:
    await database.save_provider(provider())
    assert await known(database) is None
    await told(database, 0, None)
    assert await known(database) is None


@pytest.mark.parametrize("life", [SOON, NEVER])
async def test_a_day_and_never_read_back_and_stay_where_nothing_new_is_told(
    database: Database, life: KeyLife
) -> None:
    await database.save_provider(provider())
    await told(database, 0, life)
    await told(database, 5, None)
    assert await known(database) == life


async def test_the_newest_word_counts_also_where_it_arrives_first(database: Database) -> None:
    await database.save_provider(provider())
    await told(database, 5, NEVER)
    await told(database, 0, SOON)
    assert await known(database) == NEVER


async def test_with_another_key_it_is_unknown_again(database: Database) -> None:
    await database.save_provider(provider())
    await told(database, 0, SOON)
    await break_levels(database, "one", NOON)
    assert await known(database) is None
