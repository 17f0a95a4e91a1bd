"""What all charts share: places that are pointed at, walked through by keys, read aloud, and copied."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QEvent, QLocale, QPointF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from aimonitor.domain.history import Series
from aimonitor.qtmodels.format import default_locale

SMALL = 0.86
"""How much smaller than the window's font a chart is written."""
_COPY_IMAGE = QKeySequence("Ctrl+Shift+C")


class PointedChart(QWidget):
    """A chart of places. It has no timer and paints only when something changed.

    The accessible description always holds the figures of the place that is pointed at, else the sum of
    the chart. Ctrl+C copies it as a table, Ctrl+Shift+C as an image; the context menu has both.

    Signals:
        day_read(str): the figures of the place that was just pointed at, in one sentence; "" for none
    """

    day_read = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decimals: int | None = None
        self._locale = default_locale()
        self._hovered: int | None = None
        self._cursor: int | None = None
        self.setAccessibleName(title)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # --- what a chart says of itself: mypy sees to it that each does (Qt's classes cannot be ABCs) ---

    @abstractmethod
    def set_series(self, series: Series | None) -> None:
        """Show `series`; None shows nothing."""

    @property
    @abstractmethod
    def places(self) -> int:
        """How many places there are to point at."""

    @abstractmethod
    def words(self) -> str:
        """The figures of the place that is pointed at, else the sum of the chart."""

    @abstractmethod
    def table(self) -> str:
        """All its figures, tab separated; "" where there are none."""

    @abstractmethod
    def place_at(self, position: QPointF) -> int | None:
        """The place there; None beside all of them."""

    @abstractmethod
    def place_after(self, key: int) -> int | None:
        """The place that a key leads to; None for a key that leads nowhere."""

    @abstractmethod
    def forget_geometry(self) -> None:
        """Measure anew at the next paint."""

    # --- pointing -------------------------------------------------------------------------------

    @property
    def pointed(self) -> int | None:
        """The place whose figures are shown: under the mouse, else under the cursor."""
        return self._hovered if self._hovered is not None else self._cursor

    def point_at(self, index: int | None) -> None:
        """Put the cursor on the place at `index`; None takes it away."""
        last = self.places - 1
        self._cursor = None if index is None or last < 0 else min(max(index, 0), last)
        self._hovered = None
        self._say()

    def set_wording(self, locale: QLocale, decimals: int | None = None) -> None:
        """Write numbers in that locale, money with that many decimals (None: the currency's)."""
        if (locale, decimals) != (self._locale, self._decimals):
            self._locale, self._decimals = locale, decimals
            self.changed()

    def changed(self) -> None:
        """Other figures: describe and paint them."""
        self.forget_geometry()
        self.setAccessibleDescription(self.words())
        self.update()

    def _say(self) -> None:
        words = self.words()
        self.setAccessibleDescription(words)
        if QAccessible.isActive() and self.pointed is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        self.day_read.emit(words if self.pointed is not None else "")
        self.update()

    @property
    def is_mirrored(self) -> bool:
        """Whether the first day stands at the right."""
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    # --- copying --------------------------------------------------------------------------------

    def copy_image(self) -> None:
        """The chart as it is painted, onto the clipboard."""
        QGuiApplication.clipboard().setPixmap(self.grab())

    def copy_table(self) -> None:
        """All its figures onto the clipboard, for a spreadsheet."""
        if text := self.table():
            QGuiApplication.clipboard().setText(text)

    def menu(self) -> QMenu:
        """What can be done with the chart."""
        menu = QMenu(self)
        table = menu.addAction("Copy as &table", self.copy_table)
        table.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        image = menu.addAction("Copy as &image", self.copy_image)
        image.setShortcut(_COPY_IMAGE)
        table.setEnabled(self.places > 0)
        image.setEnabled(self.places > 0)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu, at the chart's middle when asked for by key."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        menu.popup(self.mapToGlobal(self.rect().center()) if by_key else event.globalPos())

    # --- events ---------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All is measured anew at the next paint."""
        self.forget_geometry()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another font, direction or style moves everything."""
        self.forget_geometry()
        self.update()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Another screen may have other pixels."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.forget_geometry()
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the figures below the mouse."""
        self._set_hovered(self.place_at(event.position()))

    def enterEvent(self, event: QEnterEvent) -> None:
        """As a move."""
        self._set_hovered(self.place_at(event.position()))

    def leaveEvent(self, _event: QEvent) -> None:
        """Back to the cursor's place, if there is one."""
        self._set_hovered(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the cursor there."""
        if event.button() is Qt.MouseButton.LeftButton and self._hovered is not None:
            self.point_at(self._hovered)

    def _set_hovered(self, index: int | None) -> None:
        if index != self._hovered:
            self._hovered = index
            self._say()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The cursor goes with the focus; a menu over the chart leaves it."""
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.point_at(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, move the cursor or take it away; every other key belongs to the window."""
        if not self.places:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_table()
        elif QKeySequence(event.keyCombination()) == _COPY_IMAGE:
            self.copy_image()
        elif event.key() == Qt.Key.Key_Escape and self._cursor is not None:
            self.point_at(None)
        elif (target := self.place_after(event.key())) is not None:
            self.point_at(target)
        else:
            super().keyPressEvent(event)
