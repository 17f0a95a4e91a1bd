"""Shows in the window's status bar how far the reading of old days is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aimonitor.ui.older_days import OlderDays

if TYPE_CHECKING:
    from aimonitor.app.desktop import Desktop


def show_older_days(desktop: Desktop) -> OlderDays:
    """Add the line to the status bar, and connect it. Made behind the first paint."""
    line = OlderDays()
    desktop.window.status.addPermanentWidget(line)
    line.hide()
    desktop.service.provider_changed.connect(line.set_state)
    desktop.service.provider_removed.connect(line.forget)
    line.stop_wanted.connect(desktop.service.stop_older_days)
    return line
