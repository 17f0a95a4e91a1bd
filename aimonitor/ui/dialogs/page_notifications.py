"""Settings: which notices the desktop shows, when not, by whom, and a try."""

from __future__ import annotations

from aimonitor.monitor.alert_service import AlertService
from aimonitor.ui.dialogs.field import words
from aimonitor.ui.dialogs.page_channel import ChannelPage


class NotificationsPage(ChannelPage):
    """The channel is the desktop."""

    def __init__(self, route_words: str, alerts: AlertService) -> None:
        self._route_words = route_words
        super().__init__("Notifications", "desktop", alerts)

    def add_more(self) -> None:
        """Who shows them, and a button to try."""
        self.body.addWidget(words(self._route_words, "muted"))
        self.add_buttons(self.test)
