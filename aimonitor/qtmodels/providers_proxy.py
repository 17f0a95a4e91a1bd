"""The provider table's sorted, filtered view, as one list or in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QSortFilterProxyModel, Qt

from aimonitor.qtmodels.providers import MIME_TYPE, ProvidersModel
from aimonitor.qtmodels.records import AnyIndex, Role

if TYPE_CHECKING:
    from aimonitor.qtmodels.group_order import GroupOrder


class ProvidersProxy(QSortFilterProxyModel):
    """Sorts by native values, unknown last in either direction; filters by name, service and model."""

    def __init__(self, source: ProvidersModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._words: list[str] = []
        self._order: GroupOrder | None = None
        self.setSortRole(Role.SORT)
        self.setFilterRole(Role.SEARCH)
        self.setDynamicSortFilter(True)
        self.setSourceModel(source)

    @property
    def order(self) -> GroupOrder | None:
        """How groups stand, while the table is grouped."""
        return self._order

    def use_order(self, order: GroupOrder | None) -> None:
        """Stand in groups, or as one list (None). Whoever calls sorts afterwards."""
        if order is not None and self._order is None:
            self._source.groups_changed.connect(self._stand_anew)
        elif order is None and self._order is not None:
            self._source.groups_changed.disconnect(self._stand_anew)
        self._order = order

    def _stand_anew(self) -> None:
        """Totals changed: groups may stand otherwise, and a head may match the filter."""
        if self._order is not None and self._order.rank_anew():
            self.invalidate()
        elif self._words:
            self.filter_anew()

    def set_filter(self, text: str) -> None:
        """Show the rows that contain every word of `text`; all when it is blank."""
        self._words = text.casefold().split()
        self.filter_anew()

    def filter_anew(self) -> None:
        """Look at each row again: a group was folded or unfolded."""
        self.setFilterFixedString(" ".join(self._words))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By that column; -1: in the user's own order, where groups still stand together."""
        if self._order is None:
            super().sort(column, order)
            return
        self._order.sort_by(column, descending=order is Qt.SortOrder.DescendingOrder)
        in_own_order = column < 0
        super().sort(max(column, 0), Qt.SortOrder.AscendingOrder if in_own_order else order)
        self.invalidate()  # Qt does nothing where column and direction are those of before

    def lessThan(
        self,
        source_left: AnyIndex,
        source_right: AnyIndex,
    ) -> bool:
        """Native order; what is unknown comes after all that is known."""
        if self._order is not None:
            by_group = self._order.is_less(source_left.row(), source_right.row())
            if by_group is not None:
                return by_group
        left = self._source.sort_value(source_left.row(), source_left.column())
        right = self._source.sort_value(source_right.row(), source_right.column())
        if left is None or right is None:
            descending = self.sortOrder() is Qt.SortOrder.DescendingOrder
            return (left is None) != (right is None) and (left is None) is descending
        return bool(left < right)

    def filterAcceptsRow(self, source_row: int, _source_parent: AnyIndex) -> bool:
        """Whether the row contains every word."""
        if self._order is not None:
            return self._order.accepts(source_row, self._words)
        return not self._words or self._source.matches(source_row, self._words)

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: AnyIndex
    ) -> bool:
        """Between groups nothing is dropped: a provider moves among those of its own type."""
        if self._order is None:
            return super().dropMimeData(data, action, row, column, parent)
        moved = self._order.drop(self, bytes(data.data(MIME_TYPE).data()).decode(), row, parent)
        if action is Qt.DropAction.MoveAction and moved is not None:
            self._source.move_wanted.emit(*moved)
        return False
