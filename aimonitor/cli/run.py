"""From parsed options to a command, and from what went wrong to an exit code."""

from __future__ import annotations

import atexit
import gc
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

from aimonitor.cli.exits import Exit, exit_for
from aimonitor.cli.options import Options
from aimonitor.cli.output import complain, give_up_output, prepare_streams
from aimonitor.errors import AppError

_COMMANDS = {
    "status": "aimonitor.cli.status",
    "poll": "aimonitor.cli.poll",
    "providers": "aimonitor.cli.providers",
    "balance": "aimonitor.cli.balance",
    "recipes": "aimonitor.cli.recipes",
    "export": "aimonitor.cli.export",
    "budgets": "aimonitor.cli.budgets",
    "alerts": "aimonitor.cli.alerts",
    **dict.fromkeys(("import", "backup", "restore", "purge"), "aimonitor.cli.archive"),
    "doctor": "aimonitor.cli.doctor",
    "demo": "aimonitor.cli.demo",
    "statusline": "aimonitor.cli.statusline",
}

_log = logging.getLogger(__name__)


def run(options: Options) -> int:
    """Run the command; its exit code."""
    atexit.register(gc.freeze)  # else Python looks through all of it for garbage, a tenth of `status`, to end
    return guarded(options, lambda: _run(options))


def guarded(options: Options, work: Callable[[], int]) -> int:
    """The exit code of `work`. What went wrong is one sentence on standard error."""
    prepare_streams()
    with _logging(options):
        try:
            return int(work())
        except AppError as error:
            _log.debug("%s: %s", type(error).__name__, error.detail)
            complain(options, error.message)
            return int(exit_for(error))
        except BrokenPipeError:
            give_up_output()
            return int(Exit.OK)
        except OSError as error:
            give_up_output()
            place = f"{error.filename}: " if error.filename else ""
            complain(options, f"The system refused: {place}{error.strerror or type(error).__name__}.")
            return int(Exit.ATTENTION)
        except KeyboardInterrupt:
            complain(options, "interrupted.")
            return int(Exit.ATTENTION)


def _run(options: Options) -> Exit:
    command = import_module(_COMMANDS[options.command or "status"])
    gc.freeze()
    gc.enable()
    code = Exit(command.run(options))
    sys.stdout.flush()
    return options.beside if code is Exit.OK else code


@contextmanager
def _logging(options: Options) -> Iterator[None]:
    """Log to standard error where a level was asked for, else not at all."""
    if options.log_level is None:
        silence = logging.NullHandler()
        logging.getLogger().addHandler(silence)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(silence)
        return
    from aimonitor.logs import start_logging  # noqa: PLC0415  loguru: only where it is wanted

    logs = start_logging(folder=None, level=options.log_level, redactor=options.redactor, console=True)
    try:
        yield
    finally:
        logs.close()
