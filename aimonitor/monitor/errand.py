"""Long work in a thread of its own: it counts what it did, tells it now and then, and can be stopped."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from aimonitor.errors import AppError

T = TypeVar("T")

TELL_EVERY = 1000

_BREATHE_EVERY = 500
_BREATH = 0.0005
"""Seconds in which the window's thread gets its turn.

Python alone does not see to it: work that lets the interpreter go more often than each 5 ms, as by
reading a file, takes it back before another thread has woken.
"""


def _tell_nobody(_records: int) -> None:
    """Nobody asked."""


class Errand:
    """One piece of work. `told` hears on the loop how many records are done; `stopped`: words for its end."""

    def __init__(self, told: Callable[[int], object] | None = None, *, stopped: str) -> None:
        self._told = told or _tell_nobody
        self._stopped = stopped
        self._stop = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.done = 0

    def stop(self) -> None:
        """Let it end at its next step; it leaves nothing behind."""
        self._stop.set()

    def step(self) -> None:
        """Called in the thread before each record. Raises AppError when it was stopped."""
        if self.done % TELL_EVERY == 0:
            self.go_on()
            self._tell()
        if self.done % _BREATHE_EVERY == 0:
            time.sleep(_BREATH)
        self.done += 1

    def go_on(self) -> None:
        """Raise AppError when it was stopped."""
        if self._stop.is_set():
            raise AppError(self._stopped)

    async def run(self, job: Callable[[], T]) -> T:
        """The job's answer. A cancelled wait stops the job and waits for its end."""
        self._loop = asyncio.get_running_loop()
        work = self._loop.run_in_executor(None, job)
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            self.stop()
            with suppress(AppError):
                await work
            raise

    def _tell(self) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._told, self.done)
