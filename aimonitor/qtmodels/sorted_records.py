"""A sorted view of any record model."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSortFilterProxyModel, Qt

from aimonitor.qtmodels.records import AnyIndex, R, RecordModel, Role


class SortedRecords(QSortFilterProxyModel):
    """Sorts by native values; what is unknown comes last in either direction."""

    def __init__(self, source: RecordModel[R], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self.setSortRole(Role.SORT)
        self.setDynamicSortFilter(True)
        self.setSourceModel(source)

    def lessThan(self, source_left: AnyIndex, source_right: AnyIndex) -> bool:
        """Native order, unknown after all that is known."""
        left = self._source.sort_value(source_left.row(), source_left.column())
        right = self._source.sort_value(source_right.row(), source_right.column())
        if left is None or right is None:
            descending = self.sortOrder() is Qt.SortOrder.DescendingOrder
            return (left is None) != (right is None) and (left is None) is descending
        return bool(left < right)
