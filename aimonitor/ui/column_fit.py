"""How wide the columns of the provider table are: all in sight, until the user draws them otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum

from msgspec import Struct
from PySide6.QtCore import QByteArray, QObject, QTimer
from PySide6.QtWidgets import QTableView

_LINE_AT_NORMAL_SIZE = 14


class Span(Struct, frozen=True):
    """A column's width where there is room, and in a small window. Pixels at the normal font size."""

    wanted: int
    least: int


SPANS = {
    "name": Span(204, 132),
    "type": Span(92, 88),
    "today": Span(76, 72),
    "month": Span(108, 104),
    "balance": Span(84, 72),
    "tokens": Span(76, 72),
    "limit": Span(186, 104),
    "days": Span(118, 72),
    "updated": Span(114, 86),
}
TAKES_THE_REST = "limit"
_GROWING = {"name": 1, "days": 2, TAKES_THE_REST: 3}
"""How the room of a large window is shared out, once the limit is this many times as wide as wanted:"""
_LIMIT_FIRST = 1.3


class ByHand(StrEnum):
    """Which widths are the user's own: none, all but that of the limit, all."""

    NONE = "none"
    OTHERS = "others"
    ALL = "all"


def spread(spans: Mapping[str, Span], room: int) -> dict[str, int]:
    """A width for each column: wanted where it fits, else all give way; the limit takes what is left.

    Their sum is above `room` only where even the least does not fit.
    """
    over = max(0, sum(span.wanted for span in spans.values()) - room)
    slack = sum(span.wanted - span.least for span in spans.values())
    share = min(1.0, over / slack) if slack else 0.0
    widths = {key: span.wanted - int((span.wanted - span.least) * share) for key, span in spans.items()}
    if TAKES_THE_REST in widths:
        limit = spans[TAKES_THE_REST]
        left = room - sum(widths.values()) - round(limit.wanted * (_LIMIT_FIRST - 1))
        for key in widths.keys() & _GROWING.keys() if left > 0 else ():
            widths[key] += left * _GROWING[key] // sum(_GROWING.values())
        others = sum(widths.values()) - widths[TAKES_THE_REST]
        widths[TAKES_THE_REST] = max(limit.least, room - others)
    return widths


class ColumnFit(QObject):
    """Keeps the columns `ids` of `table` in sight; a width that the user draws is left alone."""

    def __init__(self, table: QTableView, ids: tuple[str, ...]) -> None:
        super().__init__(table)
        self._table = table
        self._header = header = table.horizontalHeader()
        self._ids = ids
        self._ours = False
        self.by_hand = ByHand.NONE
        header.sectionResized.connect(self._resized)

    def fit(self) -> None:
        """Lay the columns out anew, as far as they are not the user's own."""
        header = self._header
        shown = [place for place in range(len(self._ids)) if not header.isSectionHidden(place)]
        rest = self._ids.index(TAKES_THE_REST)
        with self._held():
            header.setStretchLastSection(self.by_hand is ByHand.ALL or rest not in shown)
            if self.by_hand is ByHand.NONE:
                spans = {self._ids[place]: self._scaled(SPANS[self._ids[place]]) for place in shown}
                for key, width in spread(spans, self._room()).items():
                    header.resizeSection(self._ids.index(key), width)
            elif self.by_hand is ByHand.OTHERS and rest in shown:
                others = sum(header.sectionSize(place) for place in shown if place != rest)
                least = self._scaled(SPANS[TAKES_THE_REST]).least
                header.resizeSection(rest, max(least, self._room() - others))

    def reset(self) -> None:
        """The first widths again."""
        self.by_hand = ByHand.NONE
        self.fit()

    def restore(self, state: QByteArray, by_hand: str) -> bool:
        """Columns as `QHeaderView.saveState` left them; False when it cannot be read."""
        with self._held():
            done = self._header.restoreState(state)
        self.by_hand = ByHand(by_hand) if by_hand in set(ByHand) else ByHand.NONE
        self.fit()
        return done

    def _room(self) -> int:
        return self._table.viewport().width()

    def _scaled(self, span: Span) -> Span:
        factor = self._header.fontMetrics().height() / _LINE_AT_NORMAL_SIZE
        return Span(round(span.wanted * factor), round(span.least * factor))

    def _resized(self, place: int, before: int, after: int) -> None:
        header = self._header
        last = header.logicalIndex(header.count() - 1)
        if self._ours or (place == last and header.stretchLastSection()):
            return
        if not (before and after):  # a column is about to be hidden or shown
            QTimer.singleShot(0, self, self.fit)
            return
        drew_the_rest = self._ids[place] == TAKES_THE_REST
        self.by_hand = ByHand.ALL if drew_the_rest or self.by_hand is ByHand.ALL else ByHand.OTHERS
        self.fit()

    @contextmanager
    def _held(self) -> Iterator[None]:
        before, self._ours = self._ours, True
        try:
            yield
        finally:
            self._ours = before
