"""An argument parser that repeats no key, and the kinds of arguments there are."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from aimonitor.cli.exits import Exit
from aimonitor.cli.text import plain
from aimonitor.logs import Redactor
from aimonitor.masking import looks_like_key

N = TypeVar("N")

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TOO_MANY = "there is an argument too many (a key is never one: see `aimonitor providers add --help`)"
_AMOUNT = re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,9})?")
_CURRENCY = re.compile(r"[A-Za-z]{3}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Parser(argparse.ArgumentParser):
    """Takes flags in full only, so that a new one never changes what an old script means."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  what argparse takes
        super().__init__(**{"allow_abbrev": False, **settings})

    def parse_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]  # noqa: ANN401
        """As argparse, but what it does not know may be a key, so only flags are repeated."""
        options, unknown = self.parse_known_args(args, namespace)
        if unknown:
            flags = [word.partition("=")[0] for word in unknown if word.startswith("-")]
            self.error(f"not known here: {' '.join(flags)}" if flags else _TOO_MANY)
        return options

    def error(self, message: str) -> NoReturn:
        """Print one usage line and the sentence, without anything that looks like a key; end with 2."""
        self.exit(Exit.USAGE, f"{self.format_usage()}{self.prog}: {Redactor().redact(plain(message))}\n")


def text(word: str) -> str:
    """Text that can be stored: bytes that are no text come in as lone surrogates."""
    try:
        word.encode()
    except UnicodeEncodeError:
        msg = "this is not text in UTF-8"
        raise argparse.ArgumentTypeError(msg) from None
    return word


def given(word: str) -> str:
    """Text that says something: an empty variable of a script is not the same as no option."""
    if not word.strip():
        msg = "it is empty; leave it out where you mean none"
        raise argparse.ArgumentTypeError(msg)
    return text(word)


def place(word: str) -> Path:
    """A file or a folder; an empty word would be the folder that one is in."""
    if not word:
        msg = "it is empty; name a file or folder"
        raise argparse.ArgumentTypeError(msg)
    return Path(word)


def env_name(word: str) -> str:
    """The name of a variable; a key in its place is refused and not repeated."""
    if not _VARIABLE.fullmatch(word) or looks_like_key(word):
        msg = "give the name of an environment variable, not the key"
        raise argparse.ArgumentTypeError(msg)
    return word


def setting(word: str) -> tuple[str, str]:
    """The name and the value of an option of a service, written as region=China."""
    name, equals, value = text(word).partition("=")
    if not (name.isidentifier() and equals and value.strip()):
        msg = "an option looks like region=China"
        raise argparse.ArgumentTypeError(msg)
    return name, value.strip()


def utc_day(word: str) -> date:
    """A date, written as 2026-11-01."""
    try:
        return date.fromisoformat(word if _DAY.fullmatch(word) else "")
    except ValueError:
        msg = "a date looks like 2026-11-01"
        raise argparse.ArgumentTypeError(msg) from None


def amount(word: str) -> Decimal:
    """An exact amount, written as 100 or 99.50."""
    if not _AMOUNT.fullmatch(word):
        msg = "an amount looks like 100 or 99.50"
        raise argparse.ArgumentTypeError(msg)
    return Decimal(word)


def currency(word: str) -> str:
    """A currency's code, in either case."""
    if not _CURRENCY.fullmatch(word):
        msg = "a currency has three letters, such as USD"
        raise argparse.ArgumentTypeError(msg)
    return word.upper()
