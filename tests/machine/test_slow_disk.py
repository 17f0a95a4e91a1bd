"""A home on a slow disk: what the window's thread waits for."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

from aimonitor.demo import cast
from aimonitor.domain.state import Health
from tests.monitor.house import house

ROOT = Path(__file__).parents[2]


def test_the_windows_thread_touches_no_file_once_the_app_runs(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-m", "tests.machine.disk_watch", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    *found, elsewhere = done.stdout.splitlines()
    assert found == []
    assert int(elsewhere.removeprefix("elsewhere: ")) > 50


async def test_while_the_disk_hangs_the_loop_turns_and_figures_come_when_it_answers(tmp_path: Path) -> None:
    held, go_on = threading.Event(), threading.Event()

    def hang(_connection: sqlite3.Connection) -> None:
        held.set()
        assert go_on.wait(60)

    async with house(tmp_path) as home:
        provider = await home.add(cast.ROUTER)
        hanging = asyncio.create_task(home.stack.database.reading(hang))
        await asyncio.to_thread(held.wait, 60)
        poll = asyncio.create_task(home.monitor.poll_provider(provider.id))
        for _ in range(200):
            await asyncio.sleep(0)
        assert home.state(cast.ROUTER.name).polling
        assert not poll.done()
        go_on.set()
        await asyncio.gather(hanging, poll)
        assert home.state(cast.ROUTER.name).health is Health.OK
        assert home.heard.database == []
