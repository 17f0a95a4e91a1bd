"""The main window: it builds its parts and names them; what they are told comes from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QLocale, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from aimonitor import resources
from aimonitor.domain.state import Dashboard, ProviderState
from aimonitor.qtmodels.format import default_locale
from aimonitor.qtmodels.providers import FEW_ROWS, TOGETHER_MS, ProvidersModel
from aimonitor.qtmodels.records import Role, Wording
from aimonitor.ui.banner import BannerArea
from aimonitor.ui.menus import Actions, fill_menu_bar
from aimonitor.ui.panel import mark_focus, panel
from aimonitor.ui.providers_view import ProvidersView
from aimonitor.ui.row_splitter import RowSplitter
from aimonitor.ui.status_bar import StatusBar
from aimonitor.ui.summary import SummaryCards
from aimonitor.ui.theme import Theme
from aimonitor.ui.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from aimonitor.ui.toolbar import Toolbar

_TITLE = "AIMonitor"
SIZE = (1180, 760)
"""As large as the design, where the screen has room for it."""
_AGES_EVERY_MS = 30_000
_PAGES = 2
"""The first run's, and the dashboard; a third stands there only while it is not known which it will be."""
_FRAME = (8, 40)
_SPARE = 200
_LOW_LINES, _LOW = 20, 150
"""As many lines of text, and dots beside them, need all parts one below the other."""
_MARGIN = SPACE_3 + 2


def _utc_now() -> datetime:
    return datetime.now(UTC)


class MainWindow(QMainWindow):
    """Toolbar, banners, cards, table over details, status bar; or the first-run page.

    `close_hides` True: closing emits `close_wanted` and leaves the rest to whoever listens.

    Signals:
        provider_selected(ProviderState | None), close_wanted(), activated(), shown(bool visible)
    """

    provider_selected = Signal(object)
    close_wanted = Signal()
    activated = Signal()
    shown = Signal(bool)

    def __init__(
        self,
        actions: Actions,
        theme: Theme,
        details: QWidget,
        first_run: QWidget,
        *,
        now: Callable[[], datetime] = _utc_now,
        locale: QLocale | None = None,
    ) -> None:
        super().__init__()
        self.app_actions, self.theme, self.details, self.first_run = actions, theme, details, first_run
        self.close_hides = False
        self._has_pictures = False
        self._now = now
        locale = locale or default_locale()
        self.model = ProvidersModel(Wording(locale=locale, now=now()), self)
        self.toolbar = Toolbar(actions)
        self.banners = BannerArea()
        self.cards = SummaryCards(locale=locale)
        self.view = ProvidersView(self.model, actions)
        self.status = StatusBar(now, locale=locale)
        self.table_panel = panel(self.view)
        self.splitter = RowSplitter(self.table_panel, self.view, details)
        self.stack = QStackedWidget()
        self._ages = QTimer(self)
        self._ages.setInterval(_AGES_EVERY_MS)
        self._ordering = QTimer(self)
        self._ordering.setSingleShot(True)
        self._ordering.setInterval(TOGETHER_MS)
        self._build()
        self._connect()
        self._show_filled()

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setObjectName("MainWindow")
        self.setWindowTitle(_TITLE)
        self.resize(*SIZE)
        fill_menu_bar(self.menuBar(), self.app_actions, self.view.columns_menu)
        self.splitter.setHandleWidth(SPACE_1 + 1)
        self.stack.addWidget(self.first_run)
        self.stack.addWidget(self._dashboard_page())
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(_MARGIN, SPACE_2, _MARGIN, 0)
        column.setSpacing(SPACE_2 + 2)
        column.addWidget(self.banners)
        column.addWidget(self.stack, 1)
        self.setCentralWidget(central)
        self.setStatusBar(self.status)

    def _dashboard_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2 + 2)
        column.addWidget(self.toolbar)
        column.addWidget(self.cards)
        column.addWidget(self.splitter, 1)
        return page

    def _connect(self) -> None:
        self.toolbar.filter_changed.connect(self.view.set_filter)
        self.toolbar.leave_filter.connect(lambda: self.view.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.cards.attention_clicked.connect(self._go_to)
        self.view.selected.connect(self.provider_selected)
        self.app_actions.close.triggered.connect(self.close)
        self._ages.timeout.connect(self.refresh_ages)
        self._ordering.timeout.connect(self._put_in_order)
        for changed in (self.model.rowsInserted, self.model.rowsRemoved):
            changed.connect(lambda *_: self._show_filled())
        self.view.focus_marked.connect(lambda marked: mark_focus(self.table_panel, marked=marked))

    # --- what is shown --------------------------------------------------------------------------

    def set_states(self, states: Sequence[ProviderState]) -> None:
        """Exactly these providers, in the user's own order."""
        self.model.use_wording(replace(self.model.wording, now=self._now()))
        self.model.set_records(sorted(states, key=_place))
        if self._end_waiting():
            self._show_filled()

    def show_waiting(self, *, failed: bool) -> None:
        """While no provider is known, say that they are being read (`failed`: cannot be), not "Welcome"."""
        if self.model.provider_count:
            return
        from aimonitor.ui.waiting_page import waiting_page  # noqa: PLC0415  few starts need it

        self._end_waiting()
        self.stack.setCurrentIndex(self.stack.addWidget(waiting_page(failed=failed)))

    def _end_waiting(self) -> bool:
        """Whether it was waited."""
        page = self.stack.widget(_PAGES)
        if page is not None:
            self.stack.removeWidget(page)
            page.deleteLater()
        return page is not None

    def upsert_state(self, state: ProviderState) -> None:
        """A new or changed provider; selection, focus and scroll stay."""
        self.model.use_wording(replace(self.model.wording, now=self._now()))
        before = self.model.record(state.provider.id)
        self.model.upsert(state)
        if before is None or before.provider.position != state.provider.position:
            if self.model.provider_count <= FEW_ROWS:
                self._put_in_order()
            elif not self._ordering.isActive():
                self._ordering.start()

    def _put_in_order(self) -> None:
        ordered = sorted(self.model.records, key=_place)
        self.model.reorder([one.provider.id for one in ordered])

    def remove_state(self, provider_id: str) -> None:
        """That provider is gone."""
        self.model.remove(provider_id)

    def set_dashboard(self, board: Dashboard) -> None:
        """The sums for cards and status bar."""
        self.cards.set_dashboard(board)
        self.status.set_dashboard(board, self.model.provider_count)

    def set_paused(self, paused: bool, until: datetime | None) -> None:  # noqa: FBT001 - a signal's shape
        """All polling is paused, until when (None: until resumed), or goes on."""
        self.status.set_paused(paused, until)
        self.app_actions.show_paused(paused=paused)

    def set_demo(self, demo: bool) -> None:  # noqa: FBT001 - one flag, named by the method
        """Say in title and status bar that all figures are made up."""
        self.setWindowTitle(f"{_TITLE} — DEMO" if demo else _TITLE)
        self.status.set_demo(demo=demo)

    def set_decimals(self, decimals: int | None) -> None:
        """Show money with that many decimals; None: the currency's own."""
        self.model.set_wording(replace(self.model.wording, decimals=decimals))
        self.cards.set_decimals(decimals)

    def select_provider(self, provider_id: str) -> bool:
        """Select that row, now or when it comes; a filter that hides it is cleared."""
        if self.model.row_of(provider_id) is not None and not self.view.select_provider(provider_id):
            self.toolbar.filter.clear()
        return self.view.select_provider(provider_id)

    def select_first(self) -> None:
        """Select the row that stands first, as the table is sorted."""
        first = self.view.proxy.index(0, 0)
        if first.isValid():
            self.view.select_provider(str(first.data(Role.KEY)))

    def refresh_ages(self) -> None:
        """Write "2 min ago" anew."""
        self.model.set_wording(replace(self.model.wording, now=self._now()))

    def _go_to(self, provider_id: str) -> None:
        if not provider_id:
            self.app_actions.everyone.trigger()
        elif self.select_provider(provider_id):
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_filled(self) -> None:
        filled = self.model.rowCount() > 0
        self.splitter.fit(self.model.rowCount())
        was_empty = self.stack.currentIndex() != 1
        self.stack.setCurrentIndex(1 if filled else 0)
        self.app_actions.show_filled(filled=filled)
        if filled and (was_empty or self.focusWidget() in (None, *self.toolbar.buttons)):
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit_screen(self) -> None:
        """Be no larger than the screen has room for, the window's own frame included; as wide as a small one.

        Figures that come later may ask for more width: elsewhere the window would then hang over the edge.
        """
        place = self.screen().availableGeometry()
        room = place.size() - QSize(*_FRAME)
        is_low = room.height() < self.fontMetrics().height() * _LOW_LINES + _LOW
        self.cards.set_room(room.width() - 2 * _MARGIN - is_low * SPACE_4)
        if is_low:
            from aimonitor.ui.low_screen import let_scroll  # noqa: PLC0415  few screens are so low

            self.splitter.keep_rows()
            let_scroll(self.stack, 1)
        size = self.size().boundedTo(room)
        if room.width() - size.width() < _SPARE:
            size.setWidth(room.width())
            self.move(place.topLeft())
        self.resize(size)

    # --- being seen -----------------------------------------------------------------------------

    def _watch_time(self) -> None:
        """No timer runs that nobody sees the work of."""
        is_seen = self.isVisible() and not self.isMinimized()
        self.status.set_in_use(in_use=is_seen and self.isActiveWindow())
        if is_seen and not self._ages.isActive():
            self.refresh_ages()
            self._ages.start()
        elif not is_seen:
            self._ages.stop()

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001  Qt's own
        """Before it is first seen it needs its pictures."""
        if visible and not self._has_pictures:
            self._has_pictures = True
            QApplication.setWindowIcon(QIcon(str(resources.path("icons", "aimonitor.svg"))))
            self.app_actions.draw_icons()
        super().setVisible(visible)

    def event(self, event: QEvent) -> bool:
        """Timers follow whether the window is seen and in use."""
        handled = super().event(event)
        kinds = QEvent.Type
        if event.type() in (kinds.Show, kinds.Hide):
            self._watch_time()
            self.shown.emit(event.type() is kinds.Show)
        elif event.type() in (kinds.WindowActivate, kinds.WindowDeactivate, kinds.WindowStateChange):
            self._watch_time()
            if event.type() is kinds.WindowActivate:
                self.activated.emit()
        return handled

    def closeEvent(self, event: QCloseEvent) -> None:
        """Where closing hides, whoever listens to `close_wanted` does it."""
        if self.close_hides:
            event.ignore()
        self.close_wanted.emit()


def _place(state: ProviderState) -> tuple[int, datetime]:
    return (state.provider.position, state.provider.created_at)
