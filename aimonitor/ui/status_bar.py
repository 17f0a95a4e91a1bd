"""The line at the bottom: last and next poll, pauses, where the keys live, how far history reaches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtWidgets import QStatusBar, QWidget

from aimonitor.domain.state import Dashboard
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.format import clock_time, countdown, day, default_locale, time_or_day
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.tokens import SPACE_2

_SECOND = 1000


class StatusBar(QStatusBar):
    """Counts down to the next poll by the second while the window is in use; else it names the time."""

    def __init__(
        self, now: Callable[[], datetime], parent: QWidget | None = None, *, locale: QLocale | None = None
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._locale = locale or default_locale()
        self._board: Dashboard | None = None
        self._count = 0
        self._keys = ""
        self._paused = False
        self._until: datetime | None = None
        self._offline = False
        self.left = ToneLabel()
        self.right = ToneLabel(Tone.MUTED)
        self.demo = ToneLabel(Tone.WARNING, bold=True)
        self.right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.left.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        self.addWidget(self.left, 1)
        self.addPermanentWidget(self.demo)
        self.addPermanentWidget(self.right)
        self.demo.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND)
        self._timer.timeout.connect(self.show_poll)
        self.show_poll()

    @property
    def is_counting(self) -> bool:
        """Whether a timer runs."""
        return self._timer.isActive()

    def set_dashboard(self, board: Dashboard, count: int) -> None:
        """The times of the last and next poll of `count` providers."""
        self._board, self._count = board, count
        self.show_poll()
        self._show_places()

    def set_keys(self, words: str) -> None:
        """Where the keys live: `Keys in Secret Service`."""
        self._keys = words
        self._show_places()

    def set_paused(self, paused: bool, until: datetime | None) -> None:  # noqa: FBT001 - a signal's shape
        """Say that polling is paused, until when (None: until resumed)."""
        self._paused, self._until = paused, until
        self.show_poll()

    def set_offline(self, *, offline: bool) -> None:
        """Say that there is no network."""
        self._offline = offline
        self.show_poll()

    def set_demo(self, *, demo: bool) -> None:
        """Say that all figures are made up."""
        self.demo.setText("DEMO: made-up figures")
        self.demo.setVisible(demo)

    def set_in_use(self, *, in_use: bool) -> None:
        """Count by the second only while someone can see it."""
        if in_use != self._timer.isActive():
            if in_use:
                self._timer.start()
            else:
                self._timer.stop()
        self.show_poll()

    def show_poll(self) -> None:
        """Write the left side anew, if its words differ."""
        text = " · ".join(part for part in (self._last(), self._next()) if part)
        if text != self.left.text():
            self.left.setText(text)
            self.left.setAccessibleName(text)

    def _last(self) -> str:
        if self._board is None:
            return ""
        last = self._board.last_poll_at
        if not self._count or last is None:
            return "Not polled yet"
        providers = f"{self._count} provider{'s' if self._count > 1 else ''}"
        same = last.astimezone().date() == self._now().astimezone().date()
        when = clock_time(last, seconds=True) if same else time_or_day(last, self._now(), self._locale)
        return f"Polled {providers} at {when}"

    def _next(self) -> str:
        if self._paused:
            if self._until is None:
                return "paused until resumed"
            return f"paused until {time_or_day(self._until, self._now(), self._locale)}"
        following = self._board.next_poll_at if self._board else None
        words = "offline" if self._offline else ""
        if following is None:
            return words
        ahead = countdown(following - self._now()) if self._timer.isActive() else ""
        if ahead == "now":
            when = "next now"
        else:
            when = f"next in {ahead}" if ahead else f"next at {clock_time(following, seconds=True)}"
        return f"{words}, {when}" if words else when

    def _show_places(self) -> None:
        since = self._board.history_since if self._board else None
        parts = [self._keys, f"history since {day(since, self._locale)}" if since else ""]
        self.right.setText(" · ".join(part for part in parts if part))
        self.right.setAccessibleName(self.right.text())
