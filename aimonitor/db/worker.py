"""One thread that does the database's work, one job after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Worker:
    """Jobs run whole and in order. Cancelling the wait drops a job that has not begun, never half of one."""

    def __init__(self) -> None:
        self._executor: ThreadPoolExecutor | None = None

    async def run(self, job: Callable[[], T]) -> T:
        """The job's answer, or what it raised."""
        if self._executor is None:
            self._executor = ThreadPoolExecutor(1, thread_name_prefix="aimonitor-db")
        return await asyncio.wrap_future(self._executor.submit(job))

    async def finish(self, last: Callable[[], None]) -> None:
        """Do what waits, then `last`, and end the thread; even when the wait is cancelled."""
        executor, self._executor = self._executor, None
        if executor is None:
            return
        done = executor.submit(last)
        executor.shutdown(wait=False)
        await asyncio.shield(asyncio.wrap_future(done))
        executor.shutdown()  # nothing is left to wait for but the thread's own end
