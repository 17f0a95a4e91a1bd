"""Which columns of a table are shown: a menu of their names, as they are called now."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QTableView


class ColumnsMenu(QMenu):
    """A tick a column; the first column is always there.

    Signals:
        reset_wanted(): all columns, as at first
    """

    reset_wanted = Signal()

    def __init__(self, table: QTableView, ids: tuple[str, ...]) -> None:
        super().__init__("&Columns", table)
        self._table = table
        for place, column_id in enumerate(ids[1:], 1):
            self._offer(place, column_id)
        self.addSeparator()
        self.addAction("&All columns, as at first", self.reset_wanted.emit)
        self.aboutToShow.connect(self._tick)

    def _offer(self, place: int, column_id: str) -> None:
        action = self.addAction(self._title(place))
        action.setCheckable(True)
        action.setChecked(True)
        action.setObjectName(f"column_{column_id}")
        action.setData(place)
        action.toggled.connect(lambda shown: self._table.setColumnHidden(place, not shown))

    def _title(self, place: int) -> str:
        return str(self._table.model().headerData(place, Qt.Orientation.Horizontal))

    def _tick(self) -> None:
        """The column of the period is called by the one that is chosen."""
        for action in self.actions():
            if action.isCheckable():
                place = int(action.data())
                action.setText(self._title(place))
                action.setChecked(not self._table.isColumnHidden(place))

    def open_at(self, where: QPoint) -> None:
        """Open it over the headings."""
        self.popup(self._table.horizontalHeader().mapToGlobal(where))
