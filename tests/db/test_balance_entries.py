from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from aimonitor.db.database import Database
from aimonitor.domain.balance_entry import BalanceEntry, EntryKind, TopUp
from aimonitor.domain.usage import Balance, BalanceRole, UsageSnapshot
from tests.db.samples import NOON, TODAY, cny, cost, poll, provider, snapshot, usd

OPENING = BalanceEntry(
    id="a",
    provider_id="one",
    kind=EntryKind.OPENING,
    day=TODAY - timedelta(days=3),
    money=usd("100"),
    note="as the console said",
)
TOP_UP = replace(
    OPENING, id="b", kind=EntryKind.TOP_UP, day=TODAY - timedelta(days=1), money=usd("20"), note=""
)


async def test_entries_read_back_newest_day_first(database: Database) -> None:
    for entry in (OPENING, TOP_UP):
        assert await database.save_balance_entry(entry)
    assert await database.balance_entries("one") == [TOP_UP, OPENING]
    changed = replace(OPENING, money=usd("99.123456789"), note="\ud800 half a pair")
    await database.save_balance_entry(changed)
    assert (await database.balance_entries("one"))[1] == replace(changed, note="\ufffd half a pair")


async def test_an_entry_can_be_removed_once(database: Database) -> None:
    await database.save_balance_entry(OPENING)
    assert not await database.delete_balance_entry("two", "a")
    assert await database.delete_balance_entry("one", "a")
    assert not await database.delete_balance_entry("one", "a")
    assert await database.balance_entries("one") == []


async def test_entries_go_with_their_provider_and_need_one(database: Database) -> None:
    await database.save_balance_entry(OPENING)
    await database.delete_provider("one")
    assert not await database.save_balance_entry(OPENING)
    await database.save_provider(provider())
    assert await database.balance_entries("one") == []


async def test_what_was_billed_and_topped_up_counts_from_the_day_of_the_opening_balance(
    database: Database,
) -> None:
    for entry in (
        OPENING,
        TOP_UP,
        replace(TOP_UP, id="before", day=OPENING.day - timedelta(days=1)),
        replace(TOP_UP, id="to come", day=TODAY + timedelta(days=1)),
        replace(TOP_UP, id="same day", day=OPENING.day, money=usd("1")),
        replace(TOP_UP, id="yuan", money=cny("7")),
    ):
        await database.save_balance_entry(entry)
    costs = tuple(cost(TODAY - timedelta(days=back), "2", complete=back > 0) for back in range(6))
    await database.record_poll(poll(), snapshot(costs=costs))
    (facts,) = await database.facts(TODAY)
    (found,) = facts.entered
    assert (found.opening, found.topped_up, found.billed) == (OPENING, usd("21"), usd("8"))
    assert (found.whole_days, found.last_whole) == (3, TODAY - timedelta(days=1))


async def test_the_newest_opening_balance_up_to_today_counts_in_each_currency(database: Database) -> None:
    newer = replace(OPENING, id="newer", day=TODAY - timedelta(days=1), money=usd("50"))
    for entry in (
        OPENING,
        newer,
        replace(OPENING, id="to come", day=TODAY + timedelta(days=1)),
        replace(OPENING, id="yuan", money=cny("7")),
    ):
        await database.save_balance_entry(entry)
    (facts,) = await database.facts(TODAY)
    assert [(one.opening.id, one.billed) for one in facts.entered] == [
        ("yuan", cny("0")),
        ("newer", usd("0")),
    ]
    assert [(one.whole_days, one.last_whole) for one in facts.entered] == [(0, None)] * 2


async def test_a_later_opening_balance_of_one_day_takes_the_place_of_the_first(database: Database) -> None:
    for first, second in (("a", "z"), ("y", "b")):
        for entry_id, amount in ((first, "100"), (second, "40")):
            entry = replace(OPENING, id=entry_id, money=usd(amount), day=TODAY)
            await database.save_balance_entry(entry)
        (facts,) = await database.facts(TODAY)
        assert facts.entered[0].opening.money == usd("40")
    of_today = [one.id for one in await database.balance_entries("one") if one.day == TODAY]
    assert of_today == ["b"]


async def test_without_an_opening_balance_nothing_follows(database: Database) -> None:
    await database.save_balance_entry(TOP_UP)
    (facts,) = await database.facts(TODAY)
    assert facts.entered == ()


async def test_rises_of_a_balance_are_kept_as_top_ups(database: Database) -> None:
    for hours, total in ((3, "10"), (2, "30"), (1, "29"), (0, "34")):
        at = NOON - timedelta(hours=hours)
        left = (Balance(role=BalanceRole.TOTAL, money=usd(total)),)
        read = UsageSnapshot(taken_at=at, balances=left, derives_cost=True)
        await database.record_poll(replace(poll(), started_at=at), read)
    assert await database.top_ups("one") == [TopUp(day=TODAY, money=usd("25"))]
