# ruff: noqa: ASYNC240 - a test may look at a file while nothing else runs

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from aimonitor.db.database import Database
from aimonitor.db.files import backups, dated_copies
from aimonitor.db.prepare import prepare
from aimonitor.db.reports import OpenOutcome, OpenReport
from aimonitor.db.scratch import alone, scratch, sweep
from aimonitor.db.stored import read_stored
from tests.db.samples import NOON, TODAY, opened, provider
from tests.db.test_faults import fill, overwrite
from tests.db.test_migrations import SAMPLES, connect

ROOT = Path(__file__).parents[2]

_KILLED = """
import os, signal, sys
from pathlib import Path
from aimonitor.db.scratch import scratch
with scratch(Path(sys.argv[1]), "history-restoring-", ".db") as file:
    for end in ("", "-wal", "-shm", "-journal"):
        Path(str(file) + end).write_bytes(b"left")
    print(file, flush=True)
    if sys.argv[2] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    return made


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_a_file_is_private_of_its_own_name_and_gone_afterwards(folder: Path) -> None:
    with scratch(folder, "x-", ".db") as one, scratch(folder, "x-", ".db") as two:
        assert one != two
        assert {oct(file.stat().st_mode & 0o777) for file in folder.iterdir()} == {"0o600"}
        assert one.read_bytes() == b""
        one.with_name(one.name + "-wal").touch()
        two.replace(folder / "kept")
    assert names(folder) == {"kept"}


def test_what_a_killed_run_left_is_swept_up_and_what_a_running_one_uses_is_not(folder: Path) -> None:
    def run(end: str) -> subprocess.Popen[str]:
        arguments = [sys.executable, "-c", _KILLED, str(folder), end]
        return subprocess.Popen(  # noqa: S603  our own code
            arguments, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    with run("killed") as gone:
        assert gone.wait(60) == -signal.SIGKILL
    assert len(names(folder)) == 5
    with run("runs") as running:
        assert running.stdout is not None
        file = Path(running.stdout.readline().strip())
        sweep(folder, "history-")
        assert {name.partition(".")[0] for name in names(folder)} == {file.stem}
        assert len(names(folder)) == 5
        running.kill()
        running.wait(60)
    sweep(folder, "other-")
    assert len(names(folder)) == 5
    with scratch(folder, "history-restoring-", ".db"):
        assert len(names(folder)) == 2
    assert names(folder) == set()


def test_where_the_file_system_has_no_locks_nothing_is_taken_for_left_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", refuse)
    with scratch(folder, "x-", ".db") as file:
        sweep(folder, "x-")
        assert file.exists()
    sweep(folder / "nowhere", "x-")


def test_only_one_at_a_time_is_alone(folder: Path) -> None:
    inside, most, gate = [0], [0], threading.Barrier(6)

    def enter() -> None:
        gate.wait()
        for _ in range(20):
            with alone(folder / "lock"):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                folder.stat()  # lets others run
                inside[0] -= 1

    threads = [threading.Thread(target=enter) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
    assert names(folder) == set()


async def test_opening_the_history_sweeps_up_after_a_crash(path: Path) -> None:
    async with opened(path):
        pass
    for name in (
        "history-restoring-0123.db",
        "history-restoring-0123.db-wal",
        "history-restoring-0123.db.lock",
    ):
        path.with_name(name).touch()
    async with opened(path):
        assert not list(path.parent.glob("*restoring*"))


def at_once(path: Path, count: int, *, check: bool) -> list[OpenReport]:
    """What so many programs report that open the file at the same moment."""
    reports: list[OpenReport] = []
    gate = threading.Barrier(count)

    def start() -> None:
        gate.wait()
        reports.append(prepare(path, NOON, check=check, busy_timeout=60))

    threads = [threading.Thread(target=start) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reports) == count
    return reports


@pytest.mark.parametrize("attempt", range(5))
def test_programs_that_upgrade_at_once_do_not_disturb_each_other(path: Path, attempt: int) -> None:
    path.parent.mkdir()
    with connect(path) as old:
        old.executescript("PRAGMA journal_mode = WAL;" + SAMPLES[attempt % len(SAMPLES)].read_text("utf-8"))
    at_once(path, 4, check=False)
    stored = read_stored(path, TODAY)
    assert stored is not None
    assert [facts.provider for facts in stored] == [provider()]
    for copy in backups(path):
        with connect(copy) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not [file for file in path.parent.iterdir() if file.suffix in {".part", ".lock"}]


async def test_programs_that_find_the_same_damage_set_it_aside_once(path: Path) -> None:
    await fill(path)
    overwrite(path, 20)
    damaged = path.read_bytes()
    reports = at_once(path, 4, check=True)
    assert sorted(report.outcome for report in reports) == [OpenOutcome.OPENED] * 3 + [OpenOutcome.SET_ASIDE]
    aside = path.with_name("history-damaged-20261115-120000.db")
    assert {file.name for file in dated_copies(path)} <= {
        aside.name,
        f"{aside.name}-wal",
        f"{aside.name}-shm",
    }
    assert aside.read_bytes() == damaged
    database = Database(path, now=lambda: NOON + timedelta(minutes=1))
    await database.open()
    assert await database.providers() == [provider()]
    await database.close()
