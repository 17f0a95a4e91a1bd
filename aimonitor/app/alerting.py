"""Alerts and budgets in the app: their faces, and the way from an alert to the notifier and back."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from aimonitor.errors import AppError
from aimonitor.monitor.alert_service import AlertService
from aimonitor.monitor.budget_service import BudgetService

if TYPE_CHECKING:
    from aimonitor.monitor.stack import Stack
    from aimonitor.monitor.tasks import Tasks
    from aimonitor.ui.notifier import Notifier

_log = logging.getLogger(__name__)


class Alerting(QObject):
    """Owns both faces. All that comes by itself reaches the notifier through here.

    Signals:
        rules_wanted(): the user wants to see the rules of a provider
    """

    rules_wanted = Signal()

    def __init__(self, notifier: Notifier, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.alerts = AlertService(self)
        self.budgets = BudgetService(self)
        self.alerts.alert_raised.connect(notifier.notify)
        self._notifier = notifier
        self._snoozing: dict[int, str] = {}
        notifier.snooze_wanted.connect(self._snooze)
        self.alerts.request_done.connect(self._hear_snoozed)

    def start(self, stack: Stack, tasks: Tasks) -> None:
        """Connect both rooms; from now on alerts are judged."""
        self.budgets.start(stack.budgets, tasks)
        self.alerts.start(stack.alerts, tasks)
        stack.alerts.start()

    def _snooze(self, key: str) -> None:
        from aimonitor.domain.alert import Snoozing  # noqa: PLC0415  behind the first paint

        self._snoozing[self.alerts.snooze(key, Snoozing.HOUR)] = key

    def _hear_snoozed(self, token: int, answer: object) -> None:
        """A snooze that failed is told where its button was: else the user believes it is still."""
        key = self._snoozing.pop(token, None)
        if key is not None and isinstance(answer, AppError):
            _log.warning("an alert could not be snoozed: %s", answer.message)
            self._notifier.answer(key, answer.message, datetime.now(UTC))
