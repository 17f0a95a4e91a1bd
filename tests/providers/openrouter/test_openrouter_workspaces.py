"""Workspaces, the caps of keys and budgets: where a small mistake would go unnoticed by the other tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.usage import UsageSnapshot
from aimonitor.errors import NetworkError, ProblemKind, RateLimitError
from aimonitor.providers.builtin.openrouter.caps import length
from aimonitor.providers.builtin.openrouter.keys import read_workspaces
from tests.providers.calling import NOW, calling
from tests.providers.fixture_server import FixtureServer, Reply, fixture
from tests.providers.openrouter.polling import BUDGETS, CLIENT, KEY, WORKSPACES, account, poll, refusal


@pytest.fixture
async def server() -> AsyncIterator[FixtureServer]:
    """A management key for which everything answers."""
    async with FixtureServer() as server:
        yield account(server)


def failed(snapshot: UsageSnapshot) -> dict[str, ProblemKind]:
    return {failure.part: failure.problem.kind for failure in snapshot.failures}


@pytest.mark.parametrize("kind", [RateLimitError, NetworkError])
async def test_a_list_of_workspaces_that_may_come_later_is_not_the_default_one(
    server: FixtureServer, kind: type[Exception]
) -> None:
    server.answer(WORKSPACES, fixture("openrouter/keys_error_429").reply)
    async with calling(CLIENT, server, KEY) as call:
        if kind is NetworkError:
            await server.__aexit__()
        with pytest.raises(kind):
            await read_workspaces(call.api)


async def test_a_list_of_workspaces_that_fails_for_once_takes_no_limit_away(server: FixtureServer) -> None:
    """Neither the budgets nor the caps of the other workspaces are gone: what was known of them stays."""
    server.answer(WORKSPACES, fixture("openrouter/error_500").reply)
    snapshot = await poll(server)
    assert snapshot.windows is None
    assert failed(snapshot) == {"budgets": ProblemKind.SERVICE}


@pytest.mark.parametrize("code", [403, 404])
async def test_budgets_are_not_said_to_be_none_where_no_workspace_is_told(
    server: FixtureServer, code: int
) -> None:
    server.answer(WORKSPACES, refusal(code, "Not for you"))
    snapshot = await poll(server)
    assert list(failed(snapshot)) == ["budgets"]
    assert [window.name for window in snapshot.windows or ()] == ["My Production Key"]


@pytest.mark.parametrize("code", [403, 404])
async def test_budgets_that_are_not_offered_do_not_hold_up_the_caps(server: FixtureServer, code: int) -> None:
    server.answer(BUDGETS, refusal(code, "Not here"))
    snapshot = await poll(server)
    assert list(failed(snapshot)) == ["budgets"]
    assert [window.name for window in snapshot.windows or ()] == ["My Production Key"]


async def budget(server: FixtureServer, *, byok: bool = False, **changes: object) -> Any:  # noqa: ANN401
    body = fixture("openrouter/workspace_budgets_official").json
    body["data"][0] |= changes
    server.answer(BUDGETS, Reply.of({**body, "include_byok_in_budgets": byok}))
    windows = (await poll(server)).windows or ()
    return next(window for window in windows if window.id.startswith("budget:"))


@pytest.mark.parametrize(
    ("word", "period", "counts"),
    [
        ("daily", PeriodKind.TODAY, timedelta(days=1)),
        ("weekly", None, timedelta(days=7)),
        ("monthly", PeriodKind.THIS_MONTH, timedelta(days=30)),
        (None, None, None),
    ],
)
async def test_a_budget_is_compared_with_the_spend_of_its_own_period(
    server: FixtureServer, word: str | None, period: PeriodKind | None, counts: timedelta | None
) -> None:
    window = await budget(server, reset_interval=word)
    assert (window.period, window.length) == (period, counts)


async def test_a_budget_that_counts_byok_is_not_compared_with_credits(server: FixtureServer) -> None:
    assert (await budget(server, byok=True)).period is None


async def test_a_list_that_is_shorter_than_it_says_is_not_the_whole_one(server: FixtureServer) -> None:
    listed = fixture("openrouter/workspaces_official").json
    server.answer(WORKSPACES, Reply.of({**listed, "total_count": 3}))
    assert (await budget(server)).period is None
    async with calling(CLIENT, server, KEY) as call:
        assert not (await read_workspaces(call.api)).whole


async def test_a_budget_of_one_workspace_of_too_many_is_not_compared_with_the_account(
    server: FixtureServer,
) -> None:
    listed = fixture("openrouter/workspaces_official").json
    (only,) = listed["data"]
    others = [{**only, "id": f"w{number}"} for number in range(1, 21)]
    server.answer(WORKSPACES, Reply.of({**listed, "data": [only, *others], "total_count": 21}))
    for other in others:
        server.answer(f"{WORKSPACES}/{other['id']}/budgets", Reply.of({"data": []}))
    assert (await budget(server)).period is None


@pytest.mark.parametrize(
    ("now", "expected"),
    [(NOW, 30), (datetime(2026, 12, 31, tzinfo=UTC), 31), (datetime(2028, 2, 1, tzinfo=UTC), 29)],
)
def test_a_monthly_cap_counts_as_many_days_as_the_month_has(now: datetime, expected: int) -> None:
    assert length("monthly", now) == timedelta(days=expected)
