"""A year of UTC days as a calendar: a column a week, the darker the more was spent."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from aimonitor.domain.history import Series
from aimonitor.ui.charts.colours import fills
from aimonitor.ui.charts.heat_layout import WEEK, HeatLayout, place_after, thresholds
from aimonitor.ui.charts.heat_painting import HeatBrush
from aimonitor.ui.charts.layout import Box, total
from aimonitor.ui.charts.pointed import SMALL, PointedChart
from aimonitor.ui.charts.readout_panel import ReadoutPanel
from aimonitor.ui.charts.table import table_text
from aimonitor.ui.charts.words import readout, summary
from aimonitor.ui.theme import scaled
from aimonitor.ui.tokens import SPACE_2, tokens_of

_LINES_BELOW = 2
_PAGE = 4 * WEEK
_CHOOSING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class HeatMap(PointedChart):
    """The days of one `Series`, which has a bar a day.

    Up and Down move the cursor a day, Left and Right a week, Page keys four, Home and End to the ends.
    Click, Enter or Space choose the day.

    Signals:
        day_chosen(date)
    """

    day_chosen = Signal(object)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._series: Series | None = None
        self._parts: tuple[Decimal, ...] = ()
        self._layout_known: HeatLayout | None = None

    @property
    def series(self) -> Series | None:
        """What is shown."""
        return self._series

    @property
    def parts(self) -> tuple[Decimal, ...]:
        """The amounts at which a day turns darker."""
        return self._parts

    def set_series(self, series: Series | None) -> None:
        """Show these days; the cursor stays on its place."""
        if series == self._series:
            return
        self._series = series
        self._parts = thresholds(total(day) for day in series.days) if series is not None else ()
        self._hovered = None
        if self._cursor is not None and self._cursor >= self.places:
            self._cursor = None
        self.changed()

    @property
    def places(self) -> int:
        """How many days are shown."""
        return len(self._series.days) if self._series is not None else 0

    def words(self) -> str:
        """The figures of the day that is pointed at, else the sum of the year."""
        if self._series is None:
            return ""
        if self.pointed is None:
            return summary(self._series, self._locale, self._decimals)
        return readout(self._series, self.pointed, self._locale, self._decimals).sentence

    def table(self) -> str:
        """The days, with every digit."""
        return "" if self._series is None else table_text(self._series)

    # --- geometry -------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Enough for a year."""
        return QSize(800, 170)

    def minimumSizeHint(self) -> QSize:
        """Enough for small cells and their labels."""
        line = self.fontMetrics().height()
        return QSize(line * 17, line * 7)

    def forget_geometry(self) -> None:
        """Measure anew at the next paint."""
        self._layout_known = None

    def measured(self, series: Series) -> HeatLayout:
        """Where the days stand."""
        if self._layout_known is None:
            metrics = QFontMetricsF(scaled(self.font(), SMALL))
            axis = metrics.horizontalAdvance("Www") + 2 * SPACE_2
            top = metrics.height() + SPACE_2
            area = Box(
                SPACE_2 if self.is_mirrored else axis,
                top,
                max(self.width() - axis - SPACE_2, 1.0),
                max(self.height() - top - _LINES_BELOW * metrics.height(), 1.0),
            )
            self._layout_known = HeatLayout(
                first=series.days[0].day,
                days=len(series.days),
                area=area,
                week_start=self._locale.firstDayOfWeek().value,
                is_mirrored=self.is_mirrored,
            )
        return self._layout_known

    def place_at(self, position: QPointF) -> int | None:
        """The day whose cell is there."""
        if self._series is None or not self._series.days:
            return None
        return self.measured(self._series).hit(position.x(), position.y())

    def place_after(self, key: int) -> int | None:
        """The day that a key leads to."""
        later = -1 if self.is_mirrored else 1
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Left: -WEEK * later,
            Qt.Key.Key_Right: WEEK * later,
            Qt.Key.Key_PageUp: -_PAGE,
            Qt.Key.Key_PageDown: _PAGE,
            Qt.Key.Key_Home: -self.places,
            Qt.Key.Key_End: self.places,
        }
        step = steps.get(Qt.Key(key))
        if step is None:
            return None
        start = self._cursor if key not in (Qt.Key.Key_Home, Qt.Key.Key_End) else 0
        return place_after(start, self.places - 1, step)

    # --- painting -------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Months, weekdays, cells and what their colours mean; over them the figures of a day."""
        if self._series is None or not self._series.days:
            return
        layout = self.measured(self._series)
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # mirrored by us, words excepted
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = scaled(self.font(), SMALL)
        brush = HeatBrush(
            painter=painter,
            layout=layout,
            tokens=tokens_of(self.palette()),
            font=font,
            locale=self._locale,
            decimals=self._decimals,
        )
        brush.paint_labels()
        brush.paint_days(self._series, self._parts)
        brush.paint_scale(self._series.unit, self._parts)
        if self.pointed is not None:
            brush.paint_cursor(layout.cell(self.pointed))
            ReadoutPanel(
                readout=readout(self._series, self.pointed, self._locale, self._decimals),
                fills=fills(self._series.labels, brush.tokens),
                tokens=brush.tokens,
                font=font,
                is_mirrored=self.is_mirrored,
            ).paint(painter, layout.cell(self.pointed), QRectF(self.rect()))
        painter.end()

    # --- choosing -------------------------------------------------------------------------------

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the day that was clicked."""
        place = self.place_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and place is not None and place == self._cursor:
            self._choose(place)
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the day under the cursor; else as any chart."""
        if event.key() in _CHOOSING and self._cursor is not None:
            self._choose(self._cursor)
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        if self._series is not None:
            self.day_chosen.emit(self._series.days[place].day)
