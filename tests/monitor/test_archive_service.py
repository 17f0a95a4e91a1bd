from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from aimonitor.demo import cast
from aimonitor.domain.archive import ArchiveKind, ArchiveSummary, ExportOrder
from aimonitor.domain.state import ProviderState
from aimonitor.errors import AppError, ConfigError
from aimonitor.monitor.archive_service import ArchiveService
from aimonitor.monitor.service import MonitorService
from aimonitor.monitor.tasks import Tasks
from aimonitor.settings.settings import Resolved, Theme
from tests.monitor.archives import ALL
from tests.monitor.house import House, house


class Front:
    """Both faces over one house: wishes go to the archive, news comes from the monitor."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.service, self.news = ArchiveService(), MonitorService()
        self.tasks = Tasks()
        self.counts: list[int] = []
        self.settings: list[Resolved] = []
        self.shown: dict[str, ProviderState] = {}
        self._answers: dict[int, object] = {}
        self._answered = asyncio.Event()
        self.service.request_done.connect(self._hear)
        self.service.progressed.connect(self.counts.append)
        self.service.settings_changed.connect(self.settings.append)
        self.news.provider_changed.connect(self._show)
        self.news.provider_removed.connect(self._remove)

    def start(self) -> None:
        self.news.start(self.house.monitor, self.house.stack.desk, self.tasks)
        self.service.start(self.house.stack.archive, self.tasks)

    async def answer(self, token: int) -> Any:  # noqa: ANN401
        async with asyncio.timeout(30):
            while token not in self._answers:
                self._answered.clear()
                await self._answered.wait()
        return self._answers[token]

    def names(self) -> set[str]:
        """The providers that a window shows."""
        return {state.provider.name for state in self.shown.values()}

    def _hear(self, token: int, answer: object) -> None:
        self._answers[token] = answer
        self._answered.set()

    def _remove(self, provider_id: str) -> None:
        del self.shown[provider_id]

    def _show(self, state: ProviderState) -> None:
        self.shown[state.provider.id] = state


@pytest.fixture
async def front(qtbot: QtBot, private_home: Path) -> AsyncIterator[Front]:
    del qtbot
    async with house(private_home / "aimonitor") as running:
        made = Front(running)
        made.start()
        yield made
        await made.tasks.aclose()


async def added(front: Front, member: cast.DemoProvider = cast.ROUTER) -> str:
    provider = await front.house.add(member)
    await front.house.monitor.poll_provider(provider.id)
    return provider.id


async def test_wishes_before_the_start_are_carried_out_then(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    async with house(tmp_path / "home") as running:
        front = Front(running)
        token = front.service.backup(tmp_path / "copy.sqlite3")
        front.service.stop()
        assert not (tmp_path / "copy.sqlite3").exists()
        front.start()
        assert await front.answer(token) is None
        assert (tmp_path / "copy.sqlite3").exists()
        await front.tasks.aclose()


async def test_an_export_answers_with_its_records_and_counts_them(front: Front, tmp_path: Path) -> None:
    await added(front)
    records = await front.answer(front.service.export(ALL, tmp_path / "all.json"))
    document = json.loads((tmp_path / "all.json").read_text())
    assert records == sum(len(document[kind.value]) for kind in ArchiveKind) > 0
    assert front.counts == [0]
    assert cast.ROUTER.key.reveal() not in (tmp_path / "all.json").read_text()
    error = await front.answer(front.service.export(ExportOrder(), tmp_path / "no" / "days.csv"))
    assert isinstance(error, ConfigError)


async def test_a_copy_is_restored_and_the_window_shows_it(front: Front, tmp_path: Path) -> None:
    await added(front)
    await front.house.stack.desk.save_settings({"theme": Theme.DARK})
    assert await front.answer(front.service.backup(tmp_path / "copy.sqlite3")) is None
    assert cast.ROUTER.key.reveal().encode() not in (tmp_path / "copy.sqlite3").read_bytes()
    await front.house.stack.desk.save_settings({"theme": Theme.LIGHT})
    gone = await added(front, cast.RESEARCH)
    assert front.names() == {cast.ROUTER.name, cast.RESEARCH.name}
    summary = await front.answer(front.service.look_at_backup(tmp_path / "copy.sqlite3"))
    assert isinstance(summary, ArchiveSummary)
    assert summary.providers == (cast.ROUTER.name,)
    assert gone in front.shown
    aside = await front.answer(front.service.restore(tmp_path / "copy.sqlite3"))
    assert isinstance(aside, Path)
    assert front.names() == {cast.ROUTER.name}
    assert [one.settings.theme for one in front.settings] == [Theme.DARK]


async def test_an_export_is_imported_after_a_purge_and_the_window_shows_it(
    front: Front, tmp_path: Path
) -> None:
    await added(front)
    await front.answer(front.service.export(ALL, tmp_path / "all.json"))
    assert isinstance(await front.answer(front.service.look(tmp_path / "all.json")), ConfigError)
    assert await front.answer(front.service.purge()) is None
    assert front.names() == set()
    assert len(front.settings) == 1
    summary = await front.answer(front.service.look(tmp_path / "all.json"))
    assert summary.providers == (cast.ROUTER.name,)
    assert front.names() == set()
    assert await front.answer(front.service.take_in(tmp_path / "all.json")) == summary
    (state,) = front.shown.values()
    assert state.provider.api_key_ref == "ask"
    assert state.last_30_days


async def test_a_file_that_is_none_is_an_answer(front: Front, tmp_path: Path) -> None:
    for wish in (
        front.service.look,
        front.service.take_in,
        front.service.restore,
        front.service.look_at_backup,
    ):
        assert isinstance(await front.answer(wish(tmp_path / "none")), AppError)
    assert front.settings == []
