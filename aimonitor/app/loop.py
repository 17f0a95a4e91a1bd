"""One event loop for Qt and asyncio, with timers that keep their time.

qasync's own timers are up to 5 % early or late, overflow past 24.8 days, and stay armed when cancelled:
a server's Retry-After could be broken. Here a timer never fires early and is given back when cancelled.
"""

from __future__ import annotations

import asyncio
import contextvars
import math
import os
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimerEvent
from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_API", "pyside6")

import qasync

_LONGEST_MS = 2_000_000_000


class _Timers(QObject):
    """Precise Qt timers, one a waiting handle."""

    def __init__(self, loop: AppLoop) -> None:
        super().__init__()
        self._loop = loop
        self._waiting: dict[int, TimerHandle] = {}

    def arm(self, handle: TimerHandle) -> None:
        left = max(0.0, handle.when() - self._loop.time())
        milliseconds = min(math.ceil(left * 1000), _LONGEST_MS)
        handle.timer = self.startTimer(milliseconds, Qt.TimerType.PreciseTimer)
        self._waiting[handle.timer] = handle

    def disarm(self, timer: int) -> None:
        if self._waiting.pop(timer, None) is not None:
            self.killTimer(timer)

    def timerEvent(self, event: QTimerEvent) -> None:
        handle = self._waiting.get(event.timerId())
        self.disarm(event.timerId())
        if handle is None or handle.cancelled():
            return
        if handle.when() > self._loop.time():
            self.arm(handle)
        else:
            handle._run()  # noqa: SLF001  a loop's own call, as asyncio's loops do it

    def __len__(self) -> int:
        return len(self._waiting)


class TimerHandle(asyncio.TimerHandle):
    """A call that waits for its time; cancelling it gives its timer back."""

    timers: _Timers
    timer: int = 0

    def cancel(self) -> None:
        """Do not call; the timer is freed at once."""
        super().cancel()
        self.timers.disarm(self.timer)


class AppLoop(qasync.QEventLoop):  # type: ignore[misc]  # qasync has no types
    """qasync's loop with exact timers of any length."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.timers = _Timers(self)

    def call_later(
        self,
        delay: float,
        callback: Callable[..., object],
        *args: object,
        context: contextvars.Context | None = None,
    ) -> asyncio.Handle:
        """Call back after `delay` seconds, never before."""
        if delay <= 0:
            handle: asyncio.Handle = super().call_later(0, callback, *args, context=context)
            return handle
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self,
        when: float,
        callback: Callable[..., object],
        *args: object,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        """Call back when the loop's clock shows `when`, never before."""
        handle = TimerHandle(when, callback, args, self, context)
        handle.timers = self.timers
        self.timers.arm(handle)
        return handle

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Asyncio's own heap of timers is not in use here."""
