"""Where keys are kept, in the status bar's words: true also after the keychain was unlocked or started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from aimonitor.domain.provider import KEYCHAIN_REF
from aimonitor.domain.state import Health, ProviderState
from aimonitor.errors import ProblemKind

if TYPE_CHECKING:
    from aimonitor.keychain.store import KeyStore
    from aimonitor.monitor.service import MonitorService
    from aimonitor.monitor.tasks import Tasks
    from aimonitor.ui.status_bar import StatusBar


class WhereKeysAre(QObject):
    """Asks the keychain once the status bar is seen, and when a poll shows that what it said holds no more.

    What speaks with a keychain takes 10 MB: a hidden window whose keys are elsewhere does without.
    """

    def __init__(self, service: MonitorService, bar: StatusBar, keychain: KeyStore, tasks: Tasks) -> None:
        super().__init__(bar)
        self._bar = bar
        self._keychain = keychain
        self._tasks = tasks
        self._usable = True
        service.provider_changed.connect(self._doubt)
        if bar.isVisible():
            self._ask()
        else:
            bar.installEventFilter(self)

    def eventFilter(self, bar: QObject, event: QEvent) -> bool:
        """Ask when the status bar comes into sight."""
        if event.type() is QEvent.Type.Show:
            bar.removeEventFilter(self)
            self._ask()
        return False

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
