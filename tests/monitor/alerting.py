"""The real alerts over the real monitor: what the desktop is shown, and waiting until all is judged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

from aimonitor.demo.cast import DemoProvider
from aimonitor.domain.alert import Alert
from aimonitor.domain.notice import Notice
from aimonitor.errors import AppError
from aimonitor.keychain.store import KeyStore
from aimonitor.monitor.alerts import Alerts
from tests.monitor.clock import FakeClock
from tests.monitor.house import House, house

FEW_MINUTES = timedelta(minutes=6)


class Watch:
    """A house whose alerts are judged. `shown`: what the desktop was handed."""

    def __init__(self, home: House) -> None:
        self.home = home
        self.shown: list[Notice] = []
        self.alerts.use_desktop(self.shown.append)
        self.alerts.start()

    @property
    def alerts(self) -> Alerts:
        return self.home.stack.alerts

    async def judged(self) -> None:
        """Until nothing is being judged or told, but for a webhook that waits."""
        for _ in range(200):
            running = {task for task in self.alerts._tasks._running if task.get_name() == "alerts"}
            told = {task for task in self.alerts._tasks._running if not running & {task}}
            if not running and not told:
                return
            await asyncio.wait(running or told, timeout=0.05)
            if not running:
                return

    async def polls(self, *names: str, after: timedelta = FEW_MINUTES) -> list[str]:
        """The bodies that are shown when these are polled, `after` the time before."""
        await self.home.clock.advance(after)
        before = len(self.shown)
        for name in names:
            with suppress(AppError):
                await self.home.monitor.poll_provider(self.home.monitor.find(name).id)
        await asyncio.sleep(0)
        await self.judged()
        return [notice.body for notice in self.shown[before:]]

    async def adds(self, *members: DemoProvider) -> None:
        for member in members:
            await self.home.add(member)
        await self.polls(*(member.name for member in members), after=timedelta(0))

    async def log(self) -> list[Alert]:
        return list((await self.alerts.book()).log)

    async def save(self, **changes: object) -> None:
        await self.home.stack.desk.save_settings(changes)
        await asyncio.sleep(0)
        await self.judged()


@asynccontextmanager
async def watched(
    home: Path, *, keychain: KeyStore | None = None, clock: FakeClock | None = None
) -> AsyncIterator[Watch]:
    async with house(home, keychain=keychain, clock=clock, good_polls=1) as found:
        watch = Watch(found)
        await watch.judged()
        yield watch
