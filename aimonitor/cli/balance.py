"""`aimonitor balance`: what the user says is left, where a service tells only what was spent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from aimonitor.cli.document import by_currency
from aimonitor.cli.exits import Exit
from aimonitor.cli.house import CLOCK, with_stack
from aimonitor.cli.options import Options
from aimonitor.cli.output import print_json
from aimonitor.cli.text import figure, plain, table
from aimonitor.domain.balance_entry import BalanceEntry, BalanceSheet, EntryKind, TopUp
from aimonitor.domain.money import Money, plain_text
from aimonitor.domain.periods import utc_day
from aimonitor.domain.state import FigureStatus, MoneyFigure
from aimonitor.domain.usage import Provenance
from aimonitor.insight.amounts import money_words as money

if TYPE_CHECKING:
    from aimonitor.monitor.stack import Stack

SCHEMA = 1

_KINDS = {EntryKind.OPENING: "opening balance", EntryKind.TOP_UP: "top-up"}


def run(options: Options) -> Exit:
    """Carry out the action."""
    return _ACTIONS[options.action or "list"](options)


def _list(options: Options) -> Exit:
    async def sheet(stack: Stack) -> BalanceSheet:
        return await stack.balance_entries.sheet(stack.monitor.find(options.provider).id)

    found = with_stack(options, sheet)
    if options.json:
        print_json(_document(found))
    else:
        print(_text(found))
    return Exit.OK


def _text(sheet: BalanceSheet) -> str:
    parts = [left_words(sheet.state.balance)]
    rows = [
        ("Id", "Day (UTC)", "What", "Amount", "Note"),
        *map(_row, sheet.entries),
        *map(_top_up, sheet.top_ups),
    ]
    if len(rows) > 1:
        parts.append(table(rows, right=frozenset({3})))
    if sheet.refusal:
        parts.append(plain(sheet.refusal))
    elif not sheet.entries:
        parts.append("Nothing is entered. `aimonitor balance set` enters what is left.")
    return "\n\n".join(parts)


def left_words(balance: MoneyFigure) -> str:
    """What is left, from what, and what is missing in it."""
    words = f"Left: {figure(balance)}"
    if balance.provenance is not None:
        words += f", {balance.provenance.value}"
    return f"{words}. {balance.note}".strip() if balance.status is FigureStatus.KNOWN else words


def _row(entry: BalanceEntry) -> tuple[str, ...]:
    return (entry.id, entry.day.isoformat(), _KINDS[entry.kind], money(entry.money), plain(entry.note))


def _top_up(found: TopUp) -> tuple[str, ...]:
    words = f"top-up, {Provenance.DERIVED.value}"
    return ("", found.day.isoformat(), words, money(found.money), "")


def _document(sheet: BalanceSheet) -> dict[str, object]:
    balance = sheet.state.balance
    is_known = balance.status is FigureStatus.KNOWN
    return {
        "schema": SCHEMA,
        "provider_id": sheet.state.provider.id,
        "balance": by_currency(balance.totals) if is_known else None,
        "provenance": balance.provenance.value if balance.provenance else None,
        "complete": is_known and balance.complete,
        "missing_days": balance.missing,
        "entries": [
            {
                "id": entry.id,
                "kind": entry.kind.value,
                "day": entry.day.isoformat(),
                "amount": plain_text(entry.money.amount),
                "currency": entry.money.currency,
                "note": entry.note,
            }
            for entry in sheet.entries
        ],
        "top_ups": [
            {
                "day": found.day.isoformat(),
                "amount": plain_text(found.money.amount),
                "currency": found.money.currency,
                "provenance": Provenance.DERIVED.value,
            }
            for found in sheet.top_ups
        ],
    }


def _save(options: Options) -> Exit:
    async def save(stack: Stack) -> BalanceSheet:
        room, provider = stack.balance_entries, stack.monitor.find(options.provider)
        sheet = await room.sheet(provider.id)
        entry = BalanceEntry(
            id="",
            provider_id=provider.id,
            kind=EntryKind.OPENING if options.action == "set" else EntryKind.TOP_UP,
            day=options.day or utc_day(CLOCK.now()),
            money=Money(amount=options.amount, currency=options.currency or sheet.currency),
            note=options.note,
        )
        await room.save(entry)
        return await room.sheet(provider.id)

    print(left_words(with_stack(options, save).state.balance))
    return Exit.OK


def _remove(options: Options) -> Exit:
    async def remove(stack: Stack) -> BalanceSheet:
        provider = stack.monitor.find(options.provider)
        await stack.balance_entries.remove(provider.id, options.entry)
        return await stack.balance_entries.sheet(provider.id)

    print(left_words(with_stack(options, remove).state.balance))
    return Exit.OK


_ACTIONS: dict[str, Callable[[Options], Exit]] = {
    "list": _list,
    "set": _save,
    "top-up": _save,
    "remove": _remove,
}
