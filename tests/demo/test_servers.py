from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from subprocess import run

import aiohttp
import pytest

from aimonitor.demo import cast
from aimonitor.demo.cast import DemoProvider
from aimonitor.demo.expected import account_of, day_costs
from aimonitor.demo.servers import DemoServers
from aimonitor.demo.services import SPEND_LIMIT_CENTS
from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.usage import UsageSnapshot
from aimonitor.errors import AuthError, ServiceError, WrongKeyError
from tests.demo.reading import NOON, running

READABLE = (cast.PRODUCTION, cast.STAGING, cast.RESEARCH, cast.ROUTER, cast.GATEWAY)
MOMENTS = (
    NOON,
    datetime(2026, 11, 30, 23, 59, tzinfo=UTC),
    datetime(2026, 12, 1, 0, 30, tzinfo=UTC),
    datetime(2027, 1, 2, 9, tzinfo=UTC),
    datetime(2028, 2, 29, 12, tzinfo=UTC),
)


def told_costs(snapshot: UsageSnapshot) -> dict[date, Decimal]:
    sums: dict[date, Decimal] = {}
    for cost in snapshot.day_costs:
        sums[cost.day] = sums.get(cost.day, Decimal(0)) + cost.money.amount
    return sums


def told_tokens(snapshot: UsageSnapshot) -> dict[date, int]:
    sums: dict[date, int] = {}
    for row in snapshot.day_tokens:
        assert row.input_tokens is not None
        assert row.output_tokens is not None
        sums[row.day] = sums.get(row.day, 0) + row.input_tokens + row.output_tokens
    return sums


@pytest.mark.parametrize("now", MOMENTS, ids=str)
@pytest.mark.parametrize("provider", READABLE, ids=lambda provider: provider.name)
async def test_what_the_client_reads_is_what_the_books_say(provider: DemoProvider, now: datetime) -> None:
    today = now.date()
    first = today.replace(day=1)
    async with running(now) as (reader, servers, _):
        snapshot = await reader.poll(provider)
        expected = servers.expected(provider.name)
    costs = {day: cost for day, cost in told_costs(snapshot).items() if day >= first}
    tokens = {day: count for day, count in told_tokens(snapshot).items() if day >= first}
    assert costs == day_costs(provider.name, now, first, today)
    assert costs.get(today) == expected.today
    assert (sum(costs.values(), Decimal(0)) if costs else None) == expected.month
    assert tokens.get(today) == expected.tokens_today
    assert (sum(tokens.values()) if tokens else None) == expected.tokens_month
    assert not snapshot.failures
    assert [balance.money.amount for balance in snapshot.balances or ()] == (
        [] if expected.balance is None else [expected.balance]
    )


@pytest.mark.parametrize("provider", READABLE, ids=lambda provider: provider.name)
async def test_a_long_history_agrees_day_by_day(provider: DemoProvider) -> None:
    async with running() as (reader, _, _):
        told = told_costs(await reader.poll(provider, date(2026, 8, 26)))
    expected = day_costs(provider.name, NOON, min(told), NOON.date())
    assert told == expected
    assert len(told) > 80
    account = account_of(provider.name)
    assert account is not None
    assert not any(account.is_gap(day) for day in told)


async def test_the_figures_follow_the_clock_across_midnight() -> None:
    async with running(datetime(2026, 11, 23, 23, 50, tzinfo=UTC)) as (reader, servers, clock):
        before = servers.expected(cast.PRODUCTION.name)
        first = told_costs(await reader.poll(cast.PRODUCTION))
        clock.moment += timedelta(minutes=20)
        after = servers.expected(cast.PRODUCTION.name)
        snapshot = await reader.poll(cast.PRODUCTION)
    second = told_costs(snapshot)
    assert first[date(2026, 11, 23)] == before.today
    assert second[date(2026, 11, 24)] == after.today
    assert second[date(2026, 11, 23)] > first[date(2026, 11, 23)]
    assert after.month is not None
    assert before.month is not None
    assert after.month > before.month
    assert {cost.day for cost in snapshot.day_costs if not cost.complete} == {date(2026, 11, 24)}


async def test_the_side_project_shows_its_own_use_and_a_cap_four_fifths_full() -> None:
    async with running() as (reader, servers, _):
        snapshot = await reader.poll(cast.SIDE_PROJECT)
        expected = servers.expected(cast.SIDE_PROJECT.name)
    spends = {spend.period: spend.money.amount for spend in snapshot.spends or ()}
    assert spends == {PeriodKind.TODAY: expected.today, PeriodKind.THIS_MONTH: expected.month}
    (window,) = snapshot.windows or ()
    assert (window.used, window.limit) == (expected.month, expected.cap)
    assert window.used_fraction is not None
    assert Decimal("0.7") < window.used_fraction < Decimal("0.9")
    assert snapshot.balances == ()


async def test_the_keys_of_the_account_share_its_spend() -> None:
    async with running() as (reader, servers, _):
        client, call = reader.call(cast.ROUTER)
        places = await call.api.get("/api/v1/workspaces")
        assert isinstance(places, dict)
        assert isinstance(places["data"], list)
        month = Decimal(0)
        for place in places["data"]:
            assert isinstance(place, dict)
            listed = await call.api.get("/api/v1/keys", {"workspace_id": str(place["id"])})
            assert isinstance(listed, dict)
            assert isinstance(listed["data"], list)
            for key in listed["data"]:
                assert isinstance(key, dict)
                assert isinstance(key["usage_monthly"], Decimal)
                month += key["usage_monthly"]
        assert client.manifest.type == "openrouter"
        assert month == servers.expected(cast.ROUTER.name).month


async def test_the_spend_limit_is_the_production_cap() -> None:
    async with running() as (reader, servers, _):
        (window,) = (await reader.poll(cast.PRODUCTION)).windows or ()
        assert window.limit == servers.expected(cast.PRODUCTION.name).cap == Decimal(SPEND_LIMIT_CENTS) / 100
        assert (await reader.poll(cast.STAGING)).windows == ()


async def test_credits_are_bought_before_they_run_out() -> None:
    balances = []
    async with running() as (reader, servers, clock):
        for _ in range(90):
            clock.moment += timedelta(days=1)
            balance = servers.expected(cast.ROUTER.name).balance
            assert balance is not None
            balances.append(balance)
        (told,) = (await reader.poll(cast.ROUTER)).balances or ()
    assert told.money.amount == balances[-1]
    assert all(balance > 30 for balance in balances)
    assert any(later > earlier for earlier, later in pairwise(balances))


async def test_staging_is_read_once_and_then_falls_ill() -> None:
    async with running() as (reader, _, clock):
        assert told_costs(await reader.poll(cast.STAGING))
        clock.moment += timedelta(minutes=5)
        client, call = reader.call(cast.STAGING)
        with pytest.raises(ServiceError) as caught:
            await client.get_usage(call)
        assert caught.value.status == 503
        # the other organizations do not notice
        assert not (await reader.poll(cast.PRODUCTION)).failures


async def test_staging_may_be_kept_well_for_longer() -> None:
    async with running(good_polls=2) as (reader, _, _):
        for _ in range(2):
            await reader.poll(cast.STAGING)
        with pytest.raises(ServiceError):
            await reader.poll(cast.STAGING)
    async with running(good_polls=None) as (reader, _, _):
        for _ in range(4):
            await reader.poll(cast.STAGING)


async def test_the_old_key_is_refused_and_the_chatbots_reads_nothing() -> None:
    async with running() as (reader, servers, _):
        client, call = reader.call(cast.OLD_KEY)
        with pytest.raises(AuthError) as caught:
            await client.check_key(call)
        assert not isinstance(caught.value, WrongKeyError)
        client, call = reader.call(cast.CHATBOT)
        assert not (await client.check_key(call)).can
        with pytest.raises(WrongKeyError, match="admin key"):
            await client.get_usage(call)
        assert servers.expected(cast.CHATBOT.name) == servers.expected(cast.OLD_KEY.name)
        assert servers.expected(cast.CHATBOT.name).month is None


async def test_a_key_of_one_service_is_unknown_to_the_others() -> None:
    async with running() as (reader, servers, _):
        for provider_type in servers.base_urls:
            stranger = DemoProvider(
                name="stranger",
                provider_type=provider_type,
                key=cast.CAST[0].key if provider_type != "openai" else cast.ROUTER.key,
                expected=cast.OLD_KEY.expected,
            )
            client, call = reader.call(stranger)
            with pytest.raises(AuthError):
                await client.check_key(call)


async def test_servers_start_where_they_are_told_and_leave_nothing_behind() -> None:
    servers = DemoServers()
    with pytest.raises(RuntimeError, match="not running"):
        _ = servers.base_urls
    await servers.start()
    port = int(servers.base_urls["openai"].rsplit(":", 1)[1].split("/")[0])
    assert all(url.startswith("http://127.0.0.1:") for url in servers.base_urls.values())
    with pytest.raises(OSError, match=str(port)):
        await DemoServers(port=port).start()
    await servers.stop()
    await servers.stop()
    again = DemoServers(port=port)
    await again.start()
    assert again.base_urls["openai"].startswith(f"http://127.0.0.1:{port}/")
    await again.stop()


async def test_strange_paths_and_bodies_get_an_answer() -> None:
    async with running() as (_, servers, _), aiohttp.ClientSession() as session:
        root = servers.base_urls["openai"].removesuffix("/openai")
        async with session.get(f"{root}/nobody/v1/models") as response:
            assert response.status == 404
        async with session.get(f"{root}/") as response:
            assert response.status == 404
        headers = {"authorization": f"Bearer {cast.ROUTER.key.reveal()}"}
        url = f"{servers.base_urls['openrouter']}/api/v1/analytics/query"
        async with session.post(url, data=b"{", headers=headers) as response:
            assert response.status == 400


def test_the_cast_costs_no_heavy_import() -> None:
    code = (
        "import sys, aimonitor.demo.cast, aimonitor.demo.servers; "
        "sys.exit(bool({'aiohttp', 'asyncio', 'pydantic', 'PySide6'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    assert run([sys.executable, "-c", code], check=False, cwd=root).returncode == 0  # noqa: S603
