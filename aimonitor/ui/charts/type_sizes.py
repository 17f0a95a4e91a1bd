"""Fonts of a chart, as steps from the window's own, so that large fonts stay large."""

from __future__ import annotations

from PySide6.QtGui import QFont

_SMALL = 0.86


def smaller(font: QFont) -> QFont:
    """The font of axis labels and notes."""
    return scaled(font, _SMALL)


def bolder(font: QFont) -> QFont:
    """The same font for titles and totals."""
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def scaled(font: QFont, factor: float) -> QFont:
    """The same font, larger or smaller, whether it is measured in points or in pixels."""
    other = QFont(font)
    if font.pixelSize() > 0:
        other.setPixelSize(max(1, round(font.pixelSize() * factor)))
    else:
        other.setPointSizeF(max(1.0, font.pointSizeF() * factor))
    return other
