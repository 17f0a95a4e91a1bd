"""What the app does as the machine's network comes and goes, or costs by volume."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from contextlib import AsyncExitStack

    from aimonitor.app.desktop import Desktop


class Connection(QObject):
    """Polls again when the network is back; rests on a metered one where the user wants that."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._desktop = desktop
        self._paused_for_metered = False

    def watch(self, leaving: AsyncExitStack) -> None:
        """Follow the network until `leaving` unwinds."""
        from aimonitor.app.network import NetworkWatch  # noqa: PLC0415  behind the first paint

        watch = NetworkWatch(self)
        watch.returned.connect(self._desktop.service.network_returned)
        watch.metered.connect(self.mind_metered)
        watch.offline.connect(lambda offline: self._desktop.window.status.set_offline(offline=offline))
        leaving.callback(watch.deleteLater)
        watch.start()

    def mind_metered(self, metered: bool) -> None:  # noqa: FBT001  a signal's shape
        """Where the user wants it, no polls over a connection that is paid by volume.

        Only a pause that was made for this ends with it: what the user paused stays paused.
        """
        service = self._desktop.service
        if metered and self._desktop.resolved.settings.pause_on_metered and not service.is_paused:
            self._paused_for_metered = True
            service.pause(None)
        elif not metered and self._paused_for_metered:
            self._paused_for_metered = False
            service.resume()
