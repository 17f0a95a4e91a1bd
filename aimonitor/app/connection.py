"""What the app does as the machine's network comes and goes, or costs by volume."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from contextlib import AsyncExitStack

    from aimonitor.app.desktop import Desktop
    from aimonitor.app.online import OnlineWatch
    from aimonitor.settings.settings import Resolved, Settings


class Connection(QObject):
    """Polls again when the network is back; rests on a metered one where the user wants that."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._desktop = desktop
        self._paused_for_metered = False
        self._watch: OnlineWatch | None = None
        self._minds_metered = False

    def watch(self, leaving: AsyncExitStack) -> None:
        """Follow the network until `leaving` unwinds."""
        self._follow(self._desktop.resolved)
        following = self._desktop.service.settings_changed.connect(self._follow)
        leaving.callback(self._unfollow)
        leaving.callback(self._desktop.service.settings_changed.disconnect, following)

    def _follow(self, resolved: Resolved) -> None:
        """By the lightest watch that tells what the settings ask for."""
        kind, minds_metered = _watch_for(resolved.settings), resolved.settings.pause_on_metered
        if type(self._watch) is kind and self._minds_metered == minds_metered:
            return
        self._unfollow()
        self._minds_metered = minds_metered
        self.mind_metered(metered=False)  # who pauses no more for it does not stay paused
        self._watch = watch = kind(self)
        watch.returned.connect(self._desktop.service.network_returned)
        watch.metered.connect(self.mind_metered)
        watch.offline.connect(lambda offline: self._desktop.window.status.set_offline(offline=offline))
        watch.start()

    def _unfollow(self) -> None:
        if self._watch is not None:
            self._watch.stop()
            self._watch.deleteLater()
            self._watch = None
            self._desktop.window.status.set_offline(offline=False)

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


def _watch_for(settings: Settings) -> type[OnlineWatch]:
    if sys.platform == "linux" and not settings.pause_on_metered:
        from aimonitor.app.routes import RouteWatch  # noqa: PLC0415  each system imports only what it needs

        return RouteWatch
    from aimonitor.app.network import NetworkWatch  # noqa: PLC0415  as above

    return NetworkWatch
