"""What goes on when the kill comes, and what must hold afterwards."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path

from aimonitor.db.database import Database
from aimonitor.db.files import backups
from aimonitor.db.prepare import prepare
from aimonitor.db.stored import read_stored
from aimonitor.domain.archive import ArchiveKind, ExportOrder
from tests.db.samples import NOON, TODAY, full_snapshot, poll, provider
from tests.kills.forks import Tell
from tests.kills.homes import (
    MEMBERS,
    archive,
    check_database,
    check_next_start,
    check_nothing_is_left_over,
    database_of,
    lived_in,
    make_empty_home,
    make_home,
)
from tests.kills.job import Job
from tests.kills.log_lines import LogLines
from tests.kills.polls import Polls
from tests.monitor.archives import ALL, content

_TIMES = 3
_SAMPLES = sorted((Path(__file__).parent.parent / "db" / "released").glob("schema_*.sql"))
_CSV = ExportOrder(kinds=tuple(ArchiveKind), file_format="csv")


class Migration(Job):
    """A file of each released schema opened by this version."""

    name = "upgrades of the schema"
    loses = "nothing: the upgrade is done again, from the copy's state or a step's"

    def make(self, home: Path) -> None:
        home.mkdir()

    def work(self, home: Path, tell: Tell) -> None:
        for sample in _SAMPLES:
            path = home / f"{sample.stem}.sqlite3"
            with closing(sqlite3.connect(path.with_suffix(".new"), isolation_level=None)) as old:
                old.executescript("PRAGMA journal_mode = WAL;" + sample.read_text("utf-8"))
            path.with_suffix(".new").replace(path)
            prepare(path, NOON, check=True)
            tell(path.name)

    def check(self, home: Path, told: list[str]) -> None:
        for path in sorted(home.glob("schema_????.sqlite3")):
            asyncio.run(self._check_one(path))
        assert all((home / name).exists() for name in told)
        for file in home.glob("*-backup-v*.sqlite3"):
            check_database(file)

    @staticmethod
    async def _check_one(path: Path) -> None:
        database = Database(path, now=lambda: NOON)
        assert (await database.open()).set_aside is None
        await database.close()
        stored = read_stored(path, TODAY)
        assert stored is not None
        (facts,) = stored
        assert facts.provider == provider()
        assert facts.balances == full_snapshot().balances
        assert facts.last_poll == poll()
        check_database(path)
        for left in path.parent.iterdir():
            if left.name.startswith(f"{path.stem}-"):
                assert left.suffix not in {".part", ".lock"}, left
        assert len(backups(path)) <= len(_SAMPLES)


class Export(Job):
    """Exports of everything, as JSON and as a folder of CSV files."""

    name = "exports"
    loses = "the export; under its name there is none, or a whole one"

    def work(self, home: Path, tell: Tell) -> None:
        asyncio.run(self._work(home, tell))

    async def _work(self, home: Path, tell: Tell) -> None:
        async with lived_in(home) as house:
            await archive(house).export(ALL, home / "all.json")
            tell("all.json")
            await archive(house).export(_CSV, home / "csv")
            tell("csv")

    def check(self, home: Path, told: list[str]) -> None:
        asyncio.run(check_next_start(home))
        asyncio.run(self._check(home, told))

    async def _check(self, home: Path, told: list[str]) -> None:
        async with lived_in(home) as house:
            await archive(house).export(ALL, home / "whole.json")
            await archive(house).export(_CSV, home / "whole")
        assert all((home / name).exists() for name in told)
        if (home / "all.json").exists():
            assert (home / "all.json").read_bytes() == (home / "whole.json").read_bytes()
        for file in (home / "csv").glob("*.csv"):
            assert file.read_bytes() == (home / "whole" / file.name).read_bytes()
        check_nothing_is_left_over(home)


class Backup(Job):
    """Back-ups of a history, over one that is there."""

    name = "back-ups"
    loses = "the new back-up; under its name there is the old one, or a whole new one"

    def work(self, home: Path, tell: Tell) -> None:
        asyncio.run(self._work(home, tell))

    async def _work(self, home: Path, tell: Tell) -> None:
        async with lived_in(home) as house:
            for number in range(_TIMES):
                await archive(house).backup(home / "copy.sqlite3")
                tell(f"backup {number}")

    def check(self, home: Path, told: list[str]) -> None:
        asyncio.run(check_next_start(home))
        copy = home / "copy.sqlite3"
        if told:
            assert copy.exists()
        if copy.exists():
            check_database(copy)
            assert content(copy) == content(database_of(home))


class Import(Job):
    """The import of an export into an empty home."""

    name = "imports"
    loses = "the import: all of it is there, or nothing"

    def make(self, home: Path) -> None:
        asyncio.run(self._make(home))

    @staticmethod
    async def _make(home: Path) -> None:
        await make_home(home / "first")
        async with lived_in(home / "first") as house:
            await archive(house).export(ALL, home / "all.json")
        await make_empty_home(home)

    def work(self, home: Path, tell: Tell) -> None:
        asyncio.run(self._work(home, tell))

    async def _work(self, home: Path, tell: Tell) -> None:
        async with lived_in(home) as house:
            await archive(house).take_in(home / "all.json")
            tell("imported")

    def check(self, home: Path, told: list[str]) -> None:
        asyncio.run(check_next_start(home))
        asyncio.run(self._check(home, told))

    async def _check(self, home: Path, told: list[str]) -> None:
        async with lived_in(home) as house:
            if not house.monitor.states():
                assert not told
                await archive(house).take_in(home / "all.json")
            await archive(house).export(ALL, home / "again.json")
        assert (home / "again.json").read_bytes() == (home / "all.json").read_bytes()


class Restore(Job):
    """A back-up put in the place of another history."""

    name = "restores"
    loses = "the restore: there is the old history or the new one"

    def make(self, home: Path) -> None:
        asyncio.run(self._make(home))

    @staticmethod
    async def _make(home: Path) -> None:
        await make_home(home)
        async with lived_in(home) as house:
            await archive(house).backup(home / "copy.sqlite3")
            for name in ("Work", MEMBERS[0].name):
                await house.monitor.remove_provider(house.monitor.find(name).id)
            await archive(house).backup(home / "before.sqlite3")

    def work(self, home: Path, tell: Tell) -> None:
        asyncio.run(self._work(home, tell))

    async def _work(self, home: Path, tell: Tell) -> None:
        async with lived_in(home) as house:
            await archive(house).restore(home / "copy.sqlite3")
            tell("restored")

    def check(self, home: Path, told: list[str]) -> None:
        asyncio.run(check_next_start(home))
        found, old, new = (
            content(path) for path in (database_of(home), home / "before.sqlite3", home / "copy.sqlite3")
        )
        assert found == new if told else found in (old, new)
        for aside in database_of(home).parent.glob("*-before-restore-*.sqlite3"):
            assert content(aside) == old


class Purge(Job):
    """All of it removed."""

    name = "purges"
    loses = "what was asked to go; the next purge removes the rest"

    def work(self, home: Path, tell: Tell) -> None:
        asyncio.run(self._work(home, tell))

    async def _work(self, home: Path, tell: Tell) -> None:
        async with lived_in(home) as house:
            await archive(house).purge()
            tell("purged")

    def check(self, home: Path, told: list[str]) -> None:
        asyncio.run(check_next_start(home))
        asyncio.run(self._check(home, told))

    async def _check(self, home: Path, told: list[str]) -> None:
        async with lived_in(home) as house:
            if told:
                assert house.monitor.states() == []
            await archive(house).purge()
            assert house.monitor.states() == []
        left = b"".join(file.read_bytes() for file in database_of(home).parent.iterdir())
        for member in MEMBERS:
            assert member.name.encode() not in left


class Mending(Job):
    """A damaged file set aside, and its providers saved."""

    name = "setting a damaged file aside"
    loses = "nothing that could still be read: the providers are there after the next start"

    def make(self, home: Path) -> None:
        asyncio.run(make_home(home))
        path = database_of(home)
        with closing(sqlite3.connect(path)) as connection:
            page = connection.execute(
                "SELECT rootpage FROM sqlite_master WHERE name = 'day_costs'"
            ).fetchone()[0]
        with path.open("r+b") as file:
            file.seek((page - 1) * 4096)
            file.write(random.Random(7).randbytes(4096))

    def work(self, home: Path, tell: Tell) -> None:
        if prepare(database_of(home), NOON, check=True).set_aside is not None:
            tell("set aside")

    def check(self, home: Path, told: list[str]) -> None:
        asyncio.run(self._check(home, told))

    async def _check(self, home: Path, told: list[str]) -> None:
        async with lived_in(home) as house:
            assert (house.stack.opened.set_aside is None) is bool(told) or not told
            names = {state.provider.name for state in house.monitor.states()}
            assert names >= {"Work", *(member.name for member in MEMBERS)}, names
            check_nothing_is_left_over(house.stack.paths.data)
        check_database(database_of(home))


JOBS: tuple[Job, ...] = (
    Polls(),
    LogLines(),
    Migration(),
    Export(),
    Backup(),
    Import(),
    Restore(),
    Purge(),
    Mending(),
)
