"""The provider table as a widget: its columns, rows and painted cells, and how they follow font and width."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.providers import ProvidersModel
from aimonitor.qtmodels.providers_proxy import ProvidersProxy
from aimonitor.ui.column_fit import ColumnFit
from aimonitor.ui.columns_menu import ColumnsMenu
from aimonitor.ui.delegates.cell import CellDelegate
from aimonitor.ui.delegates.meter import MeterDelegate
from aimonitor.ui.delegates.sparkline import SparklineDelegate
from aimonitor.ui.delegates.status import StatusDelegate
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.tokens import ROW_HEIGHT

_ROW_LINES = 2.5
_PRECISION_ROWS = 20


class ProvidersTable(QTableView):
    """Shows the rows of `model`, sorted and filtered by `proxy`.

    Signals:
        focus_marked(bool): the focus came by keyboard (show where it is), or left.
    """

    focus_marked = Signal(bool)

    def __init__(self, model: ProvidersModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bring_a_viewport()
        self.providers = model
        self.proxy = ProvidersProxy(model, self)
        self.nothing = ToneLabel(Tone.MUTED, parent=self.viewport())
        self._set_up_table()
        self._set_up_header()
        self._set_up_delegates()
        self._scale()

    def _bring_a_viewport(self) -> None:
        """As Qt's own, but known to Python: else PySide6 makes every widget class to find out what it is."""
        viewport = QWidget()
        viewport.setBackgroundRole(QPalette.ColorRole.Base)
        viewport.setAutoFillBackground(True)
        self.setViewport(viewport)

    def _set_up_table(self) -> None:
        self.setModel(self.proxy)
        self.setAccessibleName("Providers")
        self.setAccessibleDescription("One row a provider. Enter opens its web console, F2 renames it.")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.nothing.hide()

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(_PRECISION_ROWS)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.setAccessibleName("Columns")
        ids = tuple(column.id for column in self.providers.columns)
        self.fit = ColumnFit(self, ids)
        self.setSortingEnabled(True)
        self.columns_menu = ColumnsMenu(self, ids)
        self.columns_menu.reset_wanted.connect(self.reset_columns)
        header.customContextMenuRequested.connect(self.columns_menu.open_at)

    def _set_up_delegates(self) -> None:
        self.setItemDelegate(CellDelegate(self))
        self.names = StatusDelegate(self)
        painted = {
            "name": self.names,
            "limit": MeterDelegate(self),
            "days": SparklineDelegate(self),
        }
        for column_id, delegate in painted.items():
            self.setItemDelegateForColumn(self.providers.column_of(column_id), delegate)

    def reset_columns(self) -> None:
        """All columns, in their first order and width, in the user's own order of rows."""
        header = self.horizontalHeader()
        for place in range(header.count()):
            self.showColumn(place)
            header.moveSection(header.visualIndex(place), place)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.fit.reset()

    def _scale(self) -> None:
        height = max(ROW_HEIGHT, round(self.fontMetrics().height() * _ROW_LINES))
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.fit.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Rows and columns grow with the font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "nothing"):
            self._scale()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever came by keyboard is shown where the focus is; a click shows it by the row."""
        super().focusInEvent(event)
        reasons = Qt.FocusReason
        by_key = {reasons.TabFocusReason, reasons.BacktabFocusReason, reasons.ShortcutFocusReason}
        self.focus_marked.emit(event.reason() in by_key)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No mark without the focus."""
        super().focusOutEvent(event)
        self.focus_marked.emit(False)  # noqa: FBT003 - a signal's argument

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All columns stay in sight, and the words about an empty result in the middle."""
        super().resizeEvent(event)
        self.fit.fit()
        self.nothing.setGeometry(self.viewport().rect())
