from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from aimonitor.demo import cast
from aimonitor.domain.money import amount_in
from aimonitor.domain.notice import NoticeKind
from aimonitor.domain.state import Health
from aimonitor.errors import DatabaseError, DatabaseFault
from tests.monitor.house import House, house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path / "house") as made:
        yield made


def break_writes(home: House, monkeypatch: pytest.MonkeyPatch, fault: DatabaseFault) -> None:
    async def refuse(*_: object) -> None:
        msg = "The disk is full."
        raise DatabaseError(msg, fault=fault)

    for name in ("record_poll", "missing_cost_days", "add_event", "notes", "thin"):
        monkeypatch.setattr(home.stack.database, name, refuse)


async def test_a_full_disk_hides_no_live_figure_and_is_told_once(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = await home.add(cast.PRODUCTION)
    break_writes(home, monkeypatch, DatabaseFault.FULL)
    await home.monitor.poll_provider(provider.id)
    state, expected = home.state(cast.PRODUCTION.name), home.servers.expected(cast.PRODUCTION.name)
    assert state.health is Health.OK
    assert amount_in(state.month.totals, "USD") == expected.month
    assert state.tokens_month.value == expected.tokens_month
    assert {model.model for model in state.models} >= {"gpt-5.1"}
    await home.clock.advance(timedelta(minutes=6))
    await home.monitor.poll_provider(provider.id)
    assert [notice.kind for notice in home.heard.notices] == [NoticeKind.DATABASE]
    assert [error is None for error in home.heard.database] == [False]


async def test_a_new_day_takes_no_live_figure_away_while_the_disk_is_full(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = await home.add(cast.PRODUCTION)
    await home.monitor.poll_provider(provider.id)
    break_writes(home, monkeypatch, DatabaseFault.FULL)
    await home.clock.advance(timedelta(hours=5))
    await home.monitor.poll_provider(provider.id)
    live = home.state(cast.PRODUCTION.name)
    await home.monitor.open()
    again = home.state(cast.PRODUCTION.name)
    assert (again.last_poll, again.today, again.month) == (live.last_poll, live.today, live.month)


async def test_history_that_is_kept_again_is_told(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = await home.add(cast.PRODUCTION)
    with monkeypatch.context() as broken:
        break_writes(home, broken, DatabaseFault.LOCKED)
        await home.monitor.poll_provider(provider.id)
    await home.clock.advance(timedelta(minutes=6))
    await home.monitor.poll_provider(provider.id)
    assert [error is None for error in home.heard.database] == [False, True]
    assert await home.monitor.polls(provider.id)


async def test_a_file_damaged_while_running_is_opened_anew_and_polling_goes_on(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = await home.add(cast.PRODUCTION)
    opened: list[object] = []
    reopen = home.stack.database.open

    async def watched() -> object:
        opened.append(await reopen())
        return opened[-1]

    monkeypatch.setattr(home.stack.database, "open", watched)
    with monkeypatch.context() as broken:
        break_writes(home, broken, DatabaseFault.CORRUPT)
        await home.monitor.poll_provider(provider.id)
    assert len(opened) == 1
    assert home.state(cast.PRODUCTION.name).health is Health.OK
    await home.clock.advance(timedelta(minutes=6))
    await home.monitor.poll_provider(provider.id)
    assert home.heard.database[-1] is None


async def test_a_failure_is_told_though_it_cannot_be_stored(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = await home.add(cast.OLD_KEY)
    break_writes(home, monkeypatch, DatabaseFault.READ_ONLY)
    with pytest.raises(Exception, match="Invalid API key"):
        await home.monitor.poll_provider(provider.id)
    assert {notice.kind for notice in home.heard.notices} == {NoticeKind.DATABASE, NoticeKind.NEEDS_YOU}
    assert home.state(cast.OLD_KEY.name).health is Health.NEEDS_YOU
