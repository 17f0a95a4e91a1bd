"""A process that is killed while it reads old days loses none that it has read."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime

from aimonitor.db.stored import read_stored
from aimonitor.settings.paths import AppPaths
from tests.cli.days_server import days_server
from tests.cli.running import ADMIN_KEY, ROOT, process_environ, run_process

REACH = 180
PAGE = 31


def days_kept(place: AppPaths) -> int:
    """How many days there are, counted back from today without a gap."""
    stored = read_stored(place.database, datetime.now(UTC).date())
    assert stored is not None
    (facts,) = stored
    since = facts.history_since
    return 0 if since is None else (datetime.now(UTC).date() - since).days + 1


def test_days_read_before_a_kill_are_kept_and_the_rest_is_read_after_the_restart(place: AppPaths) -> None:
    with days_server(lets=2) as (days, url):
        environ = process_environ({"AIMONITOR_OPENAI_BASE_URL": url})
        add = ("providers", "add", "openai", "--name", "Work", "--key-stdin", "--no-test")
        assert run_process(*add, stdin=ADMIN_KEY, environ=environ).code == 0
        with subprocess.Popen(
            [sys.executable, "-m", "aimonitor", "poll", "Work"],
            cwd=ROOT,
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            assert days.someone_waits.wait(60)
            process.kill()
        assert process.returncode < 0 or os.name == "nt"
        assert days_kept(place) == 3 * PAGE
    with days_server(lets=REACH) as (days, url):
        environ = process_environ({"AIMONITOR_OPENAI_BASE_URL": url})
        done = run_process("poll", "Work", "--json", environ=environ)
        assert done.code == 0, done.err
        assert days_kept(place) == REACH
        (newest, *older) = days.asked_for_costs
        assert newest == (2, 0)
        assert older[0][1] == 3 * PAGE
        assert older[-1][0] == REACH - 1
        shown = done.document["providers"][0]["month"]["cost"]
        assert shown == {"USD": str(datetime.now(UTC).day)}
