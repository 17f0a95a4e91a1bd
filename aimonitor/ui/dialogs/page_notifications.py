"""Settings: which notices are shown, when not, by whom, and a try."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from aimonitor.ui.dialogs.field import words
from aimonitor.ui.dialogs.settings_page import SettingsPage


class NotificationsPage(SettingsPage):
    """Signals: test_wanted."""

    test_wanted = Signal()

    def __init__(self, route_words: str) -> None:
        self._route_words = route_words
        super().__init__("Notifications")

    def add_more(self) -> None:
        """Who shows them, and a button to try."""
        self.body.addWidget(words(self._route_words, "muted"))
        self.test = QPushButton("Send a &test notification")
        self.test.clicked.connect(self.test_wanted)
        self.add_buttons(self.test)
