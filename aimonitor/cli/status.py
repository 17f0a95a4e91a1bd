"""`aimonitor status`: what is stored, at once; with --poll, what the services say now."""

from __future__ import annotations

from aimonitor.cli.dashboard import status_text
from aimonitor.cli.document import status_document
from aimonitor.cli.exits import Exit
from aimonitor.cli.house import CLOCK, known
from aimonitor.cli.options import Options
from aimonitor.cli.output import print_json
from aimonitor.monitor.glance import Glance


def run(options: Options) -> Exit:
    """Print the figures; 1 when anything needs attention. With --poll as `poll`."""
    if options.poll:
        from aimonitor.cli import poll  # noqa: PLC0415  to ask is heavy, to look is not

        return poll.run(options)
    found = known(options)
    show(found, as_json=options.json, grouped=options.group)
    return Exit.ATTENTION if found.dashboard.attention else Exit.OK


def show(found: Glance, *, as_json: bool, grouped: bool = False) -> None:
    """Print figures as text or JSON; text in groups by type, where that is wanted."""
    now = CLOCK.now()
    if as_json:
        print_json(status_document(found.states, found.dashboard, now, found.budgets))
    else:
        print(status_text(found.states, found.dashboard, now, found.budgets, grouped=grouped))
