from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimonitor.db import deriving
from aimonitor.db.archive_reading import stored_contents
from aimonitor.db.database import Database
from aimonitor.domain.state import PollRecord
from aimonitor.domain.usage import Balance, BalanceRole, DayCost, Provenance, UsageSnapshot
from tests.db.samples import NOON, TODAY, afterwards, cny, cost, opened, provider, usd

YESTERDAY = TODAY - timedelta(days=1)


def left(total: str, *, yuan: str | None = None) -> tuple[Balance, ...]:
    found = (Balance(role=BalanceRole.TOTAL, money=usd(total)),)
    return found if yuan is None else (*found, Balance(role=BalanceRole.TOTAL, money=cny(yuan)))


async def read(database: Database, at: datetime, balances: tuple[Balance, ...] | None) -> None:
    poll = PollRecord(provider_id="one", started_at=at, duration=timedelta(seconds=1), requests=1)
    await database.record_poll(poll, UsageSnapshot(taken_at=at, balances=balances, derives_cost=True))


def costs(database: Database) -> list[DayCost]:
    with stored_contents(database.path, None, None) as contents:
        facts = [fact for provider in contents.providers for fact in contents.days(provider)]
    return [fact for fact in facts if isinstance(fact, DayCost)]


async def days(database: Database) -> dict[date, tuple[str, bool]]:
    found: dict[date, tuple[str, bool]] = {}
    for one in costs(database):
        assert one.provenance is Provenance.DERIVED
        words, complete = found.get(one.day, ("", True))
        words = f"{words} {one.money.amount} {one.money.currency}".strip()
        found[one.day] = (words, complete and one.complete)
    return found


async def test_a_fall_between_two_polls_is_stored_as_derived_spend(database: Database) -> None:
    await read(database, NOON - timedelta(hours=13), left("10"))
    await read(database, NOON - timedelta(hours=2), left("8"))
    await read(database, NOON, left("7.5"))
    assert await days(database) == {YESTERDAY: ("0 USD", False), TODAY: ("2.5 USD", False)}
    (facts,) = await database.facts(TODAY)
    assert facts.history_since == YESTERDAY


async def test_without_being_told_so_no_spend_is_derived(database: Database) -> None:
    for hours, total in ((2, "10"), (1, "8")):
        at = NOON - timedelta(hours=hours)
        poll = PollRecord(provider_id="one", started_at=at, duration=timedelta(seconds=1), requests=1)
        await database.record_poll(poll, UsageSnapshot(taken_at=at, balances=left(total)))
    assert await days(database) == {}


async def test_a_day_is_known_from_its_first_reading_on_though_nothing_changed(database: Database) -> None:
    midnight = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    await read(database, midnight - timedelta(minutes=5), left("10"))
    await read(database, midnight + timedelta(minutes=5), left("10"))
    assert await days(database) == {YESTERDAY: ("0 USD", False), TODAY: ("0 USD", False)}


async def test_currencies_are_derived_apart(database: Database) -> None:
    await read(database, NOON - timedelta(hours=2), left("10", yuan="70"))
    await read(database, NOON - timedelta(hours=1), left("9"))
    await read(database, NOON, left("9", yuan="64"))
    assert await days(database) == {TODAY: ("6 CNY 1 USD", False)}


async def test_a_reading_that_could_not_be_made_changes_nothing(database: Database) -> None:
    await read(database, NOON - timedelta(hours=2), left("10"))
    await read(database, NOON - timedelta(hours=1), None)
    await read(database, NOON, ())
    assert await days(database) == {TODAY: ("0 USD", False)}


async def test_a_day_that_the_service_reported_is_left_alone(database: Database) -> None:
    poll = PollRecord(provider_id="one", started_at=NOON, duration=timedelta(seconds=1), requests=1)
    await database.record_poll(poll, UsageSnapshot(taken_at=NOON, day_costs=(cost(TODAY, "3"),)))
    await read(database, NOON + timedelta(hours=1), left("10"))
    await read(database, NOON + timedelta(hours=2), left("8"))
    assert [(one.money.amount, one.provenance) for one in costs(database)] == [
        (Decimal(3), Provenance.BILLED)
    ]


async def test_what_was_derived_outlives_the_thinning_of_its_readings(tmp_path: Path) -> None:
    now = NOON
    database = Database(tmp_path / "history.db", now=lambda: now)
    await database.open()
    try:
        await database.save_provider(provider())
        for minute, total in enumerate(("10", "8", "9", "7")):
            await read(database, NOON + timedelta(minutes=minute), left(total))
        known = await days(database)
        now = NOON + timedelta(days=5)
        await database.thin(400)
        await read(database, now, left("6"))
        await read(database, NOON + timedelta(minutes=2, seconds=30), left("99"))
        assert known == {TODAY: ("4 USD", False)}
        assert await days(database) == known | {now.date(): ("1 USD", False)}
    finally:
        await database.close()


async def test_a_day_becomes_complete_when_the_next_one_is_read(database: Database) -> None:
    for back, total in ((2, "10"), (1, "9")):
        await read(database, NOON - timedelta(days=back), left(total))
    assert (await days(database))[YESTERDAY] == ("1 USD", False)
    await read(database, NOON, left("9"))
    assert (await days(database))[YESTERDAY] == ("1 USD", True)


moments = st.integers(-12 * 24, 5 * 12 * 24).map(lambda n: NOON + timedelta(minutes=5 * n))
balances = st.sampled_from([None, (), left("10"), left("9"), left("9", yuan="3"), left("12.5", yuan="2")])
readings = st.lists(st.tuples(moments, balances), min_size=1, max_size=8, unique_by=lambda one: one[0])

Reading = tuple[datetime, tuple[Balance, ...] | None]


async def outcome(order: list[Reading]) -> object:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        # nothing is thinned here, so no reading is too late to find its place
        patch.setattr(deriving, "whole_since", lambda _now: NOON - timedelta(days=2))
        async with opened(Path(folder) / "history.db", now=afterwards) as database:
            await database.save_provider(provider())
            for at, found in order:
                await read(database, at, found)
            return await days(database), await database.facts(TODAY)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(learned=readings, data=st.data())
def test_polls_in_any_order_and_more_than_once_derive_the_same(
    learned: list[Reading], data: st.DataObject
) -> None:
    in_order = sorted(learned)
    shuffled = data.draw(st.permutations(in_order))
    again = data.draw(st.lists(st.sampled_from(in_order), max_size=3))
    assert asyncio.run(outcome([*shuffled, *again])) == asyncio.run(outcome(in_order))
