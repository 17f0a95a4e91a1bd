"""Where keys are kept, in the status bar's words: true also after the keychain was unlocked or started."""

from __future__ import annotations

from collections.abc import Sequence
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
    """Asks the keychain once somebody sees the answer, and when a poll shows that what it said holds no more.

    What speaks with a keychain takes 10 MB: a hidden window does without where no key is there, and so does
    one in sight whose providers all have their keys elsewhere (`states`: what is known of them at first).
    """

    def __init__(
        self,
        service: MonitorService,
        bar: StatusBar,
        keychain: KeyStore,
        tasks: Tasks,
        states: Sequence[ProviderState] = (),
    ) -> None:
        super().__init__(bar)
        self._bar = bar
        self._keychain = keychain
        self._tasks = tasks
        self._asked, self._usable = False, True
        self._concerns_us = not states or any(map(_keeps_its_key_there, states))
        service.provider_changed.connect(self._look)
        bar.installEventFilter(self)
        self._ask_at_first()

    def eventFilter(self, bar: QObject, event: QEvent) -> bool:
        """Ask when the status bar comes into sight."""
        del bar
        if event.type() is QEvent.Type.Show:
            self._ask_at_first()
        return False

    def _ask_at_first(self) -> None:
        if self._concerns_us and not self._asked and self._bar.isVisible():
            self._asked = True
            self._ask()

    def _ask(self) -> None:
        """Beside all else: a keychain may take its time to answer."""
        self._tasks.spawn(self._tell(), name="where keys are")

    async def _tell(self) -> None:
        status = await self._keychain.status()
        self._usable = status.usable
        self._bar.set_keys(f"Keys in {status.backend}" if status.usable else status.words)

    def _look(self, state: ProviderState) -> None:
        """A provider came or was polled."""
        if not _keeps_its_key_there(state):
            return
        self._concerns_us = True
        if not self._asked:
            self._ask_at_first()
        elif not state.polling:
            failed = state.problem is not None and state.problem.kind is ProblemKind.KEYCHAIN
            if failed if self._usable else state.health is Health.OK:
                self._ask()


def _keeps_its_key_there(state: ProviderState) -> bool:
    return state.provider.api_key_ref == KEYCHAIN_REF
