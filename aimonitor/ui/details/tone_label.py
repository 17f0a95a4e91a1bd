"""Plain text in a tone of the scheme, a step larger or smaller than the window's font."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QWidget

from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.shown_text import isolated
from aimonitor.ui.delegates.cell import tone_colour
from aimonitor.ui.theme import scaled
from aimonitor.ui.tokens import tokens_of

_TALL = 100_000
_FEW = 8


class ToneLabel(QLabel):
    """A label that never guesses at mark-up; it follows a change of scheme or font by itself.

    It wraps where `wraps`, else it is cut with an ellipsis and says all in its tooltip.
    """

    def __init__(
        self,
        tone: Tone = Tone.NORMAL,
        *,
        factor: float = 1.0,
        bold: bool = False,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._made: tuple[float, QFont] | None = None
        self._measured: tuple[str, QSize] = ("", QSize())  # layouts ask many times over
        self._tone = tone
        self._factor = factor
        self._bold = bold
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(wraps)
        self.setSizePolicy(policy)

    def set_tone(self, tone: Tone) -> None:
        """Another tone for the same text."""
        self._tone = tone
        self.update()

    @property
    def _written(self) -> QFont:
        if self._made is None or self._made[0] != self._factor:
            self._made = (self._factor, scaled(self.font(), self._factor, bold=self._bold))
            self._measured = ("", QSize())
        return self._made[1]

    def changeEvent(self, event: QEvent) -> None:
        """Another font is written in from now on."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._made = None

    def _flags(self) -> int:
        wrap = Qt.TextFlag.TextWordWrap if self.wordWrap() else Qt.TextFlag.TextSingleLine
        side = QStyle.visualAlignment(self.layoutDirection(), self.alignment())
        return int(wrap) | int(side) | int(Qt.AlignmentFlag.AlignAbsolute)

    def sizeHint(self) -> QSize:
        """The text on one line, or wrapped to about 40 letters."""
        font, text = self._written, self.text()
        if not text or self._measured[0] != text:
            metrics = QFontMetrics(font)
            width = metrics.horizontalAdvance(text) + 2
            if self.wordWrap():
                width = min(width, metrics.averageCharWidth() * 40)
            self._measured = (text, QSize(width, self.heightForWidth(width)))
        return QSize(self._measured[1])

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        metrics = QFontMetrics(self._written)
        few = min(metrics.averageCharWidth() * _FEW, metrics.horizontalAdvance(self.text()) + 2)
        return QSize(few, metrics.height())

    def heightForWidth(self, width: int) -> int:
        """The height of the wrapped text."""
        metrics = QFontMetrics(self._written)
        if not self.wordWrap() or not self.text():
            return metrics.height()
        return metrics.boundingRect(QRect(0, 0, width, _TALL), self._flags(), self.text()).height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The text in its tone."""
        painter = QPainter(self)
        painter.setFont(self._written)
        painter.setPen(QColor(tone_colour(self._tone, tokens_of(self.palette()), selected=False)))
        area = self.contentsRect()
        text = self.text()
        if not self.wordWrap():
            text = QFontMetrics(self._written).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            text = isolated(text)
        painter.drawText(area, self._flags(), text)
        painter.end()
