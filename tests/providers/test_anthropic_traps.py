"""Places at which a small mistake in the client for Anthropic would go unnoticed by the other tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aimonitor.domain.provider import Capability
from aimonitor.domain.usage import UsageSnapshot
from aimonitor.providers.builtin.anthropic.client import AnthropicClient
from aimonitor.providers.builtin.anthropic.limits import PATH as LIMITS
from aimonitor.providers.builtin.anthropic.reports import COSTS, USAGE
from tests.providers.calling import MONTH, TODAY, calling, read
from tests.providers.fixture_server import FixtureServer, Reply, fixture
from tests.providers.sums import days, money

CLIENT = AnthropicClient()
KEY = "sk-ant-admin01-TEST0000"


@pytest.fixture
async def server() -> AsyncIterator[FixtureServer]:
    async with FixtureServer() as server:
        server.serve("anthropic/cost_report_month_single_page", "anthropic/usage_messages_empty")
        yield server.serve("anthropic/rate_limits_official")


async def poll(server: FixtureServer, since: date = MONTH) -> UsageSnapshot:
    async with calling(CLIENT, server, KEY, since=since) as call:
        return await read(CLIENT, call)


def row_of(name: str, **changes: object) -> dict[str, Any]:
    """The row of an official example, changed; what is None goes away."""
    row = fixture(f"anthropic/{name}").json["data"][0]["results"][0] | changes
    return {field: value for field, value in row.items() if value is not None or field == "model"}


def report(day: date, *rows: dict[str, Any]) -> Reply:
    end = day + timedelta(days=1)
    bucket = {"starting_at": f"{day}T00:00:00Z", "ending_at": f"{end}T00:00:00Z", "results": list(rows)}
    return Reply.of({"data": [bucket], "has_more": False, "next_page": None})


async def test_use_without_a_model_is_kept_and_nobodys(server: FixtureServer) -> None:
    used = row_of("usage_messages_official", model=None)
    server.answer(USAGE.path, report(MONTH, used, row_of("usage_messages_official")))
    rows = {row.model: row for row in (await poll(server)).day_tokens}
    assert set(rows) == {None, "claude-opus-5"}
    assert rows[None].input_tokens == rows["claude-opus-5"].input_tokens == 3200


@pytest.mark.parametrize("day", [MONTH, TODAY])
async def test_use_of_today_is_partial(server: FixtureServer, day: date) -> None:
    server.answer(USAGE.path, report(day, row_of("usage_messages_official")))
    snapshot = await poll(server)
    assert [row.complete for row in snapshot.day_tokens] == [day < TODAY]
    assert [row.complete for row in snapshot.day_quantities] == [day < TODAY]


@pytest.mark.parametrize(
    ("tier", "tokens", "complete"),
    [
        ("priority", 500, False),
        ("priority_on_demand", 500, False),
        ("priority", 0, True),
        ("standard", 500, True),
        ("batch", 500, True),
        ("flex", 500, True),
    ],
)
async def test_only_tokens_that_are_billed_apart_leave_the_bill_open(
    server: FixtureServer,
    tier: str,
    tokens: int,
    complete: bool,  # noqa: FBT001
) -> None:
    nothing = {"uncached_input_tokens": 0, "cache_read_input_tokens": 0, "output_tokens": tokens}
    writes = {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0}
    used = row_of("usage_messages_official", service_tier=tier, cache_creation=writes, **nothing)
    server.answer(USAGE.path, report(MONTH, used))
    server.answer(COSTS.path, report(MONTH, row_of("cost_report_official")))
    snapshot = await poll(server)
    assert [row.complete for row in snapshot.day_costs] == [complete]
    assert any("Priority tier" in warning for warning in snapshot.warnings) is not complete


async def test_searches_that_are_not_told_are_unknown(server: FixtureServer) -> None:
    server.answer(USAGE.path, report(MONTH, row_of("usage_messages_official", server_tool_use=None)))
    snapshot = await poll(server)
    assert snapshot.day_quantities == ()
    assert snapshot.day_tokens


async def test_money_is_in_the_currency_of_its_line(server: FixtureServer) -> None:
    lines = (row_of("cost_report_official"), row_of("cost_report_official", currency="EUR", amount="250"))
    server.answer(COSTS.path, report(MONTH, *lines))
    rows = (await poll(server)).day_costs
    assert (money(rows), money(rows, "EUR")) == (Decimal("1.2378912"), Decimal("2.5"))


async def test_nothing_reported_of_the_newest_days_leaves_the_older_ones(server: FixtureServer) -> None:
    older, newest = MONTH - timedelta(days=30), TODAY - timedelta(days=29)
    server.answer(COSTS.path, report(older, row_of("cost_report_official")))
    refused = fixture("anthropic/error_400_range_without_full_day").reply
    server.answer(COSTS.path, refused, starting_at=f"{newest}T00:00:00Z")
    snapshot = await poll(server, since=older)
    assert days(snapshot.day_costs) == {older}
    assert snapshot.failures == ()


async def test_a_group_of_limits_may_be_named_the_older_way(server: FixtureServer) -> None:
    limits = [{"type": "requests_per_minute", "value": 50}]
    server.answer(LIMITS, Reply.of({"data": [{"group_type": "batch", "limits": limits}], "next_page": None}))
    (window,) = (await poll(server)).windows or ()
    assert (window.id, window.scope) == ("rate:batch:requests_per_minute", "batch")


async def test_there_is_no_balance_and_nobody_asks_for_one(server: FixtureServer) -> None:
    assert (await poll(server)).balances == ()
    assert {request.path for request in server.seen} == {COSTS.path, USAGE.path, LIMITS}


async def test_a_page_of_old_days_is_one_request_a_report(server: FixtureServer) -> None:
    last = MONTH - timedelta(days=1)
    first = last - timedelta(days=(CLIENT.manifest.page_days or 0) - 1)
    async with calling(CLIENT, server, KEY, since=first, until=last) as call:
        await CLIENT.get_usage(call)
    assert [request.path for request in server.seen] == [COSTS.path, USAGE.path]


def test_today_is_not_promised_and_the_key_goes_to_the_official_host_only() -> None:
    assert Capability.TODAY_COST not in CLIENT.manifest.capabilities
    assert CLIENT.manifest.hosts == ("api.anthropic.com",)
