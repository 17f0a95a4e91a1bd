"""The provider table's model: a row a provider, and the heads of groups below them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    Qt,
    QTimer,
    Signal,
)

from aimonitor.domain.state import ProviderState
from aimonitor.qtmodels.provider_columns import PROVIDER_COLUMNS
from aimonitor.qtmodels.records import AnyIndex, Column, RecordModel, Role, Wording

if TYPE_CHECKING:
    from aimonitor.domain.budget import BudgetState
    from aimonitor.insight.period_figures import PeriodFigures
    from aimonitor.qtmodels.group_rows import GroupRows

_LIMIT = "limit"
_NO_INDEX = QModelIndex()
_TEXT = int(Qt.ItemDataRole.DisplayRole)
_UNSEEN = frozenset({_TEXT, int(Role.SORT)})
"""What is asked of a row before anybody looks at it; a delegate asks for more."""
FEW_ROWS, TOGETHER_MS = 50, 100
"""What concerns all rows is done at once for a few; for many that change one after the other, together."""
MIME_TYPE = "application/x-aimonitor-provider"


class ProvidersModel(RecordModel[ProviderState]):
    """One row a provider, in the user's own order; while it is grouped, a head a type below them all.

    Signals:
        move_wanted(str id, int position): a row was dropped there.
        groups_changed(): heads came or went, or have other totals
    """

    move_wanted = Signal(str, int)
    groups_changed = Signal()

    def __init__(self, wording: Wording, parent: QObject | None = None) -> None:
        super().__init__(PROVIDER_COLUMNS, _provider_id, wording, parent)
        self.heads: GroupRows | None = None
        self._figures: PeriodFigures | None = None
        self._is_held = False
        self._adding = QTimer(self)
        self._adding.setSingleShot(True)
        self._adding.setInterval(TOGETHER_MS)
        self._adding.timeout.connect(self._add_up)

    def set_figures(self, figures: PeriodFigures) -> None:
        """Let the columns that follow the chosen period show it."""
        from aimonitor.qtmodels.period_columns import period_columns  # noqa: PLC0415  not before it is chosen

        self._figures = figures
        self._show_columns(period_columns(figures, self.wording.locale))
        if self.heads is not None:
            self.heads.show_period(figures, self.titles)
            self._add_up()

    def set_budgets(self, budgets: tuple[BudgetState, ...]) -> None:
        """Let the Limit column show a provider's own budget where that presses more."""
        from aimonitor.qtmodels.budget_columns import limit_column  # noqa: PLC0415  not before one is set

        plain = next(column for column in PROVIDER_COLUMNS if column.id == _LIMIT)
        self._show_columns({_LIMIT: limit_column(plain, budgets)})

    def _show_columns(self, chosen: Mapping[str, Column[ProviderState]]) -> None:
        self.columns = tuple(chosen.get(column.id, column) for column in self.columns)
        last = len(self._records) - 1
        for place, column in enumerate(self.columns):
            if column.id not in chosen:
                continue
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, place, place)
            for row in range(last + 1):
                self._cells[row][place] = {}
            if last >= 0:
                self.dataChanged.emit(self.index(0, place), self.index(last, place))

    # --- heads ----------------------------------------------------------------------------------

    @property
    def titles(self) -> dict[str, str]:
        """What each column is called now, by its id."""
        return {column.id: column.title for column in self.columns}

    def show_heads(self, heads: GroupRows | None) -> None:
        """Have these heads, with the totals of their types; None: have none."""
        if self.heads is not None:
            self.heads.set_records([])
        self.heads = heads
        if heads is not None:
            heads.stand_below(self, lambda: self.provider_count)
            if self._figures is not None:
                heads.show_period(self._figures, self.titles)
        self._add_up()

    @property
    def provider_count(self) -> int:
        """How many rows are providers: the first ones."""
        return len(self._records)

    def neighbour(self, provider_id: str, step: int) -> int | None:
        """The row that many providers further down; None beyond the ends."""
        row = self._rows.get(provider_id)
        return row + step if row is not None and 0 <= row + step < len(self._records) else None

    def type_at(self, row: int) -> str:
        """The type of the provider in that row."""
        return self._records[row].provider.provider_type

    def _add_up(self, provider_type: str | None = None) -> None:
        """The totals of one type anew, or of all."""
        if self.heads is None or self._is_held:
            return
        if provider_type is None:
            self.heads.add_up(self._records)
        else:
            self.heads.add_up_type(self._records, provider_type)
        self.groups_changed.emit()

    def _add_up_soon(self, provider_type: str | None = None) -> None:
        """The same, at once where few are there or a head is missing."""
        if self.heads is None or self._is_held:
            return
        is_headless = provider_type is not None and not self.heads.has(provider_type)
        if len(self._records) <= FEW_ROWS or is_headless:
            self._add_up(provider_type)
        elif not self._adding.isActive():
            self._adding.start()

    def upsert(self, record: ProviderState) -> None:
        """As the record model; the head of its type follows."""
        before = self.record(record.provider.id) if self.heads is not None else None
        super().upsert(record)
        if self.heads is not None and not self.heads.is_alike(before, record):
            self._add_up_soon(record.provider.provider_type)

    def remove(self, key: str) -> None:
        """As the record model; its head follows, or goes with the last of its type."""
        super().remove(key)
        self._add_up_soon()

    def reorder(self, keys: Iterable[str]) -> None:
        """As the record model; groups stand in the order of their first providers."""
        super().reorder(keys)
        if self.heads is not None and not self._is_held:
            self.groups_changed.emit()

    def set_records(self, records: Iterable[ProviderState]) -> None:
        """As the record model; the heads follow once, afterwards."""
        self._is_held = True
        try:
            super().set_records(records)
        finally:
            self._is_held = False
        self._add_up()

    def set_wording(self, wording: Wording) -> None:
        """As the record model, for the heads too. Rows that nobody has looked at are only forgotten."""
        self.use_wording(wording)
        for row, cells in enumerate(self._cells):
            if any(cell.keys() - _UNSEEN for cell in cells):
                self._answer_anew(row)
                continue
            for cell in cells:
                cell.pop(_TEXT, None)
        if self.heads is not None:
            self.heads.set_wording(wording)

    def use_wording(self, wording: Wording) -> None:
        """As the record model, for the heads too."""
        super().use_wording(wording)
        if self.heads is not None:
            self.heads.use_wording(wording)

    # --- what Qt asks ---------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        """Providers and heads."""
        if parent.isValid():
            return 0
        return len(self._records) + (self.heads.rowCount() if self.heads is not None else 0)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """As the record model; SEARCH: all that the filter looks into."""
        row = index.row()
        if row >= len(self._records):
            return self.heads.answer(row - len(self._records), index.column(), role) if self.heads else None
        if role == Role.SEARCH and index.isValid():
            return _search_text(self._records[row])
        return super().data(index, role)

    def sort_value(self, row: int, column: int) -> Any:  # noqa: ANN401
        """As the record model; that of a head is its total."""
        count = len(self._records)
        if row >= count:
            return self.heads.sort_value(row - count, column) if self.heads is not None else None
        return super().sort_value(row, column)

    def matches(self, row: int, words: Sequence[str]) -> bool:
        """Whether that provider's names and models contain every word."""
        text = _search_text(self._records[row])
        return all(word in text for word in words)

    def row_of(self, key: str) -> int | None:
        """The row of that provider, or of that head."""
        row = super().row_of(key)
        if row is None and self.heads is not None:
            head = self.heads.row_of(key)
            return None if head is None else len(self._records) + head
        return row

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Providers can be dragged; they are dropped between rows, not on them."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        if index.row() >= len(self._records):
            return super().flags(index)
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
        target = row if row >= 0 else (parent.row() if parent.isValid() else len(self._records))
        position = target - 1 if target > source else target
        if position != source:
            self.move_wanted.emit(provider_id, position)
        return False


def _provider_id(state: ProviderState) -> str:
    return state.provider.id


def _search_text(state: ProviderState) -> str:
    models = (usage.model or "" for usage in state.models)
    return " ".join((state.provider.name, state.type_name, state.provider.provider_type, *models)).casefold()
