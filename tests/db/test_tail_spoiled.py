# ruff: noqa: ASYNC240 - a test may look at a file while nothing else runs
"""A tail that was cut, changed, exchanged or taken away, on disks that are full or closed to us."""

from __future__ import annotations

import errno
import os
import random
import sqlite3
import sys
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from aimonitor.db.database import Database
from aimonitor.db.files import tail_of
from aimonitor.db.stored import read_stored
from aimonitor.db.tail import put_in
from aimonitor.db.tail_file import Head, TailFile, sealed
from aimonitor.errors import DatabaseError
from tests.db.samples import TODAY, afterwards, full_snapshot, opened, poll
from tests.db.tails import LINES, as_a_kill_leaves_it, in_file, lines, lived_in, same_polls


@pytest.fixture
def wall_clock() -> Callable[[], object]:
    return afterwards


@pytest.fixture
async def killed(path: Path, tmp_path: Path) -> Path:
    """A history as a kill left it, with three lines in its tail."""
    async with opened(path, now=afterwards) as database:
        await lived_in(database)
        return as_a_kill_leaves_it(path, tmp_path / "killed")


async def goes_on(path: Path) -> int:
    """How many polls of the first provider were there; three more are kept, through another kill too."""
    async with opened(path, now=afterwards) as database:
        found = len(await database.polls("one"))
        stored = read_stored(path, TODAY)
        assert stored == await database.facts(TODAY)
        await same_polls(database, 60)
        assert len(await database.polls("one")) == found + LINES
        assert (await database.state()).integrity == "ok"
        killed = as_a_kill_leaves_it(path, path.parent / "killed")
    async with opened(killed, now=afterwards) as database:
        assert len(await database.polls("one")) == found + LINES
    assert in_file(path) == 1 + found + LINES
    assert not list(path.parent.glob("*damaged*"))
    return found


@pytest.mark.parametrize("part", range(8))
async def test_cut_anywhere_what_was_before_is_kept_and_polls_go_on(killed: Path, part: int) -> None:
    whole = tail_of(killed).read_bytes()
    for length in range(part, len(whole), 24):
        place = as_a_kill_leaves_it(killed, killed.parent.parent / str(length))
        tail_of(place).write_bytes(whole[:length])
        assert 1 <= await goes_on(place) <= 1 + LINES
    assert await goes_on(killed) == 1 + LINES


@pytest.mark.parametrize("seed", range(12))
async def test_bits_turned_and_bytes_put_in_end_what_is_read(killed: Path, seed: int) -> None:
    chance, content = random.Random(seed), bytearray(tail_of(killed).read_bytes())
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(content))
        content[place] ^= 1 << chance.randrange(8)
        if seed % 3 == 0:
            content[place:place] = chance.randbytes(chance.randint(1, 300))
    tail_of(killed).write_bytes(content)
    assert 1 <= await goes_on(killed) <= 1 + LINES


def packed(text: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)


def head_of(path: Path) -> Head:
    found = TailFile(tail_of(path)).read()
    assert found is not None
    assert found.head is not None
    return found.head


FOREIGN: dict[str, object] = {
    "text": "Dear diary,\n" * 50,
    "no list": 7,
    "a table that is none of the log": [["providers", 1]],
    "a table beyond the last": [[99, 1]],
    "no table": [[]],
    "a table before the first": [[-6, 1, 2, 3, 4, 5, None, None, None, None, None, None]],
    "a table by name": [["polls", 1, 2, 3, 4, 5, None, None, None, None, None, None]],
    "nothing for a table": [[None, 1, 2, 3, 4, 5, None, None, None, None, None, None]],
    "too few cells": [[0, 1, 2]],
    "cells of another kind": [[0, 1, "x", None, 1, 1, None, None, None, None, None, None]],
    "a fraction": [[0, 1, 1.5, None, 1, 1, None, None, None, None, None, None]],
    "no key": [[0, None, None, None, 1, 1, None, None, None, None, None, None]],
    "a number beyond SQLite's": [[0, 1, 2**63, None, 1, 1, None, None, None, None, None, None]],
    "lists in lists": [[0, 1, [[[]]], None, 1, 1, None, None, None, None, None, None]],
}


@pytest.mark.parametrize("line", FOREIGN.values(), ids=FOREIGN)
async def test_a_line_that_was_never_written_by_us_ends_what_is_read(killed: Path, line: object) -> None:
    head, file = head_of(killed), tail_of(killed)
    file.write_bytes(file.read_bytes() + packed(sealed(line, head.mark)))
    alone = as_a_kill_leaves_it(killed, killed.parent.parent / "alone")
    tail_of(alone).write_bytes(head.text() + packed(sealed(line, head.mark)))
    assert await goes_on(killed) == 1 + LINES
    assert await goes_on(alone) == 1


async def test_the_line_of_a_provider_that_is_not_there_is_dropped(killed: Path) -> None:
    head, file = head_of(killed), tail_of(killed)
    stray = [[0, 77, 5, None, 1, 1, None, None, None, None, None, None]]
    file.write_bytes(head.text() + packed(sealed(stray, head.mark)))
    assert await goes_on(killed) == 1


@pytest.mark.parametrize("what", ["another word", "a newer schema", "no mark", "a bomb", "zeros", "huge"])
async def test_what_is_no_tail_of_this_database_is_left_alone_until_it_is_written_over(
    killed: Path, what: str
) -> None:
    head, file = head_of(killed), tail_of(killed)
    content = file.read_bytes()
    file.write_bytes(
        {
            "another word": content.replace(b"aimonitor-tail-1", b"aimonitor-tail-2"),
            "a newer schema": content.replace(b" %d polls" % head.schema, b" %d polls" % (head.schema + 1)),
            "no mark": content.replace(head.mark.encode(), b""),
            "a bomb": head.text() + packed(b"0" * 50_000_000),
            "zeros": bytes(4096),
            "huge": content + bytes(3_000_000),
        }[what]
    )
    assert await goes_on(killed) == (1 + LINES if what == "huge" else 1)


@pytest.mark.parametrize("what", ["a folder", "a link", "a link to nothing", "a pipe"])
async def test_what_is_no_file_is_not_followed_and_polls_are_kept_as_ever(
    path: Path, tmp_path: Path, what: str
) -> None:
    if sys.platform == "win32" and what != "a folder":
        pytest.skip("there are no pipes in folders, and links need rights")
    elsewhere = tmp_path / "elsewhere"
    async with opened(path, now=afterwards) as database:
        if what == "a folder":
            tail_of(path).mkdir()
        elif what == "a pipe":
            os.mkfifo(tail_of(path))
        else:
            elsewhere.write_text("mine") if what == "a link" else None
            tail_of(path).symlink_to(elsewhere)
        await lived_in(database)
        assert in_file(path) == 2 + LINES
        assert len(await database.polls("one")) == 1 + LINES
    assert (elsewhere.read_text() == "mine") if what == "a link" else not elsewhere.exists()


@pytest.mark.parametrize("how", ["removed", "emptied", "exchanged", "closed to us"])
async def test_lines_of_a_file_that_was_taken_away_are_in_no_other_place_and_are_kept(
    database: Database, path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lived_in(database)
    facts = await database.facts(TODAY)
    if how == "removed":
        tail_of(path).unlink()
    elif how == "closed to us":
        monkeypatch.setattr(os, "open", refusing(os.open, tail_of(path)))
        os.utime(tail_of(path), (1, 1))
    else:
        tail_of(path).write_bytes(b"" if how == "emptied" else b"something else")
    assert await database.facts(TODAY) == facts
    await database.record_poll(poll(minutes=20), full_snapshot(20))
    assert in_file(path) == 2 + LINES + 1
    assert len(await database.polls("one")) == 1 + LINES + 1


def refusing(really: Callable[..., int], file: Path) -> Callable[..., int]:
    def opened_file(path: str | Path, *arguments: int, **named: int) -> int:
        if Path(path) == file:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return really(path, *arguments, **named)

    return opened_file


async def test_a_tail_that_could_not_be_read_for_a_while_does_not_write_over_what_came_meanwhile(
    killed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as closed:
        closed.setattr(os, "open", refusing(os.open, tail_of(killed)))
        async with opened(killed, now=afterwards) as database:
            assert len(await database.polls("one")) == 1
            await database.record_poll(poll(minutes=30), full_snapshot(30))
            assert in_file(killed) == 3
    async with opened(killed, now=afterwards) as database:
        (facts, _) = await database.facts(TODAY)
        assert facts.balances_at == poll(minutes=30).started_at
        assert len(await database.polls("one")) == 2


async def test_a_full_disk_cuts_no_line_in_two_and_the_poll_is_committed(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lived_in(database)
    before = tail_of(path).read_bytes()
    write = os.write
    monkeypatch.setattr(os, "write", lambda number, text: write(number, text[: len(text) // 2]))
    await database.record_poll(poll(minutes=20), full_snapshot(20))
    assert tail_of(path).read_bytes() == before
    assert in_file(path) == 2 + LINES + 1
    monkeypatch.undo()
    await same_polls(database, 25)
    assert lines(path) == LINES


async def test_a_line_whose_sum_is_right_and_which_means_nothing_is_left_at_the_second_try(
    killed: Path,
) -> None:
    head, file = head_of(killed), tail_of(killed)
    odd = [[0, 1, 1_795_000_000_000_000, None, 1, 1, "{", None, None, None, None, None]]
    file.write_bytes(head.text() + packed(sealed(odd, head.mark)))
    async with opened(killed, now=afterwards) as database:
        with pytest.raises((ValueError, DatabaseError)):
            await database.polls("one")
        assert len(await database.polls("one")) == 1
        await same_polls(database, 60)
    assert not list(killed.parent.glob("*damaged*"))


async def test_a_damaged_history_takes_its_tail_aside_with_it(killed: Path) -> None:
    tail_before = tail_of(killed).read_bytes()
    killed.with_name(killed.name + "-wal").unlink()
    killed.write_bytes(b"no database at all" * 500)
    async with opened(killed, now=afterwards) as database:
        assert await database.providers() == []
        assert not tail_of(killed).exists()
        assert (await database.state()).integrity == "ok"
    (aside,) = killed.parent.glob("*damaged*-tail")
    assert aside.read_bytes() == tail_before


async def test_a_history_removed_while_it_is_open_is_written_again_with_its_lines(
    database: Database, path: Path
) -> None:
    await lived_in(database)
    for file in path.parent.iterdir():
        file.unlink()
    await database.record_poll(poll(minutes=20), full_snapshot(20))
    assert len(await database.polls("one")) == 1 + LINES + 1
    await database.close()
    assert in_file(path) == 2 + LINES + 1


async def test_lines_that_are_put_in_between_a_readers_view_and_its_look_at_them_are_not_missed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(path, now=afterwards) as database:
        await lived_in(database)
        look, times = TailFile.look, [0]

        def looked(file: TailFile) -> object:
            times[0] += 1
            if times[0] == 2:  # the view has begun
                with closing(sqlite3.connect(path, isolation_level=None)) as other:
                    put_in(other, path)
            return look(file)

        monkeypatch.setattr(TailFile, "look", looked)
        assert len(await database.polls("one")) == 1 + LINES
        assert times[0] > 2


async def test_a_file_that_never_comes_to_rest_does_not_keep_a_reader_from_an_answer(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lived_in(database)
    looks = iter(range(1, 1000))
    monkeypatch.setattr(TailFile, "look", lambda _file: (0, 0, next(looks)))
    assert len(await database.polls("one")) == 1 + LINES
