"""`aimonitor export`: stored days as CSV or JSON, exact."""

from __future__ import annotations

import sys

from aimonitor.cli.arguments import Options
from aimonitor.cli.exits import Exit
from aimonitor.cli.house import CLOCK, with_stack
from aimonitor.errors import ConfigError
from aimonitor.monitor.export import export_text, write_export
from aimonitor.monitor.stack import Stack


def run(options: Options) -> Exit:
    """Write the days to the file, or to standard output."""
    if options.first and options.last and options.last < options.first:
        msg = "The export ends before it starts: --to is earlier than --from."
        raise ConfigError(msg)

    async def text(stack: Stack) -> str:
        rows = await stack.monitor.export_rows(options.first, options.last)
        return export_text(rows, options.format, CLOCK.now())

    exported = with_stack(options, text)
    if options.output is None:
        sys.stdout.write(exported)
    else:
        write_export(options.output, exported)
        print(f"Wrote {options.output}.", file=sys.stderr)
    return Exit.OK
