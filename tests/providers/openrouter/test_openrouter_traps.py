"""Places at which a small mistake in the client would go unnoticed by the other tests of this folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aimonitor.domain.periods import PeriodKind
from aimonitor.errors import BillingError, RateLimitError, ServiceError
from aimonitor.providers.builtin.openrouter.client import REFUSED
from aimonitor.providers.builtin.openrouter.manifest import MANAGEMENT
from tests.providers.calling import MONTH, TODAY, calling
from tests.providers.fixture_server import FixtureServer, Reply, fixture, flow
from tests.providers.openrouter.polling import (
    ACTIVITY,
    ANALYTICS,
    CLIENT,
    CREDITS,
    KEY,
    KEYS,
    account,
    poll,
    refusal,
    table,
)
from tests.providers.sums import days, money, money_of

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
async def server() -> AsyncIterator[FixtureServer]:
    """A management key for which everything answers."""
    async with FixtureServer() as server:
        yield account(server)


def without_analytics(server: FixtureServer) -> FixtureServer:
    return server.answer(ANALYTICS, fixture("openrouter/analytics_query_403_official").reply, method="POST")


# --- figures of the reports ------------------------------------------------------------------------


async def test_each_model_has_its_own_share_of_each_day(server: FixtureServer) -> None:
    """Summed over the endpoints that served it, from the activity report."""
    without_analytics(server)
    snapshot = await poll(server)
    told: dict[tuple[str, str], list[Any]] = {}
    for row in fixture("openrouter/activity_30_days").json["data"]:
        sums = told.setdefault((row["date"], row["model"]), [Decimal(0), 0, 0, 0])
        sums[0] += Decimal(str(row["usage"]))
        for place, name in enumerate(("prompt_tokens", "completion_tokens", "requests"), 1):
            sums[place] += row[name]
    spent = {(str(row.day), row.model): row.money.amount for row in snapshot.day_costs if row.model}
    assert spent == {key: sums[0] for key, sums in told.items() if key[0] >= str(MONTH)}
    used = {
        (str(row.day), row.model): [row.input_tokens, row.output_tokens, row.requests]
        for row in snapshot.day_tokens
        if row.model
    }
    assert used == {key: sums[1:] for key, sums in told.items()}


async def test_byok_money_and_reasoning_tokens_of_the_activity_are_added_to_nothing(
    server: FixtureServer,
) -> None:
    body = fixture("openrouter/activity_official").json
    body["data"][0]["date"] = "2026-11-13"
    assert body["data"][0]["byok_usage_inference"]
    assert body["data"][0]["reasoning_tokens"]
    without_analytics(server).answer(ACTIVITY, Reply.of(body))
    snapshot = await poll(server)
    assert money(snapshot.day_costs) == Decimal("0.015")
    assert sum(row.output_tokens or 0 for row in snapshot.day_tokens) == 125


async def test_the_official_activity_is_older_than_the_window_and_counts_for_no_day_of_it(
    server: FixtureServer,
) -> None:
    without_analytics(server).serve("openrouter/activity_official")
    snapshot = await poll(server, since=date(2026, 10, 1))
    assert min(days(snapshot.day_costs)) == date(2026, 10, 16)
    assert money(snapshot.day_costs) == 0


@pytest.mark.parametrize("name", ["activity_single_day", "activity_grouped_by_workspace"])
async def test_rows_of_endpoints_and_workspaces_are_one_day(server: FixtureServer, name: str) -> None:
    body = fixture(f"openrouter/{name}").json
    without_analytics(server).answer(ACTIVITY, Reply.of(body))
    snapshot = await poll(server)
    day = date(2026, 11, 13)
    assert money_of(snapshot.day_costs, day) == sum(Decimal(str(row["usage"])) for row in body["data"])
    tokens = [row for row in snapshot.day_tokens if row.day == day]
    assert sum(row.requests or 0 for row in tokens) == sum(row["requests"] for row in body["data"])
    assert money(snapshot.day_costs) == money_of(snapshot.day_costs, day)


async def test_a_row_of_today_is_not_a_completed_day(server: FixtureServer) -> None:
    body = fixture("openrouter/activity_single_day").json
    for row in body["data"]:
        row["date"] = str(TODAY)
    without_analytics(server).answer(ACTIVITY, Reply.of(body))
    snapshot = await poll(server)
    assert TODAY not in days(snapshot.day_costs)
    assert TODAY not in days(snapshot.day_tokens)


async def test_without_keys_the_activity_says_nothing_about_today(server: FixtureServer) -> None:
    expected = flow("openrouter_activity_month").expected
    assert expected["today"] == "unknown for the account"
    without_analytics(server).answer(KEYS, refusal(403, "Only management keys can perform this operation"))
    snapshot = await poll(server)
    assert str(money(snapshot.day_costs)) == expected["november_through_14th_usd"]
    assert money_of(snapshot.day_costs, TODAY) is None
    assert snapshot.spends is None


async def test_where_the_analytics_have_no_row_of_today_the_keys_tell_it(server: FixtureServer) -> None:
    server.serve("openrouter/analytics_empty")
    snapshot = await poll(server)
    assert money_of(snapshot.day_costs, TODAY) is None
    (spend,) = snapshot.spends or ()
    assert (spend.period, spend.first, spend.money.amount) == (PeriodKind.TODAY, TODAY, Decimal("25.5"))
    assert any("An estimate" in warning for warning in snapshot.warnings)
    assert not any("too low" in warning for warning in snapshot.warnings)


@pytest.mark.parametrize("name", ["analytics_query_official", "analytics_components_nulls"])
async def test_rows_of_other_metrics_than_ours_are_no_costs(server: FixtureServer, name: str) -> None:
    server.serve(f"openrouter/{name}")
    snapshot = await poll(server)
    assert str(money(snapshot.day_costs)) == "0.587444"
    assert any("activity report" in warning for warning in snapshot.warnings)


async def test_a_clock_that_was_set_back_asks_for_today(server: FixtureServer) -> None:
    server.answer(ANALYTICS, table({"created_at__day": str(TODAY), "total_usage": 1}), method="POST")
    snapshot = await poll(server, since=TOMORROW)
    (asked,) = server.asked(ANALYTICS)
    assert asked.body["time_range"] == {"start": "2026-11-15T00:00:00Z", "end": "2026-11-16T00:00:00Z"}
    assert days(snapshot.day_costs) == {TODAY}


async def test_estimates_begin_with_the_day_and_with_the_month(server: FixtureServer) -> None:
    without_analytics(server).serve("openrouter/activity_403_ordinary_key")
    spends = (await poll(server)).spends or ()
    assert {spend.period: spend.first for spend in spends} == {
        PeriodKind.TODAY: TODAY,
        PeriodKind.THIS_MONTH: MONTH,
    }


async def test_the_keys_own_figures_begin_with_the_day_and_with_the_month(server: FixtureServer) -> None:
    server.serve("openrouter/key_official")
    spends = (await poll(server)).spends or ()
    assert {spend.period: spend.first for spend in spends} == {
        PeriodKind.TODAY: TODAY,
        PeriodKind.THIS_MONTH: MONTH,
    }


# --- what is asked again, and what is not ----------------------------------------------------------


@pytest.mark.parametrize("name", ["error_500", "error_502", "error_524_timeout"])
async def test_analytics_are_asked_again_after_a_passing_fault(server: FixtureServer, name: str) -> None:
    """Trap 13: a POST that only reads."""
    server.answer(ANALYTICS, fixture(f"openrouter/{name}").reply, method="POST")
    await poll(server)
    assert len(server.asked(ANALYTICS)) == 3


@pytest.mark.parametrize("name", ["activity_today_400", "generation_404", "analytics_query_403_official"])
async def test_analytics_are_not_asked_again_after_a_refusal(server: FixtureServer, name: str) -> None:
    server.answer(ANALYTICS, fixture(f"openrouter/{name}").reply, method="POST")
    snapshot = await poll(server)
    assert len(server.asked(ANALYTICS)) == 1
    assert str(money(snapshot.day_costs)) == "0.587444"


async def test_the_pause_of_a_key_that_asks_too_often_is_kept(server: FixtureServer) -> None:
    server.serve("openrouter/error_429_platform_limit")
    async with calling(CLIENT, server, KEY) as call:
        with pytest.raises(RateLimitError) as caught:
            await CLIENT.check_key(call)
    # not what `x-ratelimit-reset` says, whose unit nobody knows
    assert caught.value.retry_after == 60
    assert len(server.seen) == 1


async def test_a_service_that_is_away_for_a_while_is_left_alone(server: FixtureServer) -> None:
    server.serve("openrouter/error_503")
    async with calling(CLIENT, server, KEY) as call:
        with pytest.raises(ServiceError) as caught:
            await CLIENT.check_key(call)
    assert caught.value.retry_after == 15


async def test_a_balance_that_cannot_be_read_is_no_zero(server: FixtureServer) -> None:
    server.serve("openrouter/error_500")
    async with calling(CLIENT, server, KEY, key_kind=MANAGEMENT) as call:
        with pytest.raises(ServiceError):
            await CLIENT.get_balance(call)
    assert len(server.asked(CREDITS)) == 3


async def test_a_management_key_is_not_kept_from_the_balance_by_the_note_of_another(
    server: FixtureServer,
) -> None:
    """The note is of an ordinary key, which was replaced by this one today."""
    snapshot = await poll(server, key_kind=MANAGEMENT, notes={REFUSED: str(TODAY)})
    assert [balance.money.amount for balance in snapshot.balances or ()] == [Decimal("74.75")]


async def test_a_key_is_known_by_its_label(server: FixtureServer) -> None:
    async with calling(CLIENT, server, KEY) as call:
        assert (await CLIENT.check_key(call)).identity == "sk-or-v1-fak...123"


async def test_a_budget_that_is_used_up_is_no_refused_key(server: FixtureServer) -> None:
    server.answer(CREDITS, fixture("openrouter/error_403_workspace_budget").reply)
    async with calling(CLIENT, server, KEY, key_kind=MANAGEMENT) as call:
        with pytest.raises(BillingError, match="has stopped at a limit"):
            await CLIENT.get_balance(call)
