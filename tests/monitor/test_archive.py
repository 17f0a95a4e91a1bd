from __future__ import annotations

import csv
import json
import os
import sqlite3
import stat
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from aimonitor.demo import cast
from aimonitor.domain.archive import ArchiveKind, ExportOrder
from aimonitor.domain.money import plain_text
from aimonitor.domain.state import Health
from aimonitor.errors import AppError, ConfigError, KeychainError
from aimonitor.insight.export_records import COLUMNS
from aimonitor.monitor.errand import Errand
from tests.monitor.archives import ALL, ODD_NAME, TABLES, TODAY, fill, poll, providers, rows, snapshot
from tests.monitor.house import House, house


@asynccontextmanager
async def filled(home: Path) -> AsyncIterator[House]:
    async with house(home) as made:
        await fill(made.stack.database)
        await made.monitor.exchange.end()
        yield made


async def exported(home: House, place: Path, order: ExportOrder = ALL) -> str:
    await home.stack.archive.export(order, place)
    return read(place)


def read(place: Path) -> str:
    return place.read_text("utf-8")


def write(place: Path, text: str | bytes) -> Path:
    place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return place


async def test_export_import_export_is_the_same_to_the_byte(tmp_path: Path) -> None:
    async with filled(tmp_path / "one") as first, house(tmp_path / "two") as second:
        before = await exported(first, tmp_path / "before.json")
        summary = await second.stack.archive.take_in(tmp_path / "before.json")
        assert summary.providers == ("Work", ODD_NAME)
        assert await exported(second, tmp_path / "after.json") == before
        for table in TABLES:
            here, there = (rows(one.stack.paths.database, table) for one in (first, second))
            assert here == there != [], table


async def test_what_was_imported_shows_its_figures_and_asks_for_its_keys(tmp_path: Path) -> None:
    async with filled(tmp_path / "one") as first, house(tmp_path / "two") as second:
        await exported(first, tmp_path / "all.json")
        await second.stack.archive.take_in(tmp_path / "all.json")
        here, there = first.state("Work"), second.state("Work")
        assert there.month == here.month
        assert there.balances == here.balances
        assert there.last_30_days == here.last_30_days
        assert (there.last_poll, there.failing_since) == (here.last_poll, here.failing_since)
        await second.clock.advance(timedelta(hours=2))  # the service asked to be left alone
        with pytest.raises(KeychainError, match=r"came from an import.*Enter its key"):
            await second.monitor.poll_provider(there.provider.id)
        assert second.state("Work").health is Health.NEEDS_YOU


async def test_an_import_reads_no_variable_of_the_files_choice(tmp_path: Path) -> None:
    async with filled(tmp_path / "one") as first, house(tmp_path / "two") as second:
        assert "WORK_KEY" not in await exported(first, tmp_path / "all.json")
        await second.stack.archive.take_in(tmp_path / "all.json")
        assert {state.provider.api_key_ref for state in second.monitor.states()} == {"ask"}


async def test_where_a_key_would_go_by_the_files_word_is_told(tmp_path: Path) -> None:
    async with filled(tmp_path / "one") as first, house(tmp_path / "two") as second:
        await exported(first, tmp_path / "all.json")
        summary = await second.stack.archive.look(tmp_path / "all.json")
        assert summary.addresses == ((ODD_NAME, "https://gateway.example.test/v1"),)
        assert dict(summary.records)[ArchiveKind.EVENTS] == 3
        assert summary.first == TODAY - timedelta(days=40)
        assert second.monitor.states() == []


async def test_providers_that_are_there_are_not_mixed_with_others(tmp_path: Path) -> None:
    async with filled(tmp_path / "one") as first:
        before = await exported(first, tmp_path / "all.json")
        with pytest.raises(ConfigError, match="There are providers already"):
            await first.stack.archive.take_in(tmp_path / "all.json")
        assert await exported(first, tmp_path / "after.json") == before


async def test_totals_are_those_of_the_window(tmp_path: Path) -> None:
    async with house(tmp_path / "home") as home:
        for member in (cast.PRODUCTION, cast.RESEARCH):
            await home.monitor.poll_provider((await home.add(member)).id)
        first, last = TODAY.replace(day=1), TODAY
        order = replace(ALL, first=first, last=last)
        document = json.loads(await exported(home, tmp_path / "month.json", order))
        shown = Decimal(0)
        for state in home.monitor.states():
            history = await home.monitor.history(state.provider.id, first, last)
            (series,) = history.spend
            assert series.unit == "USD"
            shown += sum(series.totals, Decimal(0))
        assert document["totals"] == {"USD": plain_text(shown)}
        assert document["period"] == {"first": str(first), "last": str(last)}


async def test_a_period_cuts_every_kind_at_utc_days(tmp_path: Path) -> None:
    async with filled(tmp_path / "home") as home:
        await home.stack.database.record_poll(poll("3b1c77", 60 * 24), snapshot(60 * 24))
        tomorrow = TODAY + timedelta(days=1)
        document = json.loads(
            await exported(home, tmp_path / "a.json", replace(ALL, first=tomorrow, last=tomorrow))
        )
        assert document["days"] == document["events"] == []
        assert [one["started_at"][:10] for one in document["polls"]] == [str(tomorrow)]
        assert {one["taken_at"][:10] for one in document["balances"]} == {str(tomorrow)}


async def test_one_kind_of_csv_is_one_file_and_several_are_a_folder(tmp_path: Path) -> None:
    async with filled(tmp_path / "home") as home:
        await home.stack.archive.export(replace(ALL, file_format="csv"), tmp_path / "folder")
        names = sorted(file.name for file in (tmp_path / "folder").iterdir())
        assert names == ["balances.csv", "days.csv", "events.csv", "polls.csv"]
        for kind in ArchiveKind:
            order = ExportOrder(kinds=(kind,), file_format="csv")
            count = await home.stack.archive.export(order, tmp_path / "one.csv")
            alone = (tmp_path / "one.csv").read_bytes()
            assert alone == (tmp_path / "folder" / f"{kind}.csv").read_bytes()
            with (tmp_path / "one.csv").open(encoding="utf-8", newline="") as file:
                table = list(csv.reader(file))
            assert tuple(table[0]) == COLUMNS[kind]
            assert len(table) - 1 == count > 0
        assert stat.S_IMODE((tmp_path / "one.csv").stat().st_mode) == 0o600


async def test_an_export_is_of_one_moment(tmp_path: Path) -> None:
    async with filled(tmp_path / "home") as home:
        before = await exported(home, tmp_path / "before.json")
        pieces: list[str] = []
        database = home.stack.paths.database

        def write(piece: str) -> None:
            if not pieces:
                with_more(database)
            pieces.append(piece)

        await home.stack.archive.export_text(ALL, write)
        assert "".join(pieces) == before
        assert await exported(home, tmp_path / "after.json") != before


def with_more(database: Path) -> None:
    """Another program writes while we read."""
    connection = sqlite3.connect(database)
    connection.execute("DELETE FROM day_costs")
    connection.commit()
    connection.close()


def parts(folder: Path) -> list[Path]:
    return list(folder.glob(".aimonitor*"))


def stop_at(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """The user presses Cancel while that record is at work."""
    step = Errand.step

    def stopping(self: Errand) -> None:
        if self.done == count:
            self.stop()
            self.go_on()
        step(self)

    monkeypatch.setattr(Errand, "step", stopping)


@pytest.mark.parametrize("count", [0, 1, 12])
async def test_a_stopped_export_leaves_no_file_and_not_even_a_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    async with filled(tmp_path / "home") as home:
        write(tmp_path / "out.json", "before")
        stop_at(monkeypatch, count)
        with pytest.raises(AppError, match=r"The export was stopped. No file was written."):
            await home.stack.archive.export(ALL, tmp_path / "out.json")
        assert read(tmp_path / "out.json") == "before"
        assert parts(tmp_path) == []


async def test_progress_is_told_on_the_loop(tmp_path: Path) -> None:
    async with filled(tmp_path / "home") as home:
        told: list[tuple[int, int]] = []
        here = threading.get_ident()
        written = await home.stack.archive.export(
            ALL, tmp_path / "out.json", lambda count: told.append((count, threading.get_ident()))
        )
        assert told == [(0, here)]
        assert written > 10


async def test_what_makes_no_sense_is_refused(tmp_path: Path) -> None:
    async with filled(tmp_path / "home") as home:
        archive = home.stack.archive
        with pytest.raises(ConfigError, match="no export format 'xlsx'; choose csv or json"):
            await archive.export(ExportOrder(file_format="xlsx"), tmp_path / "out")
        with pytest.raises(ConfigError, match="Choose at least one thing"):
            await archive.export(ExportOrder(kinds=()), tmp_path / "out")
        with pytest.raises(ConfigError, match="Name a folder"):
            await archive.export_text(replace(ALL, file_format="csv"), print)
        (tmp_path / "file").write_text("")
        with pytest.raises(ConfigError, match="The folder could not be made"):
            await archive.export(replace(ALL, file_format="csv"), tmp_path / "file")


# --- files that are not quite ours ----------------------------------------------------------------


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


async def test_a_stopped_import_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with filled(tmp_path / "one") as first, house(tmp_path / "two") as second:
        await exported(first, tmp_path / "all.json")
        members = 4 + sum(
            len(value)
            for value in json.loads((tmp_path / "all.json").read_text()).values()
            if isinstance(value, list)
        )
        stop_at(monkeypatch, members + 10)
        with pytest.raises(AppError, match=r"The import was stopped. Nothing was changed."):
            await second.stack.archive.take_in(tmp_path / "all.json")
        assert await second.stack.database.providers() == []


def test_the_sample_has_every_kind_of_thing() -> None:
    assert {provider.api_key_ref for provider in providers()} == {"env:WORK_KEY", "keychain"}
