"""What the app does on a disk that fills up, or may not be written: `small_disk` runs each in a child."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from collections.abc import Coroutine
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from aimonitor.db.prepare import SCHEMA_VERSION, schema_version
from aimonitor.db.stored import read_stored
from aimonitor.demo import cast
from aimonitor.domain.periods import utc_day
from aimonitor.domain.state import Health
from aimonitor.errors import AppError, ConfigError, DatabaseError, DatabaseFault
from aimonitor.settings.settings import Theme
from tests.machine.small_disk import SmallDisk
from tests.monitor.archives import ALL, content, fill
from tests.monitor.house import House, house, places

_SAMPLE = Path(__file__).parents[1] / "db" / "released" / "schema_0001.sql"


def say(text: str) -> None:
    print(text)  # noqa: T201  the parent reads it


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def polls_in(export: Path) -> list[datetime]:
    polls = json.loads(export.read_text("utf-8"))["polls"]
    return [datetime.fromisoformat(one["started_at"]) for one in polls]


async def refused(work: Coroutine[object, object, object], *faults: DatabaseFault) -> None:
    """The database cannot do it, and says why."""
    with pytest.raises(DatabaseError) as caught:
        await work
    assert caught.value.fault in faults, caught.value.fault


async def refused_file(work: Coroutine[object, object, object]) -> str:
    """What is said of a file that cannot be written."""
    with pytest.raises(ConfigError) as caught:
        await work
    return caught.value.message


async def poll(home: House) -> None:
    await home.clock.advance(timedelta(minutes=10))
    await home.monitor.poll_provider(home.state(cast.ROUTER.name).provider.id)


async def full(disk: SmallDisk) -> None:
    """It fills up while the app runs, and is freed again."""
    home_of, elsewhere = disk.place / "home", disk.place.parent
    full_faults = (DatabaseFault.FULL,) if disk.is_real else (DatabaseFault.OTHER, DatabaseFault.FULL)
    async with house(home_of) as home:
        await home.add(cast.ROUTER)
        await fill(home.stack.database)
        await home.monitor.exchange.end()
        await poll(home)
        await home.stack.archive.backup(elsewhere / "copy.sqlite3")
        before, files = content(home.stack.paths.database), names(home.stack.paths.data)
        disk.fill()
        for _ in range(3):
            await poll(home)
        state = home.state(cast.ROUTER.name)
        assert state.health is Health.OK
        assert state.last_poll is not None
        assert state.last_poll.started_at == home.clock.now()
        (told,) = home.heard.database
        assert isinstance(told, DatabaseError)
        assert told.fault in full_faults
        say(told.message)
        await refused(home.stack.desk.save_settings({"theme": Theme.DARK}), *full_faults)
        say(await refused_file(home.stack.archive.export(ALL, disk.place / "all.json")))
        await refused(home.stack.archive.backup(disk.place / "copy.sqlite3"), *full_faults)
        await refused(home.stack.archive.restore(elsewhere / "copy.sqlite3"), *full_faults)
        assert content(home.stack.paths.database) == before
        assert names(home.stack.paths.data) == files
        assert names(disk.place) - {"ballast"} == {"home"}
        disk.free()
        await poll(home)
        assert home.heard.database == [told, None]
        assert (await home.stack.database.state()).integrity == "ok"
        polls = await home.stack.database.polls(state.provider.id)
        now = home.clock.now()
        assert [one.started_at for one in polls] == [now, now - timedelta(minutes=40)]
        await home.stack.archive.export(ALL, disk.place / "all.json")


async def full_at_start(disk: SmallDisk) -> None:
    """It is full before the app starts: with a history, with one to be upgraded, with a damaged one."""
    home_of = disk.place / "home"
    async with house(home_of) as home:
        await home.add(cast.ROUTER)
        await poll(home)
        now = home.clock.now()
    path = places(home_of).database
    for kind, spoil in {"as it is": _leave, "older": _make_old, "damaged": _damage}.items():
        spoil(path)
        content_before, files = path.read_bytes(), names(path.parent)
        disk.fill()
        shown = [each.provider.name for each in read_stored(path, utc_day(now)) or ()]
        assert shown == ([cast.ROUTER.name] if kind == "as it is" else [])
        for goes_on in (False, True):
            try:
                async with house(home_of, goes_on=goes_on) as home:
                    await _live(home, disk.place.parent / "all.json")
                    say(f"{kind}: live figures, {', '.join(str(told) for told in home.heard.database)}")
            except AppError as error:
                say(f"{kind}: {error.message}")
        disk.free()
        assert path.read_bytes() == content_before
        if spoil is _leave and disk.is_real:
            await _freed_meanwhile(disk, home_of)
        assert names(path.parent) <= files | {f"{path.name}-wal", f"{path.name}-shm"}
        async with house(home_of) as home:
            assert home.monitor.states() or spoil is _make_old
        with closing(sqlite3.connect(path)) as connection:
            assert schema_version(connection) == SCHEMA_VERSION


async def _live(home: House, export: Path) -> None:
    """What was stored is known and can be exported; what is read is shown, and not kept."""
    found = home.state(cast.ROUTER.name)
    assert found.last_poll is not None
    await home.keychain.store_api_key(found.provider.id, cast.ROUTER.key)
    for _ in range(2):
        await poll(home)
    state = home.state(cast.ROUTER.name)
    assert state.health is Health.OK
    assert state.last_poll is not None
    assert state.last_poll.started_at == home.clock.now() > found.last_poll.started_at
    assert await home.stack.archive.export(ALL, export) > 0
    assert polls_in(export) == [found.last_poll.started_at]


async def _freed_meanwhile(disk: SmallDisk, home_of: Path) -> None:
    """What was started on the full disk keeps what it reads from then on."""
    disk.fill()
    async with house(home_of, goes_on=True) as home:
        await _live(home, disk.place.parent / "all.json")
        disk.free()
        await poll(home)
        (told, again) = home.heard.database
        assert (told is None, again is None) == (False, True)
        polls = await home.stack.database.polls(home.state(cast.ROUTER.name).provider.id)
        assert polls[0].started_at == home.clock.now()
        assert (await home.stack.database.state()).integrity == "ok"


def _leave(_path: Path) -> None:
    """As it is."""


def _make_old(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.executescript("PRAGMA journal_mode = WAL;" + _SAMPLE.read_text("utf-8"))


def _damage(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'polls'").fetchone()
    with path.open("r+b") as file:
        file.seek((found[0] - 1) * 4096)
        file.write(bytes(range(256)) * 16)


async def read_only(disk: SmallDisk) -> None:
    """The disk may not be written: a rescue system, a medium, an error of the file system."""
    home_of = disk.place / "home"
    async with house(home_of) as home:
        await home.add(cast.ROUTER)
        await poll(home)
    if not disk.is_real:
        say("nothing can be mounted here")
        return
    path = places(home_of).database
    before = path.read_bytes()
    disk.make_read_only()
    for goes_on in (False, True):
        try:
            async with house(home_of, goes_on=goes_on) as home:
                await _live(home, disk.place.parent / "all.json")
                say(f"live figures, {', '.join(str(told) for told in home.heard.database)}")
        except AppError as error:
            say(error.message)
    disk.make_writable()
    assert path.read_bytes() == before
    async with house(home_of) as home:
        await home.keychain.store_api_key(home.state(cast.ROUTER.name).provider.id, cast.ROUTER.key)
        await poll(home)


async def no_permission(disk: SmallDisk) -> None:
    """The files come to belong to somebody else while the app runs, as after a `sudo`."""
    home_of = disk.place / "home"
    async with house(home_of) as home:
        await home.add(cast.ROUTER)
        await poll(home)
        data = home.stack.paths.data
        for closed in (0o500, 0o000):
            data.chmod(closed)
            await poll(home)
            data.chmod(0o700)
            assert home.heard.database == []
            assert home.state(cast.ROUTER.name).health is Health.OK
        assert len(await home.stack.database.polls(home.state(cast.ROUTER.name).provider.id)) == 3
    path = places(home_of).database
    for shut, mode in ((path, 0o400), (path.parent, 0o500), (path.parent, 0o000)):
        own = shut.stat().st_mode
        shut.chmod(mode)
        try:
            async with house(home_of) as home:
                await home.keychain.store_api_key(home.state(cast.ROUTER.name).provider.id, cast.ROUTER.key)
                await poll(home)
                told = [str(error) for error in home.heard.database]
        except AppError as error:
            told = [str(error)]
        say(f"{'file' if shut is path else 'folder'} {mode:o}: {', '.join(told)}")
        shut.chmod(own)
    async with house(home_of) as home:
        assert len(home.monitor.states()) == 1


def main(mode: str, place: Path, *names_of: str) -> None:
    """Each on a disk of its own."""
    scenarios = {each.__name__: each for each in (full, full_at_start, read_only, no_permission)}
    for name in names_of:
        say(f"== {name}")
        (place / name).mkdir(parents=True)
        asyncio.run(scenarios[name](SmallDisk(place / name / "disk", is_real=mode == "mounted")))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
