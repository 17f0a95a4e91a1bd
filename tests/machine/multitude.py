"""The whole app with very many providers: how it is started, and what a user does in it."""

from __future__ import annotations

import asyncio
import cProfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from aimonitor.monitor.archive_service import ArchiveService
from aimonitor.monitor.requests import EditProvider
from aimonitor.ui.dialogs.settings import SettingsDialog
from aimonitor.ui.main_window import MainWindow
from aimonitor.ui.providers_view import ProvidersView
from tests.e2e.running import RunningApp, do, launch_in, running_app, until
from tests.machine.hostile_names import NAMES, export_of
from tests.monitor.house import house

ENABLED = 10
"""So many of the first are polled; none has a key, so each needs the user."""

PATIENCE = 150.0
"""Ten thousand rows take a machine that does much else beside a minute."""


def home_of(folder: Path, count: int, enabled: int = ENABLED) -> Path:
    """A home with that many providers of hostile names."""

    async def fill() -> None:
        async with house(folder / "home") as home:
            await home.stack.archive.take_in(export_of(folder, NAMES[:count], enabled=enabled))

    folder.mkdir(exist_ok=True)
    asyncio.run(fill())
    return folder / "home"


@asynccontextmanager
async def at_rest(qapp: QApplication, home: Path) -> AsyncIterator[RunningApp]:
    """The app, once its first polls have ended and the window shows what they found."""
    async with running_app(qapp, launch_in(home)) as app:
        window = app.desktop.window
        enabled = [one.provider.id for one in window.model.records if one.provider.enabled]
        await until(lambda: all(_polled(window, one) for one in enabled), "the first polls", PATIENCE)
        yield app


def _polled(window: MainWindow, provider_id: str) -> bool:
    state = window.model.record(provider_id)
    return state is not None and state.last_poll is not None and not state.polling


class Calls:
    """How many functions are called: what a machine of any speed takes the time for.

    One profile for all, since no second one may run beside it from Python 3.12 on.
    """

    def __init__(self) -> None:
        self._profile = cProfile.Profile()
        self.of: dict[str, int] = {}

    @contextmanager
    def counted(self, name: str) -> Iterator[None]:
        """Those meanwhile are kept in `of`, under that name."""
        before = self._so_far()
        self._profile.enable()
        try:
            yield
        finally:
            self._profile.disable()
            self.of[name] = self._so_far() - before

    def _so_far(self) -> int:
        return sum(entry.callcount for entry in self._profile.getstats())


class Doing:
    """What a user does with many providers, each until it is done and drawn."""

    def __init__(self, app: RunningApp) -> None:
        self.app = app
        self.desktop = app.desktop
        self.window = app.desktop.window
        self.view: ProvidersView = app.desktop.window.view
        self.model = self.window.model

    def all(self) -> dict[str, Callable[[], Awaitable[object]]]:
        """By what it is called."""
        return {
            "scrolling": self.scroll,
            "sorting by name": self.sort,
            "filtering": self.filter,
            "selecting the last": self.select_last,
            "grouping": lambda: self.group(grouped=True),
            "moving the first to the end, in groups": lambda: self.move(len(self.model.records) - 1),
            "back to one list": lambda: self.group(grouped=False),
            "moving the first to the end": lambda: self.move(len(self.model.records) - 1),
            "moving the last to the top": lambda: self.move_last(0),
            "renaming": self.rename,
            "enabling and disabling": self.toggle,
            "pausing and resuming": self.pause,
            "the settings": self.settings,
            "removing all": self.purge,
        }

    async def drawn(self, action: Callable[[], object]) -> None:
        await do(action)
        await do(self.view.viewport().repaint)

    async def scroll(self) -> None:
        bar = self.view.verticalScrollBar()
        for place in (bar.maximum() // 2, bar.maximum(), 0):
            await self.drawn(lambda place=place: bar.setValue(place))  # type: ignore[misc]

    async def sort(self) -> None:
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            await self.drawn(lambda order=order: self.view.sortByColumn(0, order))  # type: ignore[misc]
        await self.drawn(lambda: self.view.sortByColumn(-1, Qt.SortOrder.AscendingOrder))

    async def filter(self) -> None:
        for text in ("<b>", "nowhere to be found", ""):
            await self.drawn(lambda text=text: self.window.toolbar.filter.setText(text))  # type: ignore[misc]

    async def select_last(self) -> None:
        last = self.model.records[-1].provider.id
        await self.drawn(lambda: self.window.select_provider(last))

    async def group(self, *, grouped: bool) -> None:
        await self.drawn(lambda: self.desktop.actions.grouped.setChecked(grouped))

    async def move(self, place: int, row: int = 0) -> None:
        """Until the order is the wanted one and all was told."""
        wanted = [one.provider.id for one in self.model.records]
        moved = wanted.pop(row)
        wanted.insert(place, moved)
        await do(lambda: self.desktop.service.move_provider(moved, place))
        await until(lambda: [one.provider.id for one in self.model.records] == wanted, "the order")
        await until(
            lambda: [one.provider.position for one in self.model.records] == list(range(len(wanted))),
            "what all are told of their places",
        )

    async def move_last(self, place: int) -> None:
        await self.move(place, len(self.model.records) - 1)

    async def rename(self) -> None:
        first = self.model.records[0].provider.id
        wish = EditProvider(provider_id=first, name="a name like any other")
        await do(lambda: self.desktop.service.edit_provider(wish))
        await until(lambda: self.app.state("a name like any other") is not None, "the new name")

    async def toggle(self) -> None:
        last = self.model.records[-1].provider
        for enabled in (not last.enabled, last.enabled):
            await do(lambda enabled=enabled: self.desktop.service.toggle_provider(last.id, enabled))  # type: ignore[misc]
            await until(lambda wanted=enabled: self._is_enabled(last.id) is wanted, "the switch")  # type: ignore[misc]

    def _is_enabled(self, provider_id: str) -> bool:
        state = self.model.record(provider_id)
        return state is not None and state.provider.enabled

    async def pause(self) -> None:
        service = self.desktop.service
        await do(lambda: service.pause(None))
        await until(lambda: service.is_paused, "the pause")
        await do(service.resume)
        await until(lambda: not service.is_paused, "the end of the pause")

    async def settings(self) -> None:
        await do(self.desktop.actions.settings.trigger)
        dialog = await self.app.dialog(SettingsDialog)
        await do(dialog.reject)
        await self.app.gone(SettingsDialog)

    async def purge(self) -> None:
        await self.answered(lambda service: service.purge())
        assert self.model.rowCount() == 0

    async def take_in(self, place: Path, count: int) -> None:
        """Into an app without providers."""
        await self.answered(lambda service: service.take_in(place))
        await until(lambda: self.model.rowCount() == count, "all rows")

    async def answered(self, ask: Callable[[ArchiveService], int]) -> None:
        """Once the wish was carried out, and well."""
        service, answers = self.desktop.dialogs.archives.service, dict[int, object]()
        connection = service.request_done.connect(answers.__setitem__)
        token = await do(lambda: ask(service))
        await until(lambda: token in answers, "the answer", patience=600)
        service.request_done.disconnect(connection)
        assert not isinstance(answers[token], Exception), answers[token]
