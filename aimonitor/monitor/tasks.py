"""Background tasks that are kept, reported when they crash, and ended together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from aimonitor.errors import AppError

_log = logging.getLogger(__name__)


class Tasks:
    """A set of running tasks. A crash is logged with its traceback and handed to `on_crash`."""

    def __init__(self, on_crash: Callable[[BaseException], None] | None = None) -> None:
        self._running: set[asyncio.Task[Any]] = set()
        self._on_crash = on_crash

    def spawn(self, work: Coroutine[Any, Any, Any], *, name: str) -> asyncio.Task[Any]:
        """Run `work` in the background."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            return
        if not isinstance(error, AppError):
            _log.error("the task %s crashed", task.get_name(), exc_info=error)
        if self._on_crash is not None:
            self._on_crash(error)

    async def aclose(self, grace: float = 3.0) -> None:
        """Cancel all and wait for their end, at most `grace` seconds."""
        running = [task for task in self._running if task is not asyncio.current_task()]
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running, timeout=grace)
