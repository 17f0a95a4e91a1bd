"""What leaves the app as a file and may come back: kinds of facts, and each fact as it travels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from aimonitor.domain.money import Totals
from aimonitor.domain.notice import Notice
from aimonitor.domain.provider import Provider
from aimonitor.domain.state import PollRecord
from aimonitor.domain.usage import Balance, DayCost, DayQuantity, DayTokens

if TYPE_CHECKING:
    from aimonitor.domain.alert import Alert

FORMATS = ("csv", "json")


class ArchiveKind(StrEnum):
    """What can be exported, in the order in which it is written."""

    DAYS = "days"
    BALANCES = "balances"
    POLLS = "polls"
    EVENTS = "events"
    ALERTS = "alerts"


DayFact = DayCost | DayTokens | DayQuantity
DaySpan = tuple[date, date]
"""First and last UTC day, both included."""


class BalanceReading(Struct, frozen=True, kw_only=True):
    """One balance of one reading; those of the same time follow each other in the service's order."""

    taken_at: datetime
    balance: Balance


class LoggedPoll(Struct, frozen=True, kw_only=True):
    """A poll as it is kept: with the time of its snapshot, and the days that it read in full."""

    poll: PollRecord
    taken_at: datetime | None = None
    cost_days: tuple[DaySpan, ...] = ()
    token_days: tuple[DaySpan, ...] = ()
    quantity_days: tuple[DaySpan, ...] = ()


class ExportOrder(Struct, frozen=True, kw_only=True):
    """What to write: the kinds, "csv" or "json", and UTC days from `first` to `last` (None: open)."""

    kinds: tuple[ArchiveKind, ...] = (ArchiveKind.DAYS,)
    file_format: str = "csv"
    first: date | None = None
    last: date | None = None


class ArchiveSummary(Struct, frozen=True, kw_only=True):
    """What an export or a back-up holds, told before it is taken in.

    `records`: how many of each kind; `addresses`: (provider's name, where its key would be sent) for
    those that do not use the service's own address; `local`: (provider's name, its options) for those that
    read or run something on this computer; `first`: the first UTC day of which there is something.
    """

    path: Path
    providers: tuple[str, ...]
    records: tuple[tuple[ArchiveKind, int], ...] = ()
    addresses: tuple[tuple[str, str], ...] = ()
    local: tuple[tuple[str, str], ...] = ()
    first: date | None = None


class Contents(Protocol):
    """All that there is to export of a period, oldest first. Nothing is read before it is asked for."""

    @property
    def providers(self) -> tuple[Provider, ...]:
        """All providers, in the user's order."""

    def totals(self) -> Totals:
        """The costs of the days, per currency."""

    def days(self, provider: Provider) -> Iterator[DayFact]:
        """Of each day and model: costs, then tokens, then other counts."""

    def balances(self, provider: Provider) -> Iterator[BalanceReading]:
        """All readings that are kept."""

    def polls(self, provider: Provider) -> Iterator[LoggedPoll]:
        """The log of polls."""

    def events(self) -> Iterator[Notice]:
        """What the user was told."""

    def alerts(self) -> Iterator[Alert]:
        """What fired, when, why, and what became of it."""
