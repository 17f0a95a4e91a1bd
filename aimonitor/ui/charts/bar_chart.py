"""Stacked bars of days, weeks or months: parts can be switched off, days be looked at closely."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from aimonitor.domain.history import Series
from aimonitor.ui.charts.colours import fills
from aimonitor.ui.charts.day_keys import day_after_key
from aimonitor.ui.charts.layout import Bar
from aimonitor.ui.charts.measuring import Geometry, measured
from aimonitor.ui.charts.painting import Brush, Budget
from aimonitor.ui.charts.pointed import SMALL, PointedChart
from aimonitor.ui.charts.readout_panel import ReadoutPanel
from aimonitor.ui.charts.table import table_text
from aimonitor.ui.charts.view import Zoom, between, closer, within, without
from aimonitor.ui.charts.words import readout, summary
from aimonitor.ui.theme import scaled
from aimonitor.ui.tokens import tokens_of

_CLOSER = (Qt.Key.Key_Plus, Qt.Key.Key_Equal)
_WHOLE = (Qt.Key.Key_Minus, Qt.Key.Key_0)


class BarChart(PointedChart):
    """A chart of one `Series`.

    Left and Right move the cursor a bar, Page keys seven, Home and End to the first and last one, Escape
    takes it away. Drawing over bars, or `+`, looks at them closely; double click, `-` or Escape show the
    whole period again.

    Signals:
        zoomed(bool): whether less than the whole period is shown now
    """

    zoomed = Signal(bool)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._series: Series | None = None
        self._shown: Series | None = None
        self._hidden: frozenset[str] = frozenset()
        self._zoom: Zoom | None = None
        self._budget: Budget | None = None
        self._geometry: Geometry | None = None
        self._pressed: float | None = None
        self._drawn: float | None = None

    # --- what it shows --------------------------------------------------------------------------

    @property
    def series(self) -> Series | None:
        """All it was given."""
        return self._series

    @property
    def shown(self) -> Series | None:
        """What is painted: without the parts switched off, within the days looked at."""
        return self._shown

    def set_series(self, series: Series | None) -> None:
        """Show `series`; cursor and zoom stay on their days where these are still there."""
        if series != self._series:
            self._series = series
            self._show_anew()

    def set_hidden(self, labels: Iterable[str]) -> None:
        """Leave these parts out of bars, scale and sums."""
        hidden = frozenset(labels)
        if hidden != self._hidden:
            self._hidden = hidden
            self._show_anew()

    def set_budget(self, value: Decimal | None, words: str = "") -> None:
        """A line at `value` (of the series' unit) with its words; None for no line."""
        self._budget = None if value is None else Budget(value=value, words=words)
        self.changed()

    @property
    def zoom(self) -> Zoom | None:
        """The days that are looked at closely; None: the whole period."""
        return self._zoom

    def set_zoom(self, zoom: Zoom | None) -> None:
        """Look at these days closely; None shows the whole period."""
        if zoom != self._zoom:
            self._zoom = zoom
            self._show_anew()
            self.zoomed.emit(self._zoom is not None)

    def _show_anew(self) -> None:
        day = None
        if self._shown is not None and self._cursor is not None and self._cursor < len(self._shown.days):
            day = self._shown.days[self._cursor].day
        whole = None if self._series is None else without(self._series, self._hidden)
        self._shown = None if whole is None else within(whole, self._zoom)
        if self._zoom is not None and self._shown is whole:
            self._zoom = None
            self.zoomed.emit(False)  # noqa: FBT003  a signal's argument
        self._hovered = None
        days = self._shown.days if self._shown is not None else ()
        self._cursor = next((place for place, one in enumerate(days) if one.day == day), None)
        self.changed()

    @property
    def places(self) -> int:
        """How many bars are shown."""
        return len(self._shown.days) if self._shown is not None else 0

    def words(self) -> str:
        """The figures of the bar that is pointed at, else the sum of the chart."""
        if self._shown is None:
            return ""
        if self.pointed is None:
            return summary(self._shown, self._locale, self._decimals, self._hidden)
        return readout(self._shown, self.pointed, self._locale, self._decimals, self._hidden).sentence

    def table(self) -> str:
        """The bars that are shown, with every digit."""
        return "" if self._shown is None else table_text(self._shown, self._hidden)

    # --- geometry -------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Enough for a month."""
        return QSize(640, 240)

    def minimumSizeHint(self) -> QSize:
        """Enough for two ticks and a few bars in the present font."""
        line = self.fontMetrics().height()
        return QSize(line * 14, line * 7)

    def forget_geometry(self) -> None:
        """Measure anew at the next paint."""
        self._geometry = None

    def _measured(self, series: Series) -> Geometry:
        if self._geometry is None:
            self._geometry = measured(
                series,
                size=(self.width(), self.height()),
                font=scaled(self.font(), SMALL),
                locale=self._locale,
                budget=self._budget,
                device_ratio=self.devicePixelRatioF(),
                is_mirrored=self.is_mirrored,
            )
        return self._geometry

    def place_at(self, position: QPointF) -> int | None:
        """The bar whose column is there."""
        if self._shown is None or not self._shown.days:
            return None
        return self._measured(self._shown).layout.hit(position.x())

    def place_after(self, key: int) -> int | None:
        """The bar that a key leads to."""
        return day_after_key(key, self._cursor, self.places - 1, is_mirrored=self.is_mirrored)

    # --- painting -------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, grid, bars, axes, budget; over them the figures of the bar that is pointed at."""
        if self._shown is None or not self._shown.days:
            return
        geometry = self._measured(self._shown)
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # mirrored by us, words excepted
        brush = Brush(
            painter=painter,
            layout=geometry.layout,
            series=self._shown,
            tokens=tokens_of(self.palette()),
            font=scaled(self.font(), SMALL),
            locale=self._locale,
        )
        if self.pointed is not None:
            brush.paint_column(geometry.bars[self.pointed])
        brush.paint_grid()
        brush.paint_bars(geometry.bars)
        brush.paint_days(geometry.bars, self.width())
        if self._budget is not None:
            brush.paint_budget(self._budget)
        if self._cursor is not None and self.hasFocus():
            brush.paint_cursor(geometry.bars[self._cursor])
        if self._pressed is not None and self._drawn is not None:
            brush.paint_drag(self._pressed, self._drawn)
        elif self.pointed is not None:
            self._paint_readout(brush, self.pointed, geometry.bars[self.pointed])
        painter.end()

    def _paint_readout(self, brush: Brush, index: int, bar: Bar) -> None:
        ReadoutPanel(
            readout=readout(brush.series, index, self._locale, self._decimals, self._hidden),
            fills=fills(brush.series.labels, brush.tokens),
            tokens=brush.tokens,
            font=scaled(self.font(), SMALL),
            is_mirrored=brush.layout.is_mirrored,
        ).paint(brush.painter, bar.column, QRectF(self.rect()))

    # --- looking closely ------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the cursor there; what is drawn from here on is looked at closely."""
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self.place_at(event.position()) is not None:
            self._pressed, self._drawn = event.position().x(), None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the stretch, or show the figures below the mouse."""
        x = event.position().x()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            if self._drawn is not None or abs(x - self._pressed) >= QApplication.startDragDistance():
                self._drawn = x
                self.update()
            return
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Look at what was drawn."""
        one, other = self._pressed, self._drawn
        self._pressed = self._drawn = None
        if one is not None and other is not None and self._shown is not None:
            self.set_zoom(self._drawn_over(self._shown, one, other) or self._zoom)
            self.point_at(None)
        super().mouseReleaseEvent(event)

    def _drawn_over(self, series: Series, one: float, other: float) -> Zoom | None:
        layout = self._measured(series).layout
        inside = [min(max(x, layout.plot.left), layout.plot.right - 1) for x in (one, other)]
        ends = [layout.hit(x) for x in inside]
        return None if None in ends else between(series, ends[0] or 0, ends[1] or 0)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The whole period again."""
        self._pressed = self._drawn = None
        if event.button() is Qt.MouseButton.LeftButton:
            self.set_zoom(None)

    def menu(self) -> QMenu:
        """Beside copying: the whole period, while only a part is shown."""
        menu = super().menu()
        menu.addSeparator()
        whole = menu.addAction("&Whole period", lambda: self.set_zoom(None))
        whole.setEnabled(self._zoom is not None)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look closer, or at the whole; else as any chart."""
        if self._drawn is not None and event.key() == Qt.Key.Key_Escape:
            self._pressed = self._drawn = None
            self.update()
        elif event.key() in _CLOSER and self._shown is not None and self._shown.days:
            place = self.pointed if self.pointed is not None else self.places - 1
            self.set_zoom(closer(self._shown, place) or self._zoom)
        elif self._zoom is not None and self._asks_for_the_whole(event.key()):
            self.set_zoom(None)
        else:
            super().keyPressEvent(event)

    def _asks_for_the_whole(self, key: int) -> bool:
        """Escape takes away the cursor first."""
        return key in _WHOLE or (key == Qt.Key.Key_Escape and self._cursor is None)
