"""Settings: the thresholds of alerts for all providers, the digest, and the way to a provider's own rules."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from aimonitor.ui.dialogs.field import words
from aimonitor.ui.dialogs.settings_page import SettingsPage

_WORDS = "These hold for every provider that has no rule of its own."


class AlertsPage(SettingsPage):
    """Signals: rules_wanted."""

    rules_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("Alerts")

    def add_more(self) -> None:
        """A button to the rules of single providers."""
        self.body.addWidget(words(_WORDS, "muted"))
        self.rules = QPushButton("&Rules of a provider…")
        self.rules.clicked.connect(self.rules_wanted)
        self.add_buttons(self.rules)
