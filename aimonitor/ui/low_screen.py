"""A screen that is too low for all parts of the window at once: they scroll, and none hangs over its edge."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QMainWindow, QScrollArea, QWidget

_FEWEST_LINES = 8


class LowArea(QScrollArea):
    """Scrolls `content` up and down; it is never narrower than that."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setObjectName("LowArea")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)
        content.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Figures that come later may ask for more width."""
        if watched is self._content and event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        """A few lines, as wide as what is in it."""
        within = self._content.minimumSizeHint().width()
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(within + bar, self.fontMetrics().height() * _FEWEST_LINES)


def let_scroll(window: QMainWindow) -> None:
    """Let what the window is filled with scroll below its menu."""
    content = window.takeCentralWidget()
    if content is not None:
        window.setCentralWidget(content if isinstance(content, LowArea) else LowArea(content))
