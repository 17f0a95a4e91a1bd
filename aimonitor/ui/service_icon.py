"""The icon of a service; one that brings none has its first letters in a disc, in the style of the others."""

from __future__ import annotations

from zlib import crc32

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap

from aimonitor import resources
from aimonitor.providers.manifest import ProviderManifest

FILLS = ("#3d6fb0", "#7a5a2e", "#2b7a58", "#6b5bd6", "#a8446b", "#2378a8", "#a65a3a", "#4b5563")
"""Each far enough from white letters, and from both grounds."""
INK = "#ffffff"
_SIZES = (16, 20, 24, 32, 48, 64)
_GRID, _EDGE, _ROUND = 32, 2, 8  # as the icons in `resources/providers` are drawn
_LETTERS = {1: 0.6, 2: 0.46}
_GENERIC = "generic"


def service_icon(manifest: ProviderManifest) -> QIcon:
    """As it is drawn, also where it is chosen: Qt would tint it."""
    file = resources.provider_icon(manifest.type, manifest.icon)
    letters = letters_of(manifest.name) if file.stem == _GENERIC else ""
    icon = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        if letters:
            for size in _SIZES:
                icon.addPixmap(_drawn(letters, fill_of(manifest.type), size), mode)
        else:
            icon.addFile(str(file), mode=mode)
    return icon


def letters_of(name: str) -> str:
    """Of the first two words their first letters; "" where there are none to draw."""
    firsts = [next((sign for sign in word if sign.isalnum()), "") for word in name.split()]
    return "".join(firsts)[:2].upper()[:2]


def fill_of(provider_type: str) -> str:
    """The same for the same service, in every run."""
    return FILLS[crc32(provider_type.encode("utf-8", "replace")) % len(FILLS)]


def _drawn(letters: str, fill: str, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    scale = size / _GRID
    disc = QRectF(_EDGE * scale, _EDGE * scale, size - 2 * _EDGE * scale, size - 2 * _EDGE * scale)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(disc, _ROUND * scale, _ROUND * scale)
    font = QFont()
    font.setBold(True)
    font.setPixelSize(max(1, round(disc.height() * _LETTERS[len(letters)])))
    painter.setFont(font)
    painter.setPen(QColor(INK))
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, letters)
    painter.end()
    return pixmap
