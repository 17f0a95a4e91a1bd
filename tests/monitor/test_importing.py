from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from aimonitor.db.archive_writing import Importing
from aimonitor.demo import cast
from aimonitor.domain.notice import Notice
from aimonitor.domain.state import Health
from aimonitor.errors import AppError, ConfigError
from aimonitor.monitor.requests import EditProvider
from tests.monitor.archives import (
    TABLES,
    exported,
    filled,
    rows,
    stop_at,
    write,
)
from tests.monitor.house import House, house


async def refused(home: House, text: str | bytes, place: Path) -> str:
    """What is said of a file of that text; nothing is kept of it."""
    with pytest.raises(ConfigError) as caught:
        await home.stack.archive.take_in(write(place, text))
    assert home.monitor.states() == []
    assert await home.stack.database.providers() == []
    assert all(rows(home.stack.paths.database, table) == [] for table in TABLES)
    return caught.value.message


def changed(document: dict[str, Any], place: tuple[str | int, ...], value: object) -> str:
    made: Any = json.loads(json.dumps(document))
    at = made
    for name in place[:-1]:
        at = at[name]
    at[place[-1]] = value
    return json.dumps(made)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("schema",), 2, "The file has schema 2, and this AIMonitor reads 1"),
        (("schema",), True, "schema: it is no number"),
        (("days",), {}, "days: it is no list"),
        (("days", 1, "cost"), 1.5, "days[1].cost: an amount is digits in quotes"),
        (("days", 0, "cost"), "1e5", "days[0].cost: an amount is digits"),
        (("days", 0, "cost"), "9999999999", "days[0].cost: the amount is too large"),
        (("days", 0, "cost"), None, "days[0]: cost, currency and provenance go together"),
        (("days", 0, "currency"), "usd", "days[0].currency: a currency is a code"),
        (("days", 0, "day"), "2026-02-30", "days[0].day: day"),
        (("days", 0, "provider_id"), "nobody", "days[0].provider_id: the file has no such provider"),
        (("days", 0, "complete"), 1, "days[0].complete: "),
        (("days", 0), [], "days[0]: "),
        (("days", 3, "input_tokens"), "7", "days[3].input_tokens: "),
        (("days", 3, "input_tokens"), 10**16, "days[3].input_tokens: "),
        (("balances", 0, "taken_at"), "2026-11-15", "balances[0].taken_at: a time looks like"),
        (("balances", 0, "role"), "gift", "balances[0].role: "),
        (("polls", 0, "duration"), "-1", "polls[0].duration: no such duration"),
        (("polls", 0, "cost_days"), ["2026-11-02/2026-11-01"], "polls[0].cost_days.0: the days end before"),
        (("polls", 0, "cost_days"), ["0001-01-01/9999-01-01"], "polls[0]: a figure in it is too large"),
        (("events", 0, "kind"), "gossip", "events[0].kind: "),
        (("alerts", 0, "rule"), "gossip", "alerts[0].rule: "),
        (("alerts", 1, "fate"), "lost", "alerts[1].fate: "),
        (("alerts", 1, "deliveries"), [{"channel": 1}], "alerts[1].deliveries.0.channel: "),
        (("providers",), [], "names no provider"),
        (("providers", 1, "id"), "3b1c77", "providers[1].id: it stands there twice"),
        (("providers", 1, "name"), "WORK", "providers[1]: it stands there twice"),
        (("providers", 0, "options"), {"base_url": "http://example.test"}, "providers[0].options: "),
        (("providers", 0, "interval"), "1", "providers[0].interval: an interval is between"),
    ],
)
async def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, place: tuple[str | int, ...], value: object, words: str
) -> None:
    async with filled(tmp_path / "one") as first, house(tmp_path / "two") as second:
        document = json.loads(await exported(first, tmp_path / "all.json"))
        said = await refused(second, changed(document, place, value), tmp_path / "odd.json")
        assert words in said


async def test_what_stands_there_twice_is_told(tmp_path: Path) -> None:
    async with filled(tmp_path / "one") as first, house(tmp_path / "two") as second:
        document = json.loads(await exported(first, tmp_path / "all.json"))
        document["days"].append(document["days"][0])
        said = await refused(second, json.dumps(document), tmp_path / "odd.json")
        assert f"days[{len(document['days']) - 1}]: it stands there twice. Nothing was changed." in said


async def test_a_file_that_was_cut_is_refused_wherever_it_was_cut(tmp_path: Path) -> None:
    async with filled(tmp_path / "one") as first, house(tmp_path / "two") as second:
        whole = (await exported(first, tmp_path / "all.json")).encode()
        for length in (*range(40), *range(40, len(whole) - 2, 397), len(whole) - 2):
            said = await refused(second, whole[:length], tmp_path / "cut.json")
            assert "not a whole JSON document" in said or "not text in UTF-8" in said, length


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 100_000, "not a whole JSON document"),
        ('{"schema": 1, "x": ' + "[" * 100_000, "too deeply nested"),
        ('{"schema": 1, "days": [' + '{"a":' * 100_000, "too deeply nested"),
        ('{"schema": 1, "days": ["' + "x" * 3_000_000, "at days[0]"),
        ('{"schema": 1, "x": NaN}', "x holds NaN, which is no figure"),
        ('{"schema": 1, "days": [{"cost": -Infinity}]}', "days[0] holds -Infinity"),
        ('{"schema": 1, "x": ' + "9" * 5000 + "}", "at x"),
        ('{"schema": 1} {}', "after its end"),
        ('{"providers": []}', "it names no schema"),
        ("{}", "it names no schema"),
        ("", "cannot be read at the beginning"),
        (b"\xff\xfe{}", "not text in UTF-8"),
        (b"SQLite format 3\x00" + bytes(5000), "not a whole JSON document"),
        ("{7: 1}", "cannot be read"),
    ],
)
async def test_a_hostile_file_gets_a_sentence(tmp_path: Path, text: str | bytes, words: str) -> None:
    async with house(tmp_path / "home") as home:
        assert words in await refused(home, text, tmp_path / "odd.json")


async def test_a_file_of_a_gigabyte_is_never_held_in_memory(tmp_path: Path) -> None:
    place = tmp_path / "huge.json"
    with place.open("wb") as file:
        file.write(b'{"schema": 1, "providers": ["')
        file.truncate(1 << 30)
    async with house(tmp_path / "home") as home:
        with pytest.raises(ConfigError, match=r"cannot be read at providers\[0\]"):
            await home.stack.archive.take_in(place)


async def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    async with house(tmp_path / "home") as home:
        for place in (tmp_path / "none", tmp_path, tmp_path / "pipe", Path("/dev/zero")):
            with pytest.raises(ConfigError, match="There is no file"):
                await home.stack.archive.take_in(place)


async def test_members_that_a_later_version_adds_are_passed_over(tmp_path: Path) -> None:
    async with filled(tmp_path / "one") as first, house(tmp_path / "two") as second:
        before = await exported(first, tmp_path / "all.json")
        document = {"added": [1, {"x": []}], "later": {"y": None}, **json.loads(before)}
        document["days"][0]["added"] = "x"
        (tmp_path / "later.json").write_text(json.dumps(document))
        await second.stack.archive.take_in(tmp_path / "later.json")
        assert await exported(second, tmp_path / "after.json") == before


async def test_the_order_of_members_does_not_matter(tmp_path: Path) -> None:
    async with filled(tmp_path / "one") as first, house(tmp_path / "two") as second:
        before = await exported(first, tmp_path / "all.json")
        (tmp_path / "sorted.json").write_text(json.dumps(json.loads(before), sort_keys=True, indent=4))
        await second.stack.archive.take_in(tmp_path / "sorted.json")
        assert await exported(second, tmp_path / "after.json") == before


async def test_an_import_that_is_stopped_while_it_is_checked_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with filled(tmp_path / "one") as first, house(tmp_path / "two") as second:
        await exported(first, tmp_path / "all.json")
        stop_at(monkeypatch, 5)
        with pytest.raises(AppError, match=r"The import was stopped. Nothing was changed."):
            await second.stack.archive.take_in(tmp_path / "all.json")
        assert await second.stack.database.providers() == []


async def test_an_import_that_is_stopped_while_it_is_written_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with filled(tmp_path / "one") as first, house(tmp_path / "two") as second:
        await exported(first, tmp_path / "all.json")

        def stopping(_work: Importing, _notice: Notice) -> None:
            second.stack.archive.stop()
            errand = second.stack.archive._errand
            assert errand is not None
            errand.go_on()

        monkeypatch.setattr(Importing, "add_event", stopping)
        with pytest.raises(AppError, match=r"The import was stopped. Nothing was changed."):
            await second.stack.archive.take_in(tmp_path / "all.json")
        assert await second.stack.database.providers() == []
        assert all(rows(second.stack.paths.database, table) == [] for table in TABLES)


async def test_an_imported_provider_is_renamed_given_its_key_polled_and_removed(tmp_path: Path) -> None:
    async with house(tmp_path / "one") as first, house(tmp_path / "two") as second:
        old = await first.add(cast.ROUTER)
        await first.monitor.poll_provider(old.id)
        await exported(first, tmp_path / "all.json")
        await second.stack.archive.take_in(tmp_path / "all.json")
        await second.monitor.edit_provider(EditProvider(provider_id=old.id, name="Anew"))
        assert second.state("Anew").provider.api_key_ref == "ask"
        before = second.state("Anew").history_since
        await second.monitor.edit_provider(
            EditProvider(provider_id=old.id, api_key=cast.ROUTER.key, api_key_ref="keychain")
        )
        await second.clock.advance(timedelta(minutes=10))
        await second.monitor.poll_provider(old.id)
        assert second.state("Anew").health is Health.OK
        assert second.state("Anew").history_since == before
        await second.monitor.remove_provider(old.id)
        assert await second.stack.database.providers() == []


async def test_no_key_can_be_stored_where_nobody_asks_for_one(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        with pytest.raises(ConfigError, match="Choose where the key is kept"):
            await home.add(cast.ROUTER, api_key_ref="ask")
        assert home.monitor.states() == []
