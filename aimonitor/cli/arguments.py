"""What may be typed. Keys are never arguments: others could read them in the process list."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from aimonitor import __version__

LOG_LEVELS = ("debug", "info", "warning", "error")


@dataclass(slots=True)
class Options(argparse.Namespace):
    """The parsed command line; `command` None means the window."""

    command: str | None = None
    action: str | None = None
    hidden: bool = False
    demo: bool = False
    home: Path | None = None
    log_level: str | None = None
    json: bool = False
    poll: bool = False
    provider: str | None = None
    provider_type: str = ""
    name: str = ""
    key_stdin: bool = False
    key_env: str | None = None
    session: bool = False
    no_test: bool = False
    yes: bool = False
    base_url: str | None = None
    format: str = "csv"
    first: date | None = None
    last: date | None = None
    output: Path | None = None
    picture: Path | None = None
    extra: dict[str, str] = field(default_factory=dict)

    def flags(self) -> dict[str, object]:
        """The settings that were given as flags, by name."""
        flags: dict[str, object] = {}
        if self.log_level is not None:
            flags["log_level"] = self.log_level
        if self.hidden:
            flags["start_hidden"] = True
        return flags


def parse(arguments: Sequence[str]) -> Options:
    """The options. Ends the process with code 2 and a usage line when they make no sense."""
    return _parser().parse_args(arguments, Options())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="aimonitor",
        description="What your AI providers cost, how much is left, and when it runs out.",
        epilog="Without a command the window opens. Exit codes: 0 ok, 1 something needs attention, 2 usage, "
        "3 configuration, 4 keychain, 5 database, 6 network.",
    )
    parser.add_argument("--version", action="version", version=f"AIMonitor {__version__}")
    parser.add_argument("--hidden", action="store_true", help="start in the tray, without a window")
    parser.add_argument("--demo", action="store_true", help="show made-up data; your own is not touched")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="with --demo: save a picture and end")
    _common(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _status(commands)
    _poll(commands)
    _providers(commands)
    _export(commands)
    for name, words in (
        ("doctor", "say what works and what does not, without secrets"),
        ("demo", "print the dashboard of the demo in the terminal"),
    ):
        command = commands.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
        _common(command, suppress=True)
        command.add_argument("--json", action="store_true", help="as JSON")
    return parser


Commands = argparse._SubParsersAction  # noqa: SLF001  argparse gives its type no other name


def _common(parser: argparse.ArgumentParser, *, suppress: bool = False) -> None:
    default = argparse.SUPPRESS if suppress else None
    parser.add_argument(
        "--home", type=Path, metavar="DIR", default=default, help="keep config, data and logs under DIR"
    )
    parser.add_argument(
        "--log-level", type=str.lower, choices=LOG_LEVELS, default=default, help="how much to log"
    )


def _status(commands: Commands[argparse.ArgumentParser]) -> None:
    status = commands.add_parser("status", help="print what is known", description="Print what is known.")
    _common(status, suppress=True)
    status.add_argument("--json", action="store_true", help="as JSON (docs/cli.md describes it)")
    status.add_argument("--poll", action="store_true", help="ask every enabled provider first")


def _poll(commands: Commands[argparse.ArgumentParser]) -> None:
    poll = commands.add_parser("poll", help="ask providers now", description="Ask one or all providers now.")
    _common(poll, suppress=True)
    poll.add_argument("provider", nargs="?", metavar="ID|NAME", help="only this one")
    poll.add_argument("--json", action="store_true", help="print the status as JSON")


def _providers(commands: Commands[argparse.ArgumentParser]) -> None:
    providers = commands.add_parser("providers", help="list, add and change providers")
    _common(providers, suppress=True)
    actions = providers.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, words in (("types", "the services that can be read"), ("list", "your providers")):
        listing = actions.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
        _common(listing, suppress=True)
        listing.add_argument("--json", action="store_true", help="as JSON")
    _add(actions)
    for name, words in (
        ("remove", "remove a provider with its history and key"),
        ("enable", "poll a provider again"),
        ("disable", "stop polling a provider"),
        ("rename", "give a provider another name"),
    ):
        change = actions.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
        _common(change, suppress=True)
        change.add_argument("provider", metavar="ID|NAME")
        if name == "rename":
            change.add_argument("name", metavar="NEW-NAME")
        if name == "remove":
            change.add_argument("--yes", action="store_true", help="do not ask")


def _add(actions: Commands[argparse.ArgumentParser]) -> None:
    add = actions.add_parser("add", help="add a provider", description="Add a provider.")
    _common(add, suppress=True)
    add.add_argument("provider_type", metavar="TYPE", help="see `aimonitor providers types`")
    add.add_argument("--name", required=True, help="how you call it")
    key = add.add_mutually_exclusive_group(required=True)
    key.add_argument("--key-stdin", action="store_true", help="read the key from standard input")
    key.add_argument(
        "--key-env", metavar="VAR", help="use the key in this variable, each time; its value is never stored"
    )
    add.add_argument("--base-url", metavar="URL", help="send requests, and the key, to this address instead")
    add.add_argument("--no-test", action="store_true", help="add without a test call")


def _export(commands: Commands[argparse.ArgumentParser]) -> None:
    export = commands.add_parser("export", help="write stored days", description="Write stored days.")
    _common(export, suppress=True)
    export.add_argument("--format", choices=("csv", "json"), required=True)
    export.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DATE", help="first UTC day")
    export.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DATE", help="last UTC day")
    export.add_argument("--output", type=Path, metavar="FILE", help="write here, not to standard output")
