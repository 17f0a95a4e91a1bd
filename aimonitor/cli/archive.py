"""`aimonitor import`, `backup`, `restore` and `purge`: the whole history at once."""

from __future__ import annotations

import sys
from collections.abc import Callable

from aimonitor.cli.exits import Exit
from aimonitor.cli.house import with_stack
from aimonitor.cli.options import Options
from aimonitor.cli.output import say
from aimonitor.cli.text import plain
from aimonitor.domain.archive import ArchiveSummary
from aimonitor.monitor.stack import Stack


def run(options: Options) -> Exit:
    """Carry out the command."""
    return _COMMANDS[options.command or ""](options)


def _import(options: Options) -> Exit:
    async def take_in(stack: Stack) -> ArchiveSummary:
        return await stack.archive.take_in(options.file)

    summary = with_stack(options, take_in)
    records = sum(count for _, count in summary.records)
    print(f"Imported {_providers(len(summary.providers))} and {records} records.")
    for name, address in summary.addresses:
        say(options, f"{name} sends its key to {address}, as the file says. Check that before you enter it.")
    say(options, "No keys were in the file: enter them in the window (Replace key).")
    return Exit.OK


def _backup(options: Options) -> Exit:
    async def copy(stack: Stack) -> None:
        await stack.archive.backup(options.file)

    with_stack(options, copy)
    say(options, f"Wrote {options.file}.")
    return Exit.OK


def _restore(options: Options) -> Exit:
    summary = with_stack(options, lambda stack: stack.archive.look_at_backup(options.file))
    since = f", history since {summary.first}" if summary.first else ""
    for name, address in summary.addresses:
        say(options, f"{name} sends its key to {address}, as the back-up says.")
    for name, what in summary.local:
        words = f" ({what})" if what else ""
        say(options, f"{name} runs a program or reads a file on this computer{words}, as the back-up says.")
    question = (
        f"Put {options.file} ({_providers(len(summary.providers))}{since}) in the place of the history?"
    )
    if not _agrees(options, question):
        say(options, "Nothing was changed.")
        return Exit.ATTENTION
    restored = with_stack(options, lambda stack: stack.archive.restore(options.file))
    print(f"Restored {_providers(len(summary.providers))}{since}.")
    say(options, f"The history before it lies in {restored.aside}.")
    return Exit.OK


def _purge(options: Options) -> Exit:
    names = with_stack(options, _names)
    question = f"Remove {_providers(len(names))} with keys, all history, settings and copies beside it?"
    if not _agrees(options, question):
        say(options, "Nothing was removed.")
        return Exit.ATTENTION
    with_stack(options, lambda stack: stack.archive.purge())
    print("Everything is removed.")
    return Exit.OK


async def _names(stack: Stack) -> list[str]:
    return [state.provider.name for state in stack.monitor.states()]


def _providers(count: int) -> str:
    return "1 provider" if count == 1 else f"{count} providers"


def _agrees(options: Options, question: str) -> bool:
    """Asked outside the loop, where Ctrl+C still ends the command."""
    if options.yes:
        return True
    print(f"{plain(question)} [y/N]", end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


_COMMANDS: dict[str, Callable[[Options], Exit]] = {
    "import": _import,
    "backup": _backup,
    "restore": _restore,
    "purge": _purge,
}
