"""What happens while something else is going on: edits, removals, restarts and midnights in mid-poll."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from aimonitor.domain.secret import Secret
from aimonitor.domain.state import Health, ProviderFacts
from aimonitor.errors import (
    AuthError,
    DatabaseError,
    DatabaseFault,
    KeychainError,
    KeychainFault,
    RateLimitError,
)
from aimonitor.monitor.requests import EditProvider
from aimonitor.providers.base import Call, UsagePart
from tests.monitor.odd import MINUTE, OddHouse, every_day, odd_house

NEW_KEY = Secret("sk-odd-TEST-0002")


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[OddHouse]:
    async with odd_house(tmp_path / "house") as made:
        yield made


async def test_a_new_key_is_tried_at_once_though_the_old_one_is_being_refused(home: OddHouse) -> None:
    answer = asyncio.Event()

    async def refuse_slowly(_call: Call) -> UsagePart:
        await answer.wait()
        raise AuthError("The key was refused.")

    provider = await home.add()
    await home.stack.monitor.start_polling()
    home.script.usage = refuse_slowly
    await home.stack.monitor.refresh(provider.id)
    await home.called()
    home.script.usage = every_day
    await home.stack.monitor.edit_provider(EditProvider(provider_id=provider.id, api_key=NEW_KEY))
    answer.set()
    await home.clock.advance(MINUTE)
    await home.idle()
    assert home.state.health is Health.OK
    assert home.state.next_poll_at is not None


async def test_a_provider_that_could_not_be_removed_goes_on_being_polled(
    home: OddHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def locked(_provider_id: str) -> None:
        raise KeychainError("The keychain is locked.", fault=KeychainFault.LOCKED)

    provider = await home.add()
    await home.stack.monitor.start_polling()
    await home.stack.monitor.poll_provider(provider.id)
    monkeypatch.setattr(home.keychain, "delete_api_key", locked)
    with pytest.raises(KeychainError):
        await home.stack.monitor.remove_provider(provider.id)
    await home.clock.advance(6 * MINUTE)
    await home.called(2)
    await home.idle()
    assert len(home.script.calls) == 2


async def test_a_key_that_moved_is_told_to_memory_though_the_old_one_cannot_be_deleted(
    home: OddHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def locked(_provider_id: str) -> None:
        raise KeychainError("The keychain is locked.", fault=KeychainFault.LOCKED)

    provider = await home.add()
    monkeypatch.setattr(home.keychain, "delete_api_key", locked)
    request = EditProvider(provider_id=provider.id, api_key=NEW_KEY, api_key_ref="session")
    with pytest.raises(KeychainError):
        await home.stack.monitor.edit_provider(request)
    (stored,) = await home.stack.database.providers()
    assert home.stack.monitor.find(provider.id).api_key_ref == stored.api_key_ref == "session"


async def test_a_servers_pause_outlives_a_restart(tmp_path: Path) -> None:
    async def slow_down(_call: Call) -> UsagePart:
        raise RateLimitError("Asked too often.", retry_after=1800)

    async with odd_house(tmp_path) as first:
        provider = await first.add()
        first.script.usage = slow_down
        with pytest.raises(RateLimitError):
            await first.stack.monitor.poll_provider(provider.id)
        keys, clock = first.keychain, first.clock
    async with odd_house(tmp_path, keychain=keys, clock=clock) as second:
        await second.stack.monitor.start_polling()
        await clock.advance(10 * MINUTE)
        assert second.script.calls == []
        with pytest.raises(RateLimitError, match="asked again in"):
            await second.stack.monitor.refresh(provider.id)
        with pytest.raises(RateLimitError, match="asked again in"):
            await second.stack.monitor.poll_provider(provider.id)
        await clock.advance(21 * MINUTE)
        await second.idle()
        assert len(second.script.calls) == 1


async def test_a_pause_from_a_clock_that_was_wrong_ends(tmp_path: Path) -> None:
    async def slow_down(_call: Call) -> UsagePart:
        raise RateLimitError("Asked too often.", retry_after=1800)

    async with odd_house(tmp_path) as first:
        provider = await first.add()
        first.script.usage = slow_down
        with pytest.raises(RateLimitError):
            await first.stack.monitor.poll_provider(provider.id)
        keys, clock = first.keychain, first.clock
    clock.set_back(timedelta(days=30))
    async with odd_house(tmp_path, keychain=keys, clock=clock) as second:
        await second.stack.monitor.start_polling()
        await clock.advance(timedelta(hours=2))
        await second.idle()
        assert second.script.calls


async def test_a_midnight_with_a_locked_history_is_made_up_for(
    home: OddHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[date] = []
    facts = home.stack.database.facts

    async def locked_once(today: date, provider_id: str | None = None) -> list[ProviderFacts]:
        asked.append(today)
        if len(asked) == 1:
            raise DatabaseError("The history is locked.", fault=DatabaseFault.LOCKED)
        return await facts(today, provider_id)

    await home.stack.monitor.start_polling()
    monkeypatch.setattr(home.stack.database, "facts", locked_once)
    await home.clock.advance(timedelta(hours=10))
    assert asked[0] == asked[1] == home.clock.now().date()
