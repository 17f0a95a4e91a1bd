"""The heads of groups: the rows that the provider table has below its providers while it is grouped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QFont

from aimonitor.domain.history import TYPE_PREFIX, all_of
from aimonitor.domain.state import ProviderState
from aimonitor.insight.period_figures import PeriodFigures
from aimonitor.insight.type_totals import adds_up_alike, type_total, type_totals
from aimonitor.qtmodels.group_columns import GroupRow, group_columns
from aimonitor.qtmodels.records import RecordModel, Wording

_FONT = int(Qt.ItemDataRole.FontRole)


def type_of_key(key: str) -> str | None:
    """The type whose head has that key; None: it is a provider's."""
    return key.removeprefix(TYPE_PREFIX) if key.startswith(TYPE_PREFIX) else None


class GroupRows(RecordModel[GroupRow]):
    """A row a type, in any order: who shows them sorts them. `folded`: types whose rows are not shown."""

    def __init__(self, wording: Wording, titles: Mapping[str, str], parent: QObject | None = None) -> None:
        super().__init__(group_columns(dict(titles)), _key, wording, parent)
        self._figures: PeriodFigures | None = None
        self.folded: set[str] = set()

    def show_period(self, figures: PeriodFigures, titles: Mapping[str, str]) -> None:
        """Add up another period from now on."""
        self._figures = figures
        self.columns = group_columns(dict(titles))

    def add_up(self, states: Iterable[ProviderState]) -> None:
        """The totals of all types anew."""
        totals = type_totals(states, self._figures)
        self.set_records([GroupRow(total=one, folded=one.provider_type in self.folded) for one in totals])

    @staticmethod
    def is_alike(before: ProviderState | None, after: ProviderState) -> bool:
        """Whether a provider that changed leaves its head as it is."""
        return before is not None and adds_up_alike(before, after)

    def add_up_type(self, states: Iterable[ProviderState], provider_type: str) -> None:
        """The total of one type anew, after one of its providers changed."""
        members = [state for state in states if state.provider.provider_type == provider_type]
        if members:
            total = type_total(members, self._figures)
            self.upsert(GroupRow(total=total, folded=provider_type in self.folded))
        else:
            self.remove(all_of(provider_type))

    def has(self, provider_type: str) -> bool:
        """Whether that type has a head."""
        return all_of(provider_type) in self._rows

    def fold(self, provider_type: str, *, folded: bool) -> None:
        """Fold that type's providers away, or show them."""
        (self.folded.add if folded else self.folded.discard)(provider_type)
        row = self.record(all_of(provider_type))
        if row is not None:
            self.upsert(GroupRow(total=row.total, folded=folded))

    def type_at(self, row: int) -> str:
        """The type whose head stands in that row."""
        return self._records[row].total.provider_type

    def stand_below(self, model: QAbstractItemModel, start: Callable[[], int]) -> None:
        """Be the last rows of `model`, from `start()` on: what happens here is told there."""
        nowhere = QModelIndex()
        self.rowsAboutToBeInserted.connect(
            lambda _, first, last: model.beginInsertRows(nowhere, start() + first, start() + last)
        )
        self.rowsInserted.connect(lambda *_: model.endInsertRows())
        self.rowsAboutToBeRemoved.connect(
            lambda _, first, last: model.beginRemoveRows(nowhere, start() + first, start() + last)
        )
        self.rowsRemoved.connect(lambda *_: model.endRemoveRows())
        self.rowsAboutToBeMoved.connect(
            lambda _from, first, last, _to, row: model.beginMoveRows(
                nowhere, start() + first, start() + last, nowhere, start() + row
            )
        )
        self.rowsMoved.connect(lambda *_: model.endMoveRows())
        self.dataChanged.connect(
            lambda first, last, roles: model.dataChanged.emit(
                model.index(start() + first.row(), first.column()),
                model.index(start() + last.row(), last.column()),
                roles,
            )
        )

    def answer(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        """What a cell answers; a head is written bold."""
        if role == _FONT:
            font = QFont()
            font.setBold(True)
            return font
        return self.data(self.index(row, column), role)


def _key(row: GroupRow) -> str:
    return all_of(row.total.provider_type)
