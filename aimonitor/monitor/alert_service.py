"""The alerts' Qt face."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from aimonitor.monitor.wishes import Wishes

if TYPE_CHECKING:
    from aimonitor.domain.alert import AlertBook, RuleChoice, Snoozing
    from aimonitor.domain.secret import Secret
    from aimonitor.monitor.alerts import Alerts
    from aimonitor.monitor.tasks import Tasks


class AlertService(Wishes):
    """Hands the window's wishes about alerts on, and tells what is to be shown. It is the desktop's channel.

    Signals:
        alerts_changed(AlertBook): the log, what holds, what is snoozed, rules, channels
        alert_raised(Notice): to be shown by the desktop now; every switch was heeded already
    """

    alerts_changed = Signal(object)
    alert_raised = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._alerts: Alerts | None = None

    def list_alerts(self) -> int:
        """Read all that an alerts page shows. Emits alerts_changed; request_done carries the same."""
        return self._ask("list_alerts")

    def snooze(self, key: str, kind: Snoozing) -> int:
        """Keep the thing of that key still."""
        return self._ask("snooze", key, kind)

    def unsnooze(self, key: str) -> int:
        """Let it speak again."""
        return self._ask("unsnooze", key)

    def choose(self, choice: RuleChoice) -> int:
        """Switch a rule, or set its threshold, for one provider; None in both follows the settings again."""
        return self._ask("choose", choice)

    def set_webhook(self, address: Secret | None) -> int:
        """Keep the webhook's secret address in the keychain; None forgets it."""
        return self._ask("set_webhook", address)

    def test_channel(self, name: str) -> int:
        """Send a sample by that channel ("desktop", "webhook"); request_done carries a Delivery."""
        return self._ask("test_channel", name)

    def start(self, alerts: Alerts, tasks: Tasks) -> None:
        """Be the desktop's channel from now on, and carry out what was asked meanwhile. Emits started."""
        self._alerts = alerts
        alerts.use_desktop(self.alert_raised.emit)
        alerts.on_changed(self.alerts_changed.emit)
        self._begin(tasks)

    async def _list_alerts(self) -> AlertBook:
        book = await self._room.book()
        self.alerts_changed.emit(book)
        return book

    async def _snooze(self, key: str, kind: Snoozing) -> None:
        await self._room.snooze(key, kind)

    async def _unsnooze(self, key: str) -> None:
        await self._room.unsnooze(key)

    async def _choose(self, choice: RuleChoice) -> None:
        await self._room.choose(choice)

    async def _set_webhook(self, address: Secret | None) -> None:
        await self._room.set_webhook(address)

    async def _test_channel(self, name: str) -> object:
        return await self._room.test_channel(name)

    @property
    def _room(self) -> Alerts:
        if self._alerts is None:
            msg = "asked before start"
            raise RuntimeError(msg)
        return self._alerts
