from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from aimonitor.db.database import Database
from aimonitor.db.stored import read_settings
from aimonitor.domain.notice import Notice, NoticeKind, Urgency
from aimonitor.errors import ConfigError
from tests.db.samples import NOON, TODAY, full_snapshot, poll, provider

TABLES_OF_A_PROVIDER = (
    "reads",
    "day_costs",
    "day_tokens",
    "day_quantities",
    "balances",
    "spends",
    "windows",
    "polls",
    "events",
)


def notice(key: str, provider_id: str | None = None, minutes: int = 0) -> Notice:
    return Notice(
        key=key,
        kind=NoticeKind.FAILED,
        title=f"Title {key}",
        body="It <b>failed</b>.",
        urgency=Urgency.CRITICAL,
        raised_at=NOON + timedelta(minutes=minutes),
        provider_id=provider_id,
    )


async def changes(database: Database) -> int:
    return await database._use(lambda connection: connection.total_changes)


async def test_saving_inserts_then_updates_and_keeps_the_history(database: Database) -> None:
    await database.record_poll(poll(), full_snapshot())
    changed = replace(
        provider(),
        name="Renamed",
        enabled=False,
        api_key_ref="env:MY_KEY",
        options={},
        key_kind=None,
        interval=None,
        position=3,
    )
    await database.save_provider(changed)
    assert await database.providers() == [changed]
    (facts,) = await database.facts(TODAY)
    assert facts.days


async def test_saving_the_same_writes_nothing(database: Database) -> None:
    before = await changes(database)
    await database.save_provider(provider())
    assert await changes(database) == before


@pytest.mark.parametrize("name", ["work", " WORK ", "\uff57ork"])
async def test_two_providers_cannot_have_one_name(database: Database, name: str) -> None:
    await database.save_provider(provider("two", "Work"))
    with pytest.raises(ConfigError, match=r"^Provider already exists"):
        await database.save_provider(provider("three", name))
    with pytest.raises(ConfigError, match=r"^Provider already exists"):
        await database.save_provider(provider("one", name))
    assert [found.id for found in await database.providers()] == ["one", "two"]


async def test_a_name_in_another_script_is_compared_without_case_too(database: Database) -> None:
    await database.save_provider(provider("two", "ÄÖẞE"))
    with pytest.raises(ConfigError):
        await database.save_provider(provider("three", "äösse"))


async def test_deleting_takes_every_row_of_that_provider_and_no_other(database: Database) -> None:
    await database.save_provider(provider("two"))
    for provider_id in ("one", "two"):
        await database.record_poll(poll(provider_id), full_snapshot())
        await database.add_event(notice("failed", provider_id))
    await database.delete_provider("one")
    assert [found.id for found in await database.providers()] == ["two"]
    left = await database._use(
        lambda connection: {
            table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in TABLES_OF_A_PROVIDER
        }
    )
    assert left == {
        "reads": 1,
        "day_costs": 2,
        "day_tokens": 2,
        "day_quantities": 1,
        "balances": 2,
        "spends": 1,
        "windows": 2,
        "polls": 1,
        "events": 1,
    }
    await database.delete_provider("nobody")


async def test_a_provider_added_after_a_removal_starts_without_history(database: Database) -> None:
    await database.record_poll(poll(), full_snapshot())
    await database.delete_provider("one")
    await database.save_provider(provider())
    (facts,) = await database.facts(TODAY)
    assert facts.days == ()
    assert facts.balances is None


async def test_settings_are_set_changed_and_removed(database: Database, path: Path) -> None:
    await database.set_settings({"polling.interval": "300", "theme": "dark", "gone": "x"})
    await database.set_settings({"theme": "light", "gone": None, "never": None})
    assert await database.settings() == {"polling.interval": "300", "theme": "light"}
    assert read_settings(path) == {"polling.interval": "300", "theme": "light"}
    before = await changes(database)
    await database.set_settings({"theme": "light"})
    assert await changes(database) == before


async def test_events_come_newest_first(database: Database) -> None:
    old, new, newest = notice("a", "one"), notice("b", None, 1), notice("c", "not stored", 1)
    for one in (new, old, newest):
        await database.add_event(one)
    assert await database.events() == [newest, new, old]
    assert await database.events(limit=1) == [newest]
