"""`aimonitor export`: what is stored as CSV or JSON, exact."""

from __future__ import annotations

import sys

from aimonitor.cli.exits import Exit
from aimonitor.cli.house import with_stack
from aimonitor.cli.options import Options
from aimonitor.cli.output import say
from aimonitor.domain.archive import ArchiveKind, ExportOrder
from aimonitor.monitor.stack import Stack


def run(options: Options) -> Exit:
    """Write what was asked for to the file or folder, or to standard output."""
    kinds = tuple(ArchiveKind) if options.what == "all" else (ArchiveKind(options.what),)
    order = ExportOrder(kinds=kinds, file_format=options.format, first=options.first, last=options.last)

    async def write(stack: Stack) -> None:
        if options.output is None:
            sys.stdout.flush()
            await stack.archive.export_text(order, _print_bytes)
        else:
            await stack.archive.export(order, options.output)

    with_stack(options, write, goes_on=True)
    if options.output is not None:
        say(options, f"Wrote {options.output}.")
    return Exit.OK


def _print_bytes(text: str) -> None:
    """UTF-8 with the line ends of the format, whatever the terminal speaks: mostly it goes to a file."""
    sys.stdout.buffer.write(text.encode())
