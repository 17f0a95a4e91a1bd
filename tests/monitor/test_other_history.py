"""Another history in the place of the first: alerts, programs and keys are not mixed up."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from aimonitor.demo import cast
from aimonitor.domain.alert import AlertRule, Snoozing
from aimonitor.domain.archive import ArchiveKind, ExportOrder
from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError
from aimonitor.monitor.requests import AddProvider, EditProvider
from tests.monitor.alerting import Watch, watched
from tests.monitor.house import house
from tests.monitor.test_alerts import key_of, revoke
from tests.net.server import Reply, ScriptedServer

CODEX = "codex"


async def until_the_webhook_failed(watch: Watch) -> None:
    for _ in range(1000):
        if any(len(alert.deliveries) > 1 for alert in await watch.log()):
            return
        await asyncio.sleep(0.01)
    pytest.fail("waited in vain for the webhook's failure")


async def test_what_was_snoozed_in_a_backup_stays_snoozed_when_it_is_restored(tmp_path: Path) -> None:
    async with watched(tmp_path / "one") as watch:
        watch.alerts.on_changed(lambda _book: None)
        await watch.adds(cast.RESEARCH)
        await revoke(watch)
        key = key_of(watch, AlertRule.NEEDS_YOU)
        await watch.alerts.snooze(key, Snoozing.CHANGE)
        await watch.judged()
        await watch.home.stack.archive.backup(tmp_path / "copy.sqlite3")
        await watch.home.monitor.remove_provider(watch.home.monitor.find(cast.RESEARCH.name).id)
        await asyncio.sleep(0)
        await watch.judged()
        watch.shown.clear()
        await watch.home.stack.archive.restore(tmp_path / "copy.sqlite3")
        await watch.judged()
        assert set((await watch.alerts.book()).snoozed) == {key}
        assert watch.shown == []


async def test_an_alert_that_waits_for_its_webhook_goes_with_the_purge(tmp_path: Path) -> None:
    async with watched(tmp_path) as watch, ScriptedServer() as server:
        server.reply("/later", Reply())
        await watch.save(webhook="json")
        await watch.alerts.set_webhook(Secret("http://127.0.0.1:9/first"))
        await watch.adds(cast.RESEARCH)
        await revoke(watch)
        await until_the_webhook_failed(watch)
        await watch.home.stack.archive.purge()
        await watch.save(webhook="json")
        await watch.alerts.set_webhook(Secret(f"{server.url}/later"))
        for _ in range(40):
            await watch.home.clock.advance(timedelta(minutes=1))
        assert server.seen == []


async def test_what_runs_on_this_computer_is_named_before_a_restore(tmp_path: Path) -> None:
    program = tmp_path / "odd-program"
    async with house(tmp_path / "one") as home:
        await home.monitor.add_provider(
            AddProvider(provider_type=CODEX, name="Mine", api_key=None, options={"program": str(program)})
        )
        await home.stack.archive.backup(tmp_path / "copy.sqlite3")
        summary = await home.stack.archive.look_at_backup(tmp_path / "copy.sqlite3")
    assert summary.local == (("Mine", f"program {program}"),)


async def test_what_came_by_an_import_runs_nothing_whatever_key_it_is_given(tmp_path: Path) -> None:
    program, ran = tmp_path / "odd-program", tmp_path / "ran"
    program.write_text(f"#!/bin/sh\ntouch {ran}\n")
    program.chmod(0o700)
    file = tmp_path / "export.json"
    async with house(tmp_path / "one") as home:
        await home.monitor.add_provider(
            AddProvider(provider_type=CODEX, name="Mine", api_key=None, options={"program": str(program)})
        )
        await home.stack.archive.export(ExportOrder(kinds=(ArchiveKind.DAYS,), file_format="json"), file)
    ran.unlink(missing_ok=True)
    async with house(tmp_path / "two") as other:
        await other.stack.archive.take_in(file)
        provider = other.monitor.find("Mine")
        with pytest.raises(ConfigError, match="needs your agreement"):
            await other.monitor.poll_provider(provider.id)
        change = EditProvider(
            provider_id=provider.id, api_key=Secret("any-key-at-all"), api_key_ref="keychain"
        )
        with pytest.raises(ConfigError, match="add it again"):
            await other.monitor.edit_provider(change)
        assert not ran.exists()
