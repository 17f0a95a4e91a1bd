from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.usage import QuotaWindow
from aimonitor.errors import ProblemKind
from aimonitor.providers.builtin.openrouter.keys import SHOWN_CAPS, read_keys, read_workspaces
from tests.providers.calling import calling
from tests.providers.fixture_server import FixtureServer, Reply, fixture, flow
from tests.providers.openrouter.polling import (
    ACTIVITY,
    ANALYTICS,
    BUDGETS,
    CLIENT,
    KEY,
    KEYS,
    WORKSPACES,
    account,
    poll,
    refusal,
)


@pytest.fixture
async def server() -> AsyncIterator[FixtureServer]:
    """A management key for which everything answers."""
    async with FixtureServer() as server:
        yield account(server)


def listed(key_hash: str, **changes: Any) -> dict[str, object]:  # noqa: ANN401 any JSON
    return {
        **fixture("openrouter/keys_official").json["data"][0],
        "name": key_hash,
        "hash": key_hash,
        **changes,
    }


def places(*names: str, total: int | None = None) -> Reply:
    rows = [{"id": name, "name": name.title(), "slug": name} for name in names]
    return Reply.of({"data": rows, "total_count": len(rows) if total is None else total})


async def windows(server: FixtureServer) -> dict[str, QuotaWindow]:
    return {window.id: window for window in (await poll(server)).windows or ()}


async def test_all_pages_of_keys_are_read(server: FixtureServer) -> None:
    story = flow("openrouter_keys")
    server.serve(*story.steps)
    async with calling(CLIENT, server, KEY) as call:
        keys = await read_keys(call.api, await read_workspaces(call.api))
    assert (len(keys.keys), keys.whole) == (story.expected["keys"], True)
    assert str(keys.month) == story.expected["usage_monthly_usd"]
    assert str(keys.today) == story.expected["usage_daily_usd"]
    # trap 5: the default is one workspace, 100 keys, and without the disabled ones
    asked = [dict(request.query) for request in server.asked(KEYS)]
    assert [query.get("offset") for query in asked] == [None, ["100"]]
    assert {tuple(query["workspace_id"]) for query in asked} == {("550e8400-e29b-41d4-a716-446655440000",)}
    assert {tuple(query["include_disabled"]) for query in asked} == {("true",)}


async def test_keys_of_every_workspace_are_counted_once(server: FixtureServer) -> None:
    server.answer(WORKSPACES, places("a", "b"))
    server.answer(KEYS, Reply.of({"data": [listed("one"), listed("two")]}), workspace_id="a")
    server.answer(KEYS, Reply.of({"data": [listed("two"), listed("three")]}), workspace_id="b")
    async with calling(CLIENT, server, KEY) as call:
        keys = await read_keys(call.api, await read_workspaces(call.api))
    assert [key.hash for key in keys.keys] == ["one", "two", "three"]
    assert keys.month == Decimal("76.5")


async def test_pages_that_never_end_are_left(server: FixtureServer) -> None:
    server.answer(KEYS, fixture("openrouter/keys_page1").reply)
    async with calling(CLIENT, server, KEY) as call:
        keys = await read_keys(call.api, await read_workspaces(call.api))
    assert (len(keys.keys), keys.whole) == (100, False)
    assert len(server.asked(KEYS)) == 2


async def test_workspaces_are_read_page_by_page(server: FixtureServer) -> None:
    full = places(*(f"w{number}" for number in range(100)), total=101)
    server.answer(WORKSPACES, full, offset="0").answer(WORKSPACES, places("last"), offset="100")
    async with calling(CLIENT, server, KEY) as call:
        found = await read_workspaces(call.api)
    assert (len(found.places), found.whole) == (20, False)
    assert [request.query["offset"] for request in server.asked(WORKSPACES)] == [["0"], ["100"]]


async def test_without_the_list_of_workspaces_the_default_one_is_read(server: FixtureServer) -> None:
    server.answer(WORKSPACES, refusal(404, "Resource not found"))
    server.answer(ANALYTICS, refusal(500, "down"), method="POST").answer(ACTIVITY, refusal(500, "down"))
    snapshot = await poll(server)
    assert [dict(request.query) for request in server.asked(KEYS)] == [{"include_disabled": ["true"]}]
    assert any("too low" in warning for warning in snapshot.warnings)
    assert [window.name for window in snapshot.windows or ()] == ["My Production Key"]


async def test_a_key_that_does_not_tell_its_use_makes_the_sum_unknown(server: FixtureServer) -> None:
    server.answer(KEYS, Reply.of({"data": [listed("one"), listed("two", usage_daily=None)]}))
    server.answer(ANALYTICS, refusal(500, "down"), method="POST").answer(ACTIVITY, refusal(500, "down"))
    snapshot = await poll(server)
    assert [spend.period for spend in snapshot.spends or ()] == [PeriodKind.THIS_MONTH]


async def test_caps_of_keys_are_windows(server: FixtureServer) -> None:
    rows = [
        listed("full", limit=10, limit_remaining=-1, limit_reset="daily", name=None, label="sk-or-v1-ab...c"),
        listed("free", limit=None, limit_remaining=None),
        listed("off", disabled=True),
        listed("vague", limit=4, limit_remaining=None, limit_reset="sometimes"),
    ]
    server.answer(KEYS, Reply.of({"data": rows}))
    found = await windows(server)
    assert set(found) == {"key:full", "key:vague", "budget:770e8400-e29b-41d4-a716-446655440000"}
    full = found["key:full"]
    assert (full.used, full.limit, full.used_fraction) == (Decimal(11), Decimal(10), Decimal("1.1"))
    assert full.resets_at == datetime(2026, 11, 16, tzinfo=UTC)
    vague = found["key:vague"]
    assert (vague.used, vague.used_fraction, vague.resets_at) == (None, None, None)


async def test_a_cap_knows_how_long_it_counts(server: FixtureServer) -> None:
    words = {"daily": 1, "weekly": 7, "monthly": 30, "sometimes": None}
    rows = [listed(word, limit=10, limit_remaining=1, limit_reset=word) for word in words]
    server.answer(KEYS, Reply.of({"data": rows}))
    found = await windows(server)
    for word, days in words.items():
        assert found[f"key:{word}"].length == (None if days is None else timedelta(days=days))


async def test_only_the_fullest_caps_are_shown(server: FixtureServer) -> None:
    rows = [listed(f"k{number:02}", limit=100, limit_remaining=number) for number in range(40)]
    server.answer(KEYS, Reply.of({"data": rows}))
    found = [name for name in await windows(server) if name.startswith("key:")]
    assert found == [f"key:k{number:02}" for number in range(SHOWN_CAPS)]


async def test_the_budget_of_the_only_workspace_counts_the_accounts_month(server: FixtureServer) -> None:
    budget = (await windows(server))["budget:770e8400-e29b-41d4-a716-446655440000"]
    assert (budget.limit, budget.used, budget.period) == (Decimal(100), None, PeriodKind.THIS_MONTH)
    assert budget.resets_at == datetime(2026, 12, 1, tzinfo=UTC)
    assert budget.name == "Budget of Production"


async def test_a_budget_for_once_has_no_reset_and_no_period(server: FixtureServer) -> None:
    server.answer(BUDGETS, fixture("openrouter/workspace_budgets_lifetime").reply)
    (budget,) = [window for name, window in (await windows(server)).items() if name.startswith("budget:")]
    assert (budget.limit, budget.resets_at, budget.period) == (Decimal(500), None, None)


async def test_of_a_budget_beside_others_nobody_knows_the_use(server: FixtureServer) -> None:
    server.answer(WORKSPACES, places("a", "b"))
    body = fixture("openrouter/workspace_budgets_official").reply
    server.answer(f"{WORKSPACES}/a/budgets", body).answer(f"{WORKSPACES}/b/budgets", Reply.of({"data": []}))
    (budget,) = [window for name, window in (await windows(server)).items() if name.startswith("budget:")]
    assert (budget.period, budget.used, budget.scope) == (None, None, "A")


async def test_budgets_that_are_not_for_this_key_fail_alone(server: FixtureServer) -> None:
    server.answer(BUDGETS, refusal(403, "Not for you"))
    snapshot = await poll(server)
    assert {failure.part: failure.problem.kind for failure in snapshot.failures} == {
        "budgets": ProblemKind.WRONG_KEY
    }
    assert [window.name for window in snapshot.windows or ()] == ["My Production Key"]
    assert snapshot.day_costs


async def test_when_budgets_fail_for_once_what_was_known_of_the_windows_stays(server: FixtureServer) -> None:
    server.answer(BUDGETS, refusal(503, "Service temporarily unavailable"))
    snapshot = await poll(server)
    assert [failure.part for failure in snapshot.failures] == ["budgets"]
    assert snapshot.windows is None
    assert snapshot.day_costs


async def test_keys_fail_alone(server: FixtureServer) -> None:
    server.serve("openrouter/keys_error_429")
    async with calling(CLIENT, server, KEY) as call:
        part = await CLIENT.get_usage(call)
    kinds = {failure.part: failure.problem.kind for failure in part.failures}
    assert kinds == {"limits": ProblemKind.RATE_LIMIT, "budgets": ProblemKind.RATE_LIMIT}
    assert part.day_costs
    assert part.day_tokens
    assert part.windows is None


async def test_no_keys_are_no_caps(server: FixtureServer) -> None:
    server.serve("openrouter/keys_empty").answer(BUDGETS, Reply.of({"data": []}))
    assert (await poll(server)).windows == ()
