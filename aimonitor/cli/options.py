"""One command as it was typed, and what came up beside it while it ran."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from aimonitor.cli.exits import Exit
from aimonitor.logs import Redactor

if TYPE_CHECKING:
    from aimonitor.cli.parser import Parser


class Options(Struct, dict=True):
    """The parsed command line; `command` None means the window. argparse keeps notes of its own in it.

    `asked` is the parser of that command. `redactor` knows the keys in use: it keeps them out of errors
    and logs. `beside` is the exit code of a command that did its work, but met with something the user
    should know.
    """

    command: str | None = None
    action: str | None = None
    hidden: bool = False
    demo: bool = False
    all_services: bool = False
    home: Path | None = None
    log_level: str | None = None
    json: bool = False
    poll: bool = False
    group: bool = False
    provider: str = ""
    provider_type: str = ""
    name: str = ""
    key_stdin: bool = False
    key_env: str | None = None
    no_test: bool = False
    agree: bool = False
    answer: Path | None = None
    yes: bool = False
    base_url: str | None = None
    settings: list[tuple[str, str]] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    what: str = "days"
    format: str = "csv"
    first: date | None = None
    last: date | None = None
    output: Path | None = None
    amount: Decimal = Decimal(0)
    day: date | None = None
    currency: str | None = None
    note: str = ""
    entry: str = ""
    file: Path = field(default_factory=Path)
    picture: Path | None = None
    budget: str = ""
    everything: bool = False
    period: str | None = None
    soft: Decimal | str | None = None
    hard: Decimal | str | None = None
    alert: str = ""
    snooze_for: str = "1h"
    end: bool = False
    channel: str = ""
    address_stdin: bool = False
    forget: bool = False
    asked: Parser | None = None
    redactor: Redactor = field(default_factory=Redactor)
    beside: Exit = Exit.OK

    def flags(self) -> dict[str, object]:
        """The settings that were given as flags, by name."""
        flags: dict[str, object] = {}
        if self.log_level is not None:
            flags["log_level"] = self.log_level
        if self.hidden:
            flags["start_hidden"] = True
        return flags
