"""`aimonitor poll`: ask one or all providers now and say what came of it."""

from __future__ import annotations

from aimonitor.cli.arguments import Options
from aimonitor.cli.exits import Exit
from aimonitor.cli.house import with_stack
from aimonitor.cli.status import opened, polled, show
from aimonitor.monitor.glance import Glance
from aimonitor.monitor.stack import Stack


def run(options: Options) -> Exit:
    """Poll, then print; raises the AppError that the poll of a single provider ended with."""

    async def one(stack: Stack) -> Glance:
        await stack.monitor.poll_provider(stack.monitor.find(options.provider or "").id)
        return await opened(stack)

    found = with_stack(options, polled if options.provider is None else one)
    return show(found.states, found.dashboard, as_json=options.json)
