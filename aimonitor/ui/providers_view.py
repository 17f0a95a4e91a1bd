"""The provider table: selection, keys, columns, and a wish with an id for whatever is asked of a row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from aimonitor.domain.state import ProviderState
from aimonitor.qtmodels.providers import ProvidersModel
from aimonitor.qtmodels.records import Role
from aimonitor.ui.menus import Actions, fill_provider_menu
from aimonitor.ui.providers_table import ProvidersTable

if TYPE_CHECKING:
    from aimonitor.insight.type_totals import TypeTotal
    from aimonitor.ui.provider_groups import ProviderGroups


class ProvidersView(ProvidersTable):
    """The table. It changes nothing by itself: each wish is a signal that names the provider.

    Signals:
        selected(ProviderState | None): another row is current, or the current one changed.
        group_selected(TypeTotal | None): before it, whether that row is the head of a group.
        console_wanted(str), refresh_wanted(str), rename_wanted(str), replace_key_wanted(str),
        edit_wanted(str), remove_wanted(str), toggle_wanted(str, bool enabled), move_wanted(str, int)
    """

    selected = Signal(object)
    group_selected = Signal(object)
    console_wanted = Signal(str)
    refresh_wanted = Signal(str)
    rename_wanted = Signal(str)
    replace_key_wanted = Signal(str)
    edit_wanted = Signal(str)
    remove_wanted = Signal(str)
    toggle_wanted = Signal(str, bool)
    move_wanted = Signal(str, int)

    def __init__(self, model: ProvidersModel, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._actions = actions
        self._pending: str | None = None
        self._shows_everyone = False
        self._told: tuple[ProviderState | None, str] = (None, "")
        self.groups: ProviderGroups | None = None
        self._connect_model()
        self._connect_actions()

    # --- set-up ---------------------------------------------------------------------------------

    def _connect_model(self) -> None:
        self.doubleClicked.connect(lambda _index: self._actions.open_console.trigger())
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
        actions.grouped.toggled.connect(self.set_grouped)
        actions.move_up.triggered.connect(lambda: self._step(-1))
        actions.move_down.triggered.connect(lambda: self._step(1))
        self.addActions(list(actions.of_provider))

    def set_grouped(self, grouped: bool, folded: Iterable[str] = ()) -> None:  # noqa: FBT001  a signal's shape
        """Show the rows in groups by provider type, those of `folded` types folded away; or as one list."""
        if grouped and self.groups is None:
            from aimonitor.ui.provider_groups import ProviderGroups  # noqa: PLC0415  not before it is wanted

            self.groups = ProviderGroups(self, folded)
        elif not grouped and self.groups is not None:
            groups, self.groups = self.groups, None
            groups.leave()
        self.names.grouped = grouped
        self.viewport().update()
        self._actions.grouped.setChecked(grouped)
        self._rows_changed()
        self.scrollTo(self.currentIndex())

    # --- selection ------------------------------------------------------------------------------

    def current(self) -> ProviderState | None:
        """The selected provider."""
        index = self.currentIndex()
        return self.providers.record(str(index.data(Role.KEY))) if index.isValid() else None

    @property
    def current_key(self) -> str:
        """The key of the selected row, of a provider or of a group; "" for none."""
        index = self.currentIndex()
        return str(index.data(Role.KEY)) if index.isValid() else ""

    def current_group(self) -> TypeTotal | None:
        """The totals of the group whose head is selected."""
        return self.groups.total_at(self.currentIndex()) if self.groups is not None else None

    def select_provider(self, provider_id: str) -> bool:
        """Select that row and show it; a row that is not there yet is selected when it comes."""
        if self.groups is not None:
            self.groups.unfold_for(provider_id)
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
        self.setCurrentIndex(QModelIndex())  # else Qt takes the first row with the focus, and marks none
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
        """Escape selects no row, Home and End the first and the last; groups have keys of their own."""
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.proxy.rowCount() - 1}
        if self.groups is not None and self.groups.takes_key(event):
            event.accept()
        elif event.key() == Qt.Key.Key_Escape and self.currentIndex().isValid():
            self.select_everyone()
        elif event.key() in ends and not event.modifiers():
            self.setCurrentIndex(
                self.proxy.index(ends[Qt.Key(event.key())], max(0, self.currentIndex().column()))
            )
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
        state, total = self.current(), self.current_group()
        kind = total.provider_type if total is not None else ""
        if (state, kind) == self._told:
            return
        self._told = (state, kind)
        self._actions.show_provider(state)
        self.group_selected.emit(total)
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
        if state is None:
            return
        if self.groups is not None:
            position = self.groups.order.neighbour(state.provider.id, step)
        else:
            position = self.providers.neighbour(state.provider.id, step)
        if position is not None:
            self._move(state.provider.id, position)

    def _move(self, provider_id: str, position: int) -> None:
        """The own order is seen only unsorted: show it, then wish."""
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.move_wanted.emit(provider_id, position)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Heads have a ground of their own."""
        if self.groups is not None:
            self.groups.paint_grounds()
        super().paintEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the row under the pointer, or with the selected one by keyboard."""
        if not self.currentIndex().isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.current() is not None:
            fill_provider_menu(menu, self._actions)
            menu.addSeparator()
        menu.addAction(self._actions.grouped)
        if self.groups is not None:
            self.groups.fill_menu(menu)
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        menu.popup(at if by_key else event.globalPos())
