"""What may be typed about budgets and alerts. A webhook's address is a secret, so it is no argument."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from aimonitor.cli.parser import Parser, given, text

Commands = argparse._SubParsersAction  # noqa: SLF001  argparse gives its type no other name
Command = Callable[..., Parser]
"""Adds a command: (commands, name, words, as_json=...)."""

NO_LIMIT = "none"
_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,9})?")
_CURRENCY = re.compile(r"[A-Za-z]{3}")


def budget_commands(commands: Commands[Parser], command: Command) -> None:
    """`aimonitor budgets list|set|remove`."""
    actions = _actions(command(commands, "budgets", "list and change budgets"))
    command(actions, "list", "list your budgets and how they stand", as_json=True)
    change = command(actions, "set", "make a budget, or change one")
    change.add_argument(
        "--id", dest="budget", type=given, default=argparse.SUPPRESS, metavar="ID", help="change this one"
    )
    subject = change.add_mutually_exclusive_group()
    subject.add_argument("--type", dest="provider_type", type=given, metavar="TYPE", help="for one service")
    subject.add_argument("--provider", type=given, metavar="ID|NAME", help="for one provider")
    subject.add_argument("--everything", action="store_true", help="for all providers together")
    change.add_argument("--period", choices=("day", "week", "month"), help="in which time (month)")
    change.add_argument("--currency", type=currency, metavar="CODE", help="such as EUR (USD)")
    for flag, words in (("--soft", "told when it is passed"), ("--hard", "told as urgent when it is passed")):
        change.add_argument(flag, type=limit, metavar="AMOUNT", help=f"{words}; `{NO_LIMIT}` removes it")
    remove = command(actions, "remove", "remove a budget")
    remove.add_argument("budget", type=text, metavar="ID", help="see `aimonitor budgets list`")


def alert_commands(commands: Commands[Parser], command: Command) -> None:
    """`aimonitor alerts list|snooze|test|webhook`."""
    actions = _actions(command(commands, "alerts", "list and snooze alerts, test how they reach you"))
    command(actions, "list", "list what was told, what holds and what is snoozed", as_json=True)
    snooze = command(actions, "snooze", "keep one thing still")
    snooze.add_argument("alert", type=text, metavar="KEY", help="see `aimonitor alerts list`")
    how = snooze.add_mutually_exclusive_group()
    how.add_argument(
        "--for",
        dest="snooze_for",
        choices=("1h", "tomorrow", "change"),
        default="1h",
        help="an hour, until your next day, or until it is good again or much worse (1h)",
    )
    how.add_argument("--end", action="store_true", help="let it speak again")
    test = command(actions, "test", "send a test message", as_json=True)
    test.add_argument("channel", choices=("desktop", "webhook"), help="by which way")
    webhook = command(actions, "webhook", "keep or forget the webhook's secret address")
    what = webhook.add_mutually_exclusive_group(required=True)
    what.add_argument("--address-stdin", action="store_true", help="read it from standard input")
    what.add_argument("--forget", action="store_true", help="remove it from the keychain")


def _actions(parser: Parser) -> Commands[Parser]:
    return parser.add_subparsers(dest="action", metavar="ACTION", required=True)


def limit(word: str) -> Decimal | str:
    """An amount such as 49.90, or the word for none."""
    if word.lower() == NO_LIMIT:
        return NO_LIMIT
    try:
        return Decimal(word if _AMOUNT.fullmatch(word) else "")
    except InvalidOperation:
        msg = "an amount looks like 49.90"
        raise argparse.ArgumentTypeError(msg) from None


def currency(word: str) -> str:
    """A currency's code, in capital letters."""
    if not _CURRENCY.fullmatch(word):
        msg = "a currency is three letters, such as USD"
        raise argparse.ArgumentTypeError(msg)
    return word.upper()
