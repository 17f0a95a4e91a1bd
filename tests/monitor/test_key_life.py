"""A key whose service tells when it ends: told days before, shown, and forgotten with the key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from aimonitor.domain.alert import Alert, AlertRule
from aimonitor.domain.key_life import KeyLife
from aimonitor.domain.secret import Secret
from aimonitor.errors import AuthError
from aimonitor.monitor.requests import EditProvider
from aimonitor.providers.base import Call, UsagePart
from tests.monitor.clock import START
from tests.monitor.odd import OddHouse, every_day, odd_house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[OddHouse]:
    async with odd_house(tmp_path / "house") as made:
        made.stack.alerts.start()
        await made.add()
        yield made


async def polled(home: OddHouse, life: KeyLife | None, after: timedelta = timedelta(minutes=6)) -> None:
    async def usage(call: Call) -> UsagePart:
        return replace(await every_day(call), key_life=life)

    home.script.usage = usage
    await home.clock.advance(timedelta(0), asleep=after)
    await home.stack.monitor.poll_provider(home.state.provider.id)


async def alerts(home: OddHouse, rule: AlertRule) -> list[Alert]:
    await asyncio.sleep(0)
    tasks = home.stack.alerts._tasks
    while tasks._running:
        await asyncio.wait(tasks._running)
    return [one for one in (await home.stack.alerts.book()).log if one.rule is rule]


async def test_it_is_told_fourteen_days_before_though_the_service_says_the_same_each_time(
    home: OddHouse,
) -> None:
    life = KeyLife(expires_at=START + timedelta(days=16))
    await polled(home, life)
    assert home.state.key_life == life
    assert await alerts(home, AlertRule.KEY_EXPIRES) == []
    await polled(home, life, after=timedelta(days=3))
    (told,) = await alerts(home, AlertRule.KEY_EXPIRES)
    assert told.body == "The key expires in 13 days. Make a new one and replace it here."


async def test_another_key_has_a_life_of_its_own(home: OddHouse) -> None:
    await polled(home, KeyLife(expires_at=START + timedelta(days=90)))
    change = EditProvider(provider_id=home.state.provider.id, api_key=Secret("sk-odd-TEST-0002"))
    await polled(home, None)
    assert home.state.key_life is not None
    home.script.usage = every_day
    await home.stack.monitor.edit_provider(change)
    assert home.state.key_life is None
    await polled(home, None)
    assert home.state.key_life is None


async def test_once_it_is_over_the_refusal_says_so(home: OddHouse) -> None:
    await polled(home, KeyLife(expires_at=START + timedelta(days=90)))

    async def refused(_call: Call) -> UsagePart:
        raise AuthError("Invalid API key: Odd rejects it.", status=401)

    home.script.usage = refused
    await home.clock.advance(timedelta(0), asleep=timedelta(days=91))
    with pytest.raises(AuthError):
        await home.stack.monitor.poll_provider(home.state.provider.id)
    (told,) = await alerts(home, AlertRule.NEEDS_YOU)
    assert told.body.startswith("The key expired on 2027-02-13 (UTC). Make a new one and replace it here.")
    assert await alerts(home, AlertRule.KEY_EXPIRES) == []
