"""Freed memory goes back to the system, where the C library can do that."""

from __future__ import annotations

import asyncio
import ctypes
import sys
from pathlib import Path

import pytest

from aimonitor.app import memory

BLOCK, BLOCKS = 100_000, 800  # small enough for glibc to keep: larger ones go back by themselves


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's way")
def test_what_was_freed_goes_back_to_the_system() -> None:
    blocks = [bytearray(BLOCK) for _ in range(BLOCKS)]
    held = blocks[::8]  # freed memory that lies between what is still used: the case that glibc keeps
    taken, freed = resident(), BLOCK * (BLOCKS - len(held))
    blocks.clear()
    assert taken - resident() < freed / 2
    assert memory.give_back()
    assert taken - resident() > freed / 2


def test_a_system_that_cannot_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        """A C library without it."""

    monkeypatch.setattr(ctypes, "CDLL", lambda _name: Other())
    assert not memory.give_back()
    monkeypatch.setattr(sys, "platform", "win32")
    assert not memory.give_back()


async def test_it_is_done_once_the_first_polls_are_over_and_then_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[float] = []
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    def give_back() -> bool:
        done.append(sum(waits))
        return len(done) < 3

    monkeypatch.setattr(asyncio, "sleep", sleep)
    monkeypatch.setattr(memory, "give_back", give_back)
    await memory.keep_small()
    assert done == [memory.SETTLED, memory.SETTLED + memory.EVERY, memory.SETTLED + 2 * memory.EVERY]


def resident() -> int:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("\nVmRSS:")[2].split()[0]) * 1024
