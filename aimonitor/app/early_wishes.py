"""What the user asks for before the part that does it is there."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction


class EarlyWishes(QObject):
    """Keeps the last one: there is one dialog at a time."""

    def __init__(self, actions: Iterable[QAction], parent: QObject) -> None:
        super().__init__(parent)
        self._wanted: QAction | None = None
        self._heard = tuple(actions)
        for action in self._heard:
            action.triggered.connect(self._keep)

    def carry_out(self) -> None:
        """All parts are there now."""
        for action in self._heard:
            action.triggered.disconnect(self._keep)
        self._heard = ()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            wanted.trigger()

    def _keep(self) -> None:
        sender = self.sender()
        self._wanted = sender if isinstance(sender, QAction) else None
