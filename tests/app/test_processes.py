from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.app.hanging import HangingServer, hanging_server
from tests.app.processes import (
    KEY,
    KEY_VARIABLE,
    PATIENCE,
    AppProcess,
    app_process,
    run_command,
    wait_until,
)

SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]


def is_painted(app: AppProcess) -> bool:
    """The window is there: the database it shows was made just before."""
    return (app.home / "data" / "aimonitor.sqlite3").is_file()


def is_at_work(app: AppProcess) -> bool:
    """Loop, logs and stack are there."""
    return (app.home / "logs" / "aimonitor.log").is_file()


def check_clean_end(app: AppProcess) -> None:
    """Exit code 0, no traceback, no lock or wish left, the database closed."""
    code, errors = app.ended()
    assert (code, errors) == (0, "")
    assert "Traceback" not in app.log
    assert " ERROR " not in app.log
    left = [file.name for file in app.home.parent.rglob("*") if file.suffix in {".lock", ".wish"}]
    assert left == []
    assert not list((app.home / "data").glob("*-wal"))


def add_slow_provider(home: Path, server: HangingServer) -> None:
    options = ("--name", "Slow", "--key-env", KEY_VARIABLE, "--base-url", server.url, "--no-test")
    done = run_command(home, "providers", "add", "openai", *options)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_signal_ends_the_app_while_a_request_hangs(short_home: Path, number: signal.Signals) -> None:
    with hanging_server() as server:
        add_slow_provider(short_home, server)
        with app_process(short_home) as app:
            wait_until(server.asked.is_set, "the first poll")
            app.signal(number)
            check_clean_end(app)
        assert KEY not in app.log
    with closing(sqlite3.connect(short_home / "data" / "aimonitor.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT name FROM providers").fetchall() == [("Slow",)]


def test_a_signal_during_the_imports_behind_the_paint_ends_it_as_well(short_home: Path) -> None:
    with app_process(short_home) as app:
        wait_until(lambda: is_painted(app), "the first paint")
        wait_until(lambda: _listens_for(app, signal.SIGTERM), "the loop")
        app.signal(signal.SIGTERM)
        code, errors = app.ended()
        assert (code, errors) == (0, "")


def _listens_for(app: AppProcess, number: signal.Signals) -> bool:
    status = Path(f"/proc/{app.process.pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)


def test_a_second_start_raises_the_first_and_the_place_is_free_afterwards(short_home: Path) -> None:
    with app_process(short_home) as first:
        wait_until(lambda: is_at_work(first), "the first start")
        second = run_command(short_home)
        assert (second.returncode, second.stderr) == (0, "")
        assert first.process.poll() is None
        first.signal(signal.SIGTERM)
        check_clean_end(first)
    (short_home / "logs" / "aimonitor.log").unlink()
    with app_process(short_home) as third:
        wait_until(lambda: is_at_work(third), "the next start")
        third.signal(signal.SIGTERM)
        check_clean_end(third)


def test_a_start_beside_one_that_hangs_says_so_and_one_that_was_killed_leaves_no_lock(
    short_home: Path,
) -> None:
    with app_process(short_home) as first:
        wait_until(lambda: is_at_work(first), "the first start")
        first.signal(signal.SIGSTOP)
        second = run_command(short_home)
        assert second.returncode == 3
        assert "does not answer" in second.stderr
        assert "Traceback" not in second.stderr
        first.process.kill()
        first.process.wait(PATIENCE)
    (short_home / "logs" / "aimonitor.log").unlink()
    with app_process(short_home) as third:
        wait_until(lambda: is_at_work(third), "the next start")
        third.signal(signal.SIGTERM)
        assert third.ended() == (0, "")


def test_a_home_that_cannot_be_used_is_one_sentence(short_home: Path) -> None:
    short_home.write_text("a file where a folder should be")
    done = run_command(short_home)
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert str(short_home) in done.stderr


def test_the_demo_is_drawn_into_a_file_without_any_display(short_home: Path) -> None:
    picture = short_home.parent / "window.png"
    done = run_command(short_home, "--demo", "--picture", str(picture))
    assert (done.returncode, done.stderr) == (0, "")
    assert str(picture) in done.stdout
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size > 20_000
    assert not (short_home / "data" / "aimonitor.sqlite3").exists()


def test_thousands_of_signals_are_emitted() -> None:
    """PySide6 6.12.0 drops a reference to True at each emit and aborts Python before 3.12."""
    script = (
        "from PySide6.QtCore import QCoreApplication\n"
        "from aimonitor.monitor.service import MonitorService\n"
        "app = QCoreApplication([])\n"
        "service, heard = MonitorService(), []\n"
        "service.paused_changed.connect(lambda paused, until: heard.append(paused))\n"
        "service.request_done.connect(lambda token, answer: heard.append(token))\n"
        "for number in range(5000):\n"
        "    service.paused_changed.emit(True, None)\n"
        "    service.request_done.emit(number, None)\n"
        "print(len(heard), heard[0], heard[-1])\n"
    )
    done = subprocess.run(  # noqa: S603  ours
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (done.returncode, done.stdout) == (0, "10000 True 4999\n"), done.stderr
