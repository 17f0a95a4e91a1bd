"""A table of records whose columns are declared as data, and that changes cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import IntEnum
from typing import Any, Generic, TypeVar

from msgspec import Struct
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
from aimonitor.qtmodels.shown_text import isolated, plain_tooltip

R = TypeVar("R")
Cell = dict[int, Any]
"""What a cell has answered, by role: worked out when first asked for, then only looked up."""
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


_TEXT = int(Qt.ItemDataRole.DisplayRole)
_SORT = int(Role.SORT)


class Wording(Struct, frozen=True, kw_only=True):
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


class Column(Struct, Generic[R], frozen=True, kw_only=True):
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

    def answer(self, role: int, record: R, wording: Wording) -> Any:  # noqa: ANN401
        """What the cell of `record` answers for a role of `ANSWERED`."""
        return ANSWERED[role](self, record, wording)


ANSWERED: Mapping[int, Callable[[Column[Any], Any, Wording], Any]] = {
    int(Qt.ItemDataRole.DisplayRole): lambda column, record, wording: column.text(record, wording),
    int(Qt.ItemDataRole.TextAlignmentRole): lambda column, _record, _wording: column.align,
    int(Qt.ItemDataRole.ToolTipRole): lambda column, record, wording: plain_tooltip(
        column.tooltip(record, wording)
    ),
    int(Qt.ItemDataRole.AccessibleTextRole): lambda column, record, wording: (
        column.accessible or column.text
    )(record, wording),
    int(Role.SORT): lambda column, record, _wording: column.sort(record),
    int(Role.TONE): lambda column, record, wording: column.tone(record, wording),
    int(Role.VALUE): lambda column, record, wording: (
        column.value(record, wording) if column.value is not None else None
    ),
}
"""How a column answers for each role."""


class RecordModel(QAbstractTableModel, Generic[R]):
    """Records in rows, found by their key; never reset, so that selection and scroll survive.

    Signals:
        those of QAbstractTableModel; dataChanged names single cells, and the roles whose answers
        differ from those given before.
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
        self._cells: list[list[Cell]] = []
        self._rows: dict[str, int] = {}

    # --- what Qt asks ---------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        """The number of records."""
        return 0 if parent.isValid() else len(self._records)

    def columnCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        """The number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """A look-up, but for the first time that a role of a cell is asked for."""
        if not index.isValid():
            return None
        row, place = index.row(), index.column()
        if role == Role.KEY:
            return self._key(self._records[row])
        return self._answer(row, place, role) if role in ANSWERED else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401
        """Titles, aligned as their columns; the hint as tooltip."""
        is_title = orientation is Qt.Orientation.Horizontal and 0 <= section < len(self.columns)
        if not is_title or role not in ANSWERED:
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
        return self._answer(row, column, _SORT)

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
            self._append([record])
            return
        for place in range(len(self.columns)):  # a sorted or filtered view must hear of every change
            self._answer(row, place, _TEXT)
            self._answer(row, place, _SORT)
        self._records[row] = record
        self._answer_anew(row)

    def set_records(self, records: Iterable[R]) -> None:
        """Exactly these records in this order, reached by single steps."""
        wanted = {self._key(record): record for record in records}
        for key in [key for key in map(self._key, reversed(self._records)) if key not in wanted]:
            self.remove(key)
        new = [record for key, record in wanted.items() if key not in self._rows]
        for key in list(self._rows):
            self.upsert(wanted[key])
        self._append(new)
        self.reorder(wanted)

    def remove(self, key: str) -> None:
        """Remove the record of that key, if it is there."""
        row = self._rows.get(key)
        if row is None:
            return
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._records[row], self._cells[row], self._rows[key]
        self._number_rows(row)
        self.endRemoveRows()

    def reorder(self, keys: Iterable[str]) -> None:
        """Put the records of `keys` first, in that order; one move a record that is out of place.

        Where one record alone is in the way of all that follow, it is the one that moves.
        """
        order = [key for key in dict.fromkeys(keys) if key in self._rows]
        targets = {key: place for place, key in enumerate(order)}
        for place, key in enumerate(order):
            if self._rows[key] == place + 1:
                in_the_way = targets.get(self._key(self._records[place]), place + 1)
                self._move(place, in_the_way)
            elif self._rows[key] > place:
                self._move(self._rows[key], place)

    def set_wording(self, wording: Wording) -> None:
        """Other words for the same records: a new moment, locale or number of decimals."""
        self.use_wording(wording)
        for row in range(len(self._records)):
            self._answer_anew(row)

    def use_wording(self, wording: Wording) -> None:
        """The same, but only for records that change from now on."""
        self._wording = wording

    # --- within ---------------------------------------------------------------------------------

    def _append(self, records: list[R]) -> None:
        if not records:
            return
        row = len(self._records)
        self.beginInsertRows(QModelIndex(), row, row + len(records) - 1)
        for record in records:
            self._rows[self._key(record)] = len(self._records)
            self._records.append(record)
            self._cells.append([{} for _ in self.columns])
        self.endInsertRows()

    def _move(self, row: int, place: int) -> None:
        before = place if place < row else place + 1  # Qt counts as if the row still stood there
        self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), before)
        self._records.insert(place, self._records.pop(row))
        self._cells.insert(place, self._cells.pop(row))
        self._number_rows(min(row, place), max(row, place) + 1)
        self.endMoveRows()

    def _number_rows(self, first: int, end: int | None = None) -> None:
        """Those from `first` up to `end`: the others stand where they stood."""
        for row, record in enumerate(self._records[first:end], first):
            self._rows[self._key(record)] = row

    def _answer(self, row: int, place: int, role: int) -> Any:  # noqa: ANN401
        cell = self._cells[row][place]
        if role not in cell:
            cell[role] = self.columns[place].answer(role, self._records[row], self._wording)
        return cell[role]

    def _answer_anew(self, row: int) -> None:
        """Say which of the answers given so far differ now; nobody needs to hear of the others."""
        for place, (column, cell) in enumerate(zip(self.columns, self._cells[row], strict=True)):
            after = {role: column.answer(role, self._records[row], self._wording) for role in cell}
            roles = [role for role, answer in after.items() if answer != cell[role]]
            self._cells[row][place] = after
            if roles:
                index = self.index(row, place)
                self.dataChanged.emit(index, index, roles)
