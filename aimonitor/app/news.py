"""Notices to the desktop's notification server while it takes them, and its buttons back."""

from __future__ import annotations

from aimonitor.desktop.notifications import DesktopNotifications
from aimonitor.domain.notice import Notice
from aimonitor.monitor.tasks import Tasks
from aimonitor.ui.notifier import Notifier


class News:
    """Connects the notifier to D-Bus; where there is none, the notifier finds another way."""

    def __init__(self, notifier: Notifier, tasks: Tasks) -> None:
        self._notifier = notifier
        self._tasks = tasks
        self._desktop = DesktopNotifications(on_action=notifier.act, on_changed=self._use)

    async def open(self) -> None:
        """Look for a server now; a later one is noticed."""
        self._use(await self._desktop.open())

    async def close(self) -> None:
        """Let go of the bus; what is shown stays."""
        self._notifier.use_desktop(None)
        await self._desktop.close()

    def _use(self, available: bool) -> None:  # noqa: FBT001  a callback's shape
        self._notifier.use_desktop(self._send if available else None)

    def _send(self, notice: Notice) -> None:
        self._tasks.spawn(self._show(notice), name="notification")

    async def _show(self, notice: Notice) -> None:
        if not await self._desktop.show(notice):
            self._notifier.fall_back(notice)
