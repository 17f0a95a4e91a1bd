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
        self._hearing = [action.triggered.connect(self._keep) for action in actions]

    def carry_out(self) -> None:
        """All parts are there now."""
        for one in self._hearing:
            self.disconnect(one)
        self._hearing.clear()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            wanted.trigger()

    def _keep(self) -> None:
        sender = self.sender()
        self._wanted = sender if isinstance(sender, QAction) else None
