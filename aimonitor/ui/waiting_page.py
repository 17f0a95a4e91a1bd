"""What stands where the table will be while it is not known which providers there are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from aimonitor.ui.dialogs.field import words

READING = "The history is being read…"
UNREADABLE = "Your providers are shown as soon as the history can be read."


def waiting_page(*, failed: bool) -> QLabel:
    """One sentence in the middle: that it takes a moment, or what it waits for."""
    label = words(UNREADABLE if failed else READING, "muted")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
