"""A page of settings about a way to the user: it can be tried, and says how that ended."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from aimonitor.domain.alert import Delivery
from aimonitor.errors import AppError
from aimonitor.monitor.alert_service import AlertService
from aimonitor.qtmodels.alert_words import test_words
from aimonitor.ui.dialogs.settings_page import SettingsPage

_TRYING = "Trying…"


class ChannelPage(SettingsPage):
    """Tries the channel of that name through the alerts' face."""

    def __init__(self, section: str, channel: str, alerts: AlertService) -> None:
        self.alerts = alerts
        self._channel = channel
        self._asked: int | None = None
        self.test = QPushButton("Send a &test")
        self.test.setAccessibleName(f"Send a test: {section}")
        super().__init__(section)
        self.test.clicked.connect(self.try_channel)
        alerts.request_done.connect(self._hear)

    def try_channel(self) -> None:
        """Ask for a test, and say so until it ended."""
        self.test.setEnabled(False)
        self.show_outcome(_TRYING, "muted")
        self._asked = self.alerts.test_channel(self._channel)

    def _hear(self, token: int, answer: object) -> None:
        if token != self._asked:
            return
        self._asked = None
        self.test.setEnabled(True)
        if isinstance(answer, Delivery):
            self.show_outcome(test_words(answer), "ok" if answer.done else "error")
        elif isinstance(answer, AppError):
            self.show_outcome(answer.message, "error")
