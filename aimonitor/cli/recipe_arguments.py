"""What may be typed after `aimonitor recipes`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aimonitor.cli.parser import Parser, env_name, place, setting, text

Make = Callable[..., Parser]
"""Makes the parser of one command: (commands, name, words, as_json=False)."""


def recipe_commands(commands: Any, make: Make) -> None:  # noqa: ANN401  argparse gives its type no public name
    """`recipes list`, `check`, `test`, `agree` and `schema`."""
    recipes = make(
        commands, "recipes", "services that a file of yours describes: see them, check and try them"
    )
    actions = recipes.add_subparsers(dest="action", metavar="ACTION", required=True)
    make(actions, "list", "list the recipes, yours and those that come with AIMonitor", as_json=True)
    _file(make(actions, "check", "say what is wrong with a recipe, by line and field; asks nobody"))
    _test(make(actions, "test", "show a service's answer beside what a recipe makes of it; stores nothing"))
    agree = make(actions, "agree", "agree to where a provider's recipe sends its key now")
    agree.add_argument("provider", type=text, metavar="ID|NAME", help="see `aimonitor providers list`")
    make(actions, "schema", "print the JSON Schema of recipes, for your editor")


def _file(command: Parser) -> None:
    command.add_argument("file", type=place, metavar="FILE", help="the recipe, a TOML file")


def _test(command: Parser) -> None:
    _file(command)
    source = command.add_mutually_exclusive_group(required=True)
    source.add_argument("--key-stdin", action="store_true", help="read the key from standard input")
    source.add_argument("--key-env", type=env_name, metavar="VAR", help="use the key in this variable")
    source.add_argument(
        "--answer", type=place, metavar="JSON", help="read an answer that you saved; the service is not asked"
    )
    command.add_argument("--agree", action="store_true", help="agree to where the recipe sends the key")
    command.add_argument(
        "--option",
        dest="settings",
        action="append",
        type=setting,
        default=[],
        metavar="NAME=VALUE",
        help="what the recipe wants to know beside the key; may be repeated",
    )
