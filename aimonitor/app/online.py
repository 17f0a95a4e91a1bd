"""What is told of the machine's network, whoever finds it out."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class OnlineWatch(QObject):
    """Tells from `start` on; silent where the system tells nothing.

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

    def stop(self) -> None:
        """Hear no more."""

    def _tell(self, *, is_offline: bool) -> None:
        if is_offline != self._was_offline:
            self._was_offline = is_offline
            self.offline.emit(is_offline)
            if not is_offline:
                self.returned.emit()
