"""A screen that is too low for all parts of the window at once: they scroll, and none hangs over its edge."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QStackedWidget, QWidget

from aimonitor.ui.tokens import SPACE_2

_FEWEST_LINES = 8


class LowArea(QScrollArea):
    """Scrolls `content` up and down, to where the keyboard is too; it is never narrower than that."""

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
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

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

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Qt follows Tab alone, and no further than the innermost area. A click is where it is seen."""
        is_click = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if now is not None and not is_click and self._content.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, SPACE_2)


def let_scroll(stack: QStackedWidget, place: int) -> None:
    """Let the page at that place scroll."""
    page, current = stack.widget(place), stack.currentIndex()
    if page is not None and not isinstance(page, LowArea):
        stack.removeWidget(page)
        stack.insertWidget(place, LowArea(page))
        stack.setCurrentIndex(current)
