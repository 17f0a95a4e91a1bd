"""How a bar chart is painted: grid, bars, gaps, axes, budget line, the cursor's day."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct
from PySide6.QtCore import QLineF, QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from aimonitor.domain.history import DayStatus, Series
from aimonitor.ui.charts.colours import fills, lightened
from aimonitor.ui.charts.layout import Bar, Box, Layout, labelled_days, labelled_groups
from aimonitor.ui.charts.words import axis_words, tick_words
from aimonitor.ui.tokens import SPACE_1, SPACE_2, Tokens

_LEAST_PARTED = 4.0
_BACKING = 210
_DRAWN = 48
_BETWEEN_DAYS = 48
_WIDEST_DAY = "30 Mmm"


class Budget(Struct, frozen=True, kw_only=True):
    """A line across the chart: what a day may cost, and its words."""

    value: Decimal
    words: str


class Brush(Struct, frozen=True, kw_only=True):
    """Paints the parts of one chart."""

    painter: QPainter
    layout: Layout
    series: Series
    tokens: Tokens
    font: QFont
    locale: QLocale

    def paint_grid(self) -> None:
        """A line and a label for each tick."""
        self.painter.setFont(self.font)
        metrics = QFontMetricsF(self.font)
        plot = self.layout.plot
        for tick in self.layout.scale.ticks:
            y = self.layout.y(tick)
            self.painter.fillRect(QRectF(plot.left, y, plot.width, 1), QColor(self.tokens.line))
            words = tick_words(tick, self.layout.scale.step, self.series.unit, self.locale)
            top = y - metrics.height() / 2
            area = (
                QRectF(plot.right + SPACE_2, top, 1_000, metrics.height())
                if self.layout.is_mirrored
                else QRectF(0, top, plot.left - SPACE_2, metrics.height())
            )
            side = Qt.AlignmentFlag.AlignLeft if self.layout.is_mirrored else Qt.AlignmentFlag.AlignRight
            self.painter.setPen(QColor(self.tokens.muted))
            self.painter.drawText(
                area, side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter, words
            )

    def paint_bars(self, bars: Sequence[Bar]) -> None:
        """The stacks; lighter where a day is not complete, a dotted outline where it is missing."""
        full = fills(self.series.labels, self.tokens)
        light = tuple(lightened(fill, self.tokens) for fill in full)
        for day, bar in zip(self.series.days, bars, strict=True):
            if bar.gap is not None:
                self._paint_gap(bar.gap)
            self._paint_stack(bar, light if day.status is DayStatus.PARTIAL else full)

    def _paint_stack(self, bar: Bar, colours: Sequence[QColor]) -> None:
        pixel = 1 / self.layout.device_ratio
        for part, box in bar.segments:
            parted = min(box.height, box.width) >= _LEAST_PARTED and len(bar.segments) > 1
            # a hair of ground between two parts tells them apart without their colours
            hair = pixel if parted else 0.0
            self.painter.fillRect(
                QRectF(box.left, box.top + hair, box.width, box.height - hair), colours[part]
            )

    def _paint_gap(self, gap: Box) -> None:
        self.painter.save()
        pen = QPen(QColor(self.tokens.muted), 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([1, 2])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        half = 0.5
        self.painter.drawRect(QRectF(gap.left + half, gap.top + half, max(gap.width - 1, 1), gap.height - 1))
        self.painter.restore()

    def paint_days(self, bars: Sequence[Bar], width: float) -> None:
        """Labels of the date axis, thinned until they do not touch; `width` is the widget's."""
        metrics = QFontMetricsF(self.font)
        room = metrics.horizontalAdvance(_WIDEST_DAY) + _BETWEEN_DAYS
        days = self.series.days
        self.painter.setFont(self.font)
        self.painter.setPen(QColor(self.tokens.muted))
        for place in self._labelled(room):
            words = axis_words(days[place], self.locale)
            wide = metrics.horizontalAdvance(words)
            left = min(max(bars[place].column.middle - wide / 2, 0.0), width - wide)
            top = self.layout.plot.bottom + SPACE_1
            area = QRectF(left, top, wide + 1, metrics.height())
            self.painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute, words)

    def _labelled(self, room: float) -> tuple[int, ...]:
        days = self.series.days
        if any(day.last is not None for day in days):
            return labelled_groups(len(days), self.layout.slot, room)
        return labelled_days([day.day for day in days], self.layout.slot, room)

    def paint_drag(self, one: float, other: float) -> None:
        """The stretch that is being drawn to be looked at closely."""
        plot = self.layout.plot
        low, high = (min(max(x, plot.left), plot.right) for x in sorted((one, other)))
        ground = QColor(self.tokens.accent)
        ground.setAlpha(_DRAWN)
        self.painter.fillRect(QRectF(low, plot.top, high - low, plot.height), ground)
        for x in (low, high):
            self.painter.fillRect(QRectF(x, plot.top, 1, plot.height), QColor(self.tokens.accent))

    def paint_budget(self, budget: Budget) -> None:
        """A dashed line with its words at the end of the chart."""
        plot, y = self.layout.plot, self.layout.y(budget.value)
        pen = QPen(QColor(self.tokens.error), 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5, 2])
        self.painter.setPen(pen)
        self.painter.drawLine(QLineF(plot.left, y + 0.5, plot.right, y + 0.5))
        metrics = QFontMetricsF(self.font)
        wide, high = metrics.horizontalAdvance(budget.words), metrics.height()
        inset = self.layout.slot
        left = plot.left + inset if self.layout.is_mirrored else plot.right - inset - wide
        top = y - high if y - high >= 0 else y + 2
        area = QRectF(left, top, wide + 1, high)
        ground = QColor(self.tokens.surface)
        ground.setAlpha(_BACKING)
        self.painter.fillRect(area.adjusted(-SPACE_1, 1, SPACE_1, -1), ground)
        self.painter.setFont(self.font)
        self.painter.setPen(QColor(self.tokens.error_text))
        self.painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute, budget.words)

    def paint_column(self, bar: Bar) -> None:
        """The ground behind the day that is pointed at."""
        column = bar.column
        ground = QRectF(column.left, column.top, column.width, column.height)
        self.painter.fillRect(ground, QColor(self.tokens.selection))

    def paint_cursor(self, bar: Bar) -> None:
        """The frame around the day that the keyboard stands on."""
        column = bar.column
        self.painter.setPen(QPen(QColor(self.tokens.accent), 1))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRect(
            QRectF(column.left + 0.5, column.top + 0.5, max(column.width - 1, 1), column.height - 1)
        )
