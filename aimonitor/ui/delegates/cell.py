"""What all cells of the provider table share: the colour of a tone, and who paints the ground."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.records import Role
from aimonitor.qtmodels.shown_text import isolated
from aimonitor.ui.tokens import Tokens, tokens_of

AnyIndex = QModelIndex | QPersistentModelIndex
PADDING = 4


def tone_colour(tone: Tone, tokens: Tokens, *, selected: bool) -> str:
    """The colour of text in that tone; on a selected row what is muted is plain, to be read easily."""
    if tone is Tone.ERROR:
        return tokens.error_text
    if tone is Tone.WARNING:
        return tokens.warning_text
    return tokens.text if selected or tone is Tone.NORMAL else tokens.muted


class CellDelegate(QStyledItemDelegate):
    """Text in the colour of its tone."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Give the cell its colour; the focus rectangle is drawn around the whole table instead."""
        super().initStyleOption(option, index)
        tone = index.data(Role.TONE) or Tone.NORMAL
        if tone != Tone.NORMAL:  # the table's own colours are those
            self._colour(option, Tone(tone))
        if option.direction is Qt.LayoutDirection.RightToLeft:
            option.text = isolated(option.text)
        option.state &= ~QStyle.StateFlag.State_HasFocus

    def _colour(self, option: QStyleOptionViewItem, tone: Tone) -> None:
        tokens = tokens_of(option.palette)
        for role, selected in ((QPalette.ColorRole.Text, False), (QPalette.ColorRole.HighlightedText, True)):
            option.palette.setColor(role, QColor(tone_colour(tone, tokens, selected=selected)))

    def ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex
    ) -> QStyleOptionViewItem:
        """Paint the cell without its text; returns the option that was used for it."""
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        cell.text = ""
        widget = cell.widget
        style = widget.style() if widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, widget)
        return cell


def is_selected(option: QStyleOptionViewItem) -> bool:
    """Whether the row of the cell is selected."""
    return bool(option.state & QStyle.StateFlag.State_Selected)


def mirrored(option: QStyleOptionViewItem, part: QRect) -> QRect:
    """`part` of the cell, on the other side where text runs from right to left."""
    direction: Qt.LayoutDirection = option.direction
    return QStyle.visualRect(direction, option.rect, part)


def draw_words(painter: QPainter, option: QStyleOptionViewItem, box: QRect, text: str, font: QFont) -> None:
    """One line of plain text in `box`, elided, in the colour of the cell's tone, where text starts."""
    from_right = option.direction is Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if from_right else Qt.AlignmentFlag.AlignLeft
    flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | Qt.TextFlag.TextSingleLine
    role = QPalette.ColorRole.HighlightedText if is_selected(option) else QPalette.ColorRole.Text
    painter.save()
    painter.setFont(font)
    painter.setPen(option.palette.color(role))
    elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, int(flags), isolated(elided) if from_right else elided)
    painter.restore()
