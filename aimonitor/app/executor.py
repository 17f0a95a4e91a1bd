"""Threads that never hold up the end: for name look-ups and imports, which cannot be interrupted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_Job = Callable[[], None]


class DaemonExecutor(Executor):
    """At most `threads` daemon threads, started when first needed.

    The standard pool's threads are joined when Python ends: one name server that does not answer
    would keep the app from quitting.
    """

    def __init__(self, threads: int = 4) -> None:
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self._free = threads
        self._idle = 0
        self._waiting = 0
        self._lock = threading.Lock()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run `fn` in a thread."""
        future: Future[T] = Future()

        def job() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001  it belongs to who waits for it
                future.set_exception(error)
            else:
                future.set_result(result)

        self._jobs.put(job)
        with self._lock:
            self._waiting += 1
            # a thread that is idle still may have been promised to the job before this one
            if self._waiting > self._idle and self._free:
                self._free -= 1
                threading.Thread(target=self._work, name="aimonitor-work", daemon=True).start()
        return future

    def _work(self) -> None:
        while True:
            with self._lock:
                self._idle += 1
            job = self._jobs.get()
            with self._lock:
                self._idle -= 1
                self._waiting -= 1
            job()
            del job
