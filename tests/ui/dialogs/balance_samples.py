"""Balance sheets as the room hands them out, for tests and pictures."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from msgspec.structs import replace

from aimonitor.domain.balance_entry import BalanceEntry, BalanceSheet, EntryKind, TopUp
from aimonitor.domain.money import Money
from aimonitor.domain.state import FigureStatus, MoneyFigure
from aimonitor.domain.usage import Provenance
from tests.ui.factories import TODAY, state

STATE = state()
NOTE = "Your opening balance of 1 Nov 2026 and top-ups, less what was billed since."


def usd(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="USD")


OPENING = BalanceEntry(
    id="a",
    provider_id=STATE.provider.id,
    kind=EntryKind.OPENING,
    day=TODAY - timedelta(days=21),
    money=usd("500"),
    note="as the console said",
)
TOP_UP = replace(
    OPENING, id="b", kind=EntryKind.TOP_UP, day=TODAY - timedelta(days=12), money=usd("100"), note="card"
)


def sheet(*entries: BalanceEntry, missing: int = 0, note: str = NOTE) -> BalanceSheet:
    """A service that tells no balance, with these entries."""
    figure = MoneyFigure(
        status=FigureStatus.KNOWN,
        totals=(usd("187.62"),),
        complete=not missing,
        missing=missing,
        provenance=Provenance.ENTERED,
        note=note,
    )
    none = MoneyFigure(status=FigureStatus.NOT_OFFERED, note="This service tells no balance.")
    shown = replace(STATE, balance=figure if entries else none)
    return BalanceSheet(state=shown, currency="USD", entries=entries)


def derived_sheet() -> BalanceSheet:
    """A service that tells its balance, with a top-up that was found."""
    figure = MoneyFigure(status=FigureStatus.KNOWN, totals=(usd("41.03"),), provenance=Provenance.REPORTED)
    return BalanceSheet(
        state=replace(STATE, balance=figure),
        currency="USD",
        top_ups=(TopUp(day=TODAY - timedelta(days=10), money=usd("50")),),
        refusal="Work tells its balance itself, so there is nothing to enter.",
    )
