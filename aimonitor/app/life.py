"""The app's life after the first paint: loop, imports, stack, polls, and the way down."""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from aimonitor.app.desktop import Desktop
from aimonitor.app.executor import DaemonExecutor
from aimonitor.app.launch import Launch
from aimonitor.app.loop import AppLoop
from aimonitor.errors import ConfigError, DatabaseError
from aimonitor.logs import LogHandle, Redactor, asyncio_trouble, start_logging

if TYPE_CHECKING:
    from aimonitor.monitor.stack import Stack

_log = logging.getLogger(__name__)

HEAVY = (
    "aiohttp",
    "aimonitor.providers.wire",
    "peewee",
    "loguru",
    "aimonitor.monitor.stack",
    "aimonitor.desktop.notifications",
)
"""Imported in a thread, behind the painted window."""

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def live(app: QApplication, desktop: Desktop, launch: Launch) -> int:
    """Run until the user, the session or a signal wants the end; the exit code."""

    def make_loop() -> AppLoop:
        loop = AppLoop(app)
        loop.set_default_executor(DaemonExecutor())
        return loop

    with asyncio.Runner(loop_factory=make_loop) as runner:
        return runner.run(_Life(desktop, launch).run())


@dataclass(slots=True)
class _Life:
    desktop: Desktop
    launch: Launch
    redactor: Redactor = field(default_factory=Redactor)

    async def run(self) -> int:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(asyncio_trouble)
        quit_wanted = asyncio.Event()
        self.desktop.quit_wanted.connect(quit_wanted.set)
        for name in _SIGNALS:
            with suppress(NotImplementedError, AttributeError, ValueError):
                loop.add_signal_handler(getattr(signal, name), self.desktop.quit_wanted.emit)
        running = asyncio.create_task(self._running(), name="running")
        waiting = asyncio.create_task(quit_wanted.wait(), name="waiting for the end")
        try:
            await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.desktop.hide()
            for task in (running, waiting):
                task.cancel()
            await asyncio.gather(running, waiting, return_exceptions=True)
        if running.done() and not running.cancelled() and running.exception() is not None:
            _log.critical("the app ended by a fault of its own", exc_info=running.exception())
            return 1
        return 0

    async def _running(self) -> None:
        work = DaemonExecutor(1)
        for module in HEAVY:
            await asyncio.wrap_future(work.submit(importlib.import_module, module))
        handle = self._start_logging()
        try:
            while not await self._try_to_run():
                await self.desktop.wait_for_retry()
        finally:
            handle.close()

    def _start_logging(self) -> LogHandle:
        """To rotating files, or to the console where a level was asked for by flag."""
        settings = self.desktop.resolved.settings
        handle = start_logging(
            folder=self.launch.paths.logs,
            level=settings.log_level.value,
            redactor=self.redactor,
            console="log_level" in self.launch.flags,
        )
        self.desktop.service.settings_changed.connect(
            lambda resolved: handle.set_level(resolved.settings.log_level.value)
        )
        for text in self.desktop.resolved.warnings:
            _log.warning("settings: %s", text)
        return handle

    async def _try_to_run(self) -> bool:
        """Run until cancelled. False: history or settings could not be read, and the user was told."""
        async with AsyncExitStack() as leaving:
            try:
                stack = await leaving.enter_async_context(self._stack())
                await stack.monitor.open()
            except (DatabaseError, ConfigError) as error:
                self.desktop.show_database_problem(error)
                return False
            await self._begin(stack, leaving)
            await asyncio.Event().wait()
        return True

    @asynccontextmanager
    async def _stack(self) -> AsyncIterator[Stack]:
        launch = self.launch
        if launch.demo:
            from aimonitor.monitor.demo import running_demo  # noqa: PLC0415  behind the first paint

            async with running_demo(
                launch.paths,
                flags=launch.flags,
                environ=launch.environ,
                registry=self.desktop.registry,
                all_services=launch.all_services,
            ) as (stack, _):
                yield stack
        else:
            from aimonitor.monitor.stack import running  # noqa: PLC0415  as above

            async with running(
                launch.paths,
                flags=launch.flags,
                environ=launch.environ,
                registry=self.desktop.registry,
                redactor=self.redactor,
                goes_on=True,
            ) as stack:
                yield stack

    async def _begin(self, stack: Stack, leaving: AsyncExitStack) -> None:
        from aimonitor.app.memory import keep_small  # noqa: PLC0415  behind the first paint
        from aimonitor.monitor.tasks import Tasks  # noqa: PLC0415  as above

        tasks = Tasks(on_crash=self.desktop.show_crash)
        leaving.push_async_callback(tasks.aclose)
        await self.desktop.connect_stack(stack, tasks, leaving)
        gc.freeze()  # all that was imported and built stays: to look for garbage in it takes 0.1 s
        await stack.monitor.start_polling()
        tasks.spawn(keep_small(), name="memory")
        if self.launch.demo:
            from aimonitor.monitor.demo import seed  # noqa: PLC0415  as above

            seeding = seed(
                stack.monitor,
                stack.budgets,
                all_services=self.launch.all_services,
                when_all_are_there=self.desktop.window.select_first,
            )
            tasks.spawn(seeding, name="demo")
