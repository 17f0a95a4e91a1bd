"""What reads recipes is imported only where there are any."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.processes import ROOT, environment
from tests.providers.recipes.samples import WHOLE

PROGRAM = """
import asyncio, sys
from pathlib import Path
from aimonitor.monitor.stack import running
from aimonitor.settings.paths import AppPaths

async def run():
    async with running(AppPaths.resolve(Path(sys.argv[1]), {}), flags={}, environ={}) as stack:
        print("jsonpath" in sys.modules, stack.registry.known("acme") is not None)

asyncio.run(run())
"""


@pytest.mark.parametrize("there", [False, True])
def test_a_start_without_recipes_does_without_what_reads_them(tmp_path: Path, *, there: bool) -> None:
    folder = tmp_path / "config" / "recipes"
    folder.mkdir(parents=True)
    if there:
        (folder / "acme.toml").write_text(WHOLE, "utf-8")
    done = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=environment(),
    )
    assert done.stdout.split() == [str(there), str(there)]
