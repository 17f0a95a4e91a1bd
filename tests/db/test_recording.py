from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from aimonitor.db.archive_reading import stored_contents
from aimonitor.db.database import Database
from aimonitor.db.files import tail_of
from aimonitor.domain.money import Money
from aimonitor.domain.usage import DayCost, DayQuantity, DayTokens, PartFailure, Unit, UsageSnapshot
from aimonitor.errors import DatabaseError, DatabaseFault
from tests.db.samples import (
    BALANCES,
    NOON,
    PROBLEM,
    SPENDS,
    TODAY,
    WINDOWS,
    afterwards,
    cny,
    cost,
    full_snapshot,
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


async def changes(database: Database) -> int:
    return await database._use(lambda connection: connection.total_changes)


def wal_size(path: Path) -> int:
    return path.with_name(path.name + "-wal").stat().st_size


async def dump(database: Database) -> list[str]:
    return await database._use(lambda connection: list(connection.iterdump()))


async def count(database: Database, table: str) -> int:
    return await database._use(
        lambda connection: int(connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])  # noqa: S608
    )


async def test_all_that_a_poll_learned_reads_back_the_same(database: Database) -> None:
    record = replace(
        poll(warnings=("One project is hidden.",)), failures=(PartFailure(part="tokens", problem=PROBLEM),)
    )
    await database.record_poll(record, full_snapshot())
    (facts,) = await database.facts(TODAY)
    assert facts.balances == BALANCES
    assert facts.spends == SPENDS
    assert facts.windows == WINDOWS
    assert (facts.balances_at, facts.spends_at, facts.windows_at) == (NOON, NOON, NOON)
    assert facts.last_poll == record
    assert (facts.last_good_at, facts.failing_since) == (None, NOON)
    assert facts.history_since == YESTERDAY
    assert await database.notes("one") == {"cursor": "42"}
    assert await database.polls("one") == [record]


async def test_the_same_poll_twice_writes_not_one_page(database: Database, path: Path) -> None:
    await database.record_poll(poll(), full_snapshot())
    rows, written, size = await dump(database), await changes(database), wal_size(path)
    await database.record_poll(poll(), full_snapshot())
    assert await changes(database) == written
    assert wal_size(path) == size
    assert await dump(database) == rows


async def test_a_later_poll_with_the_same_figures_writes_one_short_line_and_no_page(
    database: Database, path: Path
) -> None:
    await database.record_poll(poll(), full_snapshot())
    size = wal_size(path)
    await database.record_poll(poll(minutes=5), full_snapshot(minutes=5))
    assert wal_size(path) == size
    await database.record_poll(poll(minutes=10), full_snapshot(minutes=10))
    assert wal_size(path) == size
    assert tail_of(path).stat().st_size < 500
    (facts,) = await database.facts(TODAY)
    assert facts.balances_at == facts.spends_at == facts.windows_at == NOON + timedelta(minutes=10)
    assert facts.balances == BALANCES


async def test_a_day_that_was_read_replaces_what_was_known_of_it_and_no_other_day(database: Database) -> None:
    first = snapshot(
        costs=(cost(YESTERDAY, "1"), cost(TODAY, "2"), cost(TODAY, "3", model="beta")),
        used=(tokens(TODAY, 10, 1),),
    )
    await database.record_poll(poll(), first)
    await database.record_poll(poll(minutes=5), snapshot(5, costs=(cost(TODAY, "0.5", item="output"),)))
    history = await database.history("one", YESTERDAY, TODAY)
    assert [(c.day, c.model, c.money) for c in history.costs] == [
        (YESTERDAY, "alpha", usd("1")),
        (TODAY, "alpha", usd("0.5")),
    ]
    assert [t.usage.input_tokens for t in history.tokens] == [10]


async def test_none_keeps_what_was_known_and_empty_says_there_is_nothing(database: Database) -> None:
    await database.record_poll(poll(), full_snapshot())
    await database.record_poll(poll(minutes=1), snapshot(1))
    (facts,) = await database.facts(TODAY)
    assert (facts.balances, facts.spends, facts.windows) == (BALANCES, SPENDS, WINDOWS)
    assert facts.balances_at == NOON
    nothing = UsageSnapshot(taken_at=NOON + timedelta(minutes=2), balances=(), spends=(), windows=())
    await database.record_poll(poll(minutes=2), nothing)
    (facts,) = await database.facts(TODAY)
    assert (facts.balances, facts.spends, facts.windows) == ((), (), ())
    assert facts.balances_at == NOON + timedelta(minutes=2)


async def test_a_balance_is_sampled_when_it_changed_or_an_hour_has_passed(database: Database) -> None:
    for minutes in (0, 5, 59):
        await database.record_poll(poll(minutes=minutes), snapshot(minutes, balances=BALANCES))
    assert await count(database, "balances") == 2
    await database.record_poll(poll(minutes=60), snapshot(60, balances=BALANCES))
    assert await count(database, "balances") == 4
    await database.record_poll(poll(minutes=61), snapshot(61, balances=BALANCES[:1]))
    assert await count(database, "balances") == 5
    (facts,) = await database.facts(TODAY)
    assert facts.balances == BALANCES[:1]


async def test_late_levels_do_not_overwrite_newer_ones(database: Database) -> None:
    await database.record_poll(poll(minutes=5), full_snapshot(minutes=5))
    late = UsageSnapshot(taken_at=NOON, balances=(), spends=(), windows=(), plan="Old", notes={"cursor": "1"})
    await database.record_poll(poll(), late)
    (facts,) = await database.facts(TODAY)
    assert (facts.balances, facts.spends, facts.windows) == (BALANCES, SPENDS, WINDOWS)
    assert await database.notes("one") == {"cursor": "42"}


async def test_rows_under_one_key_are_summed_before_they_are_rounded(database: Database) -> None:
    halves = (cost(TODAY, "0.0000000005"), cost(TODAY, "0.0000000010", complete=False))
    used = (tokens(TODAY, 1, None), tokens(TODAY, 2, 5))
    await database.record_poll(poll(), snapshot(costs=halves, used=used))
    history = await database.history("one", TODAY, TODAY)
    assert [(c.money, c.complete) for c in history.costs] == [(usd("0.000000002"), False)]
    assert (history.tokens[0].usage.input_tokens, history.tokens[0].usage.output_tokens) == (3, 5)


async def test_a_poll_of_a_removed_provider_is_dropped(database: Database) -> None:
    await database.record_poll(poll("gone"), full_snapshot())
    assert await count(database, "polls") == 0


@pytest.mark.parametrize(
    "too_large",
    [
        snapshot(costs=(cost(TODAY, "9300000000"),)),
        snapshot(used=(DayTokens(day=TODAY, model="alpha", input_tokens=10**16),)),
        UsageSnapshot(
            taken_at=NOON,
            day_quantities=(
                DayQuantity(day=TODAY, name="x", model=None, unit=Unit.BYTES, quantity=Decimal(10) ** 16),
            ),
        ),
    ],
)
async def test_a_figure_too_large_to_keep_is_told_and_changes_nothing(
    database: Database, too_large: UsageSnapshot
) -> None:
    await database.record_poll(poll(), full_snapshot())
    rows = await dump(database)
    with pytest.raises(DatabaseError, match="too large") as caught:
        await database.record_poll(poll(minutes=5), too_large)
    assert caught.value.fault is DatabaseFault.OTHER
    assert await dump(database) == rows


async def test_sums_beyond_sixty_three_bits_do_not_overflow(database: Database) -> None:
    costs = tuple(cost(TODAY, "-9000000000.000000001", model=f"m{number}") for number in range(5))
    await database.record_poll(poll(), snapshot(costs=costs))
    (facts,) = await database.facts(TODAY)
    assert facts.days[0].cost == (usd("-45000000000.000000005"),)


async def test_quantities_are_exact_and_summed_over_days(database: Database) -> None:
    counted = [
        DayQuantity(
            day=day, name="storage", model=None, unit=Unit.BYTES, quantity=Decimal("12000000000000.7")
        )
        for day in (YESTERDAY, TODAY)
    ]
    await database.record_poll(poll(), UsageSnapshot(taken_at=NOON, day_quantities=tuple(counted)))
    history = await database.history("one", YESTERDAY, TODAY)
    assert history.quantities == (("storage", "bytes", Decimal("24000000000001.4")),)


HOSTILE = [
    "'; DROP TABLE providers; --",
    'double " and `back` quotes',
    "line\nbreaks\r\n\tand tabs",
    "nul \x00 inside",
    "emoji 🧮🇪🇺 and \u202eRTL\u202c עברית",
    "x" * 10_240,
    " ",
]


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names_survive(database: Database, name: str) -> None:
    hostile = replace(provider("hostile", name), options={name: name})
    await database.save_provider(hostile)
    day = snapshot(costs=(cost(TODAY, "1", model=name, item=name),), used=(tokens(TODAY, 1, 1, model=name),))
    window = replace(WINDOWS[0], id=name, name=name, scope=name)
    record = poll("hostile", problem=replace(PROBLEM, message=name), warnings=(name,))
    await database.record_poll(record, replace(day, windows=(window,), identity=name, notes={name: name}))
    (facts,) = await database.facts(TODAY, "hostile")
    assert facts.provider == hostile
    assert facts.windows == (window,)
    assert facts.last_poll == record
    assert [usage.model for usage in facts.month_models] == [name]
    assert await database.notes("hostile") == {name: name}
    with stored_contents(database.path, None, None) as contents:
        assert [(fact.model, fact.item) for fact in contents.days(hostile) if isinstance(fact, DayCost)] == [
            (name, name)
        ]


async def test_half_a_surrogate_pair_becomes_a_mark(database: Database) -> None:
    await database.record_poll(poll(), snapshot(costs=(cost(TODAY, "1", model="bad \ud83d name"),)))
    history = await database.history("one", TODAY, TODAY)
    assert [row.model for row in history.costs] == ["bad \ufffd name"]


async def test_currencies_stay_apart(database: Database) -> None:
    both = (cost(TODAY, "1"), replace(cost(TODAY, "1"), money=cny("7.5")))
    await database.record_poll(poll(), snapshot(costs=both))
    (facts,) = await database.facts(TODAY)
    assert facts.days[0].cost == (Money(amount=Decimal("7.5"), currency="CNY"), usd("1"))


async def test_a_failure_in_the_middle_leaves_the_earlier_data_whole(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await database.record_poll(poll(), full_snapshot())
    rows = await dump(database)

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("the statement is wrong")

    monkeypatch.setattr("aimonitor.db.recording.window_rows", fail)
    with pytest.raises(sqlite3.OperationalError, match="wrong"):
        await database.record_poll(
            poll(minutes=5), replace(full_snapshot(5), day_costs=(cost(TODAY, "99"),), balances=())
        )
    monkeypatch.undo()
    assert await dump(database) == rows
    await database.record_poll(poll(minutes=6), full_snapshot(6))
    assert len(await database.polls("one")) == 2


async def test_many_polls_at_once_are_all_kept(database: Database) -> None:
    async with asyncio.TaskGroup() as group:
        for minutes in range(40):
            group.create_task(database.record_poll(poll(minutes=minutes), full_snapshot(minutes)))
    assert await count(database, "polls") == 40
