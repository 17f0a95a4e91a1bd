"""That the run would find what it looks for: `python -m tests.kills.proof`, a child for each fault."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.kills.forks import Tell, VictimError, in_child, killed, whole
from tests.kills.homes import database_of
from tests.kills.job import Job
from tests.kills.jobs import Export
from tests.kills.log_lines import LogLines
from tests.kills.moments import Moment
from tests.kills.polls import Polls


def main() -> int:
    prove_that_a_child_is_killed_when_it_was_meant()
    with tempfile.TemporaryDirectory(prefix="aimonitor-proof-") as folder:
        prove_that_losses_are_found(Path(folder))
    print("proved")  # noqa: T201  it talks by printing
    return 0


def prove_that_a_child_is_killed_when_it_was_meant() -> None:
    def work(tell: Tell) -> None:
        connection = sqlite3.connect(":memory:")
        for number in range(5):
            connection.execute(f"SELECT {number}")
            tell(str(number))

    assert whole(work).statements == 5
    ended = killed(work, Moment(statement=3))
    assert (ended.killed, ended.told) == (True, ["0", "1"])
    ended = killed(work, Moment(statement=9))
    assert (ended.killed, ended.told) == (False, ["0", "1", "2", "3", "4"])
    assert killed(lambda _tell: _wait_for_ever(), Moment(seconds=0)).killed
    _found(lambda _tell: _fail(), "on purpose")


def prove_that_losses_are_found(folder: Path) -> None:
    polls, export = Polls(), Export()
    home = folder / "polls"
    told = _done(polls, home)
    assert len([said for said in told if said.startswith("poll ")]) == 12
    assert [said for said in told if said.startswith("alert ")] == ["alert needs_you", "alert recovered"] * 3
    in_child(lambda _tell: polls.check(home, told))
    _found(lambda _tell: polls.check(home, [*told, "budget year"]), "a budget that was saved is gone")
    missed = (
        next(said for said in told if said.startswith("poll ")).partition("@")[0]
        + "@2026-11-15T14:31:00+00:00"
    )
    _found(lambda _tell: polls.check(home, [*told, missed]), "14:31")
    _found(lambda _tell: polls.check(home, [*told, "alert recovered"]), "shown and not stored")
    with closing(sqlite3.connect(database_of(home), isolation_level=None)) as connection:
        connection.execute("UPDATE alert_states SET holds = 1, told = 1")
    _found(lambda _tell: polls.check(home, told), "told twice")
    log, home = LogLines(), folder / "log"
    told = _done(log, home)
    assert len(told) == 45
    in_child(lambda _tell: log.check(home, told))
    shutil.rmtree(home)
    _done(log, home)
    _found(lambda _tell: log.check(home, [*told, "230"]), "told 46, kept 45")
    home = folder / "export"
    told = _done(export, home)
    in_child(lambda _tell: export.check(home, told))
    half = home / "all.json"
    half.write_bytes(half.read_bytes()[:-100])
    _found(lambda _tell: export.check(home, told), "AssertionError")


def _done(job: Job, home: Path) -> list[str]:
    in_child(lambda _tell: job.make(home))
    return in_child(lambda tell: job.work(home, tell)).told


def _found(check: Callable[[Tell], None], words: str) -> None:
    try:
        in_child(check)
    except VictimError as error:
        if words in str(error):
            return
        raise
    raise AssertionError(f"not found: {words}")


def _wait_for_ever() -> None:
    read, _ = os.pipe()
    os.read(read, 1)


def _fail() -> None:
    raise AssertionError("on purpose")


if __name__ == "__main__":
    sys.exit(main())
