"""Notices on their way to the user: the desktop's notifications, else the tray's, else the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from aimonitor.domain.notice import Notice, NoticeKind, Urgency

SHOW, SNOOZE = "default", "snooze"


class Route(StrEnum):
    """Who shows notices now."""

    DESKTOP = "desktop"
    TRAY = "tray"
    WINDOW = "window"


ROUTE_WORDS = {
    Route.DESKTOP: "Your desktop shows the notifications, with buttons.",
    Route.TRAY: "The tray icon shows the notifications. "
    "This desktop has no notification service that takes buttons.",
    Route.WINDOW: "This desktop shows no notifications. They appear at the top of the window.",
}


class MessageTray(Protocol):
    """What is needed of the tray."""

    @property
    def takes_messages(self) -> bool:
        """Whether a message at the icon would be seen."""

    def show_message(self, title: str, body: str, urgency: Urgency) -> bool:
        """Show a message at the icon; False where there is none."""


class Notifier(QObject):
    """Chooses the best way there is. What is wanted at all, and when, is judged before it comes here.

    Signals:
        show_wanted(str): the user asks for the window, at this provider ("" for none)
        snooze_wanted(str): the thing of that key shall keep still for an hour
        banner_wanted(Notice): nobody but the window can show it
    """

    show_wanted = Signal(str)
    snooze_wanted = Signal(str)
    banner_wanted = Signal(object)

    def __init__(
        self,
        *,
        tray: MessageTray,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tray = tray
        self._send: Callable[[Notice], None] | None = None
        self._about: dict[str, str] = {}
        self._newest = ""

    @property
    def route(self) -> Route:
        """Who would show a notice now."""
        if self._send is not None:
            return Route.DESKTOP
        return Route.TRAY if self._tray.takes_messages else Route.WINDOW

    @property
    def route_words(self) -> str:
        """`route` in a sentence."""
        return ROUTE_WORDS[self.route]

    def use_desktop(self, send: Callable[[Notice], None] | None) -> None:
        """Hand notices to `send` from now on; None: the desktop takes none.

        Where it turns out that the desktop did not take one after all, call `fall_back` with it.
        """
        self._send = send

    def notify(self, notice: Notice) -> None:
        """Show a notice."""
        self._about[notice.key] = notice.provider_id or ""
        self._newest = notice.key
        if self._send is not None:
            self._send(notice)
        else:
            self.fall_back(notice)

    def fall_back(self, notice: Notice) -> None:
        """Show what the desktop did not take."""
        if not self._tray.show_message(notice.title, notice.body, notice.urgency):
            self.banner_wanted.emit(notice)

    def answer(self, key: str, words: str, at: datetime) -> None:
        """Say that what a button of the notice `key` asked for failed: in its place, where it was pressed."""
        about = self._about.get(key) or None
        self.notify(
            Notice(
                key=key,
                kind=NoticeKind.FAILED,
                title="Not snoozed",
                body=words,
                urgency=Urgency.NORMAL,
                raised_at=at,
                provider_id=about,
            )
        )

    def act(self, key: str, action: str) -> None:
        """A button of the notice `key` was pressed: show the window, or keep still for an hour."""
        if action == SNOOZE:
            self.snooze_wanted.emit(key)
        elif action == SHOW:
            self.show_wanted.emit(self._about.get(key, ""))

    def message_clicked(self) -> None:
        """The tray's message was clicked: it can only be the newest."""
        self.act(self._newest, SHOW)
