from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from aimonitor.domain.usage import UsageSnapshot
from aimonitor.errors import ProblemKind
from aimonitor.providers.builtin.anthropic.client import AnthropicClient
from aimonitor.providers.builtin.anthropic.reports import COSTS, USAGE
from tests.providers.calling import MONTH, NOW, TODAY, calling, read
from tests.providers.fixture_server import FixtureServer, Reply, fixture, flow
from tests.providers.sums import days, money, money_of

CLIENT = AnthropicClient()
KEY = "sk-ant-admin01-TEST0000"
PATH = COSTS.path
FIRST = date(2026, 12, 1)
FIRST_NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[FixtureServer]:
    async with FixtureServer() as server:
        yield server.serve("anthropic/usage_messages_empty", "anthropic/rate_limits_empty")


async def poll(server: FixtureServer, since: date = MONTH, now: datetime = NOW) -> UsageSnapshot:
    async with calling(CLIENT, server, KEY, since=since, now=now) as call:
        return await read(CLIENT, call)


@pytest.mark.parametrize("name", ["anthropic_cost_month", "anthropic_cost_month_single"])
async def test_a_month_of_costs_is_exact(server: FixtureServer, name: str) -> None:
    expected = flow("anthropic_cost_month").expected
    server.serve(*flow(name).steps)
    snapshot = await poll(server)
    rows = snapshot.day_costs
    assert str(money(rows)) == expected["month_to_date_usd"] == "32.5294558"
    assert money(rows) * 100 == Decimal(expected["month_to_date_cents"])
    assert str(max(days(rows))) == expected["reported_through"]
    assert money_of(rows, TODAY) is None  # unknown, not zero
    assert money_of(rows, date(2026, 11, 8)) == 0
    assert min(days(rows)) == MONTH  # October was read and dropped
    assert snapshot.failures == ()


async def test_the_ungrouped_month_is_the_same_sum(server: FixtureServer) -> None:
    server.serve("anthropic/cost_report_month_ungrouped")
    rows = (await poll(server)).day_costs
    assert money(rows) == Decimal("32.5294558")
    assert {(row.model, row.item) for row in rows} == {(None, "")}


async def test_pages_are_asked_for_from_the_day_before_with_nothing_changed_but_the_cursor(
    server: FixtureServer,
) -> None:
    server.serve(*flow("anthropic_cost_month").steps)
    await poll(server)
    asked = [dict(request.query) for request in server.asked(PATH)]
    assert [query.pop("page", None) for query in asked] == [
        None,
        ["page_Zml4dHVyZSBhbnRocm9waWMgY29zdHMgcDI="],
        ["page_Zml4dHVyZSBhbnRocm9waWMgY29zdHMgcDM="],
    ]
    assert asked[0] == asked[1] == asked[2]
    assert asked[0] == {
        "starting_at": ["2026-10-31T00:00:00Z"],
        "bucket_width": ["1d"],
        "limit": ["31"],
        "group_by[]": ["description"],
    }


async def test_what_was_paid_for_is_told_in_plain_words(server: FixtureServer) -> None:
    server.serve("anthropic/cost_report_month_single_page")
    rows = (await poll(server)).day_costs
    opus = {row.item for row in rows if row.model == "claude-opus-5"}
    assert opus == {"input", "output", "cached input", "cache write", "cache write (1 h)", "batch output"}
    assert {row.item for row in rows if row.model is None} == {"", "web search", "code execution"}


async def test_a_kind_of_cost_we_do_not_know_keeps_its_description(server: FixtureServer) -> None:
    row: dict[str, object] = {
        "amount": "5",
        "currency": "USD",
        "description": "Brand New Thing",
        "cost_type": "new_thing",
    }
    server.answer(PATH, Reply.of(report(bucket(TODAY, row))))
    (cost,) = (await poll(server)).day_costs
    assert (cost.model, cost.item, cost.money.amount) == (None, "Brand New Thing", Decimal("0.05"))
    assert not cost.complete  # today, where it is reported, is still growing


async def test_the_first_of_the_month_asks_for_a_complete_day(server: FixtureServer) -> None:
    server.answer(PATH, Reply.of(report(bucket(FIRST - timedelta(days=1)))))
    snapshot = await poll(server, since=FIRST, now=FIRST_NOW)
    assert server.asked(PATH)[0].query["starting_at"] == ["2026-11-30T00:00:00Z"]
    assert snapshot.day_costs == ()
    assert snapshot.failures == ()


async def test_a_range_without_a_full_day_is_nothing_reported_yet_and_no_error(server: FixtureServer) -> None:
    server.serve("anthropic/error_400_range_without_full_day")
    snapshot = await poll(server, since=FIRST, now=FIRST_NOW)
    assert snapshot.day_costs == ()
    assert snapshot.failures == ()
    assert any("reported yet" in warning for warning in snapshot.warnings)
    assert len(server.asked(PATH)) == 1


async def test_empty_days_are_zero_and_no_days_are_unknown(server: FixtureServer) -> None:
    server.serve("anthropic/cost_report_empty_month")
    rows = (await poll(server)).day_costs
    assert len(rows) == 14
    assert money(rows) == 0
    server.serve("anthropic/cost_report_no_buckets")
    assert (await poll(server)).day_costs == ()


async def test_an_unreadable_amount_makes_its_day_unknown_and_no_other(server: FixtureServer) -> None:
    server.serve("anthropic/cost_report_amount_malformed")
    snapshot = await poll(server)
    assert days(snapshot.day_costs) == {date(2026, 11, 2)}
    assert money(snapshot.day_costs) == Decimal("2.5")
    assert any("2026-11-01" in warning for warning in snapshot.warnings)


async def test_the_official_row_is_cents(server: FixtureServer) -> None:
    body = fixture("anthropic/cost_report_official").json
    body["data"][0].update(starting_at="2026-11-02T00:00:00Z", ending_at="2026-11-03T00:00:00Z")
    server.answer(PATH, Reply.of({**body, "has_more": False}))
    (cost,) = (await poll(server)).day_costs
    # 123.78912 cents, kept to a billionth
    assert (str(cost.money.amount), cost.model, cost.item) == ("1.2378912", "claude-opus-5", "input")


@pytest.mark.parametrize("cursor", [None, "again"])
async def test_paging_that_breaks_is_incomplete(server: FixtureServer, cursor: str | None) -> None:
    page = {**fixture("anthropic/cost_report_month_page1").json, "has_more": True, "next_page": cursor}
    server.answer(PATH, Reply.of(page))
    snapshot = await poll(server)
    assert [(failure.part, failure.problem.kind) for failure in snapshot.failures] == [
        ("costs", ProblemKind.SCHEMA)
    ]
    assert days(snapshot.day_costs) == {MONTH + timedelta(days=day) for day in range(6)}


@pytest.mark.parametrize("strictness", [0, 1])
async def test_a_back_fill_is_cut_into_pages_newest_first_without_gap_or_overlap(strictness: int) -> None:
    """Whether or not a server includes a day that ends exactly at `ending_at`, each day comes once."""
    since = TODAY - timedelta(days=179)
    async with FixtureServer() as server:
        server.serve("anthropic/usage_messages_empty", "anthropic/rate_limits_empty")
        for start, end in wanted_ranges(since):
            stop = min(end - timedelta(days=strictness), TODAY) if end else TODAY
            span = [start + timedelta(days=day) for day in range((stop - start).days)]
            assert len(span) <= 31
            lines = [bucket(day, {"amount": "100", "currency": "USD"}) for day in span]
            server.answer(PATH, Reply.of(report(*lines)), starting_at=f"{start}T00:00:00Z")
        snapshot = await poll(server, since=since)
        assert server.unexpected == []
    assert len(days(snapshot.day_costs)) == 179
    assert money(snapshot.day_costs) == 179
    asked = [
        (request.query["starting_at"][0], request.query.get("ending_at")) for request in server.asked(PATH)
    ]
    assert asked[0] == ("2026-10-17T00:00:00Z", None)
    assert asked[1] == ("2026-09-19T00:00:00Z", ["2026-10-19T00:00:00Z"])


async def test_an_older_page_that_fails_keeps_the_newer_days_and_is_named(server: FixtureServer) -> None:
    server.answer(PATH, fixture("anthropic/error_402_billing").reply)
    server.answer(PATH, Reply.of(report(bucket(MONTH))), starting_at="2026-10-17T00:00:00Z")
    snapshot = await poll(server, since=TODAY - timedelta(days=60))
    assert days(snapshot.day_costs) == {MONTH}
    assert snapshot.failures[0].part == "costs"
    assert snapshot.failures[0].problem.kind is ProblemKind.BILLING
    assert len(server.asked(PATH)) == 2


def wanted_ranges(since: date) -> list[tuple[date, date | None]]:
    """What is to be asked for: 29 days at a time, with a spare day at the right end of each."""
    ranges: list[tuple[date, date | None]] = []
    last = TODAY
    while last >= since:
        first = max(since, last - timedelta(days=28))
        newest = last == TODAY
        ranges.append((first - timedelta(days=1), None) if newest else (first, last + timedelta(days=2)))
        last = first - timedelta(days=1)
    return ranges


def bucket(day: date, *rows: dict[str, object]) -> dict[str, object]:
    end = day + timedelta(days=1)
    return {"starting_at": f"{day}T00:00:00Z", "ending_at": f"{end}T00:00:00Z", "results": list(rows)}


def report(*buckets: dict[str, object]) -> dict[str, object]:
    return {"data": list(buckets), "has_more": False, "next_page": None}


async def test_priority_tokens_mark_the_bill_of_their_day_as_incomplete(server: FixtureServer) -> None:
    second, third = MONTH + timedelta(days=1), MONTH + timedelta(days=2)
    used = fixture("anthropic/usage_messages_official").json["data"][0]["results"][0]
    line: dict[str, object] = {"amount": "100", "currency": "USD"}
    server.answer(PATH, Reply.of(report(bucket(second, line), bucket(third, line))))
    server.answer(USAGE.path, Reply.of(report(bucket(second, {**used, "service_tier": "priority"}))))
    snapshot = await poll(server)
    assert {row.day: row.complete for row in snapshot.day_costs} == {second: False, third: True}
    assert any("Priority" in warning for warning in snapshot.warnings)
