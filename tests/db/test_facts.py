from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from aimonitor.db.archive_reading import stored_contents
from aimonitor.db.database import Database
from aimonitor.db.stored import read_stored
from aimonitor.domain.archive import ArchiveKind
from aimonitor.domain.history import DayModelTokens
from aimonitor.domain.state import DayTotal, ModelUsage
from aimonitor.domain.usage import DayTokens, Provenance, QuotaWindow, Unit
from tests.db.samples import (
    NOON,
    TODAY,
    afterwards,
    cost,
    full_snapshot,
    opened,
    poll,
    provider,
    snapshot,
    tokens,
    usd,
)


@pytest.fixture
def wall_clock() -> Callable[[], datetime]:
    return afterwards


YESTERDAY = TODAY - timedelta(days=1)


async def test_a_provider_that_was_never_polled_has_no_facts_but_itself(database: Database) -> None:
    (facts,) = await database.facts(TODAY)
    assert facts.provider == provider()
    assert (facts.balances, facts.spends, facts.windows) == (None, None, None)
    assert (facts.last_poll, facts.last_good_at, facts.failing_since, facts.history_since) == (None,) * 4
    assert facts.days == ()


async def test_days_merge_costs_and_tokens_and_are_complete_when_all_rows_are(database: Database) -> None:
    read = snapshot(
        costs=(
            cost(YESTERDAY, "1"),
            cost(YESTERDAY, "2", model="beta", complete=False),
            replace(cost(YESTERDAY, "4", item="search"), provenance=Provenance.ESTIMATED),
            cost(TODAY, "0", model=None),
        ),
        used=(tokens(YESTERDAY, 10, 1), tokens(YESTERDAY, 5, None, model="beta")),
    )
    await database.record_poll(poll(), read)
    (facts,) = await database.facts(TODAY)
    assert facts.days == (
        DayTotal(
            day=YESTERDAY,
            cost=(usd("7"),),
            tokens=16,
            cost_complete=False,
            tokens_complete=False,
            provenance=Provenance.ESTIMATED,
        ),
        DayTotal(day=TODAY, cost=(usd("0"),), tokens=None, provenance=Provenance.BILLED),
    )


async def test_tokens_of_a_day_are_unknown_when_no_row_knows_them(database: Database) -> None:
    requests_only = DayTokens(day=TODAY, model="alpha", requests=7)
    await database.record_poll(poll(), snapshot(used=(requests_only,)))
    (facts,) = await database.facts(TODAY)
    assert facts.days[0].tokens is None
    assert facts.month_models[0].requests == 7
    assert facts.month_models[0].input_tokens is None


async def test_month_models_join_costs_and_tokens_by_name_within_the_month(database: Database) -> None:
    read = snapshot(
        costs=(
            cost(date(2026, 10, 31), "100"),
            cost(YESTERDAY, "1"),
            cost(TODAY, "2", item="output"),
            cost(TODAY, "4", model=None),
        ),
        used=(tokens(YESTERDAY, 10, 1), tokens(TODAY, 20, 2), tokens(TODAY, 3, 3, model="beta")),
    )
    await database.record_poll(poll(), read)
    (facts,) = await database.facts(TODAY)
    assert facts.month_models == (
        ModelUsage(model=None, cost=(usd("4"),)),
        ModelUsage(
            model="alpha",
            input_tokens=30,
            cached_input_tokens=15,
            cache_write_tokens=0,
            output_tokens=3,
            requests=4,
            cost=(usd("3"),),
        ),
        ModelUsage(
            model="beta",
            input_tokens=3,
            cached_input_tokens=1,
            cache_write_tokens=0,
            output_tokens=3,
            requests=2,
        ),
    )


async def test_days_reach_back_sixty_days_or_to_the_month_before(database: Database) -> None:
    days = [TODAY - timedelta(days=back) for back in range(-1, 80)]
    await database.record_poll(poll(), snapshot(costs=tuple(cost(day, "1") for day in days)))
    (facts,) = await database.facts(TODAY)
    assert (facts.days[0].day, facts.days[-1].day) == (TODAY - timedelta(days=60), TODAY)
    (facts,) = await database.facts(date(2026, 10, 31))
    assert facts.days[0].day == date(2026, 9, 1)
    assert facts.history_since == days[-1]


async def test_facts_come_in_position_order_and_one_alone_on_request(database: Database) -> None:
    await database.save_provider(provider("two", position=-1))
    await database.save_provider(provider("three", position=5))
    await database.record_poll(poll("two"), full_snapshot())
    assert [facts.provider.id for facts in await database.facts(TODAY)] == ["two", "one", "three"]
    assert [found.id for found in await database.providers()] == ["two", "one", "three"]
    (alone,) = await database.facts(TODAY, "three")
    assert alone.provider.id == "three"
    assert alone.days == ()
    assert await database.facts(TODAY, "nobody") == []


async def test_history_gives_each_day_and_model(database: Database) -> None:
    await database.record_poll(poll(), full_snapshot())
    history = await database.history("one", YESTERDAY, YESTERDAY)
    assert [(row.day, row.model, row.money, row.complete) for row in history.costs] == [
        (YESTERDAY, "alpha", usd("1.5"), True)
    ]
    assert history.tokens == (
        DayModelTokens(
            day=YESTERDAY,
            usage=ModelUsage(
                model="alpha",
                input_tokens=100,
                cached_input_tokens=50,
                cache_write_tokens=0,
                output_tokens=20,
                requests=2,
            ),
            complete=True,
        ),
    )
    assert history.quantities == ()
    nobody = await database.history("nobody", YESTERDAY, TODAY)
    assert (nobody.costs, nobody.tokens, nobody.quantities) == ((), (), ())


async def test_missing_days_are_those_without_a_row_or_with_an_incomplete_one(database: Database) -> None:
    await database.record_poll(poll(), full_snapshot())
    first = TODAY - timedelta(days=3)
    assert await database.missing_cost_days("one", first, TODAY) == [
        first,
        TODAY - timedelta(days=2),
        TODAY,
    ]
    assert await database.missing_cost_days("one", YESTERDAY, YESTERDAY) == []
    assert await database.missing_cost_days("nobody", TODAY, TODAY) == [TODAY]


async def test_an_exports_days_are_in_order_each_with_its_kinds_together(database: Database) -> None:
    await database.save_provider(provider("two", position=-1))
    await database.record_poll(poll("two"), snapshot(costs=(cost(TODAY, "9"),)))
    await database.record_poll(poll(), full_snapshot())
    full = full_snapshot()
    with stored_contents(database.path, None, None) as contents:
        assert [one.id for one in contents.providers] == ["two", "one"]
        assert list(contents.days(contents.providers[0])) == [cost(TODAY, "9")]
        assert list(contents.days(contents.providers[1])) == [
            full.day_costs[0],
            full.day_tokens[0],
            full.day_tokens[1],
            full.day_costs[1],
            full.day_quantities[0],
        ]
        assert contents.totals() == (usd("10.75"),)
        assert contents.first_day() == YESTERDAY
        assert contents.count(ArchiveKind.DAYS) == 6
    with stored_contents(database.path, None, YESTERDAY) as contents:
        assert {fact.day for fact in contents.days(provider())} == {YESTERDAY}
    with stored_contents(database.path, TODAY, None) as contents:
        assert {fact.day for fact in contents.days(provider())} == {TODAY}


async def test_the_first_paint_reads_what_the_worker_reads(database: Database, path: Path) -> None:
    await database.save_provider(provider("two", position=-1))
    await database.record_poll(poll(), full_snapshot())
    assert read_stored(path, TODAY) == await database.facts(TODAY)
    await database.close()
    assert read_stored(path, TODAY) is not None


async def test_ten_providers_and_four_hundred_days_come_back_as_totals(path: Path) -> None:
    days = [TODAY - timedelta(days=back) for back in range(400)]
    models = [f"model {number}" for number in range(5)]
    read = snapshot(
        costs=tuple(cost(day, "0.01", model) for day in days for model in models),
        used=tuple(tokens(day, 10, 1, model) for day in days for model in models),
    )
    async with opened(path) as database:
        for number in range(10):
            await database.save_provider(provider(f"p{number}", position=number))
            await database.record_poll(poll(f"p{number}"), read)
    stored = read_stored(path, TODAY)
    assert stored is not None
    assert len(stored) == 10
    for facts in stored:
        assert len(facts.days) == 61
        assert all(day.cost == (usd("0.05"),) and day.tokens == 55 for day in facts.days)
        assert len(facts.month_models) == 5
        assert facts.history_since == days[-1]


async def test_times_come_back_to_the_microsecond(database: Database) -> None:
    await database.record_poll(poll(), None)
    (record,) = await database.polls("one")
    assert record.started_at == NOON
    assert record.started_at.microsecond == 123456


async def test_polls_are_newest_first_and_limited(database: Database) -> None:
    for minutes in (2, 1, 3):
        await database.record_poll(poll(minutes=minutes), None)
    assert await database.polls("one", limit=2) == [poll(minutes=3), poll(minutes=2)]


async def test_a_folder_of_any_name_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "50 % of ?mode=rw&x=1 #é" / "history.db"
    path.parent.mkdir(mode=0o700)
    async with opened(path) as database:
        await database.save_provider(provider())
        assert read_stored(path, TODAY) == await database.facts(TODAY)


async def test_what_is_left_of_an_unknown_whole_reads_back_as_that(database: Database) -> None:
    windows = (
        QuotaWindow(id="points", name="Points left", unit=Unit.COUNT, left=Decimal("-1500.50"), scope="plan"),
        QuotaWindow(id="gone", name="Credits", unit=Unit.CREDITS, left=Decimal(0), resets_at=NOON),
        QuotaWindow(id="limit", name="Limit", unit=Unit.CREDITS, limit=Decimal(7), length=timedelta(hours=5)),
    )
    await database.record_poll(poll(), replace(snapshot(), windows=windows))
    (facts,) = await database.facts(TODAY)
    assert facts.windows == windows


async def test_a_limit_of_no_length_is_not_taken_for_what_is_left(database: Database) -> None:
    odd = QuotaWindow(id="odd", name="Odd", unit=Unit.CREDITS, limit=Decimal(7), length=timedelta(0))
    await database.record_poll(poll(), replace(snapshot(), windows=(odd,)))
    (facts,) = await database.facts(TODAY)
    assert facts.windows == (replace(odd, length=None),)
