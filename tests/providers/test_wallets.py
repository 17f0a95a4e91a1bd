"""Services that tell what is left: the states that no contract's fixture shows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from aimonitor.domain.usage import BalanceRole, UsageSnapshot
from aimonitor.errors import AppError, AuthError, ProblemKind, SchemaError, ServiceError
from aimonitor.providers.registry import Registry
from tests.providers.calling import calling, read
from tests.providers.fixture_server import FixtureServer, Reply

REGISTRY = Registry()
KEY = "sk-TEST0000-abcd"
PATHS = {
    "deepseek": "/user/balance",
    "moonshot": "/v1/users/me/balance",
    "siliconflow": "/v1/user/info",
    "vercel": "/v1/credits",
}
WALLETS = ["deepseek", "moonshot", "siliconflow"]


async def polled(name: str, body: Any, **options: str) -> UsageSnapshot:  # noqa: ANN401 any JSON
    client = REGISTRY.client(name)
    async with FixtureServer() as server:
        server.answer(PATHS[name], Reply.of(body))
        async with calling(client, server, KEY, options=options) as call:
            return await read(client, call)


def left(snapshot: UsageSnapshot) -> list[tuple[str, Decimal]]:
    return [
        (one.money.currency, one.money.amount)
        for one in snapshot.balances or ()
        if one.role is BalanceRole.TOTAL
    ]


def stopped(snapshot: UsageSnapshot) -> list[tuple[str, ProblemKind]]:
    return [(failure.part, failure.problem.kind) for failure in snapshot.failures]


def deepseek(*rows: dict[str, str], available: bool = True) -> dict[str, object]:
    return {"is_available": available, "balance_infos": list(rows)}


def moonshot(available: str, cash: str = "0", **more: object) -> dict[str, object]:
    data = {"available_balance": available, "voucher_balance": "0", "cash_balance": cash}
    return {"code": 0, "data": data, "status": True, **more}


async def test_deepseek_that_serves_no_more_keeps_its_balance_and_needs_the_user() -> None:
    row = {"currency": "CNY", "total_balance": "0.42"}
    snapshot = await polled("deepseek", deepseek(row, available=False))
    assert left(snapshot) == [("CNY", Decimal("0.42"))]
    assert stopped(snapshot) == [("account", ProblemKind.BILLING)]
    assert snapshot.failures[0].problem.message.startswith("DeepSeek has stopped for money")


async def test_deepseek_without_any_row_has_no_balance_and_is_no_failure() -> None:
    snapshot = await polled("deepseek", deepseek())
    assert (snapshot.balances, snapshot.failures) == ((), ())


async def test_a_currency_that_is_none_is_no_figure() -> None:
    with pytest.raises(SchemaError):
        await polled("deepseek", deepseek({"currency": "yuan", "total_balance": "1"}))


@pytest.mark.parametrize(("region", "currency"), [("International", "USD"), ("China", "CNY")])
async def test_moonshots_region_tells_the_currency(region: str, currency: str) -> None:
    snapshot = await polled("moonshot", moonshot("4.5"), region=region)
    assert left(snapshot) == [(currency, Decimal("4.5"))]
    assert stopped(snapshot) == []


@pytest.mark.parametrize(
    ("name", "address", "currency"),
    [
        ("moonshot", "https://api.moonshot.cn", "CNY"),
        ("moonshot", "https://API.moonshot.CN/", "CNY"),
        ("moonshot", "https://api.moonshot.ai", "USD"),
        ("moonshot", "https://gateway.example.com", "USD"),
        ("siliconflow", "https://api.siliconflow.cn", "CNY"),
        ("siliconflow", "https://api.siliconflow.com", "USD"),
    ],
)
async def test_an_address_of_a_region_tells_the_currency_whichever_region_is_chosen(
    name: str, address: str, currency: str
) -> None:
    body = moonshot("4.5") if name == "moonshot" else siliconflow("4.5")
    told = {"CNY": "International", "USD": "China"}
    chosen = {} if "gateway" in address else {"region": told[currency]}
    snapshot = await polled(name, body, base_url=address, **chosen)
    assert left(snapshot) == [(currency, Decimal("4.5"))]


@pytest.mark.parametrize("amount", ["0", "-0.01"])
async def test_moonshot_serves_nobody_who_has_nothing_left(amount: str) -> None:
    snapshot = await polled("moonshot", moonshot(amount, cash=amount))
    assert left(snapshot) == [("USD", Decimal(amount))]
    assert stopped(snapshot) == [("account", ProblemKind.BILLING)]


async def test_a_cent_is_something_left_and_parts_that_are_not_told_are_none() -> None:
    snapshot = await polled("moonshot", {"code": 0, "data": {"available_balance": 0.01}})
    assert left(snapshot) == [("USD", Decimal("0.01"))]
    assert len(snapshot.balances or ()) == 1
    assert (stopped(snapshot), snapshot.warnings) == ([], ())


@pytest.mark.parametrize("cash", ["0", "0.000", "3.00001"])
async def test_who_owes_nothing_is_in_no_debt(cash: str) -> None:
    snapshot = await polled("moonshot", moonshot("4.5", cash=cash))
    assert snapshot.warnings == ()


async def test_a_debt_is_named_beside_the_vouchers_that_are_left() -> None:
    snapshot = await polled("moonshot", moonshot("2.5", cash="-0.420"), region="China")
    assert snapshot.warnings == (
        "The account is in debt by 0.42 CNY. The balance is that of the vouchers alone.",
    )
    assert stopped(snapshot) == []


@pytest.mark.parametrize(
    "body",
    [moonshot("5", code=7), moonshot("5", status=False), {"code": 5, "message": "busy", "data": None}],
)
async def test_a_failure_of_moonshot_with_status_200_is_no_balance(body: dict[str, object]) -> None:
    with pytest.raises(ServiceError, match="Moonshot could not answer"):
        await polled("moonshot", body)


@pytest.mark.parametrize("name", list(PATHS))
async def test_the_words_for_a_refused_key_say_whose_key_is_needed(name: str) -> None:
    client = REGISTRY.client(name)
    async with FixtureServer() as server:
        server.anything(Reply.of({"error": {"message": f"bad key {KEY}"}}, 401))
        async with calling(client, server, KEY) as call:
            for asking in (client.check_key(call), read(client, call)):
                with pytest.raises(AuthError) as caught:
                    await asking
                assert client.manifest.name.partition(" ")[0] in caught.value.message
                assert "abcd" not in caught.value.message


def siliconflow(total: str = "10.50", **more: object) -> dict[str, object]:
    return {"code": 20000, "status": True, "data": {"totalBalance": total, "status": "normal", **more}}


@pytest.mark.parametrize(("region", "currency"), [("International", "USD"), ("China", "CNY")])
async def test_siliconflows_region_tells_the_currency(region: str, currency: str) -> None:
    snapshot = await polled("siliconflow", siliconflow(), region=region)
    assert left(snapshot) == [(currency, Decimal("10.50"))]
    assert snapshot.warnings == ()


async def test_an_account_of_siliconflow_in_another_state_is_a_warning() -> None:
    snapshot = await polled("siliconflow", siliconflow(status="frozen\n"))
    assert snapshot.warnings == (
        "SiliconFlow says that this account is not in its normal state but “frozen”.",
    )
    assert left(snapshot) == [("USD", Decimal("10.50"))]


@pytest.mark.parametrize("change", [{"code": 20001}, {"status": False}, {"code": None}])
async def test_a_failure_of_siliconflow_with_status_200_is_no_balance(change: dict[str, object]) -> None:
    with pytest.raises(ServiceError, match="SiliconFlow could not answer"):
        await polled("siliconflow", siliconflow() | change)


@pytest.mark.parametrize(("amount", "parts"), [("0", 1), ("-1", 1), ("0.01", 0)])
async def test_vercel_serves_nobody_who_has_nothing_left(amount: str, parts: int) -> None:
    snapshot = await polled("vercel", {"balance": amount, "total_used": "4.50"})
    assert left(snapshot) == [("USD", Decimal(amount))]
    assert len(stopped(snapshot)) == parts


async def test_vercel_is_asked_once_and_never_for_its_billed_report() -> None:
    client = REGISTRY.client("vercel")
    async with FixtureServer() as server:
        server.answer("/v1/credits", Reply.of({"balance": "1", "total_used": "2"}))
        async with calling(client, server, KEY) as call:
            await read(client, call)
            assert [seen.path for seen in server.seen] == ["/v1/credits"]
            assert (await client.get_balance(call)).balances is not None
            await client.check_key(call)
    assert {seen.path for seen in server.seen} == {"/v1/credits"}


@pytest.mark.parametrize("name", WALLETS)
async def test_a_wallet_is_asked_once_a_poll_and_makes_up_no_costs(name: str) -> None:
    client = REGISTRY.client(name)
    async with FixtureServer() as server:
        server.answer(PATHS[name], Reply.of({}))
        async with calling(client, server, KEY) as call:
            usage = await client.get_usage(call)
            assert (usage.day_costs, usage.spends, usage.windows, server.seen) == ((), (), (), [])
            with pytest.raises(AppError):
                await client.get_balance(call)
            assert len(server.seen) == 1
