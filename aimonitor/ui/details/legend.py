"""What the colours of a chart mean, with the total of each."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from aimonitor.qtmodels.provider_words import one_line
from aimonitor.qtmodels.shown_text import plain_tooltip
from aimonitor.ui.charts.colours import fills
from aimonitor.ui.theme import scaled
from aimonitor.ui.tokens import SPACE_1, SPACE_2, SPACE_3, tokens_of

_SWATCH = 10
_SMALL = 0.92
_SWITCHING = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LegendRow(Struct, frozen=True, kw_only=True):
    """One colour: its label, its total as it is shown, and with every digit. `is_sum`: a sum of all."""

    label: str
    total: str
    exact: str
    is_sum: bool = False
    can_hide: bool = False
    is_hidden: bool = False


def _said(row: LegendRow) -> str:
    return f"{one_line(row.label)} {row.total}" + (", switched off" if row.is_hidden else "")


class Legend(QWidget):
    """A painted list; long labels are cut in the middle and said in full by their tooltip.

    A part is switched off and on by a click, or by Up, Down and Space.

    Signals:
        toggled(str label): the user wants that part left out, or back
    """

    toggled = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[LegendRow, ...] = ()
        self._cursor: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Legend")

    @property
    def rows(self) -> tuple[LegendRow, ...]:
        """What is shown."""
        return self._rows

    @property
    def marked(self) -> int | None:
        """The row that the keyboard stands on."""
        return self._cursor

    def set_rows(self, rows: tuple[LegendRow, ...]) -> None:
        """Show these; they take the colours in order."""
        if rows != self._rows:
            self._rows = rows
            can_hide = any(row.can_hide for row in rows)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if can_hide else Qt.FocusPolicy.NoFocus)
            if self._cursor is not None and (self._cursor >= len(rows) or not rows[self._cursor].can_hide):
                self._cursor = None
            self._describe()
            self.updateGeometry()
            self.update()

    def _describe(self) -> None:
        """The row under the keyboard, else all of them."""
        rows = self._rows if self._cursor is None else (self._rows[self._cursor],)
        words = ", ".join(_said(row) for row in rows)
        self.setAccessibleDescription(words)
        if self._cursor is not None and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    # --- switching parts off --------------------------------------------------------------------

    def _row_at(self, position: QPoint) -> int | None:
        place = position.y() // self._row_height
        return place if 0 <= place < len(self._rows) else None

    def _toggle(self, place: int | None) -> None:
        if place is not None and self._rows[place].can_hide:
            self.toggled.emit(self._rows[place].label)

    def _move_to(self, place: int | None) -> None:
        self._cursor = place
        self._describe()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Switch the part that was clicked."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._toggle(self._row_at(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the parts and switch them; every other key belongs to the window."""
        offered = [place for place, row in enumerate(self._rows) if row.can_hide]
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in steps and offered:
            at = -1 if self._cursor is None else self._cursor + steps[Qt.Key(event.key())]
            self._move_to(min(max(at, offered[0]), offered[-1]))
        elif event.key() in _SWITCHING and self._cursor is not None:
            self._toggle(self._cursor)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The first part is the one that the keyboard stands on."""
        super().focusInEvent(event)
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_key and self._rows:
            self._move_to(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The mark goes with the focus."""
        super().focusOutEvent(event)
        self._move_to(None)

    @property
    def _written(self) -> QFont:
        return scaled(self.font(), _SMALL)

    @property
    def _row_height(self) -> int:
        return QFontMetrics(self._written).height() + SPACE_1 + 1

    def sizeHint(self) -> QSize:
        """A line a row."""
        return QSize(QFontMetrics(self._written).averageCharWidth() * 36, self._row_height * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        """As high as it needs."""
        return QSize(QFontMetrics(self._written).averageCharWidth() * 16, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """The tooltip of the row below the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tooltip_at(event.pos()), self)
            return True
        return super().event(event)

    def tooltip_at(self, position: QPoint) -> str:
        """Label and exact total of the row there, as plain text; "" below the last row."""
        place = self._row_at(position)
        if place is None:
            return ""
        row = self._rows[place]
        lines = [row.label, row.exact]
        if row.can_hide:
            lines.append("Click to show it again." if row.is_hidden else "Click to leave it out.")
        return plain_tooltip("\n".join(lines))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Swatch, label, total: a line a row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = tokens_of(self.palette())
        colours = fills([row.label for row in self._rows if not row.is_sum], tokens)
        for place, row in enumerate(self._rows):
            area = QRect(0, place * self._row_height, self.width(), self._row_height)
            painter.setFont(self._font_of(row))
            if not row.is_sum:
                self._paint_swatch(painter, area, colours[place], is_hidden=row.is_hidden)
            painter.setPen(QColor(tokens.text if row.is_sum else tokens.muted))
            painter.drawText(area, int(self._side(end=True)), row.total)
            painter.setPen(QColor(tokens.muted if row.is_hidden else tokens.text))
            painter.drawText(*self._label(painter, area, row))
            if place == self._cursor:
                painter.setPen(QColor(tokens.accent))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.end()

    def _font_of(self, row: LegendRow) -> QFont:
        font = scaled(self._written, 1, bold=row.is_sum)
        font.setStrikeOut(row.is_hidden)
        return font

    def _paint_swatch(self, painter: QPainter, area: QRect, colour: QColor, *, is_hidden: bool) -> None:
        """Filled; an outline for what is switched off."""
        left = area.right() - _SWATCH if self._is_mirrored else area.left()
        box = QRectF(left, area.center().y() - _SWATCH / 2, _SWATCH, _SWATCH)
        painter.setPen(colour if is_hidden else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if is_hidden else colour)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5) if is_hidden else box, 2, 2)

    def _label(self, painter: QPainter, area: QRect, row: LegendRow) -> tuple[QRect, int, str]:
        metrics = QFontMetrics(painter.font())
        indent = 0 if row.is_sum else _SWATCH + SPACE_2 - 2
        room = area.width() - indent - SPACE_3 - metrics.horizontalAdvance(row.total)
        words = metrics.elidedText(one_line(row.label), Qt.TextElideMode.ElideMiddle, room)
        box = area.adjusted(0, 0, -indent, 0) if self._is_mirrored else area.adjusted(indent, 0, 0, 0)
        return box, int(self._side(end=False)), words

    @property
    def _is_mirrored(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _side(self, *, end: bool) -> int:
        right = end is not self._is_mirrored
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        return int(flags) | int(Qt.TextFlag.TextSingleLine)
