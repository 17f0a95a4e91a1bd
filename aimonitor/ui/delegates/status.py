"""The name of a provider behind the sign of its health: each health has a shape as well as a colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionViewItem

from aimonitor.domain.state import Health
from aimonitor.qtmodels.provider_cells import Badge, GroupSign
from aimonitor.qtmodels.records import Role
from aimonitor.ui.delegates.cell import PADDING, AnyIndex, CellDelegate, draw_words, mirrored
from aimonitor.ui.tokens import Tokens, tokens_of

_SIGN_SHARE = 0.75
_GAP_SHARE = 1.0
_PEN = 2.0


def paint_sign(painter: QPainter, box: QRectF, badge: Badge, tokens: Tokens) -> None:
    """Disc: ok; triangle: stale; square: needs you; ring: paused, with a dot: waiting. Halo: being read."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if badge.health is Health.OK:
        painter.setBrush(QColor(tokens.ok))
        painter.drawEllipse(box)
    elif badge.health is Health.STALE:
        painter.setBrush(QColor(tokens.warning))
        painter.drawPolygon(_triangle(box))
    elif badge.health is Health.NEEDS_YOU:
        painter.setBrush(QColor(tokens.error))
        painter.drawRect(box)
    else:
        _ring(painter, box, tokens.muted)
        if badge.health is Health.WAITING:
            _dot(painter, box, tokens.muted)
    if badge.polling:
        _ring(painter, box.adjusted(-3.5, -3.5, 3.5, 3.5), tokens.accent, 1.2)
    painter.restore()


def _triangle(box: QRectF) -> QPolygonF:
    grown = box.adjusted(-1, -1, 1, 0)
    return QPolygonF([QPointF(grown.center().x(), grown.top()), grown.bottomRight(), grown.bottomLeft()])


def _ring(painter: QPainter, box: QRectF, colour: str, width: float = _PEN) -> None:
    painter.setPen(QPen(QColor(colour), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = width / 2
    painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))


def _dot(painter: QPainter, box: QRectF, colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(box.center(), box.width() * 0.16, box.height() * 0.16)


def paint_arrow(painter: QPainter, box: QRectF, tokens: Tokens, *, folded: bool, from_right: bool) -> None:
    """Down over rows that are shown, sideways before rows that are folded away."""
    points = [(0.15, 0.3), (0.85, 0.3), (0.5, 0.75)]
    if folded:
        points = (
            [(0.75, 0.15), (0.75, 0.85), (0.3, 0.5)]
            if from_right
            else [(0.3, 0.15), (0.3, 0.85), (0.75, 0.5)]
        )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.muted))
    corners = [QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in points]
    painter.drawPolygon(QPolygonF(corners))
    painter.restore()


class StatusDelegate(CellDelegate):
    """Paints the sign, then the name, elided where it is long.

    `grouped`: providers stand under a head with an arrow, further in.
    """

    grouped = False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Sign and name; both move to the right where text runs from right to left."""
        cell = self.ground(painter, option, index)
        rect, metrics = cell.rect, cell.fontMetrics
        size = round(metrics.height() * _SIGN_SHARE)
        top = rect.top() + (rect.height() - size) // 2
        tokens = tokens_of(cell.palette)
        badge = index.data(Role.VALUE)
        left = PADDING
        if isinstance(badge, GroupSign):
            arrow = QRectF(mirrored(cell, QRect(rect.left() + left, top, size, size)))
            from_right = cell.direction is Qt.LayoutDirection.RightToLeft
            paint_arrow(painter, arrow, tokens, folded=badge.folded, from_right=from_right)
            badge, left = badge.badge, left + round(metrics.height() * _GAP_SHARE)
        elif self.grouped:
            left += 2 * round(metrics.height() * _GAP_SHARE)
        if isinstance(badge, Badge):
            sign = mirrored(cell, QRect(rect.left() + left, top, size, size))
            paint_sign(painter, QRectF(sign), badge, tokens)
        left += size + round(metrics.height() * _GAP_SHARE)
        words = mirrored(cell, rect.adjusted(left, 0, -PADDING, 0))
        draw_words(painter, cell, words, str(index.data()), cell.font)
