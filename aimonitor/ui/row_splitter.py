"""The table over the details: the table as high as its rows, until the user moves the grip."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QTableView, QWidget

_FEWEST_ROWS, _MOST_SHARE = 3, 0.55
_SLACK = 4  # lines that a stylesheet draws without telling


class RowSplitter(QSplitter):
    """`above` holds `table`; what its rows do not need goes to `below`."""

    def __init__(self, above: QWidget, table: QTableView, below: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._above = above
        self._table = table
        self._rows = 0
        self.by_hand = False
        self.addWidget(above)
        self.addWidget(below)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._moved)

    def fit(self, rows: int) -> None:
        """Give the table room for that many rows, as far as the details can do without it."""
        self._rows = rows
        if self.by_hand:
            return
        room = self.height() - self.handleWidth()
        wanted = self._wanted(max(_FEWEST_ROWS, rows))
        table = min(wanted, round(room * _MOST_SHARE))
        if self.sizes() != [table, room - table]:
            self.setSizes([table, room - table])

    def restore(self, state: QByteArray) -> bool:
        """The grip where `saveState` left it; False when it cannot be read."""
        self.by_hand = self.restoreState(state)
        return self.by_hand

    def keep_rows(self) -> None:
        """Never show less than a few rows: what is below scrolls away instead."""
        bar = self._table.horizontalScrollBar().sizeHint().height()
        self._above.setMinimumHeight(self._wanted(_FEWEST_ROWS) + bar)

    def _wanted(self, rows: int) -> int:
        lines = self._table.verticalHeader().defaultSectionSize() * rows
        layout = self._above.layout()
        margins = layout.contentsMargins() if layout is not None else self._above.contentsMargins()
        header = self._table.horizontalHeader()
        title = max(header.sizeHint().height(), header.height())
        frame = 2 * self._table.frameWidth() + _SLACK
        return title + lines + frame + margins.top() + margins.bottom()

    def _moved(self) -> None:
        self.by_hand = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A larger window has room for more rows."""
        super().resizeEvent(event)
        self.fit(self._rows)
