from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from aimonitor.domain.key_life import KeyLife
from aimonitor.domain.periods import Period, PeriodKind
from aimonitor.domain.usage import BalanceRole, Provenance, UsageSnapshot
from aimonitor.errors import BillingError, ProblemKind, ServiceError, WrongKeyError
from aimonitor.providers.builtin.openrouter.activity import read_activity
from aimonitor.providers.builtin.openrouter.analytics import read_spend
from aimonitor.providers.builtin.openrouter.manifest import MANAGEMENT
from tests.providers.calling import MONTH, NOW, TODAY, calling
from tests.providers.fixture_server import FixtureServer, Reply, fixture, flow
from tests.providers.openrouter.polling import (
    ACTIVITY,
    ANALYTICS,
    BUDGETS,
    CLIENT,
    CREDITS,
    KEY,
    KEYS,
    WORKSPACES,
    account,
    poll,
    refusal,
    table,
)
from tests.providers.sums import days, money, money_of

YESTERDAY = TODAY - timedelta(days=1)
THIS_MONTH = Period(kind=PeriodKind.THIS_MONTH, first=MONTH, last=TODAY)


@pytest.fixture
async def server() -> AsyncIterator[FixtureServer]:
    """A management key for which everything answers."""
    async with FixtureServer() as server:
        yield account(server)


def estimates(snapshot: UsageSnapshot) -> dict[PeriodKind, Decimal]:
    return {spend.period: spend.money.amount for spend in snapshot.spends or ()}


def failed(snapshot: UsageSnapshot) -> dict[str, ProblemKind]:
    return {failure.part: failure.problem.kind for failure in snapshot.failures}


async def test_the_month_of_the_account_is_exact(server: FixtureServer) -> None:
    expected = flow("openrouter_analytics_month").expected
    snapshot = await poll(server)
    assert str(money(snapshot.day_costs)) == expected["month_to_date_usd"]
    assert f"{money_of(snapshot.day_costs, TODAY)} (partial)" == expected["today_usd"]
    assert {row.day for row in snapshot.day_costs if not row.complete} == {TODAY}
    assert snapshot.spends == ()
    assert not snapshot.failures
    assert not snapshot.warnings
    assert not server.unexpected


async def test_counts_that_come_as_text_are_counts(server: FixtureServer) -> None:
    expected = flow("openrouter_analytics_month").expected
    async with calling(CLIENT, server, KEY) as call:
        spend = await read_spend(call.api, THIS_MONTH)
    rows = [row for found in spend.rows.values() for row in found]
    assert sum(row.request_count or 0 for row in rows) == expected["requests"]
    assert sum(row.tokens_total or 0 for row in rows) == expected["tokens"]


async def test_a_completed_day_without_rows_is_zero_and_today_without_rows_unknown(
    server: FixtureServer,
) -> None:
    server.serve("openrouter/analytics_empty").answer(KEYS, refusal(404, "gone"))
    snapshot = await poll(server)
    assert days(snapshot.day_costs) == set(THIS_MONTH.days()) - {TODAY}
    assert money(snapshot.day_costs) == 0
    assert snapshot.spends is None
    assert failed(snapshot) == {"limits": ProblemKind.SERVICE}


async def test_the_range_is_always_sent(server: FixtureServer) -> None:
    await poll(server)
    (asked,) = server.asked(ANALYTICS)
    assert asked.body["time_range"] == {"start": "2026-11-01T00:00:00Z", "end": "2026-11-16T00:00:00Z"}
    assert asked.body["granularity"] == "day"
    # trap 13: more than two dimensions is a 400; `user` would answer e-mail addresses
    assert asked.body["dimensions"] == ["model"]
    assert set(asked.body["metrics"]) == {"total_usage", "request_count", "tokens_total"}


async def test_a_long_history_is_asked_for_in_slices(server: FixtureServer) -> None:
    server.answer(ANALYTICS, table(), method="POST")
    snapshot = await poll(server, since=date(2020, 1, 1))
    ranges = [request.body["time_range"] for request in server.asked(ANALYTICS)]
    assert [one["end"] for one in ranges[:-1]] == [one["start"] for one in ranges[1:]]
    assert ranges[0]["start"] == "2026-08-17T00:00:00Z"
    lengths = [datetime.fromisoformat(one["end"]) - datetime.fromisoformat(one["start"]) for one in ranges]
    assert [length.days for length in lengths] == [31, 31, 29]
    assert len(days(snapshot.day_costs)) == 90


async def test_rows_are_by_model_whatever_the_time_column_is_called(server: FixtureServer) -> None:
    rows: tuple[dict[str, object], ...] = (
        {"date__day": "2026-11-14T00:00:00.000Z", "model": "openai/gpt-4.1", "total_usage": "1.5e-3"},
        {"date__day": "2026-11-14", "model": "free/one:free", "total_usage": 0, "request_count": None},
        {"date__day": "2026-11-15", "model": None, "total_usage": -0.25},
    )
    server.answer(ANALYTICS, table(*rows), method="POST")
    snapshot = await poll(server, since=YESTERDAY)
    found = {(row.day, row.model): row.money.amount for row in snapshot.day_costs}
    assert found == {
        (YESTERDAY, "openai/gpt-4.1"): Decimal("0.0015"),
        (YESTERDAY, "free/one:free"): Decimal(0),
        (TODAY, None): Decimal("-0.25"),
    }


async def test_an_answer_cut_short_is_asked_for_again_without_models(server: FixtureServer) -> None:
    whole = table({"created_at__day": "2026-11-14", "total_usage": 2})
    server.answer(ANALYTICS, table(truncated=True), whole, method="POST")
    snapshot = await poll(server, since=YESTERDAY)
    assert money_of(snapshot.day_costs, YESTERDAY) == 2
    assert ["dimensions" in request.body for request in server.asked(ANALYTICS)] == [True, False]
    assert not snapshot.failures


async def test_days_of_an_answer_cut_short_twice_are_unknown(server: FixtureServer) -> None:
    row = {"created_at__day": "2026-11-14", "total_usage": 2}
    server.answer(ANALYTICS, table(row, truncated=True), method="POST")
    snapshot = await poll(server)
    assert not snapshot.day_costs
    assert failed(snapshot) == {"costs": ProblemKind.SCHEMA}
    assert "2026-11-01 to 2026-11-15" in snapshot.failures[0].problem.message


@pytest.mark.parametrize(
    "rows",
    [
        [{"created_at__day": "2026-11-14", "total_usage": None}],
        [{"created_at__day": "2026-11-14"}],
        [{"created_at__day": "soon", "total_usage": 1}],
        [{"created_at__day": 14, "total_usage": 1}],
        [{"total_usage": 1}],
    ],
)
async def test_rows_that_cannot_be_read_are_not_zero(
    server: FixtureServer, rows: list[dict[str, object]]
) -> None:
    server.answer(ANALYTICS, table(*rows), method="POST").answer(ACTIVITY, refusal(500, "down"))
    snapshot = await poll(server)
    assert not snapshot.day_costs
    assert "costs" in failed(snapshot)


async def test_the_tokens_of_completed_days_are_exact(server: FixtureServer) -> None:
    expected = flow("openrouter_activity_month").expected
    known = (await poll(server)).day_tokens
    rows = [row for row in known if row.day in THIS_MONTH]
    assert sum(row.input_tokens or 0 for row in rows) == expected["prompt_tokens"]
    # trap 4: reasoning tokens are inside completion tokens
    assert sum(row.output_tokens or 0 for row in rows) == expected["completion_tokens"]
    assert sum((row.input_tokens or 0) + (row.output_tokens or 0) for row in rows) == expected["total_tokens"]
    assert sum(row.requests or 0 for row in rows) == expected["requests"]
    assert max(days(rows)) == YESTERDAY
    assert len(days(known)) == 30
    assert all(row.cached_input_tokens is None for row in rows if row.model)
    # several endpoints of one model are one row
    assert len(known) == len({(row.day, row.model) for row in known})


async def test_activity_is_never_asked_for_a_day(server: FixtureServer) -> None:
    # trap 3
    await poll(server)
    assert [dict(request.query) for request in server.asked(ACTIVITY)] == [{}]


@pytest.mark.parametrize(
    "refused",
    [
        fixture("openrouter/analytics_query_403_official").reply,
        refusal(500, "Internal Server Error"),
        refusal(404, "Resource not found"),
        Reply.of({"data": {"rows": []}}),
    ],
)
async def test_activity_stands_in_for_analytics(server: FixtureServer, refused: Reply) -> None:
    expected = flow("openrouter_activity_month").expected
    server.answer(ANALYTICS, refused, method="POST")
    snapshot = await poll(server)
    assert str(money(snapshot.day_costs)) == expected["november_through_14th_usd"]
    assert days(snapshot.day_costs) == set(THIS_MONTH.days()) - {TODAY}
    assert any("activity report" in warning for warning in snapshot.warnings)
    # today is told by the keys alone, and says that it is an estimate
    assert estimates(snapshot) == {PeriodKind.TODAY: Decimal("25.5")}
    assert {spend.provenance for spend in snapshot.spends or ()} == {Provenance.ESTIMATED}
    assert not snapshot.failures
    assert len(server.asked(ACTIVITY)) == 1


async def test_the_whole_window_of_activity_is_exact(server: FixtureServer) -> None:
    expected = flow("openrouter_activity_month").expected
    async with calling(CLIENT, server, KEY) as call:
        rows = await read_activity(call.api)
    assert str(sum(row.usage for row in rows)) == expected["window_total_usd"]


async def test_an_account_without_activity_is_a_known_zero(server: FixtureServer) -> None:
    server.serve("openrouter/activity_empty").answer(ANALYTICS, refusal(500, "down"), method="POST")
    snapshot = await poll(server, since=date(2026, 10, 1))
    # the window does not reach the first half of October: nothing is said about it
    assert min(days(snapshot.day_costs)) == date(2026, 10, 16)
    assert money(snapshot.day_costs) == 0
    assert sum(row.input_tokens or 0 for row in snapshot.day_tokens) == 0


async def test_keys_stand_in_where_no_report_answers(server: FixtureServer) -> None:
    expected = flow("openrouter_keys").expected
    server.serve(*flow("openrouter_keys").steps)
    server.answer(ANALYTICS, fixture("openrouter/analytics_query_403_official").reply, method="POST")
    server.serve("openrouter/activity_403_ordinary_key")
    snapshot = await poll(server)
    assert not snapshot.day_costs
    assert {period: str(amount) for period, amount in estimates(snapshot).items()} == {
        PeriodKind.TODAY: expected["usage_daily_usd"],
        PeriodKind.THIS_MONTH: expected["usage_monthly_usd"],
    }
    assert {(spend.complete, spend.through) for spend in snapshot.spends or ()} == {(False, TODAY)}
    assert failed(snapshot) == {"costs": ProblemKind.WRONG_KEY, "tokens": ProblemKind.WRONG_KEY}
    assert any("deleted" in warning for warning in snapshot.warnings)


async def test_two_faults_do_not_hide_the_keys(server: FixtureServer) -> None:
    server.answer(ANALYTICS, refusal(500, "down"), method="POST").answer(ACTIVITY, refusal(500, "down"))
    snapshot = await poll(server)
    assert estimates(snapshot) == {PeriodKind.TODAY: Decimal("25.5"), PeriodKind.THIS_MONTH: Decimal("25.5")}
    assert failed(snapshot) == {"costs": ProblemKind.SERVICE, "tokens": ProblemKind.SERVICE}


async def test_when_nothing_answers_the_first_reason_is_told(server: FixtureServer) -> None:
    server.answer(ANALYTICS, refusal(500, "down"), method="POST")
    for path in (ACTIVITY, WORKSPACES, KEYS, BUDGETS):
        server.answer(path, refusal(500, "down"))
    async with calling(CLIENT, server, KEY) as call:
        with pytest.raises(ServiceError):
            await CLIENT.get_usage(call)


async def test_a_slow_down_stops_the_parts_to_come(server: FixtureServer) -> None:
    server.answer(ANALYTICS, refusal(429, "Rate limit exceeded", retry_after="60"), method="POST")
    async with calling(CLIENT, server, KEY) as call:
        with pytest.raises(Exception, match="asked too often") as caught:
            await CLIENT.get_usage(call)
    assert getattr(caught.value, "retry_after", None) == 60
    assert [request.path for request in server.seen] == ["/api/v1/key", ANALYTICS]


async def test_the_balance_is_credits_less_use(server: FixtureServer) -> None:
    (balance,) = (await poll(server, key_kind=MANAGEMENT)).balances or ()
    assert (balance.role, balance.money.amount) == (BalanceRole.TOTAL, Decimal("74.75"))


async def test_an_overdrawn_balance_is_negative_and_an_empty_one_zero(server: FixtureServer) -> None:
    server.answer(CREDITS, Reply.of({"data": {"total_credits": 5, "total_usage": 5.25}}))
    (balance,) = (await poll(server)).balances or ()
    assert balance.money.amount == Decimal("-0.25")
    server.serve("openrouter/credits_zero_new_account")
    (balance,) = (await poll(server)).balances or ()
    assert balance.money.amount == 0


async def test_a_management_key_that_is_refused_its_balance_says_so(server: FixtureServer) -> None:
    server.serve("openrouter/credits_403_ordinary_key")
    async with calling(CLIENT, server, KEY, key_kind=MANAGEMENT) as call:
        with pytest.raises(WrongKeyError):
            await CLIENT.get_balance(call)


async def test_used_up_credit_is_not_a_refused_key(server: FixtureServer) -> None:
    server.answer(CREDITS, fixture("openrouter/error_402_insufficient_credits").reply)
    async with calling(CLIENT, server, KEY) as call:
        with pytest.raises(BillingError, match="Insufficient credits"):
            await CLIENT.get_balance(call)


async def test_byok_of_a_management_key_is_told(server: FixtureServer) -> None:
    body = fixture("openrouter/key_management").json
    body["data"]["byok_usage_monthly"] = 3.5
    server.answer("/api/v1/key", Reply.of(body))
    snapshot = await poll(server)
    assert any("$3.5 " in warning for warning in snapshot.warnings)


async def test_on_the_first_of_the_month_only_today_is_asked_for(server: FixtureServer) -> None:
    first = datetime(2026, 12, 1, 0, 5, tzinfo=UTC)
    row = {"created_at__day": "2026-12-01", "total_usage": 0.5, "model": "m"}
    server.answer(ANALYTICS, table(row), method="POST")
    snapshot = await poll(server, now=first, since=first.date())
    assert [(cost.day, cost.money.amount) for cost in snapshot.day_costs] == [(first.date(), Decimal("0.5"))]


def test_the_scenario_is_the_one_of_the_fixtures() -> None:
    assert {flow(name).now for name in ("openrouter_keys", "openrouter_analytics_month")} == {NOW}


async def test_a_management_key_says_when_it_ends_too(server: FixtureServer) -> None:
    assert (await poll(account(server))).key_life == KeyLife()
