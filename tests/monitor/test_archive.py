from __future__ import annotations

import asyncio
import csv
import json
import sqlite3
import stat
import threading
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from aimonitor.demo import cast
from aimonitor.domain.archive import ArchiveKind, ExportOrder
from aimonitor.domain.money import plain_text
from aimonitor.domain.state import Health
from aimonitor.errors import AppError, ConfigError, DatabaseError, KeychainError
from aimonitor.insight.export_records import COLUMNS
from aimonitor.monitor.errand import Errand
from tests.monitor.archives import (
    ALL,
    ODD_NAME,
    TABLES,
    TODAY,
    exported,
    filled,
    poll,
    providers,
    read,
    rows,
    snapshot,
    stop_at,
    write,
)
from tests.monitor.house import house


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
        assert document["days"] == document["events"] == document["alerts"] == []
        assert [one["started_at"][:10] for one in document["polls"]] == [str(tomorrow)]
        assert {one["taken_at"][:10] for one in document["balances"]} == {str(tomorrow)}


async def test_one_kind_of_csv_is_one_file_and_several_are_a_folder(tmp_path: Path) -> None:
    async with filled(tmp_path / "home") as home:
        await home.stack.archive.export(replace(ALL, file_format="csv"), tmp_path / "folder")
        names = sorted(file.name for file in (tmp_path / "folder").iterdir())
        assert names == ["alerts.csv", "balances.csv", "days.csv", "events.csv", "polls.csv"]
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


def test_the_sample_has_every_kind_of_thing() -> None:
    assert {provider.api_key_ref for provider in providers()} == {"env:WORK_KEY", "keychain"}


async def test_an_export_whose_wait_is_given_up_ends_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the app quits: the thread is waited for, and cleans up behind itself."""
    reached, go_on = asyncio.Event(), threading.Event()
    loop, step = asyncio.get_running_loop(), Errand.step

    def held(self: Errand) -> None:
        if self.done == 1:
            loop.call_soon_threadsafe(reached.set)
            assert go_on.wait(30)
            self.go_on()
        step(self)

    monkeypatch.setattr(Errand, "step", held)
    async with filled(tmp_path / "home") as home:
        task = asyncio.create_task(home.stack.archive.export(ALL, tmp_path / "out.json"))
        await reached.wait()
        assert {place.suffix for place in parts(tmp_path)} == {".part", ".lock"}
        task.cancel()
        loop.call_soon(go_on.set)
        with pytest.raises(asyncio.CancelledError):
            await task
        assert parts(tmp_path) == []
        assert await home.stack.archive.export(ALL, tmp_path / "out.json") > 0


async def test_who_reads_an_export_may_stop_and_it_is_no_fault_of_the_history(tmp_path: Path) -> None:
    def closed(_piece: str) -> None:
        raise BrokenPipeError

    async with filled(tmp_path / "home") as home:
        with pytest.raises(BrokenPipeError):
            await home.stack.archive.export_text(ALL, closed)


async def test_a_history_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    async with filled(tmp_path / "home") as home:
        home.stack.paths.database.rename(tmp_path / "elsewhere")
        with pytest.raises(DatabaseError):
            await home.stack.archive.export(ALL, tmp_path / "out.json")
        (tmp_path / "elsewhere").rename(home.stack.paths.database)


async def test_the_log_of_alerts_comes_back_as_it_was(tmp_path: Path) -> None:
    async with filled(tmp_path / "one") as first, house(tmp_path / "two") as second:
        await exported(first, tmp_path / "all.json")
        await second.stack.archive.take_in(tmp_path / "all.json")
        here, there = [await home.stack.alerts.book() for home in (first, second)]
        assert there.log == here.log
        assert [one.provider_id for one in there.log] == [None, "gone", "3b1c77"]


async def test_an_export_of_a_version_without_alerts_is_still_read(tmp_path: Path) -> None:
    async with filled(tmp_path / "one") as first, house(tmp_path / "two") as second:
        document = json.loads(await exported(first, tmp_path / "all.json"))
        del document["alerts"]
        write(tmp_path / "old.json", json.dumps(document))
        summary = await second.stack.archive.take_in(tmp_path / "old.json")
        assert ArchiveKind.ALERTS not in dict(summary.records)
        assert (await second.stack.alerts.book()).log == ()
        assert len(second.monitor.states()) == 2
