"""What may be typed. Keys are never arguments: others could read them in the process list."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence

from aimonitor import __version__
from aimonitor.cli.alert_arguments import alert_commands, budget_commands
from aimonitor.cli.balance_arguments import add_balance
from aimonitor.cli.options import Options
from aimonitor.cli.parser import Parser, env_name, given, place, setting, text, utc_day
from aimonitor.cli.recipe_arguments import recipe_commands
from aimonitor.domain.archive import FORMATS, ArchiveKind
from aimonitor.logs import LEVELS

__all__ = ["Options", "parse"]

EXIT_CODES = (
    "Exit codes: 0 all is well; 1 something needs attention (a provider needs you or shows old figures, a "
    "key is refused, doctor found a problem); 2 the command line makes no sense; 3 configuration (a "
    "setting, an unknown provider or service, a file that cannot be written); 4 keychain; 5 database; "
    "6 network (no answer, or the service is down or asks to wait)."
)


def parse(arguments: Sequence[str]) -> Options:
    """The options. Ends the process with code 2 and a usage line when they make no sense."""
    parser = _parser(_command_in(arguments))
    options = Options()
    parser.parse_args(arguments, options)
    asked = options.asked or parser
    if options.command is not None and (options.demo or options.hidden or options.picture):
        parser.error("--demo, --hidden and --picture are for the window: give no command with them")
    if options.picture is not None and not options.demo:
        parser.error("--picture goes with --demo")
    if options.all_services and not options.demo and options.command != "demo":
        parser.error("--all-services goes with --demo")
    if options.first and options.last and options.last < options.first:
        asked.error("the export ends before it starts: --to is earlier than --from")
    if options.action == "add" and not options.key_stdin and options.key_env is None:
        _check_no_key(asked, options)
    if options.what == "all" and options.format == "csv" and options.output is None:
        asked.error("all as CSV is a file for each kind: name a folder with --output")
    return options


def _check_no_key(parser: Parser, options: Options) -> None:
    """Only what needs none is added without a key."""
    from aimonitor.cli.house import whole_registry  # noqa: PLC0415  only this command looks a type up
    from aimonitor.errors import ConfigError  # noqa: PLC0415  as above

    try:
        needs_key = whole_registry(options).manifest(options.provider_type).needs_key
    except ConfigError:
        needs_key = True
    if needs_key:
        parser.error("one of the arguments --key-stdin --key-env is required")


Commands = argparse._SubParsersAction  # noqa: SLF001  argparse gives its type no other name


def _command_in(words: Sequence[str]) -> str:
    """The command that is typed; "" where there is none, or help is wanted, which names them all."""
    before = ""
    for word in words:
        if word in _HELP:
            return ""
        if not word.startswith("-") and before not in _TAKE_A_WORD:
            return word if word in _COMMANDS else ""
        before = word
    return ""


def _parser(command: str = "") -> Parser:
    """For that command alone, which takes a third of the time; without one, for all."""
    parser = Parser(
        prog="aimonitor",
        description="What your AI providers cost, how much is left, and when it runs out.",
        epilog=f"Without a command the window opens. {EXIT_CODES}",
    )
    parser.add_argument("--version", action="version", version=f"AIMonitor {__version__}")
    parser.add_argument("--hidden", action="store_true", help="start in the tray, without a window")
    parser.add_argument("--demo", action="store_true", help="show made-up data; your own is not touched")
    _all_services(parser, "with --demo: ")
    parser.add_argument("--picture", type=place, metavar="FILE", help="with --demo: save a picture and end")
    _common(parser, default=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for make in [_COMMANDS[command]] if command else dict.fromkeys(_COMMANDS.values()):
        make(commands)
    return parser


def _status(commands: Commands[Parser]) -> None:
    status = _command(commands, "status", "print what is known; asks no provider", as_json=True)
    status.add_argument("--poll", action="store_true", help="ask every enabled provider first")
    status.add_argument("--group", action="store_true", help="show each type's providers under its totals")


def _poll(commands: Commands[Parser]) -> None:
    poll = _command(commands, "poll", "ask all enabled providers, or one, now", as_json=True)
    poll.add_argument(
        "provider", nargs="?", type=given, default=argparse.SUPPRESS, metavar="ID|NAME", help="only this one"
    )


def _doctor(commands: Commands[Parser]) -> None:
    _command(commands, "doctor", "say what works and what does not, without secrets", as_json=True)


def _statusline(commands: Commands[Parser]) -> None:
    statusline = _command(commands, "statusline", "keep what a program tells its status line, and print one")
    statusline.add_argument(
        "also",
        nargs=argparse.REMAINDER,
        metavar="-- COMMAND",
        help="run this with the same input, and print what it prints instead",
    )


def _demo(commands: Commands[Parser]) -> None:
    demo = _command(commands, "demo", "print the dashboard of the demo in the terminal", as_json=True)
    _all_services(demo)


def _all_services(parser: Parser, when: str = "") -> None:
    parser.add_argument(
        "--all-services",
        action="store_true",
        default=argparse.SUPPRESS,
        help=f"{when}show twenty-six providers, of all kinds of services, not eleven",
    )


def _command(commands: Commands[Parser], name: str, words: str, *, as_json: bool = False) -> Parser:
    command = commands.add_parser(
        name, help=words, description=f"{words[0].upper()}{words[1:]}.", epilog=EXIT_CODES
    )
    command.set_defaults(asked=command)
    # Left out here, they keep what was given before the command
    _common(command, default=argparse.SUPPRESS)
    if as_json:
        command.add_argument("--json", action="store_true", help="as JSON (docs/cli.md describes it)")
    return command


def _common(parser: Parser, *, default: str | None) -> None:
    parser.add_argument(
        "--home", type=place, metavar="DIR", default=default, help="keep config, data and logs under DIR"
    )
    parser.add_argument(
        "--log-level",
        type=str.lower,
        choices=LEVELS,
        default=default,
        help="how much to log: the window to its file, a command to standard error",
    )


def _providers(commands: Commands[Parser]) -> None:
    providers = _command(commands, "providers", "list, add and change providers")
    actions = providers.add_subparsers(dest="action", metavar="ACTION", required=True)
    _command(actions, "types", "list the services that can be read", as_json=True)
    _command(actions, "list", "list your providers", as_json=True)
    _add(_command(actions, "add", "add a provider after a test call with its key"))
    remove = _change(actions, "remove", "remove a provider with its history and its key")
    remove.add_argument("--yes", action="store_true", help="do not ask")
    _change(actions, "enable", "poll a provider again")
    _change(actions, "disable", "stop polling a provider; its history stays")
    rename = _change(actions, "rename", "give a provider another name")
    rename.add_argument("name", type=text, metavar="NEW-NAME")


def _change(actions: Commands[Parser], name: str, words: str) -> Parser:
    change = _command(actions, name, words)
    change.add_argument("provider", type=text, metavar="ID|NAME", help="see `aimonitor providers list`")
    return change


def _add(add: Parser) -> None:
    add.add_argument("provider_type", type=text, metavar="TYPE", help="see `aimonitor providers types`")
    add.add_argument("--name", type=text, required=True, help="how you call it")
    key = add.add_mutually_exclusive_group()
    key.add_argument("--key-stdin", action="store_true", help="read the key from standard input")
    key.add_argument(
        "--key-env",
        type=env_name,
        metavar="VAR",
        help="use the key in this variable, each time; its value is never stored",
    )
    add.add_argument(
        "--base-url", type=given, metavar="URL", help="send requests, and the key, to this address instead"
    )
    add.add_argument(
        "--option",
        dest="settings",
        action="append",
        type=setting,
        default=[],
        metavar="NAME=VALUE",
        help="what the service wants to know beside the key, such as region=China; may be repeated",
    )
    add.add_argument("--no-test", action="store_true", help="add without a test call")
    add.add_argument("--agree", action="store_true", help="agree to where a recipe of yours sends the key")


def _export(commands: Commands[Parser]) -> None:
    export = _command(commands, "export", "write what is stored as CSV or JSON, exact")
    export.add_argument("--format", choices=FORMATS, required=True)
    export.add_argument(
        "--what", choices=(*map(str, ArchiveKind), "all"), default="days", help="days, if you do not say"
    )
    for option, name, words in (("--from", "first", "first"), ("--to", "last", "last")):
        export.add_argument(
            option,
            dest=name,
            type=utc_day,
            metavar="DATE",
            help=f"{words} UTC day, such as 2026-11-01; all that is stored without it",
        )
    export.add_argument(
        "--output",
        type=place,
        metavar="FILE",
        help="write here; all as CSV: into this folder",
    )


def _archive(commands: Commands[Parser]) -> None:
    for name, words, file in (
        (
            "import",
            "read a JSON export, without keys, where there is no provider yet",
            "the export",
        ),
        ("backup", "copy the whole history to a file; keys are not in it", "the new copy"),
        ("restore", "put a copy of `backup` in the place of the history, which is set aside", "the copy"),
    ):
        command = _command(commands, name, words)
        command.add_argument("file", type=place, metavar="FILE", help=file)
        if name == "restore":
            command.add_argument("--yes", action="store_true", help="do not ask")
    purge = _command(commands, "purge", "remove all providers, keys, history and settings")
    purge.add_argument("--yes", action="store_true", help="do not ask")


_COMMANDS: Mapping[str, Callable[[Commands[Parser]], None]] = {
    "status": _status,
    "poll": _poll,
    "providers": _providers,
    "balance": lambda commands: add_balance(commands, _command),
    "recipes": lambda commands: recipe_commands(commands, _command),
    "export": _export,
    "budgets": lambda commands: budget_commands(commands, _command),
    "alerts": lambda commands: alert_commands(commands, _command),
    **dict.fromkeys(("import", "backup", "restore", "purge"), _archive),
    "doctor": _doctor,
    "statusline": _statusline,
    "demo": _demo,
}
_HELP = ("-h", "--help")
_TAKE_A_WORD = ("--home", "--log-level", "--picture")
