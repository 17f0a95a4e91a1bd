from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from aimonitor.demo import cast
from aimonitor.domain.history import History
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import Health, ProviderState
from aimonitor.errors import AppError, AuthError, ConfigError, DatabaseError, DatabaseFault, RateLimitError
from aimonitor.monitor.requests import EditProvider, KeyTest
from aimonitor.monitor.service import MonitorService
from aimonitor.monitor.tasks import Tasks
from aimonitor.settings.settings import Resolved
from tests.monitor.house import House, house, request

SIGNALS = (
    "provider_changed",
    "provider_removed",
    "provider_added",
    "dashboard_changed",
    "key_tested",
    "request_done",
    "history_loaded",
    "polls_loaded",
    "notice_raised",
    "paused_changed",
    "settings_changed",
    "database_changed",
    "started",
)


class Front(QObject):
    """The service with all that it said, and the answers to its wishes."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house
        self.service = MonitorService(self)
        self.crashes: list[BaseException] = []
        self.tasks = Tasks(on_crash=self.crashes.append)
        self.said: list[tuple[str, tuple[Any, ...]]] = []
        self.answers: dict[int, object] = {}
        self._answered = asyncio.Event()
        for name in SIGNALS:
            getattr(self.service, name).connect(lambda *values, name=name: self.said.append((name, values)))
        self.service.request_done.connect(self._hear)
        self.service.key_tested.connect(self._hear)

    def start(self) -> None:
        self.service.start(self.house.monitor, self.house.stack.desk, self.tasks)

    async def answer(self, token: int) -> Any:  # noqa: ANN401
        """What the wish of that token ended with."""
        async with asyncio.timeout(30):
            while token not in self.answers:
                self._answered.clear()
                await self._answered.wait()
        return self.answers[token]

    def values(self, name: str) -> list[Any]:
        """The first value of each time the signal was emitted."""
        return [values[0] for said, values in self.said if said == name]

    def names(self) -> list[str]:
        return [name for name, _ in self.said]

    def _hear(self, token: int, answer: object) -> None:
        assert token not in self.answers, "answered twice"
        self.answers[token] = answer
        self._answered.set()


@pytest.fixture
async def front(qtbot: QtBot, private_home: Path) -> AsyncIterator[Front]:
    del qtbot
    async with house(private_home / "aimonitor") as running:
        front = Front(running)
        yield front
        await front.tasks.aclose()
        assert front.crashes == []


async def added(front: Front, member: cast.DemoProvider = cast.ROUTER) -> str:
    """Add and read a provider; its id."""
    assert await front.answer(front.service.add_provider(request(member))) is None
    provider_id = front.house.monitor.find(member.name).id
    await front.house.monitor.poll_provider(provider_id)
    return provider_id


async def test_wishes_before_the_start_are_carried_out_then(front: Front) -> None:
    first = front.service.add_provider(request(cast.ROUTER))
    second = front.service.add_provider(request(cast.ROUTER))
    assert not front.service.is_started
    assert front.said == []
    front.start()
    assert front.service.is_started
    assert front.names() == ["started"]
    assert await front.answer(first) is None
    error = await front.answer(second)
    assert isinstance(error, ConfigError)
    assert "already exists" in error.message


async def test_a_call_returns_at_once_and_each_has_its_own_token(front: Front) -> None:
    front.start()
    tokens = [front.service.refresh() for _ in range(5)]
    assert len(set(tokens)) == 5
    assert front.names() == ["started"]
    assert [await front.answer(token) for token in tokens] == [None] * 5


async def test_adding_tells_the_window_all_it_draws(front: Front) -> None:
    front.start()
    provider_id = await added(front)
    assert [provider.id for provider in front.values("provider_added")] == [provider_id]
    states: list[ProviderState] = front.values("provider_changed")
    assert states[0].health is Health.WAITING
    assert states[-1].health is Health.OK
    assert states[-1] == front.house.state(cast.ROUTER.name)
    assert front.values("dashboard_changed")[-1] == front.house.monitor.dashboard()


async def test_a_test_of_a_key_tells_figures_or_the_error_and_stores_nothing(front: Front) -> None:
    front.start()
    good = await front.answer(front.service.test_key(request(cast.ROUTER)))
    assert isinstance(good, KeyTest)
    assert good.state.month.totals[0].amount == front.house.servers.expected(cast.ROUTER.name).month
    bad = await front.answer(
        front.service.test_key(request(cast.PRODUCTION, api_key=Secret("sk-admin-TEST-0000")))
    )
    assert isinstance(bad, AuthError)
    assert front.names().count("key_tested") == 2
    assert front.house.monitor.states() == []


async def test_changing_moving_pausing_and_removing(front: Front) -> None:
    front.start()
    router, side = await added(front), await added(front, cast.SIDE_PROJECT)
    service = front.service
    assert await front.answer(service.edit_provider(EditProvider(provider_id=router, name="Mine"))) is None
    assert await front.answer(service.move_provider(side, 0)) is None
    assert [state.provider.id for state in front.house.monitor.states()] == [side, router]
    assert await front.answer(service.toggle_provider(router, enabled=False)) is None
    assert front.values("provider_changed")[-1].health is Health.PAUSED
    assert front.values("provider_changed")[-1].provider.name == "Mine"
    assert await front.answer(service.remove_provider(router)) is None
    assert front.values("provider_removed") == [router]
    assert isinstance(await front.answer(service.remove_provider(router)), ConfigError)


async def test_pausing_all_is_told_with_its_end(front: Front) -> None:
    front.start()
    until = front.house.clock.now() + timedelta(hours=1)
    await front.answer(front.service.pause(until))
    await front.answer(front.service.resume())
    assert [values for name, values in front.said if name == "paused_changed"] == [
        (True, until),
        (False, None),
    ]


async def test_a_pause_that_a_server_asks_for_is_an_answer(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    front.start()
    provider_id = await added(front)
    until = front.house.clock.now() + timedelta(seconds=90)
    monkeypatch.setattr(front.house.stack.http, "paused_until", lambda _id: until)
    error = await front.answer(front.service.refresh(provider_id))
    assert isinstance(error, RateLimitError)
    assert "again in 2 minutes." in error.message


async def test_days_and_polls_for_the_details(front: Front) -> None:
    front.start()
    provider_id = await added(front)
    today = front.house.clock.now().date()
    await front.answer(front.service.load_history(provider_id, today - timedelta(days=6), today))
    (history,) = front.values("history_loaded")
    assert isinstance(history, History)
    assert [len(series.days) for series in history.spend] == [7]
    await front.answer(front.service.load_polls(provider_id))
    ((told_id, polls),) = [values for name, values in front.said if name == "polls_loaded"]
    assert told_id == provider_id
    assert polls[0].problem is None


async def test_settings_are_stored_and_told(front: Front) -> None:
    front.start()
    await front.answer(front.service.save_settings({"interval": timedelta(minutes=30)}))
    (resolved,) = front.values("settings_changed")
    assert isinstance(resolved, Resolved)
    assert resolved.settings.interval == timedelta(minutes=30)
    error = await front.answer(front.service.save_settings({"interval": timedelta(0)}))
    assert isinstance(error, ConfigError)
    assert len(front.values("settings_changed")) == 1


async def test_notices_and_a_broken_history_are_told(front: Front) -> None:
    front.start()
    await front.answer(front.service.add_provider(request(cast.OLD_KEY)))
    with pytest.raises(AuthError):
        await front.house.monitor.poll_provider(front.house.monitor.find(cast.OLD_KEY.name).id)
    assert [notice.title for notice in front.values("notice_raised")] == [cast.OLD_KEY.name]
    error = DatabaseError("The disk is full.", fault=DatabaseFault.FULL)
    front.house.monitor._ledger._failed(error)
    front.house.monitor._ledger._worked()
    assert front.values("database_changed") == [error, None]


async def test_a_fault_of_ours_is_an_answer_too_and_is_logged(
    front: Front, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_id: object) -> None:
        msg = "on purpose"
        raise ZeroDivisionError(msg)

    front.start()
    monkeypatch.setattr(front.house.monitor, "refresh", fail)
    with caplog.at_level(logging.ERROR):
        error = await front.answer(front.service.refresh())
        await asyncio.sleep(0)
    assert type(error) is AppError
    assert "on purpose" not in error.message
    assert "on purpose" in caplog.text
    assert [type(crash) for crash in front.crashes] == [ZeroDivisionError]
    front.crashes.clear()


async def test_the_return_of_the_network_is_passed_on_once_there_is_a_monitor(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(front.house.monitor, "network_returned", lambda: calls.append("returned"))
    front.service.network_returned()
    assert calls == []
    front.start()
    front.service.network_returned()
    assert calls == ["returned"]
