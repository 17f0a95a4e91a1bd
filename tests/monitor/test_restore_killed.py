from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from aimonitor.db.database import Database
from aimonitor.demo import cast
from tests.db.samples import NOON
from tests.monitor.archives import (
    backed_up,
    content,
)
from tests.monitor.house import house

ROOT = Path(__file__).parent.parent.parent


_KILLED = """
import asyncio, os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from aimonitor.db import restoring
from aimonitor.db.database import Database

home, copy, point = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
now = datetime(2026, 11, 15, 12, tzinfo=UTC)

def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)

restoring._PAGES_AT_ONCE = 1
if point == "copying aside":
    restoring.copy_to = kill
elif point == "set aside":
    restoring.read_only = kill
elif point.isdigit():
    heed, calls = restoring.heed_locks, []
    def heed_locks(*arguments):
        check = heed(*arguments)
        def counted(*progress):
            calls.append(progress)
            if len(calls) > int(point):
                kill()
            check(*progress)
        return counted
    restoring.heed_locks = heed_locks

async def main():
    database = Database(home, now=lambda: now)
    await database.open()
    with restoring.candidate(home) as file:
        restoring.make_candidate(copy, file, home, now, lambda: None)
        if point == "candidate":
            kill()
        await database.put_in_place(file)
        kill()

asyncio.run(main())
"""


def killed(database: Path, copy: Path, point: str) -> int:
    arguments = [sys.executable, "-c", _KILLED, str(database), str(copy), point]
    return subprocess.run(arguments, cwd=ROOT, check=False, timeout=60).returncode  # noqa: S603  our own code


@pytest.mark.parametrize("point", ["candidate", "copying aside", "set aside", "0", "3", "12", "done"])
async def test_a_kill_leaves_the_old_history_or_the_new_one(tmp_path: Path, point: str) -> None:
    copy = await backed_up(tmp_path)
    async with house(tmp_path / "now") as home:
        await home.monitor.poll_provider((await home.add(cast.ROUTER)).id)
    database = tmp_path / "now" / "data" / "aimonitor.sqlite3"
    old, new = content(database), content(copy)
    assert killed(database, copy, point) == -signal.SIGKILL
    opened = Database(database, now=lambda: NOON)
    assert (await opened.open()).set_aside is None
    assert (await opened.state()).integrity == "ok"
    await opened.close()
    assert content(database) == (new if point == "done" else old)
    for aside in database.parent.glob("aimonitor-before-restore-*.sqlite3"):
        assert content(aside) == old
    async with house(tmp_path / "now") as home:
        await home.stack.archive.restore(copy)
        assert content(database) == new
