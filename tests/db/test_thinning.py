from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from aimonitor.db import thinning
from aimonitor.db.database import Database
from aimonitor.domain.balance_entry import BalanceEntry, EntryKind
from aimonitor.domain.money import Money
from aimonitor.domain.notice import Notice, NoticeKind, Urgency
from aimonitor.domain.usage import Balance, BalanceRole, DayQuantity, Unit, UsageSnapshot
from aimonitor.insight.entered import entered_balance
from tests.db.samples import NOON, TODAY, cny, cost, poll, provider, tokens, usd

HOUR = 60
DAY = 24 * HOUR


async def record(database: Database, minutes: float, provider_id: str = "one") -> None:
    left = Balance(role=BalanceRole.TOTAL, money=Money(amount=Decimal(str(minutes)) + 10**9, currency="USD"))
    read = UsageSnapshot(taken_at=NOON + timedelta(minutes=minutes), balances=(left, left))
    await database.record_poll(poll(provider_id, minutes=minutes), read)


async def sampled(database: Database, table: str, column: str) -> list[datetime]:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    rows = await database._use(
        lambda connection: connection.execute(
            f"SELECT DISTINCT {column} FROM {table} ORDER BY 1"  # noqa: S608
        ).fetchall()
    )
    return [epoch + timedelta(microseconds=stored) for (stored,) in rows]


@pytest.mark.parametrize(("table", "column"), [("polls", "started_at"), ("balances", "sampled_at")])
async def test_each_hour_then_each_day_keeps_its_first_and_last(
    database: Database, table: str, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thinning, "BATCH", 3)
    recent = [-5 * count for count in range(20)]
    hourly = [-10 * DAY + 10 * count for count in range(18)]
    daily = [-200 * DAY + 6 * HOUR * count for count in range(12)]
    for minutes in (*daily, *hourly, *recent[::-1]):
        await record(database, minutes)
    await database.thin(400)
    kept = await sampled(database, table, column)
    assert [at for at in kept if at > NOON - timedelta(days=1)] == sorted(
        NOON + timedelta(minutes=minutes) for minutes in recent
    )
    middle = [at for at in kept if NOON - timedelta(days=11) < at < NOON - timedelta(days=9)]
    assert [at.minute for at in middle] == [0, 50] * 3
    old = [at for at in kept if at < NOON - timedelta(days=100)]
    assert [at.hour for at in old] == [12, 18, 0, 18, 0, 18, 0, 6]
    assert Counter(at.date() for at in old).most_common(1)[0][1] == 2
    again = await database._use(lambda connection: connection.total_changes)
    await database.thin(400)
    assert await database._use(lambda connection: connection.total_changes) == again


async def test_older_than_the_user_keeps_goes_but_for_the_newest_of_each(database: Database) -> None:
    await database.save_provider(provider("two"))
    for minutes in (-50 * DAY, -40 * DAY):
        await record(database, minutes)
        await record(database, minutes, "two")
    await record(database, 0, "two")
    event = Notice(
        key="k",
        kind=NoticeKind.FAILED,
        title="t",
        body="b",
        urgency=Urgency.LOW,
        raised_at=NOON - timedelta(days=31),
    )
    await database.add_event(event)
    await database.add_event(replace(event, raised_at=NOON - timedelta(days=29)))
    await database.thin(30)
    assert [one.started_at for one in await database.polls("one")] == [NOON - timedelta(days=40)]
    assert [one.started_at for one in await database.polls("two")] == [NOON]
    (facts,) = await database.facts(TODAY, "one")
    assert facts.balances is not None
    assert len(facts.balances) == 2
    assert len(await sampled(database, "balances", "sampled_at")) == 2
    assert len(await database.events()) == 1


async def test_what_is_left_by_the_users_word_stays_as_days_that_it_counts_from_are_removed(
    database: Database,
) -> None:
    for entry in (OPENING, TOP_UP, replace(OPENING, id="yuan", money=cny("9"))):
        await database.save_balance_entry(entry)
    days = [TODAY - timedelta(days=back) for back in range(40)]
    await database.record_poll(
        poll(), UsageSnapshot(taken_at=NOON, day_costs=tuple(cost(d, "1") for d in days))
    )
    before = await left(database)
    assert [figure for figure, _, _ in before] == ["CNY 9", "USD 82"]
    for keep in (20, 20, 15, 15, 10):
        await database.thin(keep)
        assert await left(database) == before
    entered = await database.balance_entries("one")
    carried = [entry for entry in entered if entry.id not in ("opening", "topped up", "yuan")]
    assert {entry.id for entry in entered} >= {"opening", "topped up", "yuan"}, "the user's own stay"
    assert [(entry.day, entry.money) for entry in carried] == [
        (TODAY - timedelta(days=10), cny("9")),
        (TODAY - timedelta(days=10), usd("93")),
    ]
    assert {entry.note for entry in carried} == {
        f"Carried forward from {OPENING.day}: the days since then are no longer kept."
    }


async def test_an_opening_balance_that_counts_no_more_is_not_carried(database: Database) -> None:
    newer = replace(OPENING, id="newer", day=TODAY - timedelta(days=5))
    for entry in (OPENING, newer):
        await database.save_balance_entry(entry)
    days = [TODAY - timedelta(days=back) for back in range(40)]
    await database.record_poll(
        poll(), UsageSnapshot(taken_at=NOON, day_costs=tuple(cost(d, "1") for d in days))
    )
    await database.thin(20)
    assert await database.balance_entries("one") == [newer, OPENING]


async def test_nothing_is_carried_over_days_that_are_not_known_in_full(database: Database) -> None:
    await database.save_balance_entry(OPENING)
    days = [TODAY - timedelta(days=back) for back in range(40) if back != 25]
    await database.record_poll(
        poll(), UsageSnapshot(taken_at=NOON, day_costs=tuple(cost(d, "1") for d in days))
    )
    await database.thin(20)
    assert await database.balance_entries("one") == [OPENING]
    ((_, complete, note),) = await left(database)
    assert not complete
    assert note.startswith("At most this")


OPENING = BalanceEntry(
    id="opening",
    provider_id="one",
    kind=EntryKind.OPENING,
    day=TODAY - timedelta(days=32),
    money=usd("100"),
    note="as the console said",
)
TOP_UP = replace(
    OPENING, id="topped up", kind=EntryKind.TOP_UP, day=TODAY - timedelta(days=30), money=usd("15"), note=""
)


async def left(database: Database) -> list[tuple[str, bool, str]]:
    """What is left, whether that is all of it, and its note."""
    (facts,) = await database.facts(TODAY)
    figure, _ = entered_balance(facts.entered, TODAY)
    return [(f"{one.currency} {one.amount:f}", figure.complete, figure.note[:12]) for one in figure.totals]


async def test_days_older_than_the_user_keeps_are_removed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thinning, "_DAYS_AT_ONCE", 2)
    days = [TODAY - timedelta(days=back) for back in range(20)]
    read = UsageSnapshot(
        taken_at=NOON,
        day_costs=tuple(cost(day, "1") for day in days),
        day_tokens=tuple(tokens(day, 1, 1) for day in days),
        day_quantities=tuple(
            DayQuantity(day=day, name="n", model=None, unit=Unit.COUNT, quantity=Decimal(1)) for day in days
        ),
    )
    await database.record_poll(poll(), read)
    await database.thin(10)
    history = await database.history("one", days[-1], TODAY)
    oldest = TODAY - timedelta(days=10)
    assert [row.day for row in history.costs] == [row.day for row in history.tokens]
    assert history.costs[0].day == oldest
    assert len(history.costs) == 11
    assert history.quantities == (("n", "count", Decimal(11)),)
    (facts,) = await database.facts(TODAY)
    assert facts.history_since == oldest
