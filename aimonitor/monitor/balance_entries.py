"""Balances that the user enters, for services that tell what was spent but not what is left."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal

from msgspec.structs import replace

from aimonitor.db.database import Database
from aimonitor.domain.balance_entry import BalanceEntry, BalanceSheet, EntryKind
from aimonitor.domain.money import shown_order
from aimonitor.domain.periods import utc_day
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import ProviderState
from aimonitor.errors import ConfigError
from aimonitor.insight.figures import takes_entries
from aimonitor.masking import looks_like_key
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.monitor import Monitor
from aimonitor.providers.registry import Registry

LARGEST = Decimal(1_000_000_000)
"""No amount is that large; a billion in billionths still fits a column."""

LONGEST_NOTE = 200
_CURRENCY = re.compile(r"[A-Z]{3}")


class BalanceEntries:
    """Keeps the entries; what follows from them is shown at once."""

    def __init__(self, database: Database, monitor: Monitor, registry: Registry, clock: Clock) -> None:
        self._database = database
        self._monitor = monitor
        self._registry = registry
        self._clock = clock

    async def sheet(self, provider_id: str) -> BalanceSheet:
        """All that is known of that provider's money. Raises ConfigError, DatabaseError."""
        state = self._state(provider_id)
        entries = await self._database.balance_entries(provider_id)
        return BalanceSheet(
            state=state,
            currency=self._currency(state, entries),
            entries=tuple(entries),
            top_ups=tuple(await self._database.top_ups(provider_id)),
            refusal=_refusal(state),
        )

    async def save(self, entry: BalanceEntry) -> BalanceEntry:
        """Keep an entry; one without an id is new. Raises ConfigError, DatabaseError."""
        state = self._state(entry.provider_id)
        refusal = _refusal(state)
        if refusal:
            raise ConfigError(refusal)
        entry = self._checked(entry)
        billed = self._billed_in(state)
        if billed and entry.money.currency not in billed:
            raise ConfigError(
                f"{state.provider.name} bills in {' and '.join(billed)}; what is left is told in that, for "
                "nothing is converted."
            )
        if not await self._database.save_balance_entry(entry):
            msg = "There is no such provider; it may have been removed."
            raise ConfigError(msg)
        await self._monitor.open()
        return entry

    async def remove(self, provider_id: str, entry_id: str) -> None:
        """Forget an entry. Raises ConfigError when there is none of that id, DatabaseError."""
        if not await self._database.delete_balance_entry(provider_id, entry_id):
            msg = f"There is no entry {entry_id!r}; it may have been removed."
            raise ConfigError(msg)
        await self._monitor.open()

    def _checked(self, entry: BalanceEntry) -> BalanceEntry:
        money, note = entry.money.rounded(), " ".join(entry.note.split())
        if entry.day > utc_day(self._clock.now()):
            msg = "That day is still to come. Choose today (UTC) or a day before."
        elif not _CURRENCY.fullmatch(money.currency):
            msg = "A currency has three letters, such as USD."
        elif abs(money.amount) >= LARGEST:
            msg = "That amount is too large to be one."
        elif entry.kind is EntryKind.TOP_UP and money.amount <= 0:
            msg = "A top-up is more than nothing. To correct what is left, enter a new opening balance."
        elif len(note) > LONGEST_NOTE:
            msg = f"A note has at most {LONGEST_NOTE} characters."
        elif looks_like_key(note):
            msg = "This note looks like a key, and notes are shown. Leave it out."
        else:
            return replace(entry, id=entry.id or uuid.uuid4().hex, money=money, note=note)
        raise ConfigError(msg)

    def _state(self, provider_id: str) -> ProviderState:
        for state in self._monitor.states():
            if state.provider.id == provider_id:
                return state
        msg = "There is no such provider; it may have been removed."
        raise ConfigError(msg)

    @staticmethod
    def _billed_in(state: ProviderState) -> list[str]:
        """The currencies of what it cost so far; empty where that is not known."""
        found = {money.currency for day in state.days_known for money in day.cost or ()}
        found |= {money.currency for money in state.month.totals}
        return sorted(found, key=shown_order)

    def _currency(self, state: ProviderState, entries: list[BalanceEntry]) -> str:
        if entries:
            return entries[0].money.currency
        if state.month.totals:
            return state.month.totals[0].currency
        try:
            return self._registry.manifest(state.provider.provider_type).currency
        except ConfigError:
            return "USD"


def _refusal(state: ProviderState) -> str:
    if takes_entries(state.capabilities):
        return ""
    if Capability.BALANCE in state.capabilities:
        return f"{state.provider.name} tells its balance itself, so there is nothing to enter."
    return f"{state.provider.name} tells no cost to count down a balance by, so none can be entered."
