"""The statements about balances that the user entered, and top-ups that readings tell.

Run by the window's first paint too, so the standard library and nothing else.
"""

from __future__ import annotations

import sqlite3
from datetime import date

from msgspec.structs import replace

from aimonitor.db.columns import from_day, from_nano_sums, row, to_day
from aimonitor.domain.balance_entry import BalanceEntry, EnteredBalance, EntryKind, TopUp
from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY

_ENTRIES = """
SELECT id, kind, day, currency, nano, note FROM balance_entries e
WHERE provider = (SELECT number FROM providers WHERE id = ?) ORDER BY day DESC, kind, currency, e.id
"""

_SAVE = """
INSERT OR REPLACE INTO balance_entries (provider, id, kind, day, currency, nano, note)
SELECT number, ?, ?, ?, ?, ?, ? FROM providers WHERE id = ?
"""

_REPLACED = """
DELETE FROM balance_entries
WHERE provider = (SELECT number FROM providers WHERE id = ?) AND kind = 'opening' AND day = ? AND currency = ?
  AND id <> ?
"""

_DELETE = """
DELETE FROM balance_entries WHERE id = ? AND provider = (SELECT number FROM providers WHERE id = ?)
"""

_TOP_UPS = """
SELECT day, currency, nano FROM top_ups
WHERE provider = (SELECT number FROM providers WHERE id = ?) ORDER BY day DESC, currency
"""

_PAID_IN = """
SELECT SUM(nano / 1000000000), SUM(nano % 1000000000) FROM balance_entries
WHERE provider = ? AND kind = 'top_up' AND currency = ? AND day BETWEEN ? AND ?
"""

_BILLED = """
SELECT SUM(nano / 1000000000), SUM(nano % 1000000000) FROM day_costs
WHERE provider = ? AND currency = ? AND day BETWEEN ? AND ?
"""

_WHOLE_DAYS = """
SELECT COUNT(*), MAX(day) FROM
  (SELECT day FROM day_costs WHERE provider = ? AND day BETWEEN ? AND ? GROUP BY day HAVING MIN(complete))
"""


_CARRIED = "carried-"
"""Begins the id of an entry that stands for one of the user's whose first days are no longer kept."""

_CARRIED_NOTE = "Carried forward from {first}: the days since then are no longer kept."


def entries(connection: sqlite3.Connection, provider_id: str) -> list[BalanceEntry]:
    """What the user entered, newest day first."""
    return [
        BalanceEntry(
            id=entry_id,
            provider_id=provider_id,
            kind=EntryKind(kind),
            day=from_day(day),
            money=Money.from_nano(nano, currency),
            note=note,
        )
        for entry_id, kind, day, currency, nano, note in connection.execute(_ENTRIES, (provider_id,))
    ]


def save(connection: sqlite3.Connection, entry: BalanceEntry) -> bool:
    """Insert or replace by id; False when the provider is no longer there.

    Of a day and currency there is one opening balance: the one entered last.
    """
    money = entry.money
    if entry.kind is EntryKind.OPENING:
        same_day = (entry.provider_id, to_day(entry.day), money.currency, entry.id)
        connection.execute(_REPLACED, same_day)
    cells = (entry.id, entry.kind.value, to_day(entry.day), money.currency, money.nano, entry.note)
    return connection.execute(_SAVE, (*row(*cells), entry.provider_id)).rowcount > 0


def delete(connection: sqlite3.Connection, provider_id: str, entry_id: str) -> bool:
    """Remove one; False when it was not there."""
    return connection.execute(_DELETE, (entry_id, provider_id)).rowcount > 0


def top_ups(connection: sqlite3.Connection, provider_id: str) -> list[TopUp]:
    """What rises of the balance tell, newest first."""
    return [
        TopUp(day=from_day(day), money=Money.from_nano(nano, currency))
        for day, currency, nano in connection.execute(_TOP_UPS, (provider_id,))
    ]


def entered(
    connection: sqlite3.Connection, number: int, provider_id: str, today: date
) -> tuple[EnteredBalance, ...]:
    """What follows from the entries, by currency: the newest opening balance up to today counts."""
    openings: dict[str, BalanceEntry] = {}
    for entry in entries(connection, provider_id):
        if entry.kind is EntryKind.OPENING and entry.day <= today:
            openings.setdefault(entry.money.currency, entry)
    return tuple(_since(connection, number, openings[currency], today) for currency in sorted(openings))


def carry(connection: sqlite3.Connection, number: int, day: date, today: date) -> int:
    """Before the days up to `day` go: an opening balance that counts them stands on `day`, as it is then.

    The user's own entries stay. Where some of those days are not known in full nothing is carried: what is
    left is then at most what the kept days leave of it, and says so. Always 0: nothing is removed.
    """
    found = connection.execute("SELECT id FROM providers WHERE number = ?", (number,)).fetchone()
    for one in () if found is None else entered(connection, number, found[0], today):
        first, length = one.opening.day, (day - one.opening.day).days
        whole, _ = connection.execute(_WHOLE_DAYS, (number, to_day(first), to_day(day - ONE_DAY))).fetchone()
        if 0 < length == whole:
            save(connection, _on(day, _since(connection, number, one.opening, day - ONE_DAY)))
    return 0


def _on(day: date, before: EnteredBalance) -> BalanceEntry:
    opening = before.opening
    left = opening.money + before.topped_up - before.billed
    is_carried = opening.id.startswith(_CARRIED)
    note = opening.note if is_carried else _CARRIED_NOTE.format(first=opening.day)
    return replace(opening, id=f"{_CARRIED}{left.currency}", day=day, money=left, note=note)


def _since(connection: sqlite3.Connection, number: int, opening: BalanceEntry, today: date) -> EnteredBalance:
    currency, first, last = opening.money.currency, to_day(opening.day), to_day(today)

    def added_up(statement: str) -> Money:
        units, nano = connection.execute(statement, (number, currency, first, last)).fetchone()
        return from_nano_sums(units or 0, nano or 0, currency)

    before_today = (number, first, to_day(today - ONE_DAY))
    whole_days, last_whole = connection.execute(_WHOLE_DAYS, before_today).fetchone()
    return EnteredBalance(
        opening=opening,
        topped_up=added_up(_PAID_IN),
        billed=added_up(_BILLED),
        whole_days=whole_days,
        last_whole=None if last_whole is None else from_day(last_whole),
    )
