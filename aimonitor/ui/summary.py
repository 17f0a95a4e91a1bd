"""The five cards: the answer first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from aimonitor.domain.state import Dashboard
from aimonitor.insight.amounts import BETWEEN
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.format import default_locale
from aimonitor.qtmodels.shown_text import plain_tooltip
from aimonitor.ui import summary_words as words
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.summary_words import CardWords
from aimonitor.ui.theme import scaled
from aimonitor.ui.tokens import SPACE_2, SPACE_4

if TYPE_CHECKING:
    from aimonitor.domain.budget import BudgetState
    from aimonitor.insight.period_figures import PeriodTotal

_SMALL, _LARGE = 0.92, 1.7
_WIDEST_CHARS = 23
_STEPS = (_LARGE, 1.5, 1.3, 1.15, 1.0, 0.9)


class ValueLabel(ToneLabel):
    """A large figure: the card grows with it up to a width, then its type shrinks; cut last of all."""

    def __init__(self) -> None:
        super().__init__(factor=_LARGE, bold=True)

    def minimumSizeHint(self) -> QSize:
        """The whole figure, unless it is very long."""
        metrics = QFontMetrics(scaled(self.font(), _LARGE, bold=True))
        widest = metrics.averageCharWidth() * _WIDEST_CHARS
        return QSize(min(metrics.horizontalAdvance(self.text()) + 4, widest), metrics.height())

    def sizeHint(self) -> QSize:
        """As high as its largest type, whatever it is written in."""
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """In the largest type that fits."""
        self._factor = next((step for step in _STEPS if self._width(step) <= self.width()), _STEPS[-1])
        super().paintEvent(event)

    def _width(self, factor: float) -> int:
        return QFontMetrics(scaled(self.font(), factor, bold=True)).horizontalAdvance(self.text()) + 2


class TitleLabel(ToneLabel):
    """A card's title is never cut."""

    def __init__(self, title: str) -> None:
        super().__init__(Tone.MUTED, factor=_SMALL)
        self.setText(title)

    def minimumSizeHint(self) -> QSize:
        """The whole title."""
        return self.sizeHint()


class NoteLabel(ToneLabel):
    """The line below a figure: its brief words where the whole line does not fit."""

    def __init__(self) -> None:
        super().__init__(Tone.MUTED, factor=_SMALL)
        self._whole, self._brief = "", ""

    def set_words(self, whole: str, brief: str) -> None:
        """Say `whole`, or in a narrow card `brief`, or of that the first part; none fits: `brief` is cut."""
        self._whole, self._brief = whole, brief
        self._choose()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More words where there is more room."""
        super().resizeEvent(event)
        self._choose()

    def sizeHint(self) -> QSize:
        """That of the whole line, whatever is said now."""
        metrics = QFontMetrics(self._written)
        return QSize(metrics.horizontalAdvance(self._whole) + 2, metrics.height())

    def _choose(self) -> None:
        least = self._brief or self._whole
        metrics = QFontMetrics(self._written)
        fitting = (
            words
            for words in (self._whole, least, least.partition(BETWEEN)[0])
            if metrics.horizontalAdvance(words) <= self.width()
        )
        self.setText(next(fitting, least))


class CardFace(QWidget):
    """Title, figure and note, one below the other."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = TitleLabel(title)
        self.value = ValueLabel()
        self.note = NoteLabel()
        self._shown: tuple[str, CardWords] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4 - 2, SPACE_2 + 1, SPACE_4 - 4, SPACE_2 + 1)
        column.setSpacing(2)
        for label in (self.title, self.value, self.note):
            column.addWidget(label)

    def show_words(self, card: CardWords) -> bool:
        """Show these words; a note in a tone only where the card has one. False: they were shown already."""
        shown = (self.title.text(), card)
        if shown == self._shown:
            return False
        self._shown = shown
        self.value.setText(card.value)
        self.value.set_tone(card.tone)
        self.note.set_words(card.note, card.brief)
        self.note.set_tone(card.tone if card.tone is not Tone.NORMAL else Tone.MUTED)
        self.value.updateGeometry()
        return True


class Card(QFrame):
    """A card to read."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("Card")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(title)
        self.face = CardFace(title)
        _fill(self, self.face)

    def show_words(self, card: CardWords) -> None:
        """Show these words, and say them to a screen reader."""
        if self.face.show_words(card):
            _describe(self, self.face.title.text(), card)


class CardButton(QPushButton):
    """A card to press."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("Card")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.face = CardFace(title)
        _fill(self, self.face)

    def show_words(self, card: CardWords) -> None:
        """Show these words, and say them to a screen reader."""
        if self.face.show_words(card):
            _describe(self, self.face.title.text(), card)

    def sizeHint(self) -> QSize:
        """That of what is on it and its line, as of the cards beside it."""
        return self.face.sizeHint() + QSize(2, 2)

    def minimumSizeHint(self) -> QSize:
        """Likewise."""
        return self.face.minimumSizeHint() + QSize(2, 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


def _fill(card: QWidget, face: CardFace) -> None:
    layout = QVBoxLayout(card)
    line = 0 if isinstance(card, QFrame) else 1  # a frame's own margins hold its line already
    layout.setContentsMargins(line, line, line, line)
    layout.addWidget(face)
    card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


def _describe(card: QWidget, title: str, words_of_card: CardWords) -> None:
    card.setAccessibleName(f"{title}: {words_of_card.value}")
    card.setAccessibleDescription(words_of_card.note)
    lines = [words_of_card.note, *words_of_card.tooltip.split("\n")]
    card.setToolTip(plain_tooltip("\n".join(dict.fromkeys(line for line in lines if line))))


class SummaryCards(QWidget):
    """Spent in the chosen period, today, month at this pace, prepaid balance, needs attention.

    Signals:
        attention_clicked(str id): the card was pressed; each press goes on to the next provider.
    """

    attention_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, locale: QLocale | None = None) -> None:
        super().__init__(parent)
        self._locale = locale or default_locale()
        self._decimals: int | None = None
        self._board: Dashboard | None = None
        self._total: PeriodTotal | None = None
        self._budgets: tuple[BudgetState, ...] = ()
        self._next = 0
        self._room: int | None = None
        self.spent = Card("Spent this month")
        self.today = Card("Today (UTC)")
        self.pace = Card("Month at this pace")
        self.balance = Card("Prepaid balance")
        self.attention = CardButton("Needs attention")
        self.attention.clicked.connect(self._go_on)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2 + 2)
        for card in (self.spent, self.today, self.pace, self.balance, self.attention):
            row.addWidget(card, 1)

    def set_room(self, width: int) -> None:
        """Never ask for more than `width`: on a small screen the figures' type shrinks instead."""
        self._room = width
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Every figure whole and large, where there is room."""
        hint = super().minimumSizeHint()
        return hint if self._room is None else QSize(min(hint.width(), self._room), hint.height())

    def set_dashboard(self, board: Dashboard) -> None:
        """Show these sums."""
        if self._board is None or board.attention != self._board.attention:
            self._next = 0
        self._board = board
        self._show()

    def set_total(self, total: PeriodTotal) -> None:
        """Let the first card show the chosen period."""
        self._total = total
        if self._board is not None:
            self._show_spent(self._board)

    def set_budgets(self, budgets: tuple[BudgetState, ...]) -> None:
        """Hold today and the month against the budgets over everything."""
        if budgets != self._budgets:
            self._budgets = budgets
            self._show()

    def set_decimals(self, decimals: int | None) -> None:
        """Show money with that many decimals; None: the currency's own."""
        self._decimals = decimals
        self._show()

    def _show(self) -> None:
        board = self._board
        if board is None:
            return
        self._show_spent(board)
        self._show_budgeted(board)
        self.balance.show_words(words.balance_words(board, self._locale, self._decimals))
        self.attention.show_words(words.attention_words(board, self._locale))
        self.attention.setEnabled(bool(board.attention))

    def _show_budgeted(self, board: Dashboard) -> None:
        today = words.today_words(board, self._locale, self._decimals)
        pace = words.pace_words(board, self._locale)
        if self._budgets:
            from aimonitor.ui.budget_cards import BudgetCards  # noqa: PLC0415  not before a budget is set

            cards = BudgetCards(board, self._budgets, self._locale)
            today, pace = cards.today(today, self._decimals), cards.pace(pace)
        self.today.show_words(today)
        self.pace.show_words(pace)

    def _show_spent(self, board: Dashboard) -> None:
        if self._total is None:
            self.spent.show_words(words.spent_words(board, self._locale, self._decimals))
            return
        from aimonitor.qtmodels.period_words import spent_title  # noqa: PLC0415  not before it is chosen

        self.spent.face.title.setText(spent_title(self._total.period, self._locale))
        self.spent.show_words(words.period_words(self._total, self._locale, self._decimals))

    def _go_on(self) -> None:
        found = self._board.attention if self._board else ()
        if found:
            self.attention_clicked.emit(found[self._next % len(found)].provider_id)
            self._next += 1
