"""A command that a provider runs is talked to and ended on the window's own loop as well."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from aimonitor.errors import ServiceError
from tests.e2e.running import run_on_app_loop
from tests.providers.local.here import Codex, poll

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the fake program is a script of a shell")

READ = "account/rateLimits/read"
ANSWERS = {
    "initialize": {},
    READ: {"rateLimits": {"primary": {"usedPercent": 22, "windowDurationMins": 300}}},
}


def test_it_is_read_and_ended(qapp: QApplication, tmp_path: Path) -> None:
    codex = Codex(tmp_path / "codex")

    async def script() -> None:
        here = codex.install(answers=ANSWERS)
        snapshot = await poll("codex", here)
        assert [window.id for window in snapshot.windows or ()] == ["5h"]
        assert not here.is_running

    run_on_app_loop(qapp, script)


def test_its_deadline_holds(qapp: QApplication, tmp_path: Path) -> None:
    codex = Codex(tmp_path / "codex")

    async def script() -> None:
        here = codex.install(answers=ANSWERS, hang=READ, stubborn=True)
        here.deadline, here.grace = 1.0, 0.2
        with pytest.raises(ServiceError, match="did not answer in time"):
            await poll("codex", here)
        assert not here.is_running

    run_on_app_loop(qapp, script)


def test_it_ends_with_the_app(qapp: QApplication, tmp_path: Path) -> None:
    codex = Codex(tmp_path / "codex")

    async def script() -> None:
        here, runs = codex.install(before=["hello"]), asyncio.Event()

        async def talk() -> None:
            async with here.run("codex", [], name="Codex", variables=("CODEX_HOME",)) as child:
                await child.receive()
                runs.set()
                await child.receive()

        task = asyncio.ensure_future(talk())
        await runs.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not here.is_running

    run_on_app_loop(qapp, script)
