"""Every action of the app, made once: menus, toolbar, table and tray share them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from aimonitor import resources
from aimonitor.domain.periods import Period, PeriodKind, period
from aimonitor.domain.provider import NO_KEY_REF
from aimonitor.domain.state import ProviderState
from aimonitor.insight.figures import has_balance_sheet
from aimonitor.ui.action_specs import IN_TABLE_ONLY, PROVIDER_SPECS, SPECS
from aimonitor.ui.tray_menu import tomorrow

PERIOD_NAMES = {
    PeriodKind.TODAY: "&Today",
    PeriodKind.LAST_7_DAYS: "Last &7 days",
    PeriodKind.LAST_30_DAYS: "Last &30 days",
    PeriodKind.THIS_MONTH: "This &month",
    PeriodKind.LAST_MONTH: "&Last month",
    PeriodKind.CUSTOM: "&Custom…",
}


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Actions(QObject):
    """All actions, by name.

    Signals:
        period_chosen(PeriodKind): CUSTOM too; who asks for its bounds calls `show_period` afterwards.
        period_shown(): another period is ticked, by the user or by us.
        pause_wanted(object): until that aware time; None: until resumed.
    """

    period_chosen = Signal(object)
    period_shown = Signal()
    pause_wanted = Signal(object)

    add: QAction
    recipes: QAction
    refresh: QAction
    find: QAction
    everyone: QAction
    grouped: QAction
    alerts: QAction
    export: QAction
    import_: QAction
    restore: QAction
    budgets: QAction
    settings: QAction
    close: QAction
    quit: QAction
    show_window: QAction
    resume: QAction
    guide: QAction
    open_logs: QAction
    about: QAction
    open_console: QAction
    refresh_one: QAction
    rename: QAction
    replace_key: QAction
    edit: QAction
    edit_recipe: QAction
    balance: QAction
    budget: QAction
    alert_rules: QAction
    toggle: QAction
    move_up: QAction
    move_down: QAction
    remove: QAction

    def __init__(self, parent: QObject | None = None, *, now: Callable[[], datetime] = _utc_now) -> None:
        super().__init__(parent)
        self._now = now
        for name in (*SPECS, *PROVIDER_SPECS):
            setattr(self, name, self._made(name))
        self.grouped.setCheckable(True)
        self.custom: Period | None = None
        self.period_group = QActionGroup(self)
        self.periods = {kind: self._period(kind) for kind in PERIOD_NAMES}
        self.pause_hour = self._pause("For &1 hour", lambda: self._now() + timedelta(hours=1))
        self.pause_tomorrow = self._pause("Until &tomorrow", lambda: tomorrow(self._now()))
        self.pause_until_resumed = self._pause("Until &resumed", lambda: None)
        self.show_period(PeriodKind.THIS_MONTH)
        self.show_paused(paused=False)
        self.show_provider(None)

    def draw_icons(self) -> None:
        """Apart, since Qt's SVG takes 2 MB, which a hidden window does without."""
        for name, spec in (SPECS | PROVIDER_SPECS).items():
            if spec.icon:
                getattr(self, name).setIcon(QIcon(str(resources.path("icons", f"{spec.icon}.svg"))))

    @property
    def of_provider(self) -> tuple[QAction, ...]:
        """The actions on the selected provider, in the order of their menu."""
        return tuple(getattr(self, name) for name in PROVIDER_SPECS)

    @property
    def period(self) -> PeriodKind:
        """The kind of period that is chosen."""
        return PeriodKind(self.period_group.checkedAction().data())

    def chosen(self, today: date) -> Period:
        """The period that is chosen, as it stands on that UTC day."""
        if self.period is PeriodKind.CUSTOM and self.custom is not None:
            return self.custom
        return period(self.period, today)

    def show_period(self, kind: PeriodKind) -> None:
        """Tick `kind` without telling anyone."""
        self.periods[kind].setChecked(True)
        self.period_shown.emit()

    def show_days(self, days: Period) -> None:
        """Tick the custom period, which has these days from now on, without telling anyone."""
        self.custom = days
        self.show_period(PeriodKind.CUSTOM)

    def show_provider(self, state: ProviderState | None) -> None:
        """Offer what can be done with the selected provider; nothing without one."""
        for action in self.of_provider:
            action.setEnabled(state is not None)
        if state is not None and state.provider.api_key_ref == NO_KEY_REF:
            self.replace_key.setEnabled(False)
        self.balance.setEnabled(state is not None and has_balance_sheet(state.capabilities))
        enabled = state is None or state.provider.enabled
        self.toggle.setText("&Disable" if enabled else "&Enable")

    def show_paused(self, *, paused: bool) -> None:
        """Offer to resume only while polling is paused."""
        self.resume.setEnabled(paused)

    def show_filled(self, *, filled: bool) -> None:
        """Offer what needs at least one provider."""
        for action in (self.refresh, self.find, self.everyone, self.grouped, self.export):
            action.setEnabled(filled)

    def _made(self, name: str) -> QAction:
        spec = SPECS.get(name) or PROVIDER_SPECS[name]
        action = QAction(spec.text, self)
        action.setObjectName(name)
        action.setIconText(spec.short or spec.text.replace("&", "").rstrip("…"))
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        if name in IN_TABLE_ONLY:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{spec.tip} ({keys})" if keys else spec.tip)
        action.setStatusTip("")
        action.setMenuRole(spec.role)
        return action

    def _period(self, kind: PeriodKind) -> QAction:
        action = QAction(PERIOD_NAMES[kind], self.period_group)
        action.setCheckable(True)
        action.setData(kind.value)
        action.triggered.connect(self.period_shown)
        action.triggered.connect(partial(self.period_chosen.emit, kind))
        return action

    def _pause(self, text: str, until: Callable[[], datetime | None]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda: self.pause_wanted.emit(until()))
        return action


def fill_menu_bar(bar: QMenuBar, actions: Actions, columns: QMenu) -> None:
    """File, View, Provider, Help; `columns` is the table's own menu."""
    file_menu = bar.addMenu("&File")
    file_menu.addActions([actions.add, actions.recipes, actions.budgets])
    file_menu.addSeparator()
    file_menu.addActions([actions.export, actions.import_, actions.restore])
    file_menu.addSeparator()
    file_menu.addAction(actions.settings)
    file_menu.addSeparator()
    file_menu.addActions([actions.close, actions.quit])
    view_menu = bar.addMenu("&View")
    view_menu.addActions([actions.refresh, actions.find])
    view_menu.addSeparator()
    view_menu.addAction(actions.everyone)
    view_menu.addMenu(period_menu(actions, view_menu))
    columns.setTitle("&Columns")
    view_menu.addMenu(columns)
    view_menu.addAction(actions.grouped)
    view_menu.addAction(actions.alerts)
    view_menu.addSeparator()
    view_menu.addMenu(pause_menu(actions, view_menu))
    view_menu.addAction(actions.resume)
    fill_provider_menu(bar.addMenu("&Provider"), actions)
    help_menu = bar.addMenu("&Help")
    help_menu.addActions([actions.guide, actions.open_logs])
    help_menu.addSeparator()
    help_menu.addAction(actions.about)


def fill_provider_menu(menu: QMenu, actions: Actions) -> None:
    """What can be done with one provider; removing stands apart."""
    menu.addActions([actions.open_console, actions.refresh_one])
    menu.addSeparator()
    menu.addActions([actions.rename, actions.replace_key, actions.edit, actions.edit_recipe])
    menu.addActions([actions.balance, actions.budget, actions.alert_rules, actions.toggle])
    menu.addSeparator()
    menu.addActions([actions.move_up, actions.move_down])
    menu.addSeparator()
    menu.addAction(actions.remove)


def period_menu(actions: Actions, parent: QMenu | None = None) -> QMenu:
    """The periods, one of them ticked."""
    menu = QMenu("&Period", parent)
    menu.addActions(list(actions.periods.values()))
    return menu


def pause_menu(actions: Actions, parent: QMenu | None = None) -> QMenu:
    """For how long to pause."""
    menu = QMenu("Pa&use polling", parent)
    menu.addActions([actions.pause_hour, actions.pause_tomorrow, actions.pause_until_resumed])
    return menu
