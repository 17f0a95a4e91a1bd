"""Another program holds the history for a minute. The minute is made up: nobody waits in a test."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from aimonitor.db import archive_reading, archive_writing
from aimonitor.db.database import Database
from aimonitor.demo import cast
from aimonitor.domain.state import Health
from aimonitor.errors import DatabaseError, DatabaseFault
from aimonitor.settings.settings import Theme
from tests.monitor.archives import ALL
from tests.monitor.house import house


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Database.__init__, "__kwdefaults__", {"busy_timeout": 0.01})
    for room in (archive_reading, archive_writing):
        monkeypatch.setattr(room, "BUSY_TIMEOUT", 0.01)


async def test_live_figures_stay_it_is_told_once_and_history_goes_on_by_itself(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        provider = await home.add(cast.ROUTER)
        await home.monitor.poll_provider(provider.id)
        before = await home.stack.database.facts(home.clock.now().date())
        with closing(sqlite3.connect(home.stack.paths.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for _ in range(6):
                await home.clock.advance(timedelta(seconds=10))
                await home.monitor.poll_provider(provider.id)
                assert home.state(cast.ROUTER.name).health is Health.OK
            with pytest.raises(DatabaseError) as caught:
                await home.stack.desk.save_settings({"theme": Theme.DARK})
            assert caught.value.fault is DatabaseFault.LOCKED
            assert len(home.heard.database) == 1
            assert [notice.kind.value for notice in home.heard.notices] == ["database"]
            assert await home.stack.database.facts(home.clock.now().date()) == before
            await home.stack.archive.export(ALL, tmp_path / "all.json")
            other.execute("ROLLBACK")
        await home.clock.advance(timedelta(seconds=10))
        await home.monitor.poll_provider(provider.id)
        assert home.heard.database[-1] is None
        polls = await home.stack.database.polls(provider.id)
        assert next(poll.started_at for poll in polls) == home.clock.now()
        assert len(polls) == 2


async def test_the_command_line_reads_what_is_stored_while_it_is_locked(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await home.add(cast.ROUTER)
        with closing(sqlite3.connect(home.stack.paths.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert [found.name for found in await home.stack.database.providers()] == [cast.ROUTER.name]
            with pytest.raises(DatabaseError) as caught:
                await home.stack.archive.purge()
            assert caught.value.fault is DatabaseFault.LOCKED
            assert "Still there" in caught.value.message
            other.execute("ROLLBACK")
        await home.stack.archive.purge()
        assert home.monitor.states() == []
