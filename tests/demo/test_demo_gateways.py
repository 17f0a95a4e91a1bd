"""The demo's wallet in yuan and its gateway with budgets: what they say, in the words of the real ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from aimonitor.demo import accounts, cast
from aimonitor.demo.deepseek import DeepSeekService
from aimonitor.demo.exchange import Asked
from aimonitor.demo.litellm import BUDGET, LiteLLMService
from aimonitor.demo.wallet import Wallet
from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.usage import BalanceRole
from aimonitor.providers.builtin.litellm.activity import is_hash
from tests.demo.reading import NOON, running

KEY = "sk-DEMO-0000"
WALLET = Wallet(base=accounts.WALLET)


def asked(path: str, key: str = KEY, **query: str) -> Asked:
    return Asked(
        method="GET",
        path=path,
        query={name: (value,) for name, value in query.items()},
        headers={"authorization": f"Bearer {key}"},
    )


@pytest.fixture
def proxy() -> LiteLLMService:
    return LiteLLMService({KEY: accounts.GATEWAY})


async def test_the_wallet_is_in_yuan_and_its_parts_make_the_total() -> None:
    async with running() as (reader, servers, _):
        snapshot = await reader.poll(cast.WALLET)
        expected = servers.expected(cast.WALLET.name)
    told = {one.role: one.money for one in snapshot.balances or ()}
    assert {money.currency for money in told.values()} == {"CNY"}
    assert told[BalanceRole.TOTAL].amount == expected.balance
    assert told[BalanceRole.GRANTED] + told[BalanceRole.PAID] == told[BalanceRole.TOTAL]
    assert (snapshot.day_costs, snapshot.failures, expected.month) == ((), (), None)


def test_the_wallet_falls_by_what_is_used_and_is_topped_up_before_it_is_empty() -> None:
    left = [WALLET.total(NOON + timedelta(days=day)) for day in range(120)]
    assert all(total > WALLET.granted for total in left)
    assert sum(after < before for before, after in pairwise(left)) > 100
    assert any(after > before for before, after in pairwise(left))
    later = NOON + timedelta(hours=2)
    used = [accounts.WALLET.record(NOON.date(), now).cost for now in (NOON, later)]
    assert WALLET.total(NOON) - WALLET.total(later) == used[1] - used[0] > 0


def test_a_stranger_at_the_wallet_is_refused_with_the_tail_of_the_key() -> None:
    service = DeepSeekService({KEY: WALLET})
    reply = service.answer(asked("/user/balance", "sk-other-abcd"), NOON)
    assert (reply.status, "****abcd" in reply.text()) == (401, True)
    assert service.answer(asked("/user/other"), NOON).status == 404


async def test_the_gateway_shows_two_budgets_with_the_day_they_begin_anew() -> None:
    async with running() as (reader, servers, _):
        snapshot = await reader.poll(cast.GATEWAY)
        expected = servers.expected(cast.GATEWAY.name)
    windows = {window.id: window for window in snapshot.windows or ()}
    assert set(windows) == {"key_budget", "team_budget"}
    key = windows["key_budget"]
    assert (key.used, key.limit) == (expected.month, BUDGET)
    assert expected.cap == BUDGET
    assert key.used_fraction is not None
    assert Decimal("0.4") < key.used_fraction < 1
    assert {window.resets_at for window in windows.values()} == {datetime(2026, 12, 1, tzinfo=UTC)}
    assert windows["team_budget"].name == "budget of team search"


async def test_the_gateways_key_is_known_by_its_hash_so_its_days_are_its_own() -> None:
    async with running() as (reader, _, _):
        client, call = reader.call(cast.GATEWAY)
        report = await client.check_key(call)
    assert (report.kind, report.advice, report.identity) == ("activity", "", "search-service")


def test_pages_break_within_a_day_and_add_up(proxy: LiteLLMService) -> None:
    span = {"start_date": "2026-11-20", "end_date": "2026-11-21"}
    pages = [
        proxy.answer(asked("/user/daily/activity", **span, page_size="3", page=str(n)), NOON) for n in (1, 2)
    ]
    rows = [row for page in pages for row in page.body["results"]]  # type: ignore[index]
    assert [row["date"] for row in rows] == ["2026-11-21", "2026-11-20", "2026-11-20"]
    assert [page.body["metadata"]["has_more"] for page in pages] == [True, False]  # type: ignore[index]
    days = [accounts.GATEWAY.record(date(2026, 11, day), NOON) for day in (20, 21)]
    assert sum(row["metrics"]["spend"] for row in rows) == sum(day.cost for day in days)
    assert sum(row["metrics"]["total_tokens"] for row in rows) == sum(day.tokens for day in days)


def test_the_proxy_refuses_as_a_proxy_does(proxy: LiteLLMService) -> None:
    assert is_hash(proxy.answer(asked("/key/info"), NOON).body["key"])  # type: ignore[index]
    assert proxy.answer(asked("/key/info", "sk-other"), NOON).status == 401
    assert proxy.answer(asked("/global/spend"), NOON).status == 404
    assert proxy.answer(asked("/user/info", user_id="somebody"), NOON).status == 403
    for query in (
        {},
        {"start_date": "x", "end_date": "y"},
        {"start_date": "2026-11-02", "end_date": "2026-11-01"},
    ):
        assert proxy.answer(asked("/user/daily/activity", **query), NOON).status == 400


def test_the_key_spent_what_its_days_come_to(proxy: LiteLLMService) -> None:
    info = proxy.answer(asked("/key/info"), NOON).body["info"]  # type: ignore[index]
    assert info["spend"] == accounts.GATEWAY.cost(PeriodKind.THIS_MONTH, NOON)
