"""`aimonitor statusline`: what another program hands to its status line is kept for the provider."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from aimonitor.settings.paths import AppPaths
from tests.cli.running import Commands, run_process

STATUS = json.dumps(
    {
        "model": {"display_name": "Opus 5"},
        "session_id": "S-1",
        "rate_limits": {"five_hour": {"used_percentage": 23.5, "resets_at": 4102444800}},
    }
)


@pytest.fixture
def file(place: AppPaths) -> Path:
    return place.data / "bridges" / "claude_code.json"


def test_it_prints_a_line_and_keeps_the_limits_for_this_user_alone(cli: Commands, file: Path) -> None:
    done = cli("statusline", stdin=STATUS)
    assert (done.code, done.out, done.err) == (0, "Opus 5 · 5 h 24 %\n", "")
    assert json.loads(file.read_text())["rate_limits"]["five_hour"]["used_percentage"] == "23.5"
    assert "S-1" not in file.read_text()
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.parent.stat().st_mode & 0o777 == 0o700
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_a_status_without_limits_prints_a_line_and_keeps_what_is_known(cli: Commands, file: Path) -> None:
    cli("statusline", stdin=STATUS)
    before = file.read_text()
    assert cli("statusline", stdin="{}").out == "Claude Code\n"
    assert file.read_text() == before


def test_what_is_no_status_is_refused_in_words(cli: Commands, file: Path) -> None:
    done = cli("statusline", stdin="not json")
    assert (done.code, done.out) == (1, "")
    assert "told something that cannot be read" in done.err
    assert not file.exists()


def test_a_file_that_was_damaged_is_written_anew(cli: Commands, file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\xff{")
    assert cli("statusline", stdin=STATUS).code == 0
    assert "five_hour" in file.read_text()


def test_the_line_is_printed_though_nothing_can_be_kept(cli: Commands, file: Path) -> None:
    file.mkdir(parents=True)
    done = cli("statusline", stdin=STATUS)
    assert (done.code, done.out) == (0, "Opus 5 · 5 h 24 %\n")
    assert "could not be kept" in done.err


def test_the_users_own_status_line_gets_the_same_and_speaks_in_our_place(file: Path) -> None:
    own = "import sys; print('mine', len(sys.stdin.read()))"
    done = run_process("statusline", "--", sys.executable, "-c", own, stdin=STATUS)
    assert (done.code, done.out) == (0, f"mine {len(STATUS)}\n")
    assert file.exists()
    flags = run_process("statusline", "--", sys.executable, "-c", "import sys; sys.exit(3)", stdin="{}")
    assert (flags.code, flags.out) == (1, "")


def test_the_users_own_status_line_runs_whatever_we_make_of_the_status(cli: Commands) -> None:
    done = run_process("statusline", "--", sys.executable, "-c", "print('mine')", stdin="not json")
    assert (done.code, done.out) == (0, "mine\n")
    missing = cli("statusline", "--", "no-such-command-of-anybody", stdin=STATUS)
    assert missing.code == 3
    assert "no-such-command-of-anybody could not be started" in missing.err


def test_it_imports_nothing_that_takes_long() -> None:
    heavy = ("asyncio", "aiohttp", "pydantic", "PySide6", "peewee", "keyring", "loguru", "importlib.metadata")
    code = (
        "import io, sys; from aimonitor.__main__ import main;"
        f"sys.stdin = io.TextIOWrapper(io.BytesIO(b'{{}}')); main(['statusline']);"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    import subprocess  # noqa: PLC0415  a process of its own knows what it imported

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.splitlines() == ["Claude Code", "[]"]
