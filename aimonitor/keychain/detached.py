"""Blocking calls that may never return, kept away from the loop, from each other and from exit."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from aimonitor.errors import KeychainFault
from aimonitor.keychain.faults import fault_error

T = TypeVar("T")

PATIENCE = 300.0
MOST_LEFT_BEHIND = 3


class DetachedCalls:
    """Runs one blocking call at a time, each in a daemon thread of its own.

    A call that does not answer in time is left behind: it cannot be stopped, and it may still be
    showing its prompt. Until it ends later calls are answered SILENT at once, since a second prompt
    beside one nobody sees would help nobody. After `patience` seconds one more thread is tried,
    since the keychain may have been restarted meanwhile; no more than `most_left_behind` ever hang.

    Daemon threads and no executor: an executor's threads are joined at exit.
    """

    def __init__(
        self,
        *,
        patience: float = PATIENCE,
        most_left_behind: int = MOST_LEFT_BEHIND,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._patience = patience
        self._most_left_behind = most_left_behind
        self._now = now
        self._turn = asyncio.Lock()
        self._left_behind: list[_Call[Any]] = []

    async def run(self, work: Callable[[threading.Event], T], timeout: float) -> T:  # noqa: ASYNC109
        """What `work` returns or raises; `work` is handed an event that is set once nobody waits for it.

        Raises KeychainError (SILENT) after `timeout` seconds, or at once as said above.
        """
        async with self._turn:
            await self._outlive_the_last()
            call = _Call(work, self._now(), timeout)
            call.start()
            try:
                await call.wait(timeout)
            finally:
                if not call.ended:
                    call.abandoned.set()
                    self._left_behind.append(call)
            return call.outcome()

    async def _outlive_the_last(self) -> None:
        """Give the newest call that was left the rest of its time, then decide whether to go on."""
        self._left_behind = [call for call in self._left_behind if not call.ended]
        if not self._left_behind:
            return
        last = self._left_behind[-1]
        await last.wait(last.began + last.timeout - self._now())
        waited = self._now() - last.began
        if last.ended or (waited >= self._patience and len(self._left_behind) < self._most_left_behind):
            return
        raise fault_error(KeychainFault.SILENT)


class _Call(Generic[T]):
    """One call in its thread. Its error is kept as a value, so that none goes unretrieved."""

    def __init__(self, work: Callable[[threading.Event], T], began: float, timeout: float) -> None:
        self.began = began
        self.timeout = timeout
        self.abandoned = threading.Event()
        self._work = work
        self._done: Future[None] = Future()
        self._value: T
        self._error: BaseException | None = None

    @property
    def ended(self) -> bool:
        return self._done.done()

    def start(self) -> None:
        self._done.set_running_or_notify_cancel()
        threading.Thread(target=self._run, name="keychain", daemon=True).start()

    def _run(self) -> None:
        try:
            self._value = self._work(self.abandoned)
        except BaseException as error:  # noqa: BLE001  handed over whole to the one who waits
            self._error = error
        self._done.set_result(None)

    async def wait(self, seconds: float) -> None:
        """Return when it ended, at the latest after `seconds`."""
        if not self.ended and seconds > 0:
            await asyncio.wait({asyncio.wrap_future(self._done)}, timeout=seconds)

    def outcome(self) -> T:
        if not self.ended:
            raise fault_error(KeychainFault.SILENT)
        if self._error is not None:
            raise self._error
        return self._value
