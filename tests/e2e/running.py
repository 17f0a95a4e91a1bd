"""The whole app in this process, without a screen: real window, real monitor, real HTTP, one loop."""

from __future__ import annotations

import asyncio
import os
from collections import ChainMap
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget

from aimonitor.app.desktop import Desktop, utc_now
from aimonitor.app.executor import DaemonExecutor
from aimonitor.app.launch import Launch
from aimonitor.app.life import _Life
from aimonitor.app.loop import AppLoop
from aimonitor.app.start import first_paint
from aimonitor.demo.servers import DemoServers
from aimonitor.domain.periods import utc_day
from aimonitor.domain.state import ProviderState
from aimonitor.providers.registry import Registry
from aimonitor.settings.paths import AppPaths

T = TypeVar("T")
D = TypeVar("D", bound=QDialog)

LONGEST_TEST = timedelta(seconds=40)

PATIENCE = 30.0
"""Seconds until a test gives up waiting; a slow machine may take long, a broken app would take for ever."""


def run_on_app_loop(app: QApplication, script: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run `script` as the app runs: Qt and asyncio on one loop."""

    def make_loop() -> AppLoop:
        loop = AppLoop(app)
        loop.set_default_executor(DaemonExecutor())
        return loop

    with as_it_was(app), asyncio.Runner(loop_factory=make_loop) as runner:
        return runner.run(script())


@contextmanager
def as_it_was(app: QApplication) -> Iterator[None]:
    """Give the one QApplication of all tests back as it came."""
    before = (app.quitOnLastWindowClosed(), app.styleSheet(), app.palette(), app.windowIcon())
    locale = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    app.setQuitOnLastWindowClosed(False)
    try:
        yield
    finally:
        QLocale.setDefault(locale)
        app.setQuitOnLastWindowClosed(before[0])
        app.setStyleSheet(before[1])
        app.setPalette(before[2])
        app.setWindowIcon(before[3])


async def until(condition: Callable[[], T | None], what: str, patience: float = PATIENCE) -> T:
    """Wait for `condition` to be true; its value."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience
    while not (value := condition()):
        assert loop.time() < deadline, f"waited in vain for: {what}"
        await asyncio.sleep(0.01)
    return value


async def do(action: Callable[[], T]) -> T:
    """What a user does comes from Qt and not from a task: call `action` that way."""
    done: asyncio.Future[T] = asyncio.get_running_loop().create_future()

    def act() -> None:
        try:
            done.set_result(action())
        except BaseException as error:  # noqa: BLE001  it belongs to the test
            done.set_exception(error)

    asyncio.get_running_loop().call_soon(act)
    return await done


async def click(button: QAbstractButton) -> None:
    """Press a button with the mouse, once it can be pressed."""
    await until(lambda: button.isVisible() and button.isEnabled(), f"the button {button.text()!r}")
    await do(lambda: QTest.mouseClick(button, Qt.MouseButton.LeftButton))


async def write(widget: QWidget, text: str) -> None:
    """Replace what stands in a line, key by key."""
    await until(lambda: widget.isVisible() and widget.isEnabled(), "a line to write in")

    def act() -> None:
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(widget, Qt.Key.Key_Delete)
        for sign in text:
            type_sign(widget, sign)

    await do(act)


def type_sign(widget: QWidget, sign: str) -> None:
    """One key; QTest knows those of ASCII only."""
    if sign.isascii():
        QTest.keyClicks(widget, sign)
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign)
        QApplication.sendEvent(widget, event)


async def press(widget: QWidget, key: Qt.Key) -> None:
    """Go to `widget` and press one key there."""
    await focus(widget)
    await do(lambda: QTest.keyClick(widget, key))


async def focus(widget: QWidget) -> None:
    """Give a widget the keyboard."""

    def act() -> None:
        widget.window().activateWindow()
        widget.setFocus()

    await do(act)
    await until(widget.hasFocus, "the focus")


@dataclass
class RunningApp:
    """One start of the app, and what a test may do with it."""

    desktop: Desktop
    life: asyncio.Task[int]

    def state(self, name: str) -> ProviderState | None:
        """What the window shows of the provider of that name."""
        found = (one for one in self.desktop.window.model.records if one.provider.name == name)
        return next(found, None)

    def known(self, name: str) -> ProviderState:
        """As `state`, of a provider that is there."""
        state = self.state(name)
        assert state is not None, f"{name} is not in the table"
        return state

    async def at_rest(self, name: str) -> ProviderState:
        """The provider's state once a poll of it has ended."""

        def rested() -> ProviderState | None:
            state = self.state(name)
            return state if state is not None and state.last_poll is not None and not state.polling else None

        return await until(rested, f"a poll of {name}")

    def last_poll(self, name: str) -> datetime | None:
        """When the last poll of it began that has ended."""
        poll = self.known(name).last_poll
        return poll.started_at if poll is not None and not self.known(name).polling else None

    async def read_anew(self, name: str) -> ProviderState:
        """Poll it, good or bad: what is switched off and on again is read at once."""
        provider_id, started = self.known(name).provider.id, self.last_poll(name)
        for enabled in (False, True):
            await do(partial(self.desktop.service.toggle_provider, provider_id, enabled))
            await until(lambda wanted=enabled: self.known(name).provider.enabled is wanted, "the switch")  # type: ignore[misc]
        await until(lambda: self.last_poll(name) not in (None, started), f"a poll of {name}")
        return self.known(name)

    async def dialog(self, kind: type[D]) -> D:
        """The dialog of that class, once it is open."""
        return await until(
            lambda: next((one for one in self.desktop.window.findChildren(kind) if one.isVisible()), None),
            f"the dialog {kind.__name__}",
        )

    async def gone(self, kind: type[QDialog]) -> None:
        """Once no dialog of that class is open."""
        await until(
            lambda: not any(one.isVisible() for one in self.desktop.window.findChildren(kind)),
            f"the end of the dialog {kind.__name__}",
        )

    async def select(self, name: str) -> None:
        """Select a row."""
        provider_id = self.known(name).provider.id
        await do(lambda: self.desktop.window.select_provider(provider_id))


def launch_in(home: Path, *, demo: bool = False, hidden: bool = False) -> Launch:
    """A start with `home` as its own folder and the environment as it is."""
    return Launch(
        paths=AppPaths.resolve(home, os.environ),
        flags={},
        environ=ChainMap(os.environ, dict(os.environ)),  # with keys that the app withholds from programs
        demo=demo,
        hidden=hidden,
        home=home,
    )


@asynccontextmanager
async def running_app(app: QApplication, launch: Launch) -> AsyncIterator[RunningApp]:
    """Start the app, and quit it as the menu does; fails unless it ends well."""
    launch.paths.ensure()
    desktop = await do(lambda: first_paint(app, launch))
    life = asyncio.create_task(_Life(desktop, launch).run(), name="the app")
    running = RunningApp(desktop, life)
    try:
        yield running
        await do(desktop.actions.quit.trigger)
        async with asyncio.timeout(PATIENCE):
            assert await life == 0, "the app ended by a fault of its own"
    finally:
        if not life.done():
            life.cancel()
            with suppress(asyncio.CancelledError):
                await life
        await do(lambda: dispose(desktop))


def dispose(desktop: Desktop) -> None:
    """Delete the window and all around it now, not at the end of all tests."""
    desktop.window.deleteLater()
    desktop.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@asynccontextmanager
async def demo_servers(
    monkeypatch: pytest.MonkeyPatch, *, good_polls: int | None = None
) -> AsyncIterator[DemoServers]:
    """The services on loopback at a time that stands still; the environment sends the app there."""
    await away_from_midnight()
    now = utc_now()
    servers = DemoServers(now=lambda: now, good_polls=good_polls)
    await servers.start()
    registry = Registry()
    for name, url in servers.base_urls.items():
        monkeypatch.setenv(registry.manifest(name).base_url_env, url)
    try:
        yield servers
    finally:
        await servers.stop()


async def away_from_midnight() -> None:
    """The day must not change in the middle of a comparison."""
    day = utc_day(utc_now())
    if day != utc_day(utc_now() + LONGEST_TEST):
        await until(lambda: day != utc_day(utc_now()), "midnight")


def cents(amount: Decimal) -> str:
    """Dollars as the window writes them, by a road of our own."""
    return "<$0.01" if 0 < amount < Decimal("0.01") else f"${amount.quantize(Decimal('0.01')):,}"
