from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from aimonitor.demo import cast
from aimonitor.domain.notice import NoticeKind
from aimonitor.domain.state import Health
from aimonitor.errors import NetworkError, RateLimitError, ServiceError
from tests.monitor.clock import settle
from tests.monitor.house import House, house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path / "house", good_polls=1) as made:
        yield made


async def finish(home: House, name: str) -> None:
    """Wait for the poll that runs in the background, whatever it ends with."""
    for _ in range(500):
        await settle()
        if not home.state(name).polling:
            return


async def test_a_pause_the_server_asked_for_is_respected_by_hand_too(home: House) -> None:
    provider = await home.add(cast.STAGING)
    await home.monitor.poll_provider(provider.id)
    await home.clock.advance(timedelta(minutes=6))
    with pytest.raises(ServiceError):
        await home.monitor.poll_provider(provider.id)
    polls = len(await home.monitor.polls(provider.id))
    with pytest.raises(RateLimitError, match=r"can be asked again in \d+ (second|minute)s?\."):
        await home.monitor.refresh(provider.id)
    with pytest.raises(RateLimitError):
        await home.monitor.poll_provider(provider.id)
    await home.monitor.refresh()
    await settle()
    assert len(await home.monitor.polls(provider.id)) == polls


async def test_no_network_is_told_once_for_all_and_over_when_it_returns(home: House) -> None:
    members = (cast.PRODUCTION, cast.RESEARCH)
    ids = [(await home.add(member)).id for member in members]
    for provider_id in ids:
        await home.monitor.poll_provider(provider_id)
    await home.servers.stop()
    await home.clock.advance(timedelta(minutes=6))
    for provider_id in ids:
        with pytest.raises(NetworkError):
            await home.monitor.poll_provider(provider_id)
    assert [notice.kind for notice in home.heard.notices] == [NoticeKind.FAILED]
    assert {home.state(member.name).health for member in members} == {Health.STALE}
    await home.servers.start()
    home.monitor.network_returned()
    due = [home.state(member.name).next_poll_at for member in members]
    assert all(at is not None for at in due)


async def test_refresh_polls_in_the_background(home: House) -> None:
    provider = await home.add(cast.PRODUCTION)
    await home.monitor.refresh()
    assert home.state(cast.PRODUCTION.name).polling
    await home.monitor.poll_provider(provider.id)
    assert not home.state(cast.PRODUCTION.name).polling
    assert home.state(cast.PRODUCTION.name).health is Health.OK


async def test_a_provider_removed_during_its_poll_does_not_come_back(home: House) -> None:
    provider = await home.add(cast.PRODUCTION)
    await home.monitor.refresh(provider.id)
    await home.monitor.remove_provider(provider.id)
    await settle()
    assert home.monitor.states() == []
    assert await home.stack.database.providers() == []
    assert home.heard.removed == [provider.id]


async def test_a_refused_key_is_not_asked_again_after_a_restart(tmp_path: Path) -> None:
    async with house(tmp_path) as first:
        provider = await first.add(cast.OLD_KEY)
        with pytest.raises(Exception, match="Invalid API key"):
            await first.monitor.poll_provider(provider.id)
        keys = first.keychain
    async with house(tmp_path, keychain=keys) as second:
        await second.monitor.start_polling()
        await second.clock.advance(timedelta(hours=2))
        assert len(await second.monitor.polls(provider.id)) == 1


async def test_short_sleeps_in_a_row_ask_no_service_more_often_than_it_allows(tmp_path: Path) -> None:
    async with house(tmp_path / "house") as home:
        provider = await home.add(cast.PRODUCTION)
        await home.monitor.start_polling()
        await home.monitor.poll_provider(provider.id)
        (poll,) = await home.monitor.polls(provider.id)
        minimum = home.stack.registry.manifest(provider.provider_type).min_interval
        for _ in range(2):
            await home.clock.advance(timedelta(minutes=1), asleep=timedelta(seconds=45))
            due = home.state(provider.name).next_poll_at
            assert due is not None
            assert due >= poll.started_at + minimum
            assert len(await home.monitor.polls(provider.id)) == 1
        await home.clock.advance(timedelta(minutes=1), asleep=timedelta(hours=9))
        await home.clock.advance(timedelta(seconds=1))
        assert home.state(provider.name).polling or len(await home.monitor.polls(provider.id)) == 2


async def test_after_a_clock_was_set_back_a_refresh_asks_at_once(home: House) -> None:
    provider = await home.add(cast.PRODUCTION)
    await home.monitor.poll_provider(provider.id)
    home.clock.set_back(timedelta(days=1))
    await home.monitor.refresh(provider.id)
    assert home.state(cast.PRODUCTION.name).polling
    await finish(home, cast.PRODUCTION.name)
    assert home.state(cast.PRODUCTION.name).health is Health.OK


async def test_a_pause_that_moves_with_the_clock_is_told_anew(home: House) -> None:
    hour, day = timedelta(hours=1), timedelta(days=1)
    await home.monitor.start_polling()
    until = home.clock.now() + hour
    home.monitor.pause(until)
    await settle()
    home.clock.set_back(day)
    await home.clock.advance(timedelta(minutes=2))
    assert home.heard.pauses == [(True, until), (True, until - day)]
    await home.clock.advance(hour)
    assert home.heard.pauses[2:] == [(False, None)]
