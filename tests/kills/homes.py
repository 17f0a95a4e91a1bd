"""Homes that a kill may hit: a house with providers that were polled, and what must hold in it afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from aimonitor.demo import cast
from aimonitor.monitor.archive import Archive
from tests.monitor.archives import fill
from tests.monitor.clock import FakeClock
from tests.monitor.house import House, house, places

RESEARCH = cast.RESEARCH
MEMBERS = (cast.ROUTER, RESEARCH)
_KEYS = {member.name: member.key for member in MEMBERS}
_LEFT_OVER = (".part", ".lock")


def database_of(home: Path) -> Path:
    return places(home).database


@asynccontextmanager
async def lived_in(home: Path, clock: FakeClock | None = None) -> AsyncIterator[House]:
    """Opened, with the keys of whoever is there: the keychain survives any kill."""
    async with house(home, clock=clock) as found:
        for state in found.monitor.states():
            key = _KEYS.get(state.provider.name)
            if key is not None:
                await found.keychain.store_api_key(state.provider.id, key)
        yield found


async def make_home(home: Path) -> None:
    """Two providers of the demo that were polled, and two with every kind of fact."""
    async with house(home) as made:
        for member in MEMBERS:
            await made.monitor.poll_provider((await made.add(member)).id)
        await fill(made.stack.database)


async def make_empty_home(home: Path) -> None:
    async with house(home):
        pass


def check_database(path: Path) -> None:
    """SQLite finds nothing wrong with it, nor any row without its owner."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def check_nothing_is_left_over(folder: Path) -> None:
    """No file that only a running program has a use for."""
    for file in folder.iterdir():
        assert not file.name.endswith(_LEFT_OVER), file.name
        assert "-restoring" not in file.name, file.name
        assert "-begun" not in file.name, file.name


async def check_next_start(home: Path) -> None:
    """The next program opens what the killed one left, sweeps up, and everything in it can be read."""
    async with lived_in(home) as opened:
        state = await opened.stack.database.state()
        assert state.integrity == "ok"
        assert opened.stack.opened.set_aside is None
        await opened.stack.alerts.book()
        check_nothing_is_left_over(opened.stack.paths.data)
    check_database(database_of(home))


def archive(home: House) -> Archive:
    return home.stack.archive
