"""The picture of `tests.bench.growth`: milliseconds over rows, both in powers of ten."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

_WIDTH, _HEIGHT = 900, 460
_AREA = QRectF(70, 30, 540, 370)
_COLOURS = ("#2f6fde", "#c2571a", "#2e8b57")
_GRID, _TEXT = "#d7dbe2", "#3b4252"


@dataclass(frozen=True, slots=True)
class Line:
    """What is waited for, as (rows, milliseconds)."""

    name: str
    points: Sequence[tuple[int, float]]


class _Axes:
    """From rows and milliseconds to a place in the picture."""

    def __init__(self, lines: Sequence[Line]) -> None:
        rows = [math.log10(x) for line in lines for x, _ in line.points]
        times = [math.log10(y) for line in lines for _, y in line.points]
        self.left, self.right = math.floor(min(rows)), math.ceil(max(rows))
        self.low, self.high = math.floor(min(times)), math.ceil(max(times))

    def place(self, rows: float, milliseconds: float) -> QPointF:
        x = (math.log10(rows) - self.left) / (self.right - self.left)
        y = (math.log10(milliseconds) - self.low) / (self.high - self.low)
        return QPointF(_AREA.left() + x * _AREA.width(), _AREA.bottom() - y * _AREA.height())


def draw(lines: Sequence[Line], file: Path) -> None:
    """Save the picture of these lines as a PNG."""
    image = QImage(_WIDTH, _HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(QFont(painter.font().family(), 9))
    axes = _Axes(lines)
    _grid(painter, axes)
    for place, line in enumerate(lines):
        _line(painter, axes, line, place)
    painter.end()
    image.save(str(file))


def _grid(painter: QPainter, axes: _Axes) -> None:
    for power in range(axes.left, axes.right + 1):
        x = axes.place(10**power, 10**axes.low).x()
        painter.setPen(QColor(_GRID))
        painter.drawLine(QPointF(x, _AREA.top()), QPointF(x, _AREA.bottom()))
        painter.setPen(QColor(_TEXT))
        below = QRectF(x - 60, _AREA.bottom() + 6, 120, 20)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, f"{10**power:,} rows")
    for power in range(axes.low, axes.high + 1):
        y = axes.place(10**axes.left, 10**power).y()
        painter.setPen(QColor(_GRID))
        painter.drawLine(QPointF(_AREA.left(), y), QPointF(_AREA.right(), y))
        painter.setPen(QColor(_TEXT))
        beside = QRectF(0, y - 10, _AREA.left() - 8, 20)
        painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _time(power))


def _time(power: int) -> str:
    return f"{10**power:g} ms" if power < 3 else f"{10 ** (power - 3):g} s"


def _line(painter: QPainter, axes: _Axes, line: Line, place: int) -> None:
    style = Qt.PenStyle.SolidLine if place < len(_COLOURS) else Qt.PenStyle.DashLine
    painter.setPen(QPen(QColor(_COLOURS[place % len(_COLOURS)]), 2, style))
    points = [axes.place(*point) for point in line.points]
    painter.drawPolyline(points)
    for point in points:
        painter.drawEllipse(point, 2.5, 2.5)
    y = _AREA.top() + 14 + place * 24
    painter.drawLine(QPointF(_AREA.right() + 20, y), QPointF(_AREA.right() + 46, y))
    painter.setPen(QColor(_TEXT))
    painter.drawText(QPointF(_AREA.right() + 54, y + 4), line.name)
