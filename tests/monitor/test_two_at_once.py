"""Two programs with one home: the window and a command, or two commands."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from aimonitor.db.database import Database
from aimonitor.demo import cast
from aimonitor.errors import ConfigError
from tests.monitor.archives import backed_up, content, copies
from tests.monitor.clock import START, FakeClock
from tests.monitor.house import house


async def test_two_restores_at_once_do_not_take_each_others_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = await backed_up(tmp_path)
    async with house(tmp_path / "now") as one, house(tmp_path / "now") as two:
        await one.monitor.poll_provider((await one.add(cast.ROUTER)).id)
        await one.stack.archive.backup(tmp_path / "other.sqlite3")
        put_in_place = Database.put_in_place
        lying: list[set[Path]] = []

        async def meanwhile(database: Database, file: Path) -> Path:
            lying.append({place for place in copies(one, "restoring") if place.suffix == ".sqlite3"})
            if len(lying) == 1:
                await two.stack.archive.look_at_backup(tmp_path / "other.sqlite3")
                with pytest.raises(ConfigError):
                    await two.stack.archive.restore(tmp_path / "none.sqlite3")
                await two.stack.archive.restore(tmp_path / "other.sqlite3")
            return await put_in_place(database, file)

        monkeypatch.setattr(Database, "put_in_place", meanwhile)
        await one.stack.archive.restore(copy)
        assert [len(files) for files in lying] == [1, 2]
        assert content(one.stack.paths.database) == content(copy)
        assert copies(one, "restoring") == []
        assert len(copies(one, "before-restore")) == 2
        assert (await two.stack.database.state()).integrity == "ok"


async def test_two_programs_poll_into_one_history_and_neither_loses_a_poll(tmp_path: Path) -> None:
    async with house(tmp_path / "now") as one:
        provider = await one.add(cast.ROUTER)
        later = FakeClock(START + timedelta(minutes=1))
        async with house(tmp_path / "now", clock=later) as two:
            await two.keychain.store_api_key(provider.id, cast.ROUTER.key)
            for _ in range(5):
                for home in (one, two):
                    await home.clock.advance(home.stack.preferences.settings.interval)
                    await home.monitor.poll_provider(provider.id)
            started = {poll.started_at for poll in await one.stack.database.polls(provider.id)}
            assert len(started) == 10
            assert (await one.stack.database.state()).integrity == "ok"
