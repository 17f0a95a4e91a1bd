"""The tray icon: there when a panel shows it, gone when none does, and never drawn for nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QTimer, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from aimonitor.domain.notice import Urgency
from aimonitor.domain.state import Dashboard, Health, ProviderState
from aimonitor.qtmodels.format import default_locale
from aimonitor.settings.settings import TrayBadge
from aimonitor.ui.tray_icon import tray_icon
from aimonitor.ui.tray_menu import TrayMenu
from aimonitor.ui.tray_words import (
    MENU_LINES,
    badge_text,
    menu_line,
    message,
    overall,
    pause_words,
    tooltip,
    worst_first,
)

if TYPE_CHECKING:
    from aimonitor.domain.budget import BudgetState

_LOOK_FOR_A_HOST_MS = 5_000
_LOOK_AFTER_THE_HOST_MS = 60_000
_LOOKS_FOR_A_HOST = 24
"""So often, for two minutes, as a panel may come late at log-in; then as rarely as after a host."""

_TOGETHER_MS = 250
"""Nobody opens the menu sooner after a change."""

_Message = QSystemTrayIcon.MessageIcon
_MESSAGE_ICONS = {
    Urgency.LOW: _Message.Information,
    Urgency.NORMAL: _Message.Warning,
    Urgency.CRITICAL: _Message.Critical,
}


class Tray(QObject):
    """Owns the icon and its menu. `start` looks for a host; nothing is shown before.

    The icon is made only once a host is there: one that is made before stays an old X11 icon that
    modern panels never show. It is taken down with the host and made anew with the next.

    Signals:
        available_changed(bool): a panel shows the icon, or no longer does
        toggle_wanted: left click; refresh_wanted: middle click or the menu
        message_clicked: the message shown last was clicked
        the others as `TrayMenu`
    """

    available_changed = Signal(bool)
    toggle_wanted = Signal()
    refresh_wanted = Signal()
    message_clicked = Signal()
    provider_chosen = Signal(str)
    show_wanted = Signal()
    pause_wanted = Signal(object)
    resume_wanted = Signal()
    settings_wanted = Signal()
    quit_wanted = Signal()

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        demo: bool = False,
        host: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
        locale: QLocale | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._demo = demo
        self._host = host
        self._locale = locale or default_locale()
        self._icon: QSystemTrayIcon | None = None
        self._dashboard: Dashboard | None = None
        self._states: dict[str, ProviderState] = {}
        self._budgets: tuple[BudgetState, ...] = ()
        self._paused = False
        self._until: datetime | None = None
        self._badge = TrayBadge.NOTHING
        self._decimals: int | None = None
        self._drawn: tuple[Health, str] | None = None
        self._menu = TrayMenu(now)
        self._pass_on()
        self._looks_left = _LOOKS_FOR_A_HOST
        self._look = QTimer(self)
        self._look.timeout.connect(self.look)
        self._fresh = QTimer(self)  # a poll changes many things at once: say them once
        self._fresh.setSingleShot(True)
        self._fresh.timeout.connect(self._show)

    @property
    def available(self) -> bool:
        """Whether a panel shows the icon: else the window must not hide."""
        return self._icon is not None

    @property
    def takes_messages(self) -> bool:
        """Whether a message at the icon would be seen by someone.

        A panel of Linux's new kind hands it to the notification server, and who comes here found none.
        Only with the old kind has the icon a place on the screen, and with it a balloon of its own.
        """
        if self._icon is None:
            return False
        return not sys.platform.startswith("linux") or not self._icon.geometry().isEmpty()

    def start(self) -> None:
        """Look for a host now and from time to time."""
        self._look.start(_LOOK_FOR_A_HOST_MS)
        self.look()

    def stop(self) -> None:
        """Take the icon down for good."""
        self._look.stop()
        self._remove()

    def look(self) -> None:
        """Look whether a host is there: by the clock, and before the window hides itself."""
        there = self._host()
        if not self._look.isActive():
            return
        if there == self.available:
            self._look_in_vain(there=there)
            return
        self._looks_left = _LOOKS_FOR_A_HOST
        if there:
            self._create()
        else:
            self._remove()
        self._look.setInterval(_LOOK_AFTER_THE_HOST_MS if there else _LOOK_FOR_A_HOST_MS)
        self.available_changed.emit(there)

    def host_changed(self) -> None:
        """A panel came or went: one that went may be back in a moment, so that is looked at again soon."""
        if not self.available:
            self.look()
        elif self._look.isActive():
            self._look.start(_LOOK_FOR_A_HOST_MS)

    def _look_in_vain(self, *, there: bool) -> None:
        self._looks_left -= not there
        if there or self._looks_left <= 0:
            self._look.setInterval(_LOOK_AFTER_THE_HOST_MS)

    # --- what it shows --------------------------------------------------------------------------

    def show_all(self, states: Mapping[str, ProviderState], dashboard: Dashboard) -> None:
        """Show these providers and totals in place of what is shown."""
        self._states, self._dashboard = dict(states), dashboard
        self._show_soon()

    def show_provider(self, state: ProviderState) -> None:
        """Take in a provider that is new or changed."""
        self._states[state.provider.id] = state
        self._show_soon()

    def remove_provider(self, provider_id: str) -> None:
        """Forget a provider."""
        self._states.pop(provider_id, None)
        self._show_soon()

    def show_dashboard(self, dashboard: Dashboard) -> None:
        """Take in the totals."""
        self._dashboard = dashboard
        self._show_soon()

    def show_budgets(self, budgets: tuple[BudgetState, ...]) -> None:
        """Take in how the budgets stand: one that is passed is told."""
        self._budgets = budgets
        self._show_soon()

    def show_paused(self, paused: bool, until: datetime | None) -> None:  # noqa: FBT001 - a signal's shape
        """Say that all polling is paused, until when (None: until resumed), or goes on."""
        self._paused, self._until = paused, until
        self._show_soon()

    def set_figures(self, badge: TrayBadge, decimals: int | None) -> None:
        """Which figure stands on the icon, and how many decimals money has (None: the currency's)."""
        self._badge, self._decimals = badge, decimals
        self._show_soon()

    def show_message(self, title: str, body: str, urgency: Urgency) -> bool:
        """Show a message at the icon; False where there is none. No buttons, and it may go unseen."""
        if self._icon is None or not self.takes_messages:
            return False
        self._icon.showMessage(*message(title, body), _MESSAGE_ICONS[urgency])
        return True

    # --- how ------------------------------------------------------------------------------------

    def _show_soon(self) -> None:
        """At once for a few providers; many that are polled together are said together."""
        if not self._fresh.isActive():
            self._fresh.start(_TOGETHER_MS if len(self._states) > MENU_LINES else 0)

    def _create(self) -> None:
        self._icon = icon = QSystemTrayIcon(self)
        self._drawn = None
        icon.setContextMenu(self._menu.menu)
        icon.activated.connect(self._click)
        icon.messageClicked.connect(self.message_clicked)
        self._show()
        icon.show()

    def _remove(self) -> None:
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None

    def _show(self) -> None:
        states = worst_first(self._states.values())
        pause = pause_words(self._until, self._now(), self._locale) if self._paused else ""
        lines = [
            (one.provider.id, menu_line(one, self._locale, self._decimals)) for one in states[:MENU_LINES]
        ]
        self._menu.show_providers(lines, len(states) - len(lines))
        self._menu.set_paused(paused=self._paused, words=pause)
        if self._icon is None:
            return
        words = tooltip(
            self._dashboard,
            states,
            self._locale,
            demo=self._demo,
            pause=pause,
            decimals=self._decimals,
            budgets=self._budgets,
        )
        if words != self._icon.toolTip():
            self._icon.setToolTip(words)
        wanted = (
            overall(states, paused=self._paused),
            badge_text(self._dashboard, self._badge, self._locale),
        )
        if wanted != self._drawn:
            self._icon.setIcon(tray_icon(*wanted))
            self._drawn = wanted

    def _click(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.MiddleClick:
            self.refresh_wanted.emit()
        elif reason is QSystemTrayIcon.ActivationReason.Trigger and sys.platform != "darwin":
            self.toggle_wanted.emit()  # a click on macOS opens the menu

    def _pass_on(self) -> None:
        menu = self._menu
        menu.provider_chosen.connect(self.provider_chosen)
        menu.show_wanted.connect(self.show_wanted)
        menu.refresh_wanted.connect(self.refresh_wanted)
        menu.pause_wanted.connect(self.pause_wanted)
        menu.resume_wanted.connect(self.resume_wanted)
        menu.settings_wanted.connect(self.settings_wanted)
        menu.quit_wanted.connect(self.quit_wanted)
