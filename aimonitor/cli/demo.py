"""`aimonitor demo`: the dashboard of the demo in the terminal."""

from __future__ import annotations

import asyncio
import os

from aimonitor.cli.arguments import Options
from aimonitor.cli.exits import Exit
from aimonitor.cli.house import paths
from aimonitor.cli.status import opened, show
from aimonitor.monitor.demo import running_demo, seed
from aimonitor.monitor.glance import Glance


def run(options: Options) -> Exit:
    """Print the demo's figures. That some of its providers fail is part of it: the code is 0."""
    found = asyncio.run(_seeded(options))
    if not options.json:
        print("DEMO: made-up figures from servers inside the app.\n")
    show(found.states, found.dashboard, as_json=options.json)
    return Exit.OK


async def _seeded(options: Options) -> Glance:
    async with running_demo(paths(options), flags=options.flags(), environ=os.environ) as (stack, _servers):
        await stack.monitor.open()
        await seed(stack.monitor)
        return await opened(stack)
