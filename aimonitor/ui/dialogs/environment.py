"""Keys found in the environment, at any time after the first run."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from aimonitor.providers.registry import Registry
from aimonitor.ui.dialogs.field import words
from aimonitor.ui.dialogs.scrolled import scrolled
from aimonitor.ui.dialogs.sizes import give_size
from aimonitor.ui.found_keys import FoundKeys, Used
from aimonitor.ui.tokens import SPACE_3, SPACE_4

_SIZE = (560, 460)


class EnvironmentDialog(QDialog):
    """Lists variables that seem to hold keys; the keys themselves are neither shown nor kept.

    Signals:
        chosen(list[tuple[str, str]]): provider type and variable of each that was ticked
    """

    chosen = Signal(list)

    def __init__(
        self, registry: Registry, environ: Mapping[str, str], used: Used, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keys in the environment")
        self.keys = FoundKeys(registry, environ)
        nothing = self.keys.look(used)
        self.outcome = words(nothing, "muted")
        self.outcome.setVisible(bool(nothing))
        self.keys.setVisible(not nothing)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.keys.taken.connect(self._take)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.keys)
        column.addWidget(self.outcome)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        layout.addWidget(scrolled(inner), 1)
        layout.addWidget(buttons)
        give_size(self, *_SIZE)

    def _take(self, found: list[tuple[str, str]]) -> None:
        self.chosen.emit(found)
        self.accept()
