"""Whether the machine is online and what that costs, as the desktop's network service tells Qt."""

from __future__ import annotations

from PySide6.QtNetwork import QNetworkInformation

from aimonitor.app.online import OnlineWatch

_Reachability = QNetworkInformation.Reachability


class NetworkWatch(OnlineWatch):
    """Listens to the network service, where there is one."""

    def start(self) -> None:
        """As `OnlineWatch`."""
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
        self._tell(is_offline=reachability is _Reachability.Disconnected)
