from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from aimonitor.domain.usage import Unit, UsageSnapshot
from aimonitor.errors import ProblemKind
from aimonitor.providers.builtin.anthropic.client import AnthropicClient
from aimonitor.providers.builtin.anthropic.limits import PATH as LIMITS
from aimonitor.providers.builtin.anthropic.reports import USAGE
from tests.providers.calling import MONTH, calling, read
from tests.providers.fixture_server import FixtureServer, Reply, fixture, flow
from tests.providers.sums import days

CLIENT = AnthropicClient()
KEY = "sk-ant-admin01-TEST0000"


@pytest.fixture
async def server() -> AsyncIterator[FixtureServer]:
    async with FixtureServer() as server:
        server.serve("anthropic/cost_report_month_single_page", "anthropic/usage_messages_empty")
        yield server.serve("anthropic/rate_limits_official")


async def poll(server: FixtureServer, notes: dict[str, str] | None = None) -> UsageSnapshot:
    async with calling(CLIENT, server, KEY, since=MONTH, notes=notes) as call:
        return await read(CLIENT, call)


async def test_a_month_of_tokens_is_exact(server: FixtureServer) -> None:
    story = flow("anthropic_usage_month")
    server.serve(*story.steps)
    snapshot = await poll(server)
    total = 0
    for model, expected in story.expected["by_model_november"].items():
        rows = [row for row in snapshot.day_tokens if row.model == model]
        assert sum(row.input_tokens or 0 for row in rows) == expected["total_input"]
        assert sum(row.cached_input_tokens or 0 for row in rows) == expected["cache_read"]
        assert sum(row.cache_write_tokens or 0 for row in rows) == expected["cache_write"]
        assert sum(row.output_tokens or 0 for row in rows) == expected["output"]
        searches = [row.quantity for row in snapshot.day_quantities if row.model == model]
        assert sum(searches) == expected["web_search_requests"]
        total += expected["total_input"] + expected["output"]
    assert total == story.expected["total_tokens"]
    assert {row.requests for row in snapshot.day_tokens} == {None}  # no such field
    assert min(days(snapshot.day_tokens)) == MONTH


async def test_usage_is_split_by_model_and_tier(server: FixtureServer) -> None:
    await poll(server)
    assert server.asked(USAGE.path)[0].query["group_by[]"] == ["model", "service_tier"]


async def test_tiers_of_one_model_are_one_row(server: FixtureServer) -> None:
    body = fixture("anthropic/usage_messages_official").json
    row = body["data"][0]["results"][0]
    body["data"][0].update(
        starting_at="2026-11-02T00:00:00Z", results=[row, {**row, "service_tier": "batch"}]
    )
    server.answer(USAGE.path, Reply.of({**body, "has_more": False}))
    snapshot = await poll(server)
    (tokens,) = snapshot.day_tokens
    # uncached 1500 + read 200 + written 500 + 1000, twice
    assert (tokens.input_tokens, tokens.cached_input_tokens, tokens.cache_write_tokens) == (6400, 400, 3000)
    assert tokens.output_tokens == 1000
    (searches,) = snapshot.day_quantities
    assert (searches.name, searches.unit, searches.quantity) == ("web search", Unit.SEARCHES, Decimal(20))


async def test_a_day_without_use_is_a_known_zero(server: FixtureServer) -> None:
    rows = (await poll(server)).day_tokens
    assert len(rows) == 14
    assert {(row.model, row.input_tokens, row.output_tokens, row.requests) for row in rows} == {
        (None, 0, 0, None)
    }


@pytest.mark.parametrize("broken", [-1, "many", None, 1.5, True])
async def test_an_unreadable_count_makes_its_day_unknown(server: FixtureServer, broken: object) -> None:
    body = fixture("anthropic/usage_messages_month_page1").json
    body["data"][2]["results"][0]["output_tokens"] = broken
    server.answer(USAGE.path, Reply.of({**body, "has_more": False}))
    snapshot = await poll(server)
    assert date(2026, 11, 2) not in days(snapshot.day_tokens)
    assert len(days(snapshot.day_tokens)) == 5


async def test_rate_limits_are_ceilings_without_use(server: FixtureServer) -> None:
    windows = (await poll(server)).windows
    assert windows is not None
    assert len(windows) == 7
    opus = [window for window in windows if window.scope == "Claude Opus 5.5"]
    assert [(window.unit, window.limit, window.used) for window in opus] == [
        (Unit.REQUESTS_PER_MINUTE, Decimal(4000), None),
        (Unit.TOKENS_PER_MINUTE, Decimal(10_000_000), None),
        (Unit.TOKENS_PER_MINUTE, Decimal(800_000), None),
    ]
    assert windows[-1].name == "batch: enqueued batch requests"
    assert windows[-1].unit is Unit.REQUESTS


async def test_rate_limits_end_at_a_null_cursor(server: FixtureServer) -> None:
    page = fixture("anthropic/rate_limits_official").json
    first, last = page["data"][:1], page["data"][1:]
    server.answer(LIMITS, Reply.of({"data": first, "next_page": "two"}))
    server.answer(LIMITS, Reply.of({"data": last, "next_page": None}), page="two")
    windows = (await poll(server)).windows
    assert windows is not None
    assert len(windows) == 7


async def test_rate_limits_fail_alone(server: FixtureServer) -> None:
    server.serve("anthropic/error_404")
    snapshot = await poll(server)
    assert snapshot.windows is None
    assert [failure.part for failure in snapshot.failures] == ["limits"]
    assert snapshot.day_costs


async def test_a_list_of_limits_that_goes_round_in_circles_is_refused(server: FixtureServer) -> None:
    server.answer(LIMITS, Reply.of({"data": [], "next_page": "again"}))
    snapshot = await poll(server)
    assert snapshot.windows is None
    assert snapshot.failures[0].problem.kind is ProblemKind.SCHEMA


async def test_no_groups_are_no_windows(server: FixtureServer) -> None:
    server.serve("anthropic/rate_limits_empty")
    assert (await poll(server)).windows == ()


async def test_rate_limits_are_asked_for_once_an_hour(server: FixtureServer) -> None:
    first = await poll(server)
    second = await poll(server, notes=dict(first.notes))
    assert second.windows is None
    assert second.failures == ()
    assert len(server.asked(LIMITS)) == 1


async def test_costs_stay_when_usage_fails(server: FixtureServer) -> None:
    server.answer(USAGE.path, fixture("anthropic/error_500").reply)
    snapshot = await poll(server)
    assert snapshot.day_costs
    assert snapshot.day_tokens == ()
    assert [failure.part for failure in snapshot.failures] == ["tokens"]
    assert not any("tokens" in warning for warning in snapshot.warnings)
