"""The panel beside the day that is pointed at: its figures, painted over the chart."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from aimonitor.ui.charts.layout import Box
from aimonitor.ui.charts.words import NO_DATA, Line, Readout
from aimonitor.ui.theme import scaled
from aimonitor.ui.tokens import RADIUS_CONTROL, SPACE_1, SPACE_2, SPACE_3, Tokens

_SWATCH = 9.0
_WIDEST = 340.0
_LABEL_SHARE = 0.62


class ReadoutPanel(Struct, frozen=True, kw_only=True):
    """Paints one `readout` within `bounds`, beside the column of its day."""

    readout: Readout
    fills: Sequence[QColor]
    tokens: Tokens
    font: QFont
    is_mirrored: bool

    def paint(self, painter: QPainter, column: Box, bounds: QRectF) -> QRectF:
        """Paint the panel; answers where."""
        width, height = self._size(bounds)
        frame = self._place(column, bounds, width, height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.tokens.line), 1))
        painter.setBrush(QColor(self.tokens.surface))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CONTROL, RADIUS_CONTROL)
        painter.setClipRect(frame)
        self._paint_text(painter, frame.adjusted(SPACE_3, SPACE_2, -SPACE_3, -SPACE_2))
        painter.restore()
        return frame

    @property
    def _bold(self) -> QFont:
        return scaled(self.font, 1, bold=True)

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self._bold)

    @property
    def _row(self) -> float:
        return self._metrics().height() + SPACE_1 / 2

    def _size(self, bounds: QRectF) -> tuple[float, float]:
        metrics = self._metrics()
        values = max((metrics.horizontalAdvance(line.value) for line in self.readout.lines), default=0.0)
        labels = max(
            (metrics.horizontalAdvance(_flat(line.label)) for line in self.readout.lines), default=0.0
        )
        wanted = max(
            metrics.horizontalAdvance(self.readout.title),
            _SWATCH + SPACE_2 + labels + SPACE_3 + values,
            min(metrics.horizontalAdvance(self._note), _WIDEST * _LABEL_SHARE),
        )
        width = min(wanted + 2 * SPACE_3, _WIDEST, bounds.width())
        rows = 1 + len(self.readout.lines)
        height = rows * self._row + self._note_height(width - 2 * SPACE_3) + 2 * SPACE_2
        return width, min(height, bounds.height())

    @property
    def _note(self) -> str:
        if self.readout.lines:
            return _flat(self.readout.note)
        return f"{NO_DATA}: {_flat(self.readout.note)}" if self.readout.note else NO_DATA

    def _note_height(self, width: float) -> float:
        if not self._note:
            return 0.0
        wrapped = QFontMetricsF(self.font).boundingRect(
            QRectF(0, 0, width, 10_000), Qt.TextFlag.TextWordWrap, self._note
        )
        return wrapped.height() + SPACE_1

    def _place(self, column: Box, bounds: QRectF, width: float, height: float) -> QRectF:
        """Where reading goes on, or on the other side where there is no room."""
        right, left = column.right + SPACE_2, column.left - SPACE_2 - width
        first, second = (left, right) if self.is_mirrored else (right, left)
        fits = bounds.left() <= first and first + width <= bounds.right()
        x = first if fits else second
        x = max(bounds.left(), min(x, bounds.right() - width))
        return QRectF(x, bounds.top(), width, height)

    def _paint_text(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(self._bold)
        painter.setPen(QColor(self.tokens.text))
        painter.drawText(area, self._start | Qt.AlignmentFlag.AlignTop, self.readout.title)
        top = area.top() + self._row
        for line in self.readout.lines:
            self._paint_line(painter, QRectF(area.left(), top, area.width(), self._row), line)
            top += self._row
        painter.setFont(self.font)
        painter.setPen(QColor(self.tokens.muted))
        note = QRectF(area.left(), top, area.width(), max(0.0, area.bottom() - top))
        painter.drawText(note, self._start | Qt.TextFlag.TextWordWrap, self._note)

    def _paint_line(self, painter: QPainter, row: QRectF, line: Line) -> None:
        painter.setFont(self._bold if line.part is None else self.font)
        painter.setPen(QColor(self.tokens.text))
        metrics = QFontMetricsF(painter.font())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(row, self._end | middle, line.value)
        indent = 0.0
        if line.part is not None:
            self._paint_swatch(painter, row, self.fills[line.part])
            indent = _SWATCH + SPACE_2
        room = row.width() - indent - SPACE_3 - metrics.horizontalAdvance(line.value)
        label = metrics.elidedText(_flat(line.label), Qt.TextElideMode.ElideMiddle, room)
        area = row.adjusted(0, 0, -indent, 0) if self.is_mirrored else row.adjusted(indent, 0, 0, 0)
        painter.drawText(area, self._start | middle, label)

    def _paint_swatch(self, painter: QPainter, row: QRectF, fill: QColor) -> None:
        left = row.right() - _SWATCH if self.is_mirrored else row.left()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        corner = QPointF(left, row.center().y() - _SWATCH / 2)
        painter.drawRoundedRect(QRectF(corner.x(), corner.y(), _SWATCH, _SWATCH), 2, 2)
        painter.setPen(QColor(self.tokens.text))

    @property
    def _start(self) -> Qt.AlignmentFlag:
        return self._absolute(Qt.AlignmentFlag.AlignRight if self.is_mirrored else Qt.AlignmentFlag.AlignLeft)

    @property
    def _end(self) -> Qt.AlignmentFlag:
        return self._absolute(Qt.AlignmentFlag.AlignLeft if self.is_mirrored else Qt.AlignmentFlag.AlignRight)

    @staticmethod
    def _absolute(side: Qt.AlignmentFlag) -> Qt.AlignmentFlag:
        """Without this a painter that mirrors would mirror twice."""
        return side | Qt.AlignmentFlag.AlignAbsolute


def _flat(text: str) -> str:
    return " ".join(text.split())
