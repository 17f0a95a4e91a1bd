"""A sortable table with a sentence above it, or in its place: models, limits and polls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.records import R, RecordModel
from aimonitor.qtmodels.sorted_records import SortedRecords
from aimonitor.ui.delegates.cell import CellDelegate
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4

_MEASURED_ROWS = 40
_ROW_FACTOR = 1.7
_ITSELF = 2
_WIDE_LETTERS = 130
LEAST_LETTERS = 14
"""So many of the column that has the room that is left are seen, where none is left."""
_ACROSS, _DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class TablePage(QWidget, Generic[R]):
    """The records of `model`; sorting, selection and scroll stay while records change."""

    def __init__(self, name: str, model: RecordModel[R], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.sorted = SortedRecords(model, self)
        self.note = ToneLabel(Tone.MUTED, wraps=True)
        self.words = ToneLabel(Tone.MUTED, wraps=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.table = self._table(name)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        layout.setSpacing(SPACE_1)
        layout.addWidget(self.note)
        self._wants_beside = False
        self._stretched: int | None = None
        self._body = QBoxLayout(_DOWN)
        self._body.setSpacing(SPACE_4)
        self._body.addWidget(self._stack, 1)
        layout.addLayout(self._body, 1)
        self.note.hide()

    def _table(self, name: str) -> QTableView:
        table = QTableView(self)
        table.setAccessibleName(name)
        table.setModel(self.sorted)
        table.setItemDelegate(CellDelegate(table))
        table.setSortingEnabled(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = table.verticalHeader()
        rows.hide()
        rows.setDefaultSectionSize(round(self.fontMetrics().height() * _ROW_FACTOR))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(_MEASURED_ROWS)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        return table

    def add_beside(self, part: QWidget) -> None:
        """Something that goes with it: below it, or beside it where `set_beside` wants that."""
        self._body.addWidget(part)

    def set_beside(self, wanted: bool) -> None:  # noqa: FBT001  a signal's shape
        """Whether what goes with it stands beside it where there is room, or needs a line below."""
        self._wants_beside = wanted
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what goes with it where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= self.fontMetrics().averageCharWidth() * _WIDE_LETTERS
        across = wide and self._wants_beside
        self._body.setDirection(_ACROSS if across else _DOWN)
        self._body.setStretch(0, _ITSELF if across else 1)
        self._body.setStretch(1, 1 if self._wants_beside else 0)

    def stretch(self, column_id: str) -> None:
        """Let that column have the room that is left, but never less than some letters."""
        self._stretched = self.model.column_of(column_id)
        self.table.viewport().installEventFilter(self)
        self.table.horizontalHeader().sectionResized.connect(self._fit)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The table has another width."""
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self, changed: int | None = None) -> None:
        column, header = self._stretched, self.table.horizontalHeader()
        if column is None or column == changed:
            return
        left = self.table.viewport().width() - header.length() + header.sectionSize(column)
        least = self.fontMetrics().averageCharWidth() * LEAST_LETTERS
        if left >= least:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        else:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, least)

    def hide_column(self, column_id: str, *, hidden: bool) -> None:
        """Leave out a column that says nothing."""
        self.table.setColumnHidden(self.model.column_of(column_id), hidden)

    def sort_by(self, column_id: str, order: Qt.SortOrder) -> None:
        """Sort by that column until the user chooses another."""
        self.table.sortByColumn(self.model.column_of(column_id), order)

    def set_note(self, words: str) -> None:
        """The sentence above; "" for none."""
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def show_records(self, records: Iterable[R], empty: str) -> None:
        """Show these; `empty` is said where there are none."""
        self.model.set_records(records)
        if self.model.rowCount():
            self._stack.setCurrentWidget(self.table)
        else:
            self.show_words(empty)

    def show_words(self, words: str) -> None:
        """A sentence in place of the table."""
        self.words.setText(words)
        self._stack.setCurrentWidget(self.words)
