"""The table of a balance sheet: what the user entered, and the top-ups that readings tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct
from PySide6.QtCore import QObject

from aimonitor.domain.balance_entry import BalanceEntry, BalanceSheet, EntryKind
from aimonitor.domain.money import Money
from aimonitor.domain.usage import Provenance
from aimonitor.qtmodels.format import day_with_year, exact_money, money
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.qtmodels.records import RIGHT, Column, RecordModel, Wording

KIND_WORDS = {EntryKind.OPENING: "Opening balance", EntryKind.TOP_UP: "Top-up"}


class BalanceLine(Struct, frozen=True, kw_only=True):
    """One line. `entry` None: it was derived, so it can be neither changed nor removed."""

    key: str
    day: date
    what: str
    money: Money
    note: str = ""
    entry: BalanceEntry | None = None


def balance_lines(sheet: BalanceSheet) -> Iterator[BalanceLine]:
    """A line for each entry and each top-up that was found."""
    for entry in sheet.entries:
        what = f"{KIND_WORDS[entry.kind]}, {Provenance.ENTERED.value}"
        yield BalanceLine(
            key=entry.id, day=entry.day, what=what, money=entry.money, note=entry.note, entry=entry
        )
    for found in sheet.top_ups:
        what = f"{KIND_WORDS[EntryKind.TOP_UP]}, {Provenance.DERIVED.value}"
        yield BalanceLine(
            key=f"{found.day} {found.money.currency}", day=found.day, what=what, money=found.money
        )


BALANCE_COLUMNS: tuple[Column[BalanceLine], ...] = (
    Column(
        id="day",
        title="UTC day",
        text=lambda line, wording: day_with_year(line.day, wording.locale),
        sort=lambda line: (line.day, line.key),
        hint="An opening balance holds at the beginning of its day.",
    ),
    Column(
        id="what",
        title="What",
        text=lambda line, _: line.what,
        sort=lambda line: line.what,
        hint="What was entered, or found between two readings of the balance.",
    ),
    Column(
        id="amount",
        title="Amount",
        text=lambda line, wording: money(line.money, wording.locale),
        sort=lambda line: (line.money.currency, line.money.amount),
        tooltip=lambda line, wording: exact_money(line.money, wording.locale),
        accessible=lambda line, wording: f"Amount: {money(line.money, wording.locale)}",
        align=RIGHT,
        hint="How much.",
    ),
    Column(
        id="note",
        title="Note",
        text=lambda line, _: one_line(line.note),
        sort=lambda line: line.note,
        tooltip=lambda line, _: line.note,
        hint="A word to yourself.",
    ),
)


class BalanceLinesModel(RecordModel[BalanceLine]):
    """One row a line.

    Signals:
        those of RecordModel
    """

    def __init__(self, wording: Wording, parent: QObject | None = None) -> None:
        super().__init__(BALANCE_COLUMNS, lambda line: line.key, wording, parent)
