"""A long form that scrolls to the field that gets the keyboard, also by its letter or from a fault."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from aimonitor.ui.dialogs.field import Field
from aimonitor.ui.tokens import SPACE_4


class FollowingArea(QScrollArea):
    """Qt itself scrolls for Tab alone."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        for child in content.findChildren(QWidget):
            if child.focusPolicy() is not Qt.FocusPolicy.NoFocus:
                child.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Once what is new in the form has its place."""
        if event.type() is QEvent.Type.FocusIn:
            QTimer.singleShot(0, self, self._show_focused)
        return super().eventFilter(watched, event)

    def show_later(self, widget: QWidget) -> None:
        """Scroll there without the keyboard, once what is new in the form has its place."""
        QTimer.singleShot(0, widget, lambda: self.ensureWidgetVisible(widget, 0, SPACE_4))

    def _show_focused(self) -> None:
        focused = self.window().focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            around = focused.parentWidget()
            if isinstance(around, Field):
                self._show(around)
            self._show(focused)  # a field may be too tall for the area

    def _show(self, widget: QWidget) -> None:
        """Where one stands in this area is known only once the areas within have scrolled to it."""
        area = widget.parentWidget()
        while area is not None:
            if isinstance(area, QScrollArea):
                area.ensureWidgetVisible(widget, 0, SPACE_4)
            area = area.parentWidget() if area is not self else None
