"""`aimonitor demo`: the dashboard of the demo in the terminal."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from aimonitor.cli.exits import Exit
from aimonitor.cli.house import opened
from aimonitor.cli.options import Options
from aimonitor.cli.status import show
from aimonitor.monitor.demo import running_demo, seed
from aimonitor.monitor.glance import Glance
from aimonitor.settings.paths import AppPaths


def run(options: Options) -> Exit:
    """Print the demo's figures. That some of its providers fail is part of it: the code is 0."""
    # Not the window's demo folder: a demo that is open there goes on
    with TemporaryDirectory(prefix="aimonitor-demo-") as folder:
        found = asyncio.run(_seeded(options, Path(folder)))
    if not options.json:
        print("DEMO: made-up figures from servers inside the app.\n")
    show(found, as_json=options.json)
    return Exit.OK


async def _seeded(options: Options, folder: Path) -> Glance:
    place = AppPaths.resolve(folder, {})
    everyone = options.all_services
    async with running_demo(place, flags=options.flags(), environ=os.environ, all_services=everyone) as (
        stack,
        _servers,
    ):
        await stack.monitor.open()
        await seed(stack.monitor, stack.budgets, all_services=everyone)
        return await opened(stack)
