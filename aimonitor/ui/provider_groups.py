"""The provider table in groups: heads that fold, by mouse and by keyboard. Imported when first grouped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QMenu

from aimonitor.domain.history import all_of
from aimonitor.insight.type_totals import TypeTotal
from aimonitor.qtmodels.group_order import GroupOrder
from aimonitor.qtmodels.group_rows import GroupRows, type_of_key
from aimonitor.qtmodels.records import Role

if TYPE_CHECKING:
    from aimonitor.ui.providers_view import ProvidersView

_TOGGLES = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ProviderGroups(QObject):
    """Groups the rows of `view` by provider type, until `leave`."""

    def __init__(self, view: ProvidersView, folded: Iterable[str] = ()) -> None:
        super().__init__(view)
        self._view = view
        self._model = view.providers
        self.heads = GroupRows(self._model.wording, self._model.titles, self)
        self.heads.folded.update(folded)
        self.order = GroupOrder(self._model, self.heads)
        view.proxy.use_order(self.order)
        self._model.show_heads(self.heads)
        self._sort()
        view.doubleClicked.connect(self._toggle_at)

    def leave(self) -> None:
        """One list again; what is selected stays so, where it is a provider."""
        self._view.doubleClicked.disconnect(self._toggle_at)
        self._view.proxy.use_order(None)
        self._model.show_heads(None)
        self._sort()
        self.deleteLater()

    def _sort(self) -> None:
        header = self._view.horizontalHeader()
        self._view.proxy.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())
        self._view.proxy.invalidate()

    # --- which group ----------------------------------------------------------------------------

    def total_at(self, index: QModelIndex) -> TypeTotal | None:
        """The totals of the group whose head is there; None: there is no head."""
        row = self.heads.record(str(index.data(Role.KEY))) if index.isValid() else None
        return None if row is None else row.total

    def _type_at(self, index: QModelIndex) -> str:
        key = str(index.data(Role.KEY))
        state = self._model.record(key)
        return type_of_key(key) or (state.provider.provider_type if state is not None else "")

    # --- folding --------------------------------------------------------------------------------

    def fold(self, provider_type: str, *, folded: bool) -> None:
        """Fold that group, or unfold it; who was selected in it gives way to its head."""
        current = self._view.currentIndex()
        is_inside = current.isValid() and self._type_at(current) == provider_type
        if folded and is_inside and self.total_at(current) is None:
            self._view.select_provider(all_of(provider_type))
        self.heads.fold(provider_type, folded=folded)
        self._view.proxy.filter_anew()

    def fold_all(self, *, folded: bool) -> None:
        """Fold or unfold every group."""
        for row in self.heads.records:
            self.fold(row.total.provider_type, folded=folded)

    def unfold_for(self, provider_id: str) -> None:
        """Unfold the group of a provider that is to be seen."""
        state = self._model.record(provider_id)
        if state is not None and state.provider.provider_type in self.heads.folded:
            self.fold(state.provider.provider_type, folded=False)

    def _toggle_at(self, index: QModelIndex) -> None:
        total = self.total_at(index)
        if total is not None:
            self.fold(total.provider_type, folded=total.provider_type not in self.heads.folded)

    def paint_grounds(self) -> None:
        """Behind the cells of each head in sight: a style sheet leaves none to the model."""
        view = self._view
        painter = QPainter(view.viewport())
        ground = view.palette().brush(QPalette.ColorRole.AlternateBase)
        for row in range(max(0, view.rowAt(0)), view.proxy.rowCount()):
            top, height = view.rowViewportPosition(row), view.rowHeight(row)
            if top > view.viewport().height():
                break
            if self.total_at(view.proxy.index(row, 0)) is not None:
                painter.fillRect(0, top, view.viewport().width(), height, ground)
        painter.end()

    # --- keys and menu --------------------------------------------------------------------------

    def takes_key(self, event: QKeyEvent) -> bool:
        """Left folds or goes to the head, Right unfolds or goes to the first provider; whether it was one.

        Space and Enter on a head do the one that is possible.
        """
        index, key = self._view.currentIndex(), event.key()
        if not index.isValid() or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        closing, opening = Qt.Key.Key_Left, Qt.Key.Key_Right
        if self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            closing, opening = opening, closing
        total = self.total_at(index)
        if key == closing:
            self._close(index, total)
        elif key == opening:
            self._open(index, total)
        elif key in _TOGGLES and total is not None:
            self._toggle_at(index)
        else:
            return False
        return True

    def _close(self, index: QModelIndex, total: TypeTotal | None) -> None:
        if total is None:
            self._view.select_provider(all_of(self._type_at(index)))
        else:
            self.fold(total.provider_type, folded=True)

    def _open(self, index: QModelIndex, total: TypeTotal | None) -> None:
        if total is None:
            return
        if total.provider_type in self.heads.folded:
            self.fold(total.provider_type, folded=False)
            return
        below = index.siblingAtRow(index.row() + 1)
        if below.isValid():
            self._view.select_provider(str(below.data(Role.KEY)))

    def fill_menu(self, menu: QMenu) -> None:
        """What can be done with groups."""
        total = self.total_at(self._view.currentIndex())
        if total is not None:
            folded = total.provider_type in self.heads.folded
            menu.addAction(
                "&Expand" if folded else "&Collapse",
                lambda: self.fold(total.provider_type, folded=not folded),
            )
        menu.addAction("E&xpand all groups", lambda: self.fold_all(folded=False))
        menu.addAction("Co&llapse all groups", lambda: self.fold_all(folded=True))
