"""Every client that comes with the app has a place in the demo, and each tells what its books say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from aimonitor.demo import cast, company, presets
from aimonitor.demo.cast import DemoProvider
from aimonitor.demo.company import COMPANY
from aimonitor.demo.computer import BESIDE, CREDITS
from aimonitor.demo.github_copilot import BILL
from aimonitor.demo.newapi import PER_DOLLAR
from aimonitor.demo.plan import FIVE_HOURS, end_of
from aimonitor.demo.xai import USAGE
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import Health
from aimonitor.domain.usage import EVER, BalanceRole, Provenance, UsageSnapshot
from aimonitor.errors import AppError, AuthError, SchemaError, ServiceError
from aimonitor.net.answer import Json
from tests.demo.reading import NOON, REGISTRY, running

OTHERS = COMPANY[len(cast.CAST) :]
TELLING = [member for member in OTHERS if member.expected is Health.OK]
MOMENTS = (
    NOON,
    datetime(2026, 12, 1, 0, 30, tzinfo=UTC),
    datetime(2027, 1, 4, 8, 59, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 59, tzinfo=UTC),
)


def by_name(members: tuple[DemoProvider, ...] | list[DemoProvider]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("member", members, ids=lambda member: member.name)


def test_every_type_has_a_place_but_presets_that_are_like_those_that_have() -> None:
    shown = {member.provider_type for member in COMPANY}
    known = {manifest.type for manifest in REGISTRY.manifests()}
    presets_without = {"novita", "venice", "stability", "fal", "stepfun", "featherless", "cloudflare"}
    assert known - shown == presets_without


def test_the_company_is_the_cast_and_more_and_each_has_a_name_and_a_key_of_its_own() -> None:
    assert COMPANY[: len(cast.CAST)] == cast.CAST
    assert len({member.name for member in COMPANY}) == len(COMPANY)
    keys = [member.token for member in COMPANY if REGISTRY.manifest(member.provider_type).needs_key]
    assert len(set(keys)) == len(keys)
    assert all("DEMO-" in key for key in keys)


@by_name([member for member in OTHERS if member.token])
def test_each_key_is_recognised_as_its_service_where_such_keys_can_be(member: DemoProvider) -> None:
    kinds = REGISTRY.manifest(member.provider_type).key_kinds
    guess = REGISTRY.recognise(member.token, member.provider_type)
    named = any(kind.prefixes for kind in kinds)
    assert (guess and guess.manifest.type) == (member.provider_type if named else None)


@pytest.mark.parametrize("now", MOMENTS, ids=str)
@by_name(TELLING)
async def test_what_the_client_reads_is_what_the_books_say(member: DemoProvider, now: datetime) -> None:
    async with running(now) as (reader, servers, clock):
        snapshot = await reader.poll(member)
        expected = servers.expected(member.name)
        clock.moment += timedelta(minutes=40)
        later = await reader.poll(member)
    assert money_of_balance(snapshot) == expected.balance
    assert cost_of(snapshot, now) == (expected.today, expected.month)
    told = {window.id: window.used_fraction for window in snapshot.windows or ()}
    assert {name: told.get(name) for name in expected.used or ()} == (expected.used or {})
    assert {window.id for window in later.windows or ()} == set(told)


def money_of_balance(snapshot: UsageSnapshot) -> Decimal | None:
    totals = [one.money.amount for one in snapshot.balances or () if one.role is BalanceRole.TOTAL]
    return totals[0] if totals else None


def cost_of(snapshot: UsageSnapshot, now: datetime) -> tuple[Decimal | None, Decimal | None]:
    """Of today and of this month, by day; None where no day of it is told."""
    month = [cost for cost in snapshot.day_costs if (cost.day.year, cost.day.month) == (now.year, now.month)]
    today = [cost.money.amount for cost in month if cost.day == now.date()]
    zero = Decimal(0)
    return (
        sum(today, zero) if today else None,
        sum((cost.money.amount for cost in month), zero) if month else None,
    )


async def poll(member: DemoProvider) -> UsageSnapshot:
    async with running() as (reader, _, _):
        return await reader.poll(member)


async def test_a_debt_in_yuan_leaves_the_vouchers_alone_and_is_told() -> None:
    snapshot = await poll(company.MOONSHOT_CHINA)
    told = {one.role: one.money for one in snapshot.balances or ()}
    assert {money.currency for money in told.values()} == {"CNY"}
    assert told[BalanceRole.PAID].amount < 0 < told[BalanceRole.TOTAL].amount
    assert told[BalanceRole.TOTAL] == told[BalanceRole.GRANTED]
    (warning,) = snapshot.warnings
    assert "in debt" in warning


async def test_the_same_service_elsewhere_is_in_dollars() -> None:
    snapshot = await poll(company.MOONSHOT)
    assert {one.money.currency for one in snapshot.balances or ()} == {"USD"}
    assert snapshot.warnings == ()


async def test_the_teams_bill_is_by_line_and_adds_up() -> None:
    async with running() as (reader, servers, _):
        snapshot = await reader.poll(company.TEAM)
        expected = servers.expected(company.TEAM.name)
    assert {cost.model for cost in snapshot.day_costs} == {"Chat grok-4", "Chat grok-4-fast"}
    assert expected.balance is not None
    assert expected.balance > 0


async def test_a_key_without_a_quota_has_no_balance_and_no_limit() -> None:
    snapshot = await poll(company.RELAY)
    assert (snapshot.balances, snapshot.windows) == ((), ())
    (spend,) = snapshot.spends or ()
    assert spend.first == EVER
    assert spend.money.amount > 0
    assert (spend.money.amount * PER_DOLLAR) % 1 == 0


async def test_a_key_that_is_refused_with_http_200_is_refused() -> None:
    async with running() as (reader, _, _):
        with pytest.raises(AuthError, match="MiniMax rejects it"):
            await reader.poll(company.MINIMAX_OLD_KEY)


async def test_what_is_not_part_of_the_plan_is_not_shown() -> None:
    snapshot = await poll(company.MINIMAX)
    assert {window.id for window in snapshot.windows or ()} == {"5h", "weekly"}


async def test_windows_are_told_apart_by_their_length_not_by_their_slot() -> None:
    first = {}
    for hour in (14, 15):
        now = NOON.replace(hour=hour)
        async with running(now) as (reader, servers, _):
            snapshot = await reader.poll(company.CODEX)
            told = servers.computer.limits()["rateLimits"]
            used = servers.expected(company.CODEX.name).used
        assert isinstance(told, dict)
        first[hour] = told["primary"]["windowDurationMins"]
        windows = {window.id: window for window in snapshot.windows or ()}
        assert set(windows) == {"5h", "weekly", f"5h:{BESIDE}", "credits"}
        assert {name: windows[name].used_fraction for name in ("5h", "weekly")} == used
        assert windows["credits"].left == CREDITS
        assert snapshot.plan == "pro"
    assert first == {14: 7 * 24 * 60, 15: 5 * 60}


async def test_a_plan_whose_windows_begin_with_the_next_request_is_well_and_tells_nothing() -> None:
    snapshot = await poll(company.CODING_ANEW)
    assert (snapshot.windows, snapshot.failures, snapshot.plan) == ((), (), None)
    (warning,) = snapshot.warnings
    assert warning.startswith("No limit of the plan is running.")


async def test_what_began_anew_since_the_status_line_was_drawn_is_in_no_book() -> None:
    anew = end_of(FIVE_HOURS, NOON)
    for minutes, known in ((17, {"weekly"}), (19, {"5h", "weekly"})):
        async with running(anew + timedelta(minutes=minutes)) as (_, servers, _):
            assert set(servers.expected(company.CLAUDE_CODE.name).used or ()) == known


async def test_what_the_plan_includes_is_used_up_before_anything_is_billed() -> None:
    async with running() as (reader, servers, _):
        snapshot = await reader.poll(company.COPILOT)
        expected = servers.expected(company.COPILOT.name)
    (spend,) = snapshot.spends or ()
    assert (spend.money.amount, spend.provenance) == (expected.month, Provenance.BILLED)
    first = [cost.money.amount for cost in snapshot.day_costs if cost.day.day == 1]
    assert sum(first) == 0
    assert expected.month is not None
    assert expected.month > 0


async def test_points_fall_through_the_month_and_come_anew() -> None:
    async def left(now: datetime) -> Decimal | None:
        async with running(now) as (reader, _, _):
            snapshot = await reader.poll(company.POINTS)
        (window,) = snapshot.windows or ()
        return window.left

    early, late, anew = [
        await left(datetime(2026, month, day, 12, tzinfo=UTC)) for month, day in ((11, 2), (11, 29), (12, 1))
    ]
    assert early is not None
    assert late is not None
    assert anew is not None
    assert 0 < late < early < presets.MONTHS_POINTS
    assert anew > late


@by_name([member for member in TELLING if member.token])
async def test_a_stranger_and_a_wrong_address_are_refused(member: DemoProvider) -> None:
    async with running() as (reader, _, _):
        with pytest.raises(AuthError):
            await reader.poll(replace(member, key=Secret(member.token[:-1] + "x")))
        _, call = reader.call(member)
        with pytest.raises(AppError) as caught:
            await call.api.get("/elsewhere")
    assert isinstance(caught.value, ServiceError | SchemaError)
    assert getattr(caught.value, "status", None) == 404


async def test_a_bill_or_usage_of_no_time_is_refused() -> None:
    async with running() as (reader, _, _):
        _, call = reader.call(company.COPILOT)
        with pytest.raises(ServiceError):
            await call.api.get(BILL, {"year": "soon"})
        _, call = reader.call(company.TEAM)
        never: Json = {"analyticsRequest": {"timeRange": {"startTime": "x", "endTime": "y"}}}
        for asked in ({}, never):
            with pytest.raises(ServiceError):
                await call.api.post(USAGE, asked)
