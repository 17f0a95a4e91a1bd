"""Stacked bars, one a UTC day, that can be pointed at, walked through by keys, and read aloud."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct
from PySide6.QtCore import QEvent, QLocale, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QEnterEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from aimonitor.domain.history import Series
from aimonitor.insight.history_tokens import TOKENS
from aimonitor.qtmodels.format import default_locale
from aimonitor.ui.charts.colours import fills
from aimonitor.ui.charts.day_keys import day_after_key
from aimonitor.ui.charts.layout import Bar, Box, Layout, extent
from aimonitor.ui.charts.painting import Brush, Budget
from aimonitor.ui.charts.readout_panel import ReadoutPanel
from aimonitor.ui.charts.scale import Scale, round_scale
from aimonitor.ui.charts.words import readout, summary, tick_words
from aimonitor.ui.theme import scaled
from aimonitor.ui.tokens import SPACE_1, SPACE_2, tokens_of

SMALL = 0.86
"""How much smaller than the window's font a chart is written."""
_SPACE_HEIGHT = 50
_MOST_SPACES = 6
_NO_SPAN = (Decimal(0), Decimal(0))


class _Geometry(Struct, frozen=True, kw_only=True):
    layout: Layout
    bars: tuple[Bar, ...]


class BarChart(QWidget):
    """A chart of one `Series`. It has no timer and paints only when something changed.

    Left and Right move the cursor a day, Page keys a week, Home and End to the first and last day,
    Escape takes it away. The accessible description always holds the figures of the day that is
    pointed at, else the sum of the chart.

    Signals:
        day_read(str): the figures of the day that was just pointed at, in one sentence; "" for none
    """

    day_read = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: Series | None = None
        self._budget: Budget | None = None
        self._decimals: int | None = None
        self._locale = default_locale()
        self._geometry: _Geometry | None = None
        self._hovered: int | None = None
        self._cursor: int | None = None
        self.setAccessibleName(title)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # --- what it shows --------------------------------------------------------------------------

    @property
    def series(self) -> Series | None:
        """What is shown."""
        return self._series

    def set_series(self, series: Series | None) -> None:
        """Show `series`; the cursor stays on its day where that day is still there."""
        if series == self._series:
            return
        day = None
        if self._series is not None and self._cursor is not None:
            day = self._series.days[self._cursor].day
        self._series = series
        self._hovered = None
        days = series.days if series is not None else ()
        self._cursor = next((place for place, one in enumerate(days) if one.day == day), None)
        self._changed()

    def set_budget(self, value: Decimal | None, words: str = "") -> None:
        """A line at `value` (of the series' unit) with its words; None for no line."""
        self._budget = None if value is None else Budget(value=value, words=words)
        self._changed()

    def set_wording(self, locale: QLocale, decimals: int | None = None) -> None:
        """Write numbers in that locale, money with that many decimals (None: the currency's)."""
        self._locale, self._decimals = locale, decimals
        self._changed()

    @property
    def pointed(self) -> int | None:
        """The place of the day whose figures are shown: under the mouse, else under the cursor."""
        return self._hovered if self._hovered is not None else self._cursor

    def words(self) -> str:
        """The figures of the day that is pointed at, else the sum of the chart."""
        if self._series is None:
            return ""
        if self.pointed is None:
            return summary(self._series, self._locale, self._decimals)
        return readout(self._series, self.pointed, self._locale, self._decimals).sentence

    def point_at(self, index: int | None) -> None:
        """Put the cursor on the day at `index`; None takes it away."""
        last = len(self._series.days) - 1 if self._series is not None else -1
        self._cursor = None if index is None or last < 0 else min(max(index, 0), last)
        self._hovered = None
        self._say()

    def _changed(self) -> None:
        self._geometry = None
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

    # --- geometry -------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Enough for a month."""
        return QSize(640, 240)

    def minimumSizeHint(self) -> QSize:
        """Enough for two ticks and a few bars in the present font."""
        line = self.fontMetrics().height()
        return QSize(line * 14, line * 7)

    def _measured(self, series: Series) -> _Geometry:
        if self._geometry is None:
            layout = self._layout(series)
            bars = tuple(layout.bar(place, day) for place, day in enumerate(series.days))
            self._geometry = _Geometry(layout=layout, bars=bars)
        return self._geometry

    def _layout(self, series: Series) -> Layout:
        metrics = QFontMetricsF(scaled(self.font(), SMALL))
        top, foot = metrics.height() / 2 + SPACE_1, metrics.height() + SPACE_2
        height = max(self.height() - top - foot, 1.0)
        scale = self._scale(series, height)
        ticks = (tick_words(tick, scale.step, series.unit, self._locale) for tick in scale.ticks)
        axis = max(metrics.horizontalAdvance(words) for words in ticks) + 2 * SPACE_2
        width = max(self.width() - axis - SPACE_1, 1.0)
        ratio = self.devicePixelRatioF()
        left = SPACE_1 if self._is_mirrored else round(axis * ratio) / ratio
        plot = Box(float(left), round(top * ratio) / ratio, width, round(height * ratio) / ratio)
        return Layout(
            plot=plot, scale=scale, days=len(series.days), device_ratio=ratio, is_mirrored=self._is_mirrored
        )

    @property
    def _is_mirrored(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _scale(self, series: Series, height: float) -> Scale:
        low, high = extent(series)
        if self._budget is not None:
            high = max(high, self._budget.value)
        spaces = min(max(int(height // _SPACE_HEIGHT), 1), _MOST_SPACES)
        return round_scale(low, high, spaces, Decimal(1) if series.unit == TOKENS else Decimal(0))

    # --- painting -------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, grid, bars, axes, budget; over them the figures of the day that is pointed at."""
        if self._series is None or not self._series.days:
            return
        geometry = self._measured(self._series)
        painter = QPainter(self)
        brush = Brush(
            painter=painter,
            layout=geometry.layout,
            series=self._series,
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
        if self.pointed is not None:
            self._paint_readout(brush, self.pointed, geometry.bars[self.pointed])
        painter.end()

    def _paint_readout(self, brush: Brush, index: int, bar: Bar) -> None:
        ReadoutPanel(
            readout=readout(brush.series, index, self._locale, self._decimals),
            fills=fills(brush.series.labels, brush.tokens),
            tokens=brush.tokens,
            font=scaled(self.font(), SMALL),
            is_mirrored=brush.layout.is_mirrored,
        ).paint(brush.painter, bar.column, QRectF(self.rect()))

    # --- events ---------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Bars are measured anew at the next paint."""
        self._geometry = None
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another font, direction or style moves everything."""
        self._geometry = None
        self.update()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Another screen may have other pixels."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._geometry = None
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the figures of the day below the mouse."""
        self._hover(event.position().x())

    def enterEvent(self, event: QEnterEvent) -> None:
        """As a move."""
        self._hover(event.position().x())

    def leaveEvent(self, _event: QEvent) -> None:
        """Back to the cursor's day, if there is one."""
        self._set_hovered(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the cursor on that day."""
        if event.button() is Qt.MouseButton.LeftButton and self._hovered is not None:
            self.point_at(self._hovered)

    def _hover(self, x: float) -> None:
        if self._series is not None and self._series.days:
            self._set_hovered(self._measured(self._series).layout.hit(x))

    def _set_hovered(self, index: int | None) -> None:
        if index != self._hovered:
            self._hovered = index
            self._say()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The cursor goes with the focus."""
        self.point_at(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor or take it away; every other key belongs to the window."""
        if self._series is None or not self._series.days:
            super().keyPressEvent(event)
            return
        if event.key() == Qt.Key.Key_Escape and self._cursor is not None:
            self.point_at(None)
            return
        last = len(self._series.days) - 1
        target = day_after_key(event.key(), self._cursor, last, is_mirrored=self._is_mirrored)
        if target is None:
            super().keyPressEvent(event)
        else:
            self.point_at(target)
