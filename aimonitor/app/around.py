"""What stands around the window and is not seen in its first paint: tray, notifier, alerts, dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aimonitor.app.alerting import Alerting
from aimonitor.app.children import withhold_from_children
from aimonitor.app.connection import Connection
from aimonitor.app.desktop import utc_now
from aimonitor.app.dialogs import Dialogs
from aimonitor.app.environment import EnvironmentKeys
from aimonitor.app.wiring import connect_service, connect_tray, connect_window
from aimonitor.ui.notifier import Notifier
from aimonitor.ui.tray import Tray

if TYPE_CHECKING:
    from aimonitor.app.desktop import Desktop
    from aimonitor.app.launch import Launch


def add_surroundings(desktop: Desktop, launch: Launch) -> None:
    """Make them, and connect all. From here on, programs can be opened."""
    withhold_from_children(desktop)
    desktop.tray = Tray(now=utc_now, demo=launch.demo, parent=desktop)
    desktop.notifier = Notifier(tray=desktop.tray, parent=desktop)
    desktop.alerting = Alerting(desktop.notifier, desktop)
    desktop.connection = Connection(desktop)
    desktop.dialogs = Dialogs(desktop, desktop.registry, launch.environ)
    EnvironmentKeys(desktop, launch.environ)
    connect_service(desktop)
    connect_window(desktop)
    connect_tray(desktop)
