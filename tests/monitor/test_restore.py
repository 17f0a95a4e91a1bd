from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from aimonitor.db import restoring
from aimonitor.demo import cast
from aimonitor.domain.alert import AlertBook
from aimonitor.domain.archive import ArchiveKind
from aimonitor.domain.budget import Budget, BudgetPeriod, BudgetScope
from aimonitor.domain.state import Health
from aimonitor.errors import AppError, ConfigError, DatabaseError, DatabaseFault
from aimonitor.keychain.memory import SessionKeys
from aimonitor.settings.settings import Theme
from tests.monitor.archives import (
    ODD_NAME,
    backed_up,
    content,
    copies,
)
from tests.monitor.house import house

ROOT = Path(__file__).parent.parent.parent


async def test_a_restore_shows_and_keeps_what_was_backed_up(tmp_path: Path) -> None:
    copy = await backed_up(tmp_path)
    async with house(tmp_path / "now") as home:
        provider = await home.add(cast.ROUTER)
        await home.monitor.poll_provider(provider.id)
        restored = await home.stack.archive.restore(copy)
        assert content(home.stack.paths.database) == content(copy)
        assert [state.provider.name for state in home.monitor.states()] == list(restored.summary.providers)
        assert home.heard.removed == [provider.id]
        assert home.state("Work").month.totals is not None
        assert restored.resolved.settings.theme is Theme.DARK
        assert home.stack.preferences.settings.theme is Theme.DARK


async def test_budgets_and_alerts_are_those_of_the_backup_at_once(tmp_path: Path) -> None:
    limit = Budget(id="", scope=BudgetScope.ALL, period=BudgetPeriod.DAY, currency="USD", hard=Decimal(22))
    told: list[AlertBook] = []
    async with house(tmp_path / "now") as home:
        await home.add(cast.ROUTER)
        await home.stack.budgets.save(limit)
        await home.stack.archive.backup(tmp_path / "copy.sqlite3")
        await home.stack.budgets.purge()
        home.stack.alerts.on_changed(told.append)
        await home.stack.archive.restore(tmp_path / "copy.sqlite3")
        assert [state.budget.hard for state in home.stack.budgets.states()] == [Decimal(22)]
        assert told


async def test_what_was_there_is_set_aside_and_can_come_back(tmp_path: Path) -> None:
    copy = await backed_up(tmp_path)
    async with house(tmp_path / "now") as home:
        await home.monitor.poll_provider((await home.add(cast.ROUTER)).id)
        before = content(home.stack.paths.database)
        aside = (await home.stack.archive.restore(copy)).aside
        assert copies(home, "before-restore") == [aside]
        assert content(aside) == before
        assert copies(home, "restoring") == []
        await home.stack.archive.restore(aside)
        assert content(home.stack.paths.database) == before
        assert len(copies(home, "before-restore")) == 2


async def test_polls_rest_meanwhile_and_go_on_with_who_is_there_then(tmp_path: Path) -> None:
    keys = SessionKeys()
    async with house(tmp_path / "now", keychain=keys) as home:
        kept = await home.add(cast.ROUTER)
        await home.stack.archive.backup(tmp_path / "copy.sqlite3")
        gone = await home.add(cast.RESEARCH)
        await home.monitor.start_polling()
        put_in_place = home.stack.database.put_in_place
        seen: list[str] = []

        async def meanwhile(file: Path) -> Path:
            for provider_id in (kept.id, gone.id):
                assert home.monitor._rounds.due(home.monitor._roster.get(provider_id)) is None
                with pytest.raises(ConfigError, match="is being exchanged"):
                    await home.monitor.poll_provider(provider_id)
                seen.append(provider_id)
            return await put_in_place(file)

        home.stack.database.put_in_place = meanwhile  # type: ignore[method-assign]
        await home.stack.archive.restore(tmp_path / "copy.sqlite3")
        assert seen == [kept.id, gone.id]
        assert [state.provider.id for state in home.monitor.states()] == [kept.id]
        await home.clock.advance(timedelta(seconds=5))
        await home.monitor.poll_provider(kept.id)
        assert home.state(cast.ROUTER.name).health is Health.OK
        assert (await keys.get_api_key(gone.id)).reveal() == cast.RESEARCH.key.reveal()


async def test_keys_are_not_in_a_backup_and_who_lacks_one_says_so(tmp_path: Path) -> None:
    async with house(tmp_path / "one") as home:
        await home.add(cast.ROUTER)
        await home.stack.archive.backup(tmp_path / "copy.sqlite3")
        assert cast.ROUTER.key.reveal().encode() not in (tmp_path / "copy.sqlite3").read_bytes()
    async with house(tmp_path / "two", keychain=SessionKeys()) as other:
        await other.stack.archive.restore(tmp_path / "copy.sqlite3")
        with pytest.raises(AppError):
            await other.monitor.poll_provider(other.state(cast.ROUTER.name).provider.id)
        assert other.state(cast.ROUTER.name).health is Health.NEEDS_YOU


async def test_a_look_tells_what_would_come_and_changes_nothing(tmp_path: Path) -> None:
    copy = await backed_up(tmp_path)
    async with house(tmp_path / "now") as home:
        await home.add(cast.ROUTER)
        before = content(home.stack.paths.database)
        summary = await home.stack.archive.look_at_backup(copy)
        assert len(summary.providers) == 2
        assert summary.addresses == ((ODD_NAME, "https://gateway.example.test/v1"),)
        assert dict(summary.records)[ArchiveKind.POLLS] == 4
        assert summary.first is not None
        assert content(home.stack.paths.database) == before
        assert copies(home, "restoring") == copies(home, "before-restore") == []


def no_database(place: Path) -> None:
    place.write_text("not one")


def empty(place: Path) -> None:
    place.write_bytes(b"")


def strangers(place: Path) -> None:
    place.unlink()
    with closing(sqlite3.connect(place)) as connection:
        connection.executescript("CREATE TABLE providers (id); PRAGMA user_version = 1")


def newer(place: Path) -> None:
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA user_version = 4711")


def cut(place: Path) -> None:
    with place.open("r+b") as file:
        file.truncate(place.stat().st_size // 2)


def overwritten(place: Path) -> None:
    with place.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xa5" * 4096 * 4)


def trigger(place: Path) -> None:
    """Code in the file that would run at our next write."""
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("CREATE TRIGGER t AFTER INSERT ON polls BEGIN DELETE FROM providers; END")


def odd_row(place: Path) -> None:
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("UPDATE day_costs SET provenance = 'guessed'")
        connection.commit()


def orphan(place: Path) -> None:
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("UPDATE day_costs SET provider = 99 WHERE provider = 1")
        connection.commit()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (no_database, "is no back-up of AIMonitor's"),
        (empty, "is no back-up of AIMonitor's"),
        (strangers, "is no back-up of AIMonitor's"),
        (newer, "was made by a newer AIMonitor. Update AIMonitor"),
        (cut, "is damaged, so it was not used"),
        (overwritten, "is damaged, so it was not used"),
        (trigger, "is no back-up of AIMonitor's"),
        (odd_row, "is damaged, so it was not used"),
        (orphan, "is damaged, so it was not used"),
    ],
)
async def test_what_is_no_sound_backup_is_refused_and_changes_nothing(
    tmp_path: Path, spoil: Callable[[Path], None], words: str
) -> None:
    copy = await backed_up(tmp_path)
    spoil(copy)
    there = copy.read_bytes()
    async with house(tmp_path / "now") as home:
        await home.add(cast.ROUTER)
        before = content(home.stack.paths.database)
        with pytest.raises(ConfigError, match=words):
            await home.stack.archive.restore(copy)
        assert content(home.stack.paths.database) == before
        assert copies(home, "restoring") == copies(home, "before-restore") == []
        assert len(home.monitor.states()) == 1
    assert copy.read_bytes() == there


async def test_the_history_itself_and_what_is_no_file_are_refused(tmp_path: Path) -> None:
    async with house(tmp_path / "now") as home:
        await home.add(cast.ROUTER)
        (tmp_path / "link").symlink_to(home.stack.paths.database)
        for place in (home.stack.paths.database, tmp_path / "link"):
            with pytest.raises(ConfigError, match="is the history itself"):
                await home.stack.archive.restore(place)
        for place in (tmp_path, tmp_path / "none"):
            with pytest.raises(ConfigError, match="There is no file"):
                await home.stack.archive.restore(place)
        assert len(home.monitor.states()) == 1


def made_of(sample: Path, place: Path) -> Path:
    with closing(sqlite3.connect(place)) as connection:
        connection.executescript(sample.read_text("utf-8"))
    return place


@pytest.mark.parametrize(
    "sample", sorted((ROOT / "tests" / "db" / "released").iterdir()), ids=lambda file: file.name
)
async def test_a_backup_of_every_released_version_is_upgraded_on_a_copy(tmp_path: Path, sample: Path) -> None:
    copy = made_of(sample, tmp_path / "old.sqlite3")
    there = copy.read_bytes()
    async with house(tmp_path / "now") as home:
        summary = (await home.stack.archive.restore(copy)).summary
        assert [state.provider.name for state in home.monitor.states()] == list(summary.providers) != []
    assert copy.read_bytes() == there


async def test_a_raw_copy_with_its_log_and_other_pages_is_taken_too(tmp_path: Path) -> None:
    copy = await backed_up(tmp_path)
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA page_size = 16384")
        connection.execute("VACUUM")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("UPDATE providers SET name = 'In the log' WHERE name = 'Work'")
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{copy}{suffix}", tmp_path / f"raw.sqlite3{suffix}")
    async with house(tmp_path / "now") as home:
        await home.stack.archive.restore(tmp_path / "raw.sqlite3")
        assert home.state("In the log").month.totals is not None


async def test_a_restore_waits_for_another_programs_lock_then_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = await backed_up(tmp_path)
    monkeypatch.setattr(restoring, "BUSY_TIMEOUT", 0.0)
    async with house(tmp_path / "now") as home:
        await home.add(cast.ROUTER)
        with closing(sqlite3.connect(home.stack.paths.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseError) as caught:
                await home.stack.archive.restore(copy)
            other.execute("ROLLBACK")
        assert caught.value.fault is DatabaseFault.LOCKED
        assert len(home.monitor.states()) == 1
        assert copies(home, "before-restore") == []
        await home.stack.archive.restore(copy)
        assert len(home.monitor.states()) == 2
