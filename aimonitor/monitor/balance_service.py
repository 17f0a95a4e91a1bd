"""The Qt face of the balances that the user enters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from aimonitor.monitor.wishes import Wishes

if TYPE_CHECKING:
    from aimonitor.domain.balance_entry import BalanceEntry
    from aimonitor.monitor.balance_entries import BalanceEntries
    from aimonitor.monitor.tasks import Tasks


class BalanceService(Wishes):
    """Hands the window's wishes about entered balances to their room.

    Signals:
        sheet_loaded(BalanceSheet): also after each change, as it is then
    """

    sheet_loaded = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room: BalanceEntries | None = None

    def load(self, provider_id: str) -> int:
        """Read what is known of a provider's money. Emits sheet_loaded."""
        return self._ask("load", provider_id)

    def save(self, entry: BalanceEntry) -> int:
        """Keep an entry; one without an id is new. Emits sheet_loaded."""
        return self._ask("save", entry)

    def remove(self, provider_id: str, entry_id: str) -> int:
        """Forget an entry. Emits sheet_loaded."""
        return self._ask("remove", provider_id, entry_id)

    def start(self, room: BalanceEntries, tasks: Tasks) -> None:
        """Connect the room and carry out what was asked meanwhile. Emits started."""
        self._room = room
        self._begin(tasks)

    async def _load(self, provider_id: str) -> None:
        self.sheet_loaded.emit(await self._running.sheet(provider_id))

    async def _save(self, entry: BalanceEntry) -> None:
        await self._running.save(entry)
        await self._load(entry.provider_id)

    async def _remove(self, provider_id: str, entry_id: str) -> None:
        await self._running.remove(provider_id, entry_id)
        await self._load(provider_id)

    @property
    def _running(self) -> BalanceEntries:
        if self._room is None:
            msg = "asked before start"
            raise RuntimeError(msg)
        return self._room
