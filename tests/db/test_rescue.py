from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from aimonitor.db.database import Database
from aimonitor.db.prepare import prepare
from aimonitor.db.reports import OpenOutcome
from aimonitor.db.rescue import rescue
from aimonitor.domain.provider import Provider

NOW = datetime(2026, 11, 15, 14, 30, tzinfo=UTC)


def provider(number: int) -> Provider:
    return Provider(
        id=f"id-{number}",
        name=f"Provider {number}",
        provider_type="openai",
        api_key_ref="keychain",
        created_at=NOW,
        options={"base_url": "https://example.com"},
        position=number,
    )


async def damaged_file(path: Path) -> Path:
    database = Database(path, now=lambda: NOW)
    await database.open()
    for number in range(3):
        await database.save_provider(provider(number))
    await database.set_settings({"theme": "dark"})
    await database.close()
    return path


async def reopened(path: Path) -> tuple[OpenOutcome, list[Provider], dict[str, str]]:
    database = Database(path, now=lambda: NOW)
    report = await database.open()
    found = await database.providers(), await database.settings()
    await database.close()
    return report.outcome, *found


async def test_what_can_be_read_of_a_damaged_file_comes_over(tmp_path: Path) -> None:
    old = await damaged_file(tmp_path / "old" / "history.sqlite3")
    fresh = tmp_path / "new" / "history.sqlite3"
    prepare(fresh, NOW)
    assert rescue(old, fresh) == 4
    assert rescue(old, fresh) == 0
    _, providers, settings = await reopened(fresh)
    assert providers == [provider(0), provider(1), provider(2)]
    assert settings == {"theme": "dark"}


async def test_a_file_that_is_no_database_at_all_gives_nothing_back_and_no_error(tmp_path: Path) -> None:
    path = await damaged_file(tmp_path / "data" / "history.sqlite3")
    path.write_bytes(b"not a database at all" * 500)
    outcome, providers, settings = await reopened(path)
    assert (outcome, providers, settings) == (OpenOutcome.SET_ASIDE, [], {})
