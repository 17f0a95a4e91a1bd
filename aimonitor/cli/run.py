"""From parsed options to a command, and from what went wrong to an exit code."""

from __future__ import annotations

import logging
import sys
from importlib import import_module

from aimonitor.cli.arguments import Options
from aimonitor.cli.exits import Exit, exit_for
from aimonitor.cli.text import plain
from aimonitor.errors import AppError

_COMMANDS = {
    "status": "aimonitor.cli.status",
    "poll": "aimonitor.cli.poll",
    "providers": "aimonitor.cli.providers",
    "export": "aimonitor.cli.export",
    "doctor": "aimonitor.cli.doctor",
    "demo": "aimonitor.cli.demo",
}


def run(options: Options) -> int:
    """Run the command; its exit code. What went wrong is one sentence on standard error."""
    logging.getLogger("aimonitor").addHandler(logging.NullHandler())
    command = import_module(_COMMANDS[options.command or "status"])
    try:
        return int(command.run(options))
    except AppError as error:
        print(f"aimonitor: {plain(error.message)}", file=sys.stderr)
        return exit_for(error)
    except BrokenPipeError:
        sys.stderr.close()
        return Exit.OK
    except KeyboardInterrupt:
        return Exit.ATTENTION
