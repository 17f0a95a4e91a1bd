"""What the colours of a chart mean, with the total of each."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from aimonitor.qtmodels.format import plain_tooltip
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.ui.charts.colours import fills
from aimonitor.ui.theme import scaled
from aimonitor.ui.tokens import SPACE_1, SPACE_2, SPACE_3, tokens_of

_SWATCH = 10
_SMALL = 0.92


class LegendRow(Struct, frozen=True, kw_only=True):
    """One colour: its label, its total as it is shown, and with every digit. Not `colour`: a sum of all."""

    label: str
    total: str
    exact: str
    is_sum: bool = False


class Legend(QWidget):
    """A painted list; long labels are cut in the middle and said in full by their tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[LegendRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Legend")

    @property
    def rows(self) -> tuple[LegendRow, ...]:
        """What is shown."""
        return self._rows

    def set_rows(self, rows: tuple[LegendRow, ...]) -> None:
        """Show these; they take the colours in order."""
        if rows != self._rows:
            self._rows = rows
            words = (f"{one_line(row.label)} {row.total}" for row in rows)
            self.setAccessibleDescription(", ".join(words))
            self.updateGeometry()
            self.update()

    @property
    def _written(self) -> QFont:
        return scaled(self.font(), _SMALL)

    @property
    def _row_height(self) -> int:
        return QFontMetrics(self._written).height() + SPACE_1 + 1

    def sizeHint(self) -> QSize:
        """A line a row."""
        return QSize(QFontMetrics(self._written).averageCharWidth() * 36, self._row_height * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        """As high as it needs."""
        return QSize(QFontMetrics(self._written).averageCharWidth() * 16, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """The tooltip of the row below the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tooltip_at(event.pos()), self)
            return True
        return super().event(event)

    def tooltip_at(self, position: QPoint) -> str:
        """Label and exact total of the row there, as plain text; "" below the last row."""
        place = position.y() // self._row_height
        if not 0 <= place < len(self._rows):
            return ""
        row = self._rows[place]
        return plain_tooltip(f"{row.label}\n{row.exact}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Swatch, label, total: a line a row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = tokens_of(self.palette())
        colours = fills([row.label for row in self._rows if not row.is_sum], tokens)
        for place, row in enumerate(self._rows):
            area = QRect(0, place * self._row_height, self.width(), self._row_height)
            painter.setFont(scaled(self._written, 1, bold=row.is_sum))
            if not row.is_sum:
                self._paint_swatch(painter, area, colours[place])
            painter.setPen(QColor(tokens.text if row.is_sum else tokens.muted))
            painter.drawText(area, int(self._side(end=True)), row.total)
            painter.setPen(QColor(tokens.text))
            painter.drawText(*self._label(painter, area, row))
        painter.end()

    def _paint_swatch(self, painter: QPainter, area: QRect, colour: QColor) -> None:
        left = area.right() - _SWATCH if self._is_mirrored else area.left()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(left, area.center().y() - _SWATCH / 2, _SWATCH, _SWATCH), 2, 2)

    def _label(self, painter: QPainter, area: QRect, row: LegendRow) -> tuple[QRect, int, str]:
        metrics = QFontMetrics(painter.font())
        indent = 0 if row.is_sum else _SWATCH + SPACE_2 - 2
        room = area.width() - indent - SPACE_3 - metrics.horizontalAdvance(row.total)
        words = metrics.elidedText(one_line(row.label), Qt.TextElideMode.ElideMiddle, room)
        box = area.adjusted(0, 0, -indent, 0) if self._is_mirrored else area.adjusted(indent, 0, 0, 0)
        return box, int(self._side(end=False)), words

    @property
    def _is_mirrored(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _side(self, *, end: bool) -> int:
        right = end is not self._is_mirrored
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        return int(flags) | int(Qt.TextFlag.TextSingleLine)
