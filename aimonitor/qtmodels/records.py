"""A table of records whose columns are declared as data, and that changes cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QGuiApplication

from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.format import isolated, plain_tooltip

R = TypeVar("R")
Cell = Mapping[int, Any]
"""What a cell answers, by role; made once per change of its record, so that painting only looks up."""
AnyIndex = QModelIndex | QPersistentModelIndex

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NO_INDEX = QModelIndex()


class Role(IntEnum):
    """Roles beyond Qt's own.

    SORT: the native value (None: unknown). TONE: a `Tone`. VALUE: what a delegate paints.
    KEY: the record's key. SEARCH: text that a filter looks into.
    """

    SORT = Qt.ItemDataRole.UserRole + 1
    TONE = Qt.ItemDataRole.UserRole + 2
    VALUE = Qt.ItemDataRole.UserRole + 3
    KEY = Qt.ItemDataRole.UserRole + 4
    SEARCH = Qt.ItemDataRole.UserRole + 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What words depend on beside the record. `decimals` None: the currency's own number of them."""

    locale: QLocale
    now: datetime
    decimals: int | None = None


def _is_mirrored() -> bool:
    return QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft


def _no_text(_record: object, _wording: Wording) -> str:
    return ""


def _normal(_record: object, _wording: Wording) -> Tone:
    return Tone.NORMAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[R]):
    """One column. Tooltips are plain text; `accessible` is what a screen reader says (default: the text).

    `sort` gives the native value, None for unknown (always last). `value` is what a delegate paints.
    """

    id: str
    title: str
    text: Callable[[R, Wording], str]
    sort: Callable[[R], Any]
    tooltip: Callable[[R, Wording], str] = _no_text
    accessible: Callable[[R, Wording], str] | None = None
    tone: Callable[[R, Wording], Tone] = _normal
    value: Callable[[R, Wording], Any] | None = None
    align: Qt.AlignmentFlag = LEFT
    hint: str = ""

    def cell(self, record: R, wording: Wording) -> dict[int, Any]:
        """All that the cell of `record` answers, by role."""
        text = self.text(record, wording)
        cell: dict[int, Any] = {
            Qt.ItemDataRole.DisplayRole: text,
            Qt.ItemDataRole.TextAlignmentRole: self.align,
            Qt.ItemDataRole.ToolTipRole: plain_tooltip(self.tooltip(record, wording)),
            Qt.ItemDataRole.AccessibleTextRole: self.accessible(record, wording) if self.accessible else text,
            Role.SORT: self.sort(record),
            Role.TONE: self.tone(record, wording),
        }
        if self.value is not None:
            cell[Role.VALUE] = self.value(record, wording)
        return cell


class RecordModel(QAbstractTableModel, Generic[R]):
    """Records in rows, found by their key; never reset, so that selection and scroll survive.

    Signals:
        those of QAbstractTableModel; dataChanged names single cells and the roles that differ.
    """

    def __init__(
        self,
        columns: tuple[Column[R], ...],
        key: Callable[[R], str],
        wording: Wording,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self._key = key
        self._wording = wording
        self._records: list[R] = []
        self._cells: list[list[dict[int, Any]]] = []
        self._rows: dict[str, int] = {}

    # --- what Qt asks ---------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        """The number of records."""
        return 0 if parent.isValid() else len(self._records)

    def columnCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        """The number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """A look-up: the cell was made when its record came."""
        if not index.isValid():
            return None
        if role == Role.KEY:
            return self._key(self._records[index.row()])
        return self._cells[index.row()][index.column()].get(role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401
        """Titles, aligned as their columns; the hint as tooltip."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        answers: dict[int, Any] = {
            Qt.ItemDataRole.DisplayRole: isolated(column.title) if _is_mirrored() else column.title,
            Qt.ItemDataRole.TextAlignmentRole: column.align,
            Qt.ItemDataRole.ToolTipRole: plain_tooltip(column.hint) or None,
            Qt.ItemDataRole.AccessibleTextRole: column.title,
        }
        return answers.get(role)

    # --- records --------------------------------------------------------------------------------

    @property
    def wording(self) -> Wording:
        """Locale, decimals and the moment that ages are counted to."""
        return self._wording

    @property
    def records(self) -> tuple[R, ...]:
        """All records, in the order of the rows."""
        return tuple(self._records)

    def record(self, key: str) -> R | None:
        """The record of that key."""
        row = self._rows.get(key)
        return None if row is None else self._records[row]

    def row_of(self, key: str) -> int | None:
        """The row of that key."""
        return self._rows.get(key)

    def sort_value(self, row: int, column: int) -> Any:  # noqa: ANN401
        """The native value of a cell, straight from Python: a proxy asks this for each comparison."""
        return self._cells[row][column][Role.SORT]

    def column_of(self, column_id: str) -> int:
        """The place of the column of that id. Raises KeyError."""
        for place, column in enumerate(self.columns):
            if column.id == column_id:
                return place
        raise KeyError(column_id)

    def upsert(self, record: R) -> None:
        """Add `record` at the end, or change the cells of its row that differ."""
        row = self._rows.get(self._key(record))
        if row is None:
            row = len(self._records)
            self.beginInsertRows(QModelIndex(), row, row)
            self._records.append(record)
            self._cells.append(self._made(record))
            self._rows[self._key(record)] = row
            self.endInsertRows()
            return
        self._records[row] = record
        self._replace_cells(row)

    def set_records(self, records: Iterable[R]) -> None:
        """Exactly these records in this order, reached by single steps."""
        wanted = list(records)
        keys = {self._key(record) for record in wanted}
        for key in [key for key in self._rows if key not in keys]:
            self.remove(key)
        for record in wanted:
            self.upsert(record)
        self.reorder([self._key(record) for record in wanted])

    def remove(self, key: str) -> None:
        """Remove the record of that key, if it is there."""
        row = self._rows.get(key)
        if row is None:
            return
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._records[row], self._cells[row]
        self._number_rows()
        self.endRemoveRows()

    def reorder(self, keys: Iterable[str]) -> None:
        """Put the records of `keys` first, in that order; one move a record that is out of place."""
        place = 0
        for key in keys:
            row = self._rows.get(key)
            if row is None:
                continue
            if row > place:
                self._move(row, place)
            place += 1

    def set_wording(self, wording: Wording) -> None:
        """Other words for the same records: a new moment, locale or number of decimals."""
        self.use_wording(wording)
        for row in range(len(self._records)):
            self._replace_cells(row)

    def use_wording(self, wording: Wording) -> None:
        """The same, but only for records that change from now on."""
        self._wording = wording

    # --- within ---------------------------------------------------------------------------------

    def _move(self, row: int, place: int) -> None:
        self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), place)
        self._records.insert(place, self._records.pop(row))
        self._cells.insert(place, self._cells.pop(row))
        self._number_rows()
        self.endMoveRows()

    def _number_rows(self) -> None:
        self._rows = {self._key(record): row for row, record in enumerate(self._records)}

    def _made(self, record: R) -> list[dict[int, Any]]:
        return [column.cell(record, self._wording) for column in self.columns]

    def _replace_cells(self, row: int) -> None:
        before, after = self._cells[row], self._made(self._records[row])
        self._cells[row] = after
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            roles = [role for role in new.keys() | old.keys() if old.get(role) != new.get(role)]
            if roles:
                index = self.index(row, place)
                self.dataChanged.emit(index, index, [int(role) for role in roles])
