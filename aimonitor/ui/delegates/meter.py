"""A limit: its words, and a thin bar below them."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from aimonitor.qtmodels.provider_cells import Level, Meter
from aimonitor.qtmodels.records import Role
from aimonitor.ui.delegates.cell import PADDING, AnyIndex, CellDelegate, draw_words, mirrored
from aimonitor.ui.theme import scaled
from aimonitor.ui.tokens import Tokens, tokens_of

_SMALL = 0.92
_BAR_SHARE = 0.36
_LEAST_FILL = 3.0


def level_colour(level: Level, tokens: Tokens) -> str:
    """The fill of a meter."""
    fills = {Level.OK: tokens.ok, Level.WARNING: tokens.warning, Level.ERROR: tokens.error}
    return fills.get(level, tokens.muted)


def paint_bar(painter: QPainter, box: QRectF, meter: Meter, tokens: Tokens, *, from_right: bool) -> None:
    """The track, and the fill from where text starts; no fill where there is no figure."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = box.height() / 2
    painter.setBrush(QColor(tokens.track))
    painter.drawRoundedRect(box, radius, radius)
    if meter.fraction:
        width = max(_LEAST_FILL, box.width() * meter.fraction)
        left = box.right() - width if from_right else box.left()
        painter.setBrush(QColor(level_colour(meter.level, tokens)))
        painter.drawRoundedRect(QRectF(left, box.top(), width, box.height()), radius, radius)
    painter.restore()


class MeterDelegate(CellDelegate):
    """Words in small type over a bar; both fit the row whatever the font's size."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Words and bar, together in the middle of the row; the head of a group has words alone."""
        meter = index.data(Role.VALUE)
        if not isinstance(meter, Meter):
            super().paint(painter, option, index)
            return
        cell = self.ground(painter, option, index)
        tokens = tokens_of(cell.palette)
        font = scaled(cell.font, _SMALL)
        metrics = QFontMetrics(font)
        bar = max(4, round(metrics.height() * _BAR_SHARE))
        rect: QRect = cell.rect.adjusted(PADDING + 2, 0, -PADDING - 4, 0)
        gap = max(4, round(metrics.height() * 0.45))
        top = rect.top() + (rect.height() - metrics.height() - gap - bar) // 2
        words = mirrored(cell, QRect(rect.left(), top, rect.width(), metrics.height()))
        track = mirrored(cell, QRect(rect.left(), top + metrics.height() + gap, rect.width(), bar))
        from_right = cell.direction is Qt.LayoutDirection.RightToLeft
        draw_words(painter, cell, words, str(index.data()), font)
        paint_bar(painter, QRectF(track), meter, tokens, from_right=from_right)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Room for both lines."""
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), max(hint.height(), round(option.fontMetrics.height() * 2.1)))
