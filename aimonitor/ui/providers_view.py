"""The provider table: selection, keys, columns, and a wish with an id for whatever is asked of a row."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from aimonitor.domain.state import ProviderState
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.providers import ProvidersModel, ProvidersProxy
from aimonitor.qtmodels.records import Role
from aimonitor.ui.column_fit import ColumnFit
from aimonitor.ui.columns_menu import ColumnsMenu
from aimonitor.ui.delegates.cell import CellDelegate
from aimonitor.ui.delegates.meter import MeterDelegate
from aimonitor.ui.delegates.sparkline import SparklineDelegate
from aimonitor.ui.delegates.status import StatusDelegate
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.menus import Actions, fill_provider_menu
from aimonitor.ui.tokens import ROW_HEIGHT

_ROW_LINES = 2.5
_PRECISION_ROWS = 20


class ProvidersView(QTableView):
    """The table. It changes nothing by itself: each wish is a signal that names the provider.

    Signals:
        selected(ProviderState | None): another row is current, or the current one changed.
        console_wanted(str), refresh_wanted(str), rename_wanted(str), replace_key_wanted(str),
        edit_wanted(str), remove_wanted(str), toggle_wanted(str, bool enabled), move_wanted(str, int)
        focus_marked(bool): the focus came by keyboard (show where it is), or left.
    """

    selected = Signal(object)
    console_wanted = Signal(str)
    refresh_wanted = Signal(str)
    rename_wanted = Signal(str)
    replace_key_wanted = Signal(str)
    edit_wanted = Signal(str)
    remove_wanted = Signal(str)
    toggle_wanted = Signal(str, bool)
    move_wanted = Signal(str, int)
    focus_marked = Signal(bool)

    def __init__(self, model: ProvidersModel, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bring_a_viewport()
        self.providers = model
        self.proxy = ProvidersProxy(model, self)
        self._actions = actions
        self._pending: str | None = None
        self._shows_everyone = False
        self._told: ProviderState | None = None
        self.nothing = ToneLabel(Tone.MUTED, parent=self.viewport())
        self._set_up_table()
        self._set_up_header()
        self._set_up_delegates()
        self._connect_model()
        self._connect_actions()
        self._scale()

    # --- set-up ---------------------------------------------------------------------------------

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
        self.doubleClicked.connect(lambda _index: self._actions.open_console.trigger())

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
        painted = {
            "name": StatusDelegate(self),
            "limit": MeterDelegate(self),
            "days": SparklineDelegate(self),
        }
        for column_id, delegate in painted.items():
            self.setItemDelegateForColumn(self.providers.column_of(column_id), delegate)

    def _connect_model(self) -> None:
        self.selectionModel().currentRowChanged.connect(self._row_changed)
        self.providers.dataChanged.connect(lambda *_: self._tell())
        self.providers.move_wanted.connect(self._move)
        for changed in (self.proxy.rowsInserted, self.proxy.rowsRemoved, self.proxy.modelReset):
            changed.connect(lambda *_: self._rows_changed())
        self._rows_changed()

    def _connect_actions(self) -> None:
        actions = self._actions
        wishes = {
            actions.open_console: self.console_wanted,
            actions.refresh_one: self.refresh_wanted,
            actions.rename: self.rename_wanted,
            actions.replace_key: self.replace_key_wanted,
            actions.edit: self.edit_wanted,
            actions.remove: self.remove_wanted,
        }
        for action, wish in wishes.items():
            action.triggered.connect(lambda _checked=False, wish=wish: self._wish(wish))
        actions.toggle.triggered.connect(self._toggle)
        actions.everyone.triggered.connect(self.select_everyone)
        actions.move_up.triggered.connect(lambda: self._step(-1))
        actions.move_down.triggered.connect(lambda: self._step(1))
        self.addActions(list(actions.of_provider))

    # --- selection ------------------------------------------------------------------------------

    def current(self) -> ProviderState | None:
        """The selected provider."""
        index = self.currentIndex()
        return self.providers.record(str(index.data(Role.KEY))) if index.isValid() else None

    def select_provider(self, provider_id: str) -> bool:
        """Select that row and show it; a row that is not there yet is selected when it comes."""
        row = self.providers.row_of(provider_id)
        index = self.proxy.mapFromSource(self.providers.index(row, 0)) if row is not None else None
        if index is None or not index.isValid():
            self._pending = provider_id
            return False
        self._pending, self._shows_everyone = None, False
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)
        return True

    @property
    def shows_everyone(self) -> bool:
        """Whether the user wants no row selected, so that the details are about all providers."""
        return self._shows_everyone

    def select_everyone(self) -> None:
        """Select no row; new rows do not change that."""
        self._pending, self._shows_everyone = None, True
        self.selectionModel().setCurrentIndex(QModelIndex(), QItemSelectionModel.SelectionFlag.Clear)
        self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Below the last row nobody is selected."""
        if (
            event.button() is Qt.MouseButton.LeftButton
            and not self.indexAt(event.position().toPoint()).isValid()
        ):
            self.select_everyone()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape selects no row."""
        if event.key() == Qt.Key.Key_Escape and self.currentIndex().isValid():
            self.select_everyone()
        else:
            super().keyPressEvent(event)

    def set_filter(self, text: str) -> None:
        """Show the rows that contain every word of `text`; an empty result says so."""
        before = self.current()
        self.proxy.set_filter(text)
        self.nothing.setText(f"No provider matches “{text.strip()}”. Press Escape in the filter to see all.")
        self._rows_changed()
        if before is not None and self.current() is None:
            self.select_provider(before.provider.id)

    def _rows_changed(self) -> None:
        if self._pending is not None:
            self.select_provider(self._pending)
        if self.proxy.rowCount() and not self.currentIndex().isValid() and not self._shows_everyone:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(self.proxy.index(0, 0), flags)
        self.nothing.setVisible(self.providers.rowCount() > 0 and self.proxy.rowCount() == 0)
        self._tell()

    def _row_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._shows_everyone = False
        self._tell()

    def _tell(self) -> None:
        state = self.current()
        if state is self._told:
            return
        self._told = state
        self._actions.show_provider(state)
        self.selected.emit(state)

    # --- wishes ---------------------------------------------------------------------------------

    def _wish(self, wish: object) -> None:
        state = self.current()
        if state is not None:
            wish.emit(state.provider.id)  # type: ignore[attr-defined]

    def _toggle(self) -> None:
        state = self.current()
        if state is not None:
            self.toggle_wanted.emit(state.provider.id, not state.provider.enabled)

    def _step(self, step: int) -> None:
        state = self.current()
        row = self.providers.row_of(state.provider.id) if state else None
        if state is not None and row is not None and 0 <= row + step < self.providers.rowCount():
            self._move(state.provider.id, row + step)

    def _move(self, provider_id: str, position: int) -> None:
        """The own order is seen only unsorted: show it, then wish."""
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.move_wanted.emit(provider_id, position)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the row under the pointer, or with the selected one by keyboard."""
        if not self.currentIndex().isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_provider_menu(menu, self._actions)
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        menu.popup(at if by_key else event.globalPos())

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
