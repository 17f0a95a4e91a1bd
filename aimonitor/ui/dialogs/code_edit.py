"""An editor for a text of code: letters of one width, numbered lines, and marks at lines with faults."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontDatabase, QPainter, QPaintEvent, QPalette, QResizeEvent, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

_GAP = 6
_MARK_ALPHA = 46


class CodeEdit(QPlainTextEdit):
    """Tab goes to the next control: TOML needs none, and nobody is caught in here."""

    def __init__(self) -> None:
        super().__init__()
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        if self.font().pointSizeF() > 0:
            font.setPointSizeF(self.font().pointSizeF())
        else:
            font.setPixelSize(self.font().pixelSize())
        self.setFont(font)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._faulty: frozenset[int] = frozenset()
        self.gutter = _Gutter(self)
        self.blockCountChanged.connect(lambda _count: self._make_room())
        self.updateRequest.connect(self._follow)
        self._make_room()

    @property
    def faulty(self) -> frozenset[int]:
        """The lines that are marked, from 1."""
        return self._faulty

    def mark(self, lines: Iterable[int]) -> None:
        """Mark these lines, from 1, and no others."""
        self._faulty = frozenset(lines)
        found = (self.document().findBlockByNumber(line - 1) for line in sorted(self._faulty))
        colour = self.palette().color(QPalette.ColorRole.BrightText)
        colour.setAlpha(_MARK_ALPHA)
        marks = []
        for block in found:
            if block.isValid():
                mark = QTextEdit.ExtraSelection()
                mark.format.setBackground(colour)
                mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)  # noqa: FBT003
                mark.cursor = self.textCursor()
                mark.cursor.setPosition(block.position())
                marks.append(mark)
        self.setExtraSelections(marks)
        self.gutter.update()

    def take(self, text: str) -> None:
        """Have `text` in the place of what stands here: only what differs is touched, and can be undone."""
        before = self.toPlainText()
        if text == before:
            return
        most = min(len(before), len(text))
        same = next((at for at in range(most) if before[at] != text[at]), most)
        rest = most - same
        behind = next((at for at in range(rest) if before[-1 - at] != text[-1 - at]), rest)
        cursor = self.textCursor()
        cursor.setPosition(_units(before[:same]))
        cursor.setPosition(_units(before[: len(before) - behind]), cursor.MoveMode.KeepAnchor)
        cursor.insertText(text[same : len(text) - behind])

    def go_to(self, line: int) -> None:
        """Put the cursor there, and show it."""
        cursor = self.textCursor()
        cursor.setPosition(self.document().findBlockByNumber(max(line - 1, 0)).position())
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus()

    def gutter_width(self) -> int:
        """What the numbers need."""
        digits = len(str(max(self.blockCount(), 10)))
        return self.fontMetrics().horizontalAdvance("9") * digits + 2 * _GAP

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The numbers stand beside the text, as high as it is."""
        super().resizeEvent(event)
        inside = self.contentsRect()
        self.gutter.setGeometry(QRect(inside.left(), inside.top(), self.gutter_width(), inside.height()))

    def paint_numbers(self, event: QPaintEvent) -> None:
        """The number of each line that is seen; those with faults in the colour of faults."""
        painter = QPainter(self.gutter)
        painter.setFont(self.font())
        palette, height = self.palette(), self.fontMetrics().height()
        block = self.firstVisibleBlock()
        while block.isValid():
            top = round(self.blockBoundingGeometry(block).translated(self.contentOffset()).top())
            if top > event.rect().bottom():
                break
            number = block.blockNumber() + 1
            is_faulty = number in self._faulty
            role = QPalette.ColorRole.BrightText if is_faulty else QPalette.ColorRole.PlaceholderText
            painter.setPen(palette.color(role))
            place = QRect(0, top, self.gutter.width() - _GAP, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight, f"{number}")
            block = block.next()

    def _make_room(self) -> None:
        self.setViewportMargins(self.gutter_width(), 0, 0, 0)

    def _follow(self, rect: QRect, scrolled: int) -> None:
        if scrolled:
            self.gutter.scroll(0, scrolled)
        else:
            self.gutter.update(0, rect.y(), self.gutter.width(), rect.height())


def _units(text: str) -> int:
    """How long Qt takes it to be: a sign beyond the first 65536 counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class _Gutter(QWidget):
    """The column of numbers; it says nothing to screen readers, which tell lines themselves."""

    def __init__(self, editor: CodeEdit) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:
        return QSize(self._editor.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._editor.paint_numbers(event)
