"""The tray's menu: a line per provider, the window, refreshing, pausing, settings, the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from aimonitor.ui.tray_words import MENU_LINES


class TrayMenu(QObject):
    """Builds the menu once and changes only what differs.

    Signals:
        provider_chosen(str id), show_wanted, refresh_wanted, settings_wanted, quit_wanted
        pause_wanted(object): until when (aware datetime), None for until resumed
        resume_wanted
    """

    provider_chosen = Signal(str)
    show_wanted = Signal()
    refresh_wanted = Signal()
    pause_wanted = Signal(object)
    resume_wanted = Signal()
    settings_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self.menu = QMenu(parent)
        self._ids: list[str] = []
        self._providers = [self._provider_action(place) for place in range(MENU_LINES)]
        self._more = self.menu.addAction("", self.show_wanted.emit)
        self._more.setVisible(False)
        self._line = self.menu.addSeparator()
        self.menu.addAction("Show &Dashboard", self.show_wanted.emit)
        self._refresh = self.menu.addAction("&Refresh now", self.refresh_wanted.emit)
        self._pause = self._pause_menu()
        self._resume = self.menu.addAction("R&esume polling", self.resume_wanted.emit)
        self.menu.addSeparator()
        self.menu.addAction("&Settings…", self.settings_wanted.emit)
        self.menu.addAction("&Quit", self.quit_wanted.emit)
        self.set_paused(paused=False, words="")
        self.show_providers([], 0)

    def show_providers(self, lines: Sequence[tuple[str, str]], more: int) -> None:
        """Show at most eight (id, text), worst first, and how many `more` there are."""
        self._ids = [provider_id for provider_id, _ in lines]
        for place, action in enumerate(self._providers):
            text = lines[place][1].replace("&", "&&") if place < len(lines) else ""
            _set(action, text, visible=place < len(lines))
        _set(self._more, f"and {more} more…", visible=more > 0)
        self._line.setVisible(bool(lines))
        self._refresh.setEnabled(bool(lines))

    def set_paused(self, *, paused: bool, words: str) -> None:
        """Offer what the state of polling calls for; `words` say until when it is paused."""
        self._pause.menuAction().setVisible(not paused)
        _set(self._resume, f"R&esume polling ({words.rstrip('.').lower()})", visible=paused)

    def _provider_action(self, place: int) -> QAction:
        return self.menu.addAction("", lambda: self.provider_chosen.emit(self._ids[place]))

    def _pause_menu(self) -> QMenu:
        menu = self.menu.addMenu("&Pause polling")
        menu.addAction("For &1 hour", lambda: self.pause_wanted.emit(self._now() + timedelta(hours=1)))
        menu.addAction("Until &tomorrow", lambda: self.pause_wanted.emit(tomorrow(self._now())))
        menu.addAction("Until &resumed", lambda: self.pause_wanted.emit(None))
        return menu


def tomorrow(now: datetime) -> datetime:
    """The next local midnight after an aware time, as an aware time."""
    day = now.astimezone().date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day).astimezone()


def _set(action: QAction, text: str, *, visible: bool) -> None:
    if action.text() != text:
        action.setText(text)
    if action.isVisible() != visible:
        action.setVisible(visible)
