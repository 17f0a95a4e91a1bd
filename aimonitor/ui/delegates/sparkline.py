"""Thirty days as a line over its area; broken where a day is not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionViewItem

from aimonitor.qtmodels.provider_cells import Spark
from aimonitor.qtmodels.records import Role
from aimonitor.ui.delegates.cell import PADDING, AnyIndex, CellDelegate
from aimonitor.ui.tokens import Tokens, tokens_of

_LINE = 1.4
_AREA_ALPHA = 40
_HEADROOM = 1.5


def runs(heights: Sequence[float | None]) -> Iterator[tuple[int, list[float]]]:
    """The stretches without a gap: where each starts, and its heights."""
    start, run = 0, list[float]()
    for place, height in enumerate([*heights, None]):
        if height is None:
            if run:
                yield start, run
            start, run = place + 1, []
        else:
            run.append(height)


def paint_spark(painter: QPainter, box: QRectF, spark: Spark, tokens: Tokens, *, mirrored: bool) -> None:
    """Oldest day first, where text starts; a day alone between gaps is a dot."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(tokens.series_lines[spark.series % len(tokens.series_lines)])
    area = QColor(colour)
    area.setAlpha(_AREA_ALPHA)
    step = box.width() / max(1, len(spark.heights) - 1)
    for start, run in runs(spark.heights):
        points = [_point(box, step, start + place, height, mirrored) for place, height in enumerate(run)]
        if len(points) == 1:
            painter.setPen(QPen(colour, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPoint(points[0])
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(area)
        feet = [QPointF(points[-1].x(), box.bottom()), QPointF(points[0].x(), box.bottom())]
        painter.drawPolygon(QPolygonF([*points, *feet]))
        painter.setPen(
            QPen(colour, _LINE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.drawPolyline(QPolygonF(points))
    painter.restore()


def _point(box: QRectF, step: float, place: int, height: float, mirrored: bool) -> QPointF:  # noqa: FBT001
    across = place * step
    left = box.right() - across if mirrored else box.left() + across
    return QPointF(left, box.bottom() - _HEADROOM - height * (box.height() - 2 * _HEADROOM))


class SparklineDelegate(CellDelegate):
    """Paints 30 days in the colour of the provider's service."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """The line and its area, within a margin."""
        cell = self.ground(painter, option, index)
        spark = index.data(Role.VALUE)
        if not isinstance(spark, Spark):
            return
        box = QRectF(cell.rect).adjusted(PADDING, PADDING, -PADDING, -PADDING + 1)
        right_to_left = cell.direction is Qt.LayoutDirection.RightToLeft
        paint_spark(painter, box, spark, tokens_of(cell.palette), mirrored=right_to_left)
