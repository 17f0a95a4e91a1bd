"""The provider table's model and its sorted, filtered view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QSortFilterProxyModel,
    Qt,
    Signal,
)

from aimonitor.domain.state import ProviderState
from aimonitor.qtmodels.provider_columns import PROVIDER_COLUMNS
from aimonitor.qtmodels.records import AnyIndex, Column, RecordModel, Role, Wording

if TYPE_CHECKING:
    from aimonitor.domain.budget import BudgetState
    from aimonitor.insight.period_figures import PeriodFigures

_LIMIT = "limit"
MIME_TYPE = "application/x-aimonitor-provider"


class ProvidersModel(RecordModel[ProviderState]):
    """One row a provider, in the user's own order.

    Signals:
        move_wanted(str id, int position): a row was dropped there.
    """

    move_wanted = Signal(str, int)

    def __init__(self, wording: Wording, parent: QObject | None = None) -> None:
        super().__init__(PROVIDER_COLUMNS, _provider_id, wording, parent)

    def set_figures(self, figures: PeriodFigures) -> None:
        """Let the columns that follow the chosen period show it."""
        from aimonitor.qtmodels.period_columns import period_columns  # noqa: PLC0415  not before it is chosen

        self._show_columns(period_columns(figures, self.wording.locale))

    def set_budgets(self, budgets: tuple[BudgetState, ...]) -> None:
        """Let the Limit column show a provider's own budget where that presses more."""
        from aimonitor.qtmodels.budget_columns import limit_column  # noqa: PLC0415  not before one is set

        plain = next(column for column in PROVIDER_COLUMNS if column.id == _LIMIT)
        self._show_columns({_LIMIT: limit_column(plain, budgets)})

    def _show_columns(self, chosen: Mapping[str, Column[ProviderState]]) -> None:
        self.columns = tuple(chosen.get(column.id, column) for column in self.columns)
        last = self.rowCount() - 1
        for place, column in enumerate(self.columns):
            if column.id not in chosen:
                continue
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, place, place)
            for row in range(last + 1):
                self._cells[row][place] = {}
            if last >= 0:
                self.dataChanged.emit(self.index(0, place), self.index(last, place))

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """As the record model; SEARCH: all that the filter looks into."""
        if role == Role.SEARCH and index.isValid():
            return _search_text(self._records[index.row()])
        return super().data(index, role)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Rows can be dragged; they are dropped between rows, not on them."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        """Rows are moved."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Only rows of this table can be dropped."""
        return [MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The id of the dragged provider."""
        data = QMimeData()
        if indexes:
            data.setData(MIME_TYPE, QByteArray(str(indexes[0].data(Role.KEY)).encode()))
        return data

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: AnyIndex
    ) -> bool:
        """Emit the wish; whoever keeps the order answers with a new one. Never moves rows by itself."""
        provider_id = bytes(data.data(MIME_TYPE).data()).decode()
        source = self.row_of(provider_id)
        if action is not Qt.DropAction.MoveAction or source is None or column > len(self.columns):
            return False
        target = row if row >= 0 else (parent.row() if parent.isValid() else self.rowCount())
        position = target - 1 if target > source else target
        if position != source:
            self.move_wanted.emit(provider_id, position)
        return False


class ProvidersProxy(QSortFilterProxyModel):
    """Sorts by native values, unknown last in either direction; filters by name, service and model."""

    def __init__(self, source: ProvidersModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._words: list[str] = []
        self.setSortRole(Role.SORT)
        self.setFilterRole(Role.SEARCH)
        self.setDynamicSortFilter(True)
        self.setSourceModel(source)

    def set_filter(self, text: str) -> None:
        """Show the rows that contain every word of `text`; all when it is blank."""
        self._words = text.casefold().split()
        self.setFilterFixedString(text)

    def lessThan(
        self,
        source_left: AnyIndex,
        source_right: AnyIndex,
    ) -> bool:
        """Native order; what is unknown comes after all that is known."""
        left = self._source.sort_value(source_left.row(), source_left.column())
        right = self._source.sort_value(source_right.row(), source_right.column())
        if left is None or right is None:
            descending = self.sortOrder() is Qt.SortOrder.DescendingOrder
            return (left is None) != (right is None) and (left is None) is descending
        return bool(left < right)

    def filterAcceptsRow(self, source_row: int, source_parent: AnyIndex) -> bool:
        """Whether the row contains every word."""
        if not self._words:
            return True
        text = self._source.index(source_row, 0, source_parent).data(Role.SEARCH)
        return all(word in text for word in self._words)


def _provider_id(state: ProviderState) -> str:
    return state.provider.id


def _search_text(state: ProviderState) -> str:
    models = (usage.model or "" for usage in state.models)
    return " ".join((state.provider.name, state.type_name, state.provider.provider_type, *models)).casefold()
