"""Whoever looks at the list of processes: command lines and environments of one, and of all it starts.

Programs that are over before anybody looks are stood in for by scripts that write down what they were given.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_WRITES_DOWN = """#!/bin/sh
# written whole, then shown under its name
cat /proc/$$/cmdline > "{folder}/.$$.line"
cat /proc/$$/environ > "{folder}/.$$.environ"
mv "{folder}/.$$.environ" "{folder}/{name}.$$.environ"
mv "{folder}/.$$.line" "{folder}/{name}.$$.line"
exit {code}
"""

_NOTHING_RUN_YET = 0x40
"""Linux's PF_FORKNOEXEC."""


@dataclass(frozen=True)
class Given:
    """What a program was started with, as the system tells it: separated by zeros. `parent`: who runs it."""

    line: bytes
    environ: bytes
    parent: int = 0

    @property
    def variables(self) -> set[str]:
        """By name."""
        return {one.partition(b"=")[0].decode() for one in self.environ.split(b"\0") if one}


class StandIns:
    """Programs in a folder, for the front of a PATH, that only write down what they were given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._notes = folder / "notes"
        self._notes.mkdir(parents=True)

    def put(self, *names: str, code: int = 0) -> None:
        """Have programs of these names."""
        for name in names:
            program = self.folder / name
            program.write_text(_WRITES_DOWN.format(folder=self._notes, name=name, code=code))
            program.chmod(0o700)

    def seen(self, name: str) -> list[Given]:
        """Each start of that one, so far."""
        lines = sorted(self._notes.glob(f"{name}.*.line"))
        return [Given(one.read_bytes(), one.with_suffix(".environ").read_bytes()) for one in lines]


@dataclass
class Onlooker:
    """Looks at a process and at all below it, again and again. `seen`: by number."""

    root: int
    seen: dict[int, Given] = field(default_factory=dict)

    def look(self) -> None:
        """Once."""
        parents = {pid: parent for pid in _pids() if (parent := _parent(pid)) is not None}
        for pid in parents:
            if self._is_below(pid, parents):
                self.note(pid)

    def note(self, pid: int) -> None:
        """That one as well, whoever started it, unless it is still a copy of its parent."""
        place = Path(f"/proc/{pid}")
        with suppress(OSError):
            line, environ = (place / "cmdline").read_bytes(), (place / "environ").read_bytes()
            told = (place / "stat").read_text().rpartition(")")[2].split()
            given = Given(line, environ, int(told[1]))
            if given.line and not int(told[6]) & _NOTHING_RUN_YET:
                self.seen[pid] = given

    def below(self, pid: int) -> set[int]:
        """That one, and all that were seen below it."""
        found, before = {pid}, set[int]()
        while found != before:
            before = set(found)
            found |= {one for one, given in self.seen.items() if given.parent in before}
        return found

    def _is_below(self, pid: int, parents: dict[int, int]) -> bool:
        while pid != self.root and pid in parents:
            pid = parents[pid]
        return pid == self.root


@contextmanager
def looking_at(pid: int) -> Iterator[Onlooker]:
    """Look at it for as long as the block runs."""
    onlooker, is_over = Onlooker(pid), threading.Event()

    def look_on() -> None:
        while not is_over.wait(0.005):
            onlooker.look()

    thread = threading.Thread(target=look_on)
    thread.start()
    try:
        yield onlooker
    finally:
        is_over.set()
        thread.join()


def find(*words: str) -> int | None:
    """The process whose command line has all of these."""
    wanted: Sequence[bytes] = [word.encode() for word in words]
    for pid in _pids():
        with suppress(OSError):
            line = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if all(word in line for word in wanted):
                return pid
    return None


def _pids() -> list[int]:
    return [int(place.name) for place in Path("/proc").iterdir() if place.name.isdigit()]


def _parent(pid: int) -> int | None:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return None
