"""Two versions of the program at once on one home: an update that did not end what was running."""

from __future__ import annotations

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from aimonitor.db.prepare import SCHEMA_VERSION
from tests.app.hanging import HangingServer, hanging_server
from tests.app.next_version import SCHEMA, VERSION, next_version
from tests.app.processes import KEY_VARIABLE, AppProcess, app_process, run_command, wait_until

NEWER = "was written by a newer AIMonitor. Update AIMonitor to read it; the file was left as it is."
DATABASE_CODE = 5


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the newer program. It is not measured: it is gone when the measure is read."""
    return next_version(tmp_path_factory.mktemp("next"))


def history(home: Path) -> Path:
    return home / "data" / "aimonitor.sqlite3"


def schema(home: Path) -> int:
    with closing(sqlite3.connect(history(home))) as database:
        return int(database.execute("PRAGMA user_version").fetchone()[0])


def content(home: Path) -> list[str]:
    """All that the history holds, and that it is whole."""
    with closing(sqlite3.connect(history(home))) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return list(database.iterdump())


def add_slow_provider(home: Path, server: HangingServer) -> None:
    options = ("--name", "Slow", "--key-env", KEY_VARIABLE, "--base-url", server.url, "--no-test")
    assert run_command(home, "providers", "add", "openai", *options).returncode == 0


def is_at_work(app: AppProcess) -> bool:
    return (app.home / "logs" / "aimonitor.log").is_file()


def command_of(newer: Path, home: Path, *arguments: str) -> str:
    """What a command of the newer program prints."""
    done = run_command(home, *arguments, environ={"COVERAGE_PROCESS_START": ""}, program=newer)
    assert done.returncode == 0, done.stderr
    return done.stdout


def check_refused(home: Path) -> None:
    """Ours says why in words, whatever is asked of it, and changes nothing."""
    before = content(home)
    for arguments in (
        ("status",),
        ("status", "--json"),
        ("poll",),
        ("providers", "rename", "Slow", "Other"),
        ("providers", "remove", "Slow", "--yes"),
        ("export", "--format", "json", "--what", "all"),
    ):
        done = run_command(home, *arguments)
        assert done.returncode == DATABASE_CODE, arguments
        assert NEWER in " ".join(done.stderr.split()), arguments
    assert content(home) == before


def end(app: AppProcess) -> None:
    app.signal(signal.SIGTERM)
    assert app.ended() == (0, "")
    assert "Traceback" not in app.log


def test_the_older_one_that_runs_writes_nothing_once_a_newer_one_has_upgraded(
    short_home: Path, newer: Path
) -> None:
    with hanging_server() as server:
        add_slow_provider(short_home, server)
        with app_process(short_home) as ours:
            wait_until(server.asked.is_set, "a poll that is under way")
            assert VERSION in command_of(newer, short_home, "--version")
            assert schema(short_home) == SCHEMA_VERSION
            assert "Slow" in command_of(newer, short_home, "providers", "list")
            assert schema(short_home) == SCHEMA
            before = content(short_home)
            server.close()
            wait_until(lambda: NEWER in ours.log, "the words in the log")
            check_refused(short_home)
            assert content(short_home) == before
            end(ours)
    assert content(short_home) == before
    assert len(list(history(short_home).parent.glob("*backup-v*"))) == 1
    assert not list(history(short_home).parent.glob("*damaged*"))
    assert "Slow" in command_of(newer, short_home, "providers", "list")
    assert content(short_home) == before


def test_a_newer_window_that_is_started_beside_an_older_one_raises_it_and_upgrades_nothing(
    short_home: Path, newer: Path
) -> None:
    with app_process(short_home) as ours:
        wait_until(lambda: is_at_work(ours), "ours")
        with app_process(short_home, environ={"COVERAGE_PROCESS_START": ""}, program=newer) as other:
            assert other.ended() == (0, "")
        assert ours.process.poll() is None
        assert schema(short_home) == SCHEMA_VERSION
        end(ours)


def test_an_older_window_that_is_started_beside_a_newer_one_raises_it_and_reads_nothing(
    short_home: Path, newer: Path
) -> None:
    with hanging_server() as server:
        add_slow_provider(short_home, server)
        with app_process(short_home, environ={"COVERAGE_PROCESS_START": ""}, program=newer) as other:
            wait_until(server.asked.is_set, "the newer one's poll")
            assert schema(short_home) == SCHEMA
            with app_process(short_home) as ours:
                assert ours.ended() == (0, "")
            check_refused(short_home)
            end(other)


def test_an_older_window_that_is_started_after_a_newer_one_says_why_and_leaves_all_as_it_is(
    short_home: Path, newer: Path
) -> None:
    with hanging_server() as server:
        add_slow_provider(short_home, server)
    assert "Slow" in command_of(newer, short_home, "providers", "list")
    before = content(short_home)
    with app_process(short_home) as ours:
        wait_until(lambda: is_at_work(ours), "ours")
        check_refused(short_home)
        end(ours)
    assert content(short_home) == before
