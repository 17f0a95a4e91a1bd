"""Which files the window's thread touches while the app runs: `python -m tests.machine.disk_watch FOLDER`.

On a slow disk (a network drive, a spun-down one, a full queue) each call may take seconds. Python's own
audit tells of each file that is opened, renamed or removed, and by which thread.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from aimonitor.demo import cast
from aimonitor.domain.budget import Budget, BudgetPeriod, BudgetScope
from aimonitor.settings.settings import Theme
from tests.monitor.archives import ALL
from tests.monitor.house import House, house
from tests.providers.recipes.samples import WHOLE

_EVENTS = ("open", "os.", "shutil.", "sqlite3.connect", "tempfile.")


class Watch:
    """Names what the main thread does below `folder` while `doing` is not ""."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self.doing = ""
        self.found: list[str] = []
        self.elsewhere = 0
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.doing or not event.startswith(_EVENTS):
            return
        places = [os.fsdecode(each) for each in arguments if isinstance(each, str | bytes | os.PathLike)]
        if not any(self._folder in place for place in places):
            return
        if threading.current_thread() is threading.main_thread():
            self.found.append(f"{self.doing}: {event} {places[0].removeprefix(self._folder)}")
        else:
            self.elsewhere += 1


async def live(home: House, watch: Watch, folder: Path) -> None:
    """All that a user may ask for."""
    archive = home.stack.archive
    watch.doing = "adding a provider"
    await home.add(cast.ROUTER)
    await home.add(cast.RESEARCH)
    for _ in range(2):
        watch.doing = "polls"
        await home.clock.advance(timedelta(minutes=10))
        for state in home.monitor.states():
            await home.monitor.poll_provider(state.provider.id)
    watch.doing = "budgets and alerts"
    home.stack.alerts.start()
    budget = Budget(id="", scope=BudgetScope.ALL, period=BudgetPeriod.DAY, currency="USD", hard=Decimal(1))
    await home.stack.budgets.save(budget)
    await home.stack.alerts.book()
    watch.doing = "an export"
    await archive.export(ALL, folder / "all.json")
    watch.doing = "a back-up"
    await archive.backup(folder / "copy.sqlite3")
    watch.doing = "a look at a back-up"
    await archive.look_at_backup(folder / "copy.sqlite3")
    watch.doing = "a restore"
    await archive.restore(folder / "copy.sqlite3")
    watch.doing = "a purge"
    await archive.purge()
    watch.doing = "an import"
    await archive.look(folder / "all.json")
    await archive.take_in(folder / "all.json")
    watch.doing = "recipes"
    recipes = home.stack.recipes
    for text in (WHOLE, WHOLE.replace("Acme", "Another")):
        checked = await recipes.check(text)
        await recipes.save(text, checked.file if checked.exists else "")
    await recipes.shelf.all()
    await recipes.shelf.remove("acme.toml")
    watch.doing = "settings"
    await home.stack.desk.save_settings({"theme": Theme.DARK})
    watch.doing = ""


async def main(folder: Path) -> None:
    watch = Watch(folder)
    async with house(folder / "home") as home:
        await live(home, watch, folder)
    print(*watch.found, f"elsewhere: {watch.elsewhere}", sep="\n")  # noqa: T201  the parent reads it


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
