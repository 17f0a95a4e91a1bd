"""Providers without a key: what is asked instead, what is kept of them, and what is refused."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from aimonitor.domain.provider import NO_KEY_REF, SESSION_REF, Provider
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import Health, PollRecord, ProviderFacts
from aimonitor.domain.usage import Problem
from aimonitor.errors import ConfigError, ProblemKind, ServiceError
from aimonitor.monitor.requests import AddProvider, EditProvider
from aimonitor.monitor.roster import Entry
from aimonitor.monitor.rounds import _wants_polls
from aimonitor.providers import bridges
from tests.monitor.house import places
from tests.monitor.odd import OddHouse, odd_house

KEY = Secret("sk-TEST00000000")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[OddHouse]:
    async with odd_house(tmp_path) as found:
        yield found


def tell(home: Path, house: OddHouse, used: str, *, ago: timedelta = timedelta(0)) -> None:
    """As the bridge does it."""
    ends = int((house.clock.now() + timedelta(hours=3)).timestamp())
    limits = {"five_hour": {"used_percentage": used, "resets_at": ends}}
    told_at = (house.clock.now() - ago).isoformat()
    bridges.keep(places(home).data, "claude_code", json.dumps({"told_at": told_at, "rate_limits": limits}))


async def add(house: OddHouse, key: Secret | None = None) -> Provider:
    request = AddProvider(provider_type="claude_code", name="Claude", api_key=key)
    return await house.stack.monitor.add_provider(request)


async def test_it_is_read_without_a_key_and_nothing_is_asked_over_the_network(
    tmp_path: Path, house: OddHouse
) -> None:
    tell(tmp_path, house, "23.5")
    provider = await add(house)
    snapshot = await house.stack.monitor.poll_provider(provider.id)
    assert provider.api_key_ref == NO_KEY_REF
    assert snapshot.requests == 0
    assert (house.state.health, house.state.address) == (Health.OK, None)
    assert house.state.main_window is not None
    assert str(house.state.main_window.used_fraction) == "0.235"


async def test_a_key_that_is_given_all_the_same_is_kept_nowhere(house: OddHouse) -> None:
    provider = await add(house, KEY)
    assert provider.api_key_ref == NO_KEY_REF
    assert not await house.stack.keys.resolve(provider)
    await house.stack.monitor.remove_provider(provider.id)
    assert house.stack.monitor.states() == []


async def test_old_figures_are_stale_without_an_error_or_a_notice(tmp_path: Path, house: OddHouse) -> None:
    tell(tmp_path, house, "23.5", ago=timedelta(minutes=50))
    provider = await add(house)
    await house.stack.monitor.poll_provider(provider.id)
    assert (house.state.health, house.state.problem) == (Health.STALE, None)
    assert house.state.last_updated == house.clock.now() - timedelta(minutes=50)
    assert house.heard.notices == []
    tell(tmp_path, house, "30")
    await house.stack.monitor.poll_provider(provider.id)
    assert house.state.health is Health.OK


async def test_before_anything_was_told_it_is_asked_again(house: OddHouse) -> None:
    provider = await add(house)
    with pytest.raises(ServiceError, match="has told nothing yet"):
        await house.stack.monitor.poll_provider(provider.id)
    assert house.state.next_poll_at is not None


async def test_a_test_of_it_stores_nothing(tmp_path: Path, house: OddHouse) -> None:
    tell(tmp_path, house, "23.5")
    request = AddProvider(provider_type="claude_code", name="Claude", api_key=None)
    test = await house.stack.monitor.test_key(request)
    assert len(test.state.windows) == 1
    assert house.stack.monitor.states() == []


async def test_what_needs_a_key_is_not_added_without_one(house: OddHouse) -> None:
    request = AddProvider(provider_type="odd", name="Odd", api_key=None, api_key_ref=NO_KEY_REF)
    with pytest.raises(ConfigError, match="needs a key"):
        await house.stack.monitor.add_provider(request)


async def test_whether_a_key_is_needed_cannot_be_changed(house: OddHouse) -> None:
    one, other = await house.add(), await add(house)
    for provider, ref in ((one, NO_KEY_REF), (other, SESSION_REF)):
        change = EditProvider(provider_id=provider.id, api_key=KEY, api_key_ref=ref)
        with pytest.raises(ConfigError, match="follows from the service"):
            await house.stack.monitor.edit_provider(change)


async def test_a_client_with_a_key_gets_nothing_of_this_computer(house: OddHouse) -> None:
    provider = await house.add()
    await house.stack.monitor.poll_provider(provider.id)
    assert [call.local for call in house.script.calls] == [None]


@pytest.mark.parametrize(("ref", "asked"), [(NO_KEY_REF, True), ("env:KEY", True), (SESSION_REF, False)])
async def test_after_a_refusal_a_login_may_be_new_at_each_start_but_a_key_is_not(
    house: OddHouse, ref: str, *, asked: bool
) -> None:
    provider = replace(await add(house), api_key_ref=ref)
    refused = PollRecord(
        provider_id=provider.id,
        started_at=house.clock.now(),
        duration=timedelta(0),
        requests=0,
        problem=Problem(kind=ProblemKind.AUTH, message="No."),
    )
    entry = Entry(facts=ProviderFacts(provider=provider, last_poll=refused))
    assert _wants_polls(entry) is asked
