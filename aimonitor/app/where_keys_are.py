"""Where keys are kept, in the status bar's words: true also after the keychain was unlocked or started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from aimonitor.domain.provider import KEYCHAIN_REF
from aimonitor.domain.state import Health, ProviderState
from aimonitor.errors import ProblemKind

if TYPE_CHECKING:
    from aimonitor.keychain.store import KeyStore
    from aimonitor.monitor.service import MonitorService
    from aimonitor.monitor.tasks import Tasks
    from aimonitor.ui.status_bar import StatusBar


class WhereKeysAre(QObject):
    """Asks the keychain at the start, and again when a poll shows that what was said no longer holds."""

    def __init__(self, service: MonitorService, bar: StatusBar, keychain: KeyStore, tasks: Tasks) -> None:
        super().__init__(bar)
        self._bar = bar
        self._keychain = keychain
        self._tasks = tasks
        self._usable = True
        service.provider_changed.connect(self._doubt)
        self._ask()

    def _ask(self) -> None:
        """Beside all else: a keychain may take its time to answer."""
        self._tasks.spawn(self._tell(), name="where keys are")

    async def _tell(self) -> None:
        status = await self._keychain.status()
        self._usable = status.usable
        self._bar.set_keys(f"Keys in {status.backend}" if status.usable else status.words)

    def _doubt(self, state: ProviderState) -> None:
        if state.polling or state.provider.api_key_ref != KEYCHAIN_REF:
            return
        failed = state.problem is not None and state.problem.kind is ProblemKind.KEYCHAIN
        if failed if self._usable else state.health is Health.OK:
            self._ask()
