"""The tray's picture: rising bars, and the state as a mark with a shape and a colour of its own.

Nobody can know the panel's colour (many panels are dark under a light theme), so each colour here
reaches 3:1 on white and on near-black alike; a figure on the icon brings its own ground.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QIcon,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
)

from aimonitor.domain.state import Health
from aimonitor.ui.tokens import LIGHT

SIZES = (16, 20, 22, 24, 32, 48, 64)

GLYPH = LIGHT.accent
_QUIET = "#7c8594"
MARKS = {
    Health.OK: LIGHT.ok,
    Health.STALE: LIGHT.warning,
    Health.NEEDS_YOU: LIGHT.error,
    Health.WAITING: _QUIET,
    Health.PAUSED: _QUIET,
}
BADGE_GROUND, BADGE_TEXT = "#1d2330", "#ffffff"

_GRID = 16.0
_BARS = (QRectF(1, 11, 4, 4), QRectF(6, 9, 4, 6), QRectF(11, 1, 4, 14))
_MARK = QRectF(0.6, 0.6, 7.2, 7.2)
_BADGE = QRectF(0, 7.4, 16, 8.6)


def tray_icon(health: Health, text: str = "") -> QIcon:
    """The icon in every size that panels ask for; `text`: up to five characters on it."""
    icon = QIcon()
    for size in SIZES:
        icon.addPixmap(tray_pixmap(size, health, text))
    return icon


def tray_pixmap(size: int, health: Health, text: str = "") -> QPixmap:
    """One size of it, in pixels."""
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / _GRID, size / _GRID)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(GLYPH))
    for bar in _BARS:
        painter.drawRoundedRect(bar, 0.9, 0.9)
    if text:
        _paint_badge(painter, text)
    _paint_mark(painter, health)
    painter.end()
    return pixmap


def state_path(health: Health, box: QRectF) -> QPainterPath:
    """The shape of a state: disc, triangle, square, ring; ring with a centre for waiting."""
    path = QPainterPath()
    match health:
        case Health.OK:
            path.addEllipse(box)
        case Health.STALE:
            tip = QPointF(box.center().x(), box.top())
            path.addPolygon(QPolygonF([tip, box.bottomRight(), box.bottomLeft(), tip]))
        case Health.NEEDS_YOU:
            inset = box.width() * 0.06
            path.addRect(box.adjusted(inset, inset, -inset, -inset))
        case Health.WAITING | Health.PAUSED:
            width = box.width() * 0.22
            path.addEllipse(box)
            path.addEllipse(box.adjusted(width, width, -width, -width))
    if health is Health.WAITING:
        path.addEllipse(box.center(), box.width() * 0.13, box.width() * 0.13)
    return path


def _paint_mark(painter: QPainter, health: Health) -> None:
    path = state_path(health, _MARK)
    painter.save()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.setBrush(Qt.BrushStyle.SolidPattern)
    painter.setPen(QPen(Qt.GlobalColor.black, 1.6))
    outline = QPainterPath(path)
    outline.setFillRule(Qt.FillRule.WindingFill)
    painter.drawPath(outline)  # a gap around the mark keeps its shape apart from the bars
    painter.restore()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillPath(path, QColor(MARKS[health]))


def _paint_badge(painter: QPainter, text: str) -> None:
    painter.setBrush(QColor(BADGE_GROUND))
    painter.drawRoundedRect(_BADGE, 1.6, 1.6)
    font = QFont()
    font.setBold(True)
    font.setPixelSize(100)
    painter.save()
    painter.setPen(QColor(BADGE_TEXT))
    ink = QFontMetricsF(font).tightBoundingRect(text)
    scale = min((_BADGE.width() - 1.6) / ink.width(), (_BADGE.height() - 2.2) / ink.height())
    painter.translate(_BADGE.center())
    painter.scale(scale, scale)
    painter.setFont(font)
    painter.drawText(-ink.center(), text)
    painter.restore()
