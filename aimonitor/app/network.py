"""Whether the machine is online, where the system tells."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation

_Reachability = QNetworkInformation.Reachability


class NetworkWatch(QObject):
    """Listens to the system's network service from `start` on; silent where there is none.

    Signals:
        returned(): online again after having been offline
        offline(bool): the machine has no network at all, or has one again
        metered(bool): the connection is paid by volume, or no longer
    """

    returned = Signal()
    offline = Signal(bool)
    metered = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_offline = False

    def start(self) -> None:
        """Tell how it is now, if that is not as usual, and every change from now on."""
        QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability)
        information = QNetworkInformation.instance()
        if information is None:
            return
        information.reachabilityChanged.connect(self._changed)
        information.isMeteredChanged.connect(self.metered)
        self._changed(information.reachability())
        if information.isMetered():
            self.metered.emit(True)  # noqa: FBT003  a signal's argument

    def _changed(self, reachability: QNetworkInformation.Reachability) -> None:
        is_offline = reachability is _Reachability.Disconnected
        if is_offline != self._was_offline:
            self._was_offline = is_offline
            self.offline.emit(is_offline)
            if not is_offline:
                self.returned.emit()
