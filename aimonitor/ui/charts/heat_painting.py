"""How a heat map is painted: labels, cells, and what their colours mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from msgspec import Struct
from PySide6.QtCore import QLineF, QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from aimonitor.domain.history import DayStatus, Series, SeriesDay
from aimonitor.insight.history_days import FUTURE, TOO_OLD
from aimonitor.qtmodels.format import month_words
from aimonitor.ui.charts.heat_layout import WEEK, HeatLayout, step_of
from aimonitor.ui.charts.layout import Box, total
from aimonitor.ui.charts.words import NO_DATA, value_words
from aimonitor.ui.tokens import SPACE_1, SPACE_2, SPACE_3, Tokens

_RADIUS_SHARE = 0.18
_DOT_SHARE = 0.3
NOTHING = "nothing"


class HeatBrush(Struct, frozen=True, kw_only=True):
    """Paints the parts of one heat map."""

    painter: QPainter
    layout: HeatLayout
    tokens: Tokens
    font: QFont
    locale: QLocale
    decimals: int | None

    @property
    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self.font)

    def paint_labels(self) -> None:
        """Months above, every second weekday beside."""
        self.painter.setFont(self.font)
        self.painter.setPen(QColor(self.tokens.muted))
        free = -1.0
        for week, day in self.layout.months():
            words = month_words(day, self.locale)
            wide = self._metrics.horizontalAdvance(words)
            left = self.layout.column_left(week)
            start = self.layout.area.right - left if self.layout.is_mirrored else left
            if start < free or start + wide > self.layout.area.right + SPACE_2:
                continue
            self._write(QRectF(left, 0, wide + 1, self._metrics.height()), words)
            free = start + wide + SPACE_2
        for row in range(0, WEEK, 2):
            words = self.locale.dayName(self.layout.weekday(row), QLocale.FormatType.ShortFormat)
            wide = self._metrics.horizontalAdvance(words)
            left = (
                self.layout.area.right + SPACE_2
                if self.layout.is_mirrored
                else self.layout.area.left - SPACE_2 - wide
            )
            middle = self.layout.row_top(row) + self.layout.cell(0).height / 2
            self._write(
                QRectF(left, middle - self._metrics.height() / 2, wide + 1, self._metrics.height()), words
            )

    def _write(self, area: QRectF, words: str) -> None:
        self.painter.setPen(QColor(self.tokens.muted))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        self.painter.drawText(area, flags, words)

    def paint_days(self, series: Series, parts: Sequence[Decimal]) -> None:
        """A cell a day; days to come have none."""
        for place, day in enumerate(series.days):
            self.paint_cell(self.layout.cell(place), day, parts)

    def paint_cell(self, cell: Box, day: SeriesDay, parts: Sequence[Decimal]) -> None:
        """Filled where something was spent, an outline for a known zero, dotted and struck for a gap."""
        if day.status is DayStatus.MISSING:
            if day.note != FUTURE:
                self._paint_gap(cell, was_read=day.note != TOO_OLD)
            return
        step = step_of(total(day), parts)
        self._paint_step(cell, step)
        if day.status is DayStatus.PARTIAL:
            size = cell.width * _DOT_SHARE
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(QColor(self.tokens.surface if step else self.tokens.muted))
            self.painter.drawEllipse(QRectF(cell.right - size - 1, cell.top + 1, size, size))

    def _paint_step(self, cell: Box, step: int | None) -> None:
        radius = cell.width * _RADIUS_SHARE
        frame = QRectF(cell.left, cell.top, cell.width, cell.height)
        if step is None:
            self.painter.setPen(QPen(QColor(self.tokens.scroll), 1))
            self.painter.setBrush(QColor(self.tokens.hover))
            frame.adjust(0.5, 0.5, -0.5, -0.5)
        else:
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(QColor(self.tokens.heat[step]))
        self.painter.drawRoundedRect(frame, radius, radius)

    def _paint_gap(self, cell: Box, *, was_read: bool = True) -> None:
        """Paler before the first day that was ever read."""
        pen = QPen(
            QColor(self.tokens.muted if was_read else self.tokens.scroll), 1, Qt.PenStyle.CustomDashLine
        )
        pen.setDashPattern([1, 2])
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        frame = QRectF(cell.left + 0.5, cell.top + 0.5, cell.width - 1, cell.height - 1)
        self.painter.drawRect(frame)
        if was_read:
            self.painter.drawLine(QLineF(frame.bottomLeft(), frame.topRight()))

    def paint_scale(self, unit: str, parts: Sequence[Decimal]) -> None:
        """One line below: the gap, the zero, the five steps with the amounts they part at."""
        size = min(self.layout.cell(0).width, self._metrics.height() * 0.8)
        left = self.layout.column_left(self.layout.weeks - 1 if self.layout.is_mirrored else 0)
        at = QPointF(left, self.layout.row_top(WEEK) + SPACE_2)
        at = self._explained(at, size, NO_DATA, self._paint_gap)
        at = self._explained(at, size, NOTHING, lambda cell: self._paint_step(cell, None))
        if not parts:
            return
        at = self._worded(at, f"up to {value_words(parts[0], unit, self.locale, self.decimals)}")
        for step in range(len(self.tokens.heat)):
            self._paint_step(self._swatch(at, size), step)
            at.setX(at.x() + size + 2)
        at.setX(at.x() + SPACE_1)
        self._worded(at, f"above {value_words(parts[-1], unit, self.locale, self.decimals)}")

    def _explained(self, at: QPointF, size: float, words: str, paint: Callable[[Box], None]) -> QPointF:
        paint(self._swatch(at, size))
        return self._worded(QPointF(at.x() + size + SPACE_1, at.y()), words)

    def _swatch(self, at: QPointF, size: float) -> Box:
        return Box(at.x(), at.y() + (self._metrics.height() - size) / 2, size, size)

    def _worded(self, at: QPointF, words: str) -> QPointF:
        wide = self._metrics.horizontalAdvance(words)
        self.painter.setFont(self.font)
        self._write(QRectF(at.x(), at.y(), wide + 1, self._metrics.height()), words)
        return QPointF(at.x() + wide + SPACE_3, at.y())

    def paint_cursor(self, cell: Box) -> None:
        """The frame around the day that the keyboard stands on."""
        self.painter.setPen(QPen(QColor(self.tokens.text), 2))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRect(QRectF(cell.left - 1, cell.top - 1, cell.width + 2, cell.height + 2))
