"""Providers that tell a balance and nothing else, and where the key of a region goes."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from aimonitor.domain.money import Money
from aimonitor.domain.provider import KEYCHAIN_REF, Provider
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import FigureStatus, Health
from aimonitor.domain.usage import Balance, BalanceRole
from aimonitor.errors import AuthError
from aimonitor.monitor.reader import Reader
from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from aimonitor.providers.base import BalancePart, Call, UsagePart
from aimonitor.providers.registry import Registry
from aimonitor.providers.wallet import WalletClient, used_up
from tests.monitor.clock import FakeClock
from tests.monitor.odd import odd_house

LEFT = (Balance(role=BalanceRole.TOTAL, money=Money(amount=Decimal("0.42"), currency="CNY")),)


async def nothing(call: Call) -> UsagePart:
    del call
    return UsagePart(spends=(), windows=())


async def test_a_refused_balance_is_a_failed_poll_where_there_is_nothing_else(tmp_path: Path) -> None:
    async def refuse(call: Call) -> BalancePart:
        del call
        raise AuthError("Invalid API key.")

    async with odd_house(tmp_path) as house:
        house.script.usage, house.script.balance = nothing, refuse
        provider = await house.add()
        with pytest.raises(AuthError):
            await house.stack.monitor.poll_provider(provider.id)
        assert house.state.health is Health.NEEDS_YOU
        assert house.state.balance.status is FigureStatus.UNKNOWN
        assert house.state.next_poll_at is None


async def test_an_account_that_is_served_no_more_keeps_its_balance_and_is_polled_on(tmp_path: Path) -> None:
    async def stopped(call: Call) -> BalancePart:
        return BalancePart(balances=LEFT, failures=(used_up("Odd", call.now),))

    async with odd_house(tmp_path) as house:
        house.script.usage, house.script.balance = nothing, stopped
        provider = await house.add()
        await house.stack.monitor.poll_provider(provider.id)
        state = house.state
        assert state.health is Health.NEEDS_YOU
        assert state.balance.totals == (Money(amount=Decimal("0.42"), currency="CNY"),)
        assert state.problem is not None
        assert state.problem.message.startswith("Odd has stopped for money")
        assert state.next_poll_at is not None


async def test_a_balance_that_came_with_the_usage_is_not_asked_for_again(tmp_path: Path) -> None:
    async def both(call: Call) -> UsagePart:
        del call
        return UsagePart(spends=(), windows=(), balance=BalancePart(balances=LEFT, warnings=("Beware.",)))

    async def never(call: Call) -> BalancePart:
        raise AssertionError(call)

    async with odd_house(tmp_path) as house:
        house.script.usage, house.script.balance = both, never
        provider = await house.add()
        await house.stack.monitor.poll_provider(provider.id)
        assert house.state.health is Health.OK
        assert house.state.balance.totals == (LEFT[0].money,)
        assert house.state.warnings == ("Beware.",)


@pytest.mark.parametrize(("region", "host"), [("International", "ai"), ("China", "cn")])
async def test_a_key_may_go_to_the_host_of_its_region_and_to_no_other(region: str, host: str) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    http = HttpClient(HttpSettings(proxy_mode="none"), now=lambda: now, rng=random.Random(1))
    registry = Registry()
    reader = Reader(http, registry, FakeClock(), {})
    provider = Provider(
        id="p1",
        name="One",
        provider_type="moonshot",
        api_key_ref=KEYCHAIN_REF,
        created_at=now,
        options={"region": region},
    )
    call = reader._call(provider, registry.client("moonshot"), Secret("sk-TEST0000"), now.date(), {})
    assert call.api._caller.hosts == {f"api.moonshot.{host}"}  # type: ignore[attr-defined]
    assert call.api._caller.base_url == f"https://api.moonshot.{host}"  # type: ignore[attr-defined]
    assert reader.other_address(provider) is None
    await http.aclose()


@pytest.mark.parametrize("named", ["option", "variable"])
async def test_an_address_that_somebody_named_tells_the_client_its_currency(named: str) -> None:
    address, now = "https://api.moonshot.cn", datetime(2026, 11, 22, tzinfo=UTC)
    http = HttpClient(HttpSettings(proxy_mode="none"), now=lambda: now, rng=random.Random(1))
    client = Registry().client("moonshot")
    environ = {"AIMONITOR_MOONSHOT_BASE_URL": address} if named == "variable" else {}
    reader = Reader(http, Registry(), FakeClock(), environ)
    provider = Provider(
        id="p1",
        name="One",
        provider_type="moonshot",
        api_key_ref=KEYCHAIN_REF,
        created_at=now,
        options={"base_url": address} if named == "option" else {},
    )
    call = reader._call(provider, client, Secret("sk-TEST0000"), now.date(), {})
    assert isinstance(client, WalletClient)
    assert client.currency(call) == "CNY"
    await http.aclose()
