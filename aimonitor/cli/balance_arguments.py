"""What may be typed after `aimonitor balance`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aimonitor.cli.parser import Parser, amount, currency, text, utc_day

Make = Callable[..., Parser]
"""Makes the parser of one command: (commands, name, words, as_json=False)."""


def add_balance(commands: Any, make: Make) -> None:  # noqa: ANN401  argparse gives its type no public name
    """`balance list`, `set`, `top-up` and `remove`."""
    balance = make(commands, "balance", "enter what is left at a service that tells only what was spent")
    actions = balance.add_subparsers(dest="action", metavar="ACTION", required=True)
    _provider(make(actions, "list", "list what you entered, and what is left by it", as_json=True))
    opening = make(actions, "set", "enter what was left when a UTC day began")
    _entry(opening, "what was left, such as 100 or 99.50", "the UTC day it began (default: today)")
    top_up = make(actions, "top-up", "enter what was paid in")
    _entry(top_up, "what was paid in, such as 50", "the UTC day it was paid (default: today)")
    remove = make(actions, "remove", "remove an entry")
    _provider(remove)
    remove.add_argument("entry", type=text, metavar="ENTRY", help="its id, see `aimonitor balance list`")


def _provider(command: Parser) -> None:
    command.add_argument("provider", type=text, metavar="ID|NAME", help="see `aimonitor providers list`")


def _entry(command: Parser, amount_words: str, day_words: str) -> None:
    _provider(command)
    command.add_argument("amount", type=amount, metavar="AMOUNT", help=amount_words)
    command.add_argument("--day", type=utc_day, metavar="DATE", help=day_words)
    command.add_argument("--currency", type=currency, metavar="CODE", help="default: that of the service")
    command.add_argument("--note", type=text, default="", metavar="TEXT", help="a word to yourself")
