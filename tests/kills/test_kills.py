"""In processes of their own, which fork: there must be no thread in those."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.kills.jobs import JOBS

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is neither fork nor SIGKILL")


def run(*arguments: str) -> str:
    done = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_kills_at_random_moments_leave_whole_histories_and_whole_files() -> None:
    said = run("tests.kills", "--times", "18", "--seed", "3")
    for job in JOBS:
        assert f"{job.name}: 2 kills; lost: {job.loses}" in said
    assert said.endswith("wrong: 0\n")


def test_a_lost_poll_a_lost_line_a_repeated_alert_and_half_an_export_would_be_found() -> None:
    assert run("tests.kills.proof") == "proved\n"
