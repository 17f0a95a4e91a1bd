"""What the user says about money at a service that tells what it cost but not what is left."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from aimonitor.domain.money import Money

if TYPE_CHECKING:
    from aimonitor.domain.state import ProviderState


class EntryKind(StrEnum):
    """OPENING: what was left when a day began. TOP_UP: what was paid in on a day."""

    OPENING = "opening"
    TOP_UP = "top_up"


class BalanceEntry(Struct, frozen=True, kw_only=True):
    """One entry of the user's. An opening balance holds at the beginning of its UTC day."""

    id: str
    provider_id: str
    kind: EntryKind
    day: date
    money: Money
    note: str = ""


class TopUp(Struct, frozen=True, kw_only=True):
    """A rise of a balance that was read: derived, not entered."""

    day: date
    money: Money


class EnteredBalance(Struct, frozen=True, kw_only=True):
    """What follows from the entries in one currency, added up by SQLite.

    `opening`: the newest one up to today; `topped_up` and `billed`: since its day, that day included.
    `whole_days`: how many days from then to yesterday are known in full, `last_whole` the last of them.
    """

    opening: BalanceEntry
    topped_up: Money
    billed: Money
    whole_days: int
    last_whole: date | None


class BalanceSheet(Struct, frozen=True, kw_only=True):
    """What is known of a provider's money. `currency`: that of a new entry, unless the user says otherwise.

    `entries`: newest day first. `top_ups`: rises of a balance that was read. `refusal`: why nothing
    can be entered; "" where it can.
    """

    state: ProviderState
    currency: str
    entries: tuple[BalanceEntry, ...] = ()
    top_ups: tuple[TopUp, ...] = ()
    refusal: str = ""
