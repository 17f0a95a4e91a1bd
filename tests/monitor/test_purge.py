from __future__ import annotations

import json
from pathlib import Path

import pytest

from aimonitor.demo import cast
from aimonitor.errors import AppError, KeychainFault
from aimonitor.keychain.faults import fault_error
from aimonitor.keychain.memory import SessionKeys
from aimonitor.settings.settings import Theme
from tests.monitor.archives import (
    ALL,
    TABLES,
    backed_up,
    copies,
    fill,
    rows,
)
from tests.monitor.house import house

ROOT = Path(__file__).parent.parent.parent


async def test_a_purge_leaves_no_provider_no_history_no_key_no_setting_and_no_copy(tmp_path: Path) -> None:
    keys = SessionKeys()
    copy = await backed_up(tmp_path)
    async with house(tmp_path / "now", keychain=keys) as home:
        await home.stack.archive.restore(copy)
        provider = await home.add(cast.RESEARCH)
        session = await home.add(cast.ROUTER, api_key_ref="session")
        await home.monitor.poll_provider(provider.id)
        resolved = await home.stack.archive.purge()
        assert home.monitor.states() == []
        assert await home.stack.database.providers() == []
        assert resolved.settings.theme is Theme.SYSTEM
        for table in (*TABLES, "reads", "settings", "spends", "windows"):
            assert rows(home.stack.paths.database, table) == [], table
        with pytest.raises(AppError):
            await home.stack.keys.resolve(session)
        with pytest.raises(AppError):
            await keys.get_api_key(provider.id)
        left = b"".join(file.read_bytes() for file in home.stack.paths.data.iterdir() if file.is_file())
        assert cast.RESEARCH.name.encode() not in left
        assert copies(home, "before-restore") == []
        assert home.monitor.dashboard().month.totals == ()
    assert copy.exists()


class LockedFor(SessionKeys):
    """A keychain that lets one key go and not another."""

    locked = ""

    async def delete_api_key(self, provider_id: str) -> None:
        if provider_id == self.locked:
            raise fault_error(KeychainFault.LOCKED)
        await super().delete_api_key(provider_id)


async def test_what_cannot_be_removed_is_named_and_all_else_is_removed(tmp_path: Path) -> None:
    keys = LockedFor()
    async with house(tmp_path / "now", keychain=keys) as home:
        kept, gone = await home.add(cast.RESEARCH), await home.add(cast.ROUTER)
        for provider in (kept, gone):
            await home.monitor.poll_provider(provider.id)
        await home.stack.desk.save_settings({"theme": Theme.DARK})
        keys.locked = kept.id
        with pytest.raises(AppError) as caught:
            await home.stack.archive.purge()
        assert caught.value.message == (
            f"Not everything could be removed. Still there: {kept.name} "
            "(The keychain is locked. Unlock it and try again). All else is removed."
        )
        assert [state.provider.id for state in home.monitor.states()] == [kept.id]
        assert [one.id for one in await home.stack.database.providers()] == [kept.id]
        assert rows(home.stack.paths.database, "settings") == []
        assert {row[0] for row in rows(home.stack.paths.database, "day_costs")} == {kept.id}
        keys.locked = ""
        await home.stack.archive.purge()
        assert home.monitor.states() == []


async def test_a_purged_app_takes_an_import_and_a_new_provider(tmp_path: Path) -> None:
    async with house(tmp_path / "now") as home:
        await fill(home.stack.database)
        await home.monitor.exchange.end()
        await home.stack.archive.export(ALL, tmp_path / "all.json")
        await home.stack.archive.purge()
        await home.stack.archive.take_in(tmp_path / "all.json")
        await home.stack.archive.export(ALL, tmp_path / "again.json")
        assert (tmp_path / "again.json").read_bytes() == (tmp_path / "all.json").read_bytes()
        assert len(json.loads((tmp_path / "all.json").read_text())["providers"]) == 2
        await home.monitor.poll_provider((await home.add(cast.ROUTER)).id)
