"""The services to choose from, with their icons, and a filter above."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from aimonitor.providers.manifest import ProviderManifest
from aimonitor.qtmodels.shown_text import plain_tooltip
from aimonitor.ui.dialogs.sizes import scaled_px
from aimonitor.ui.service_icon import service_icon
from aimonitor.ui.tokens import ROW_HEIGHT, SPACE_2

_TYPE = Qt.ItemDataRole.UserRole
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ServiceList(QWidget):
    """One service is always chosen, unless the filter hides them all.

    Signals:
        chosen(str): another provider type
    """

    chosen = Signal(str)

    def __init__(self, manifests: Iterable[ProviderManifest]) -> None:
        super().__init__()
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter services")
        self.filter.setAccessibleName("Filter services")
        self.filter.setClearButtonEnabled(True)
        for clear in self.filter.findChildren(QToolButton):
            clear.setAccessibleName("Clear the filter")
        self.list = QListWidget()
        self.list.setObjectName("Choices")
        self.list.setAccessibleName("Services")
        self.list.setIconSize(QSize(20, 20))
        for manifest in manifests:
            item = _item(manifest)
            item.setSizeHint(QSize(0, scaled_px(self, ROW_HEIGHT)))
            self.list.addItem(item)
        self.other = QPushButton("&Other service…")
        self.other.setAutoDefault(False)
        self.other.setToolTip("Describe a service that is not in the list, in a recipe")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.filter)
        layout.addWidget(self.list)
        layout.addWidget(self.other)
        self.filter.textChanged.connect(self._narrow)
        self.filter.installEventFilter(self)
        self.list.currentItemChanged.connect(self._choose)

    @property
    def current(self) -> str:
        """The chosen provider type; "" when there is none."""
        item = self.list.currentItem()
        return str(item.data(_TYPE)) if item is not None else ""

    def choose(self, provider_type: str) -> None:
        """Choose this service, and take a filter away that hides it."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(_TYPE) == provider_type:
                if item.isHidden():
                    self.filter.clear()
                self.list.setCurrentRow(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down move through the list while the filter is typed."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in _LIST_KEYS
        ):
            self.list.event(event)
            return True
        return super().eventFilter(watched, event)

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        for row in range(self.list.count()):
            item = self.list.item(row)
            said = f"{item.text()} {item.toolTip()} {item.data(_TYPE)}".casefold()
            item.setHidden(not all(word in said for word in words))
        current = self.list.currentItem()
        if current is None or current.isHidden():
            visible = (row for row in range(self.list.count()) if not self.list.item(row).isHidden())
            self.list.setCurrentRow(next(visible, -1))

    def _choose(self) -> None:
        if self.current:
            self.chosen.emit(self.current)


def _item(manifest: ProviderManifest) -> QListWidgetItem:
    item = QListWidgetItem(service_icon(manifest), manifest.name)
    item.setData(_TYPE, manifest.type)
    item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, manifest.summary)
    item.setToolTip(plain_tooltip(manifest.summary))
    return item
