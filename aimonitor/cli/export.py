"""`aimonitor export`: stored days as CSV or JSON, exact."""

from __future__ import annotations

import sys

from aimonitor.cli.exits import Exit
from aimonitor.cli.house import CLOCK, with_stack
from aimonitor.cli.options import Options
from aimonitor.cli.output import harmless_json, say
from aimonitor.domain.history import ExportRow
from aimonitor.monitor.export import export_text, write_export
from aimonitor.monitor.stack import Stack


def run(options: Options) -> Exit:
    """Write the days to the file, or to standard output."""

    async def stored(stack: Stack) -> list[ExportRow]:
        return await stack.monitor.export_rows(options.first, options.last)

    text = export_text(with_stack(options, stored), options.format, CLOCK.now())
    if options.format == "json":
        text = harmless_json(text)
    if options.output is None:
        _print_bytes(text)
    else:
        write_export(options.output, text)
        say(options, f"Wrote {options.output}.")
    return Exit.OK


def _print_bytes(text: str) -> None:
    """UTF-8 with the line ends of the format, whatever the terminal speaks: mostly it goes to a file."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
