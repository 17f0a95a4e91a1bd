"""A start while the disk is slow, or the history is held: what is known is shown, and never a nought."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from aimonitor.db import database as database_room
from aimonitor.db.database import Database
from aimonitor.db.prepare import prepare
from aimonitor.db.reports import OpenReport
from aimonitor.demo import cast
from aimonitor.ui.main_window import MainWindow
from aimonitor.ui.waiting_page import READING, UNREADABLE
from tests.e2e.running import do, launch_in, run_on_app_loop, running_app, until
from tests.monitor.house import house

WELCOME = "Welcome to AIMonitor"


@pytest.fixture(autouse=True)
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own desktop gets no notifications from tests."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one provider that was read, and is not asked again."""

    async def fill() -> None:
        async with house(tmp_path / "home") as made:
            provider = await made.add(cast.ROUTER)
            await made.monitor.poll_provider(provider.id)
            await made.monitor.toggle_provider(provider.id, enabled=False)

    asyncio.run(fill())
    return tmp_path / "home"


def said(window: MainWindow) -> list[str]:
    """All words in the window that can be seen."""
    return [one.text() for one in window.findChildren(QLabel) if one.isVisible() and one.text()]


def row(window: MainWindow) -> list[str]:
    return [str(window.model.index(0, place).data()) for place in range(window.model.columnCount())]


@contextmanager
def held(home: Path) -> Iterator[sqlite3.Connection]:
    """Nobody else can read the history, until that connection lets go."""
    with closing(sqlite3.connect(home / "data" / "aimonitor.sqlite3", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE providers SET position = position")
        yield other


def test_while_the_history_is_opened_the_window_shows_what_was_stored(
    qapp: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, goes_on = threading.Event(), threading.Event()

    def slowly(path: Path, now: datetime, **named: Any) -> OpenReport:  # noqa: ANN401  as the original
        hangs.set()
        assert goes_on.wait(60)
        return prepare(path, now, **named)

    async def script() -> None:
        monkeypatch.setattr(database_room, "prepare", slowly)
        async with running_app(qapp, launch_in(home)) as app:
            window = app.desktop.window
            await until(hangs.is_set, "the opening of the history")
            stored, cards = row(window), [card.text() for card in (window.cards.spent.face.value,)]
            assert cast.ROUTER.name in stored[0]
            assert not any(text in {"$0.00", "0"} for text in [*stored, *cards])
            assert not app.desktop.service.is_started
            await do(app.desktop.actions.refresh.trigger)
            await do(window.repaint)
            assert row(window) == stored
            goes_on.set()
            await until(lambda: app.desktop.service.is_started, "the history")
            assert row(window) == stored

    run_on_app_loop(qapp, script)


def test_a_history_that_cannot_be_read_yet_is_no_first_run(qapp: QApplication, home: Path) -> None:
    async def script() -> None:
        with held(home) as other:
            async with running_app(qapp, launch_in(home)) as app:
                window = app.desktop.window
                assert READING in said(window)
                assert not [text for text in said(window) if text == WELCOME or "$" in text]
                other.close()
                await until(lambda: window.model.rowCount() == 1, "the provider")
                assert READING not in said(window)
                assert cast.ROUTER.name in row(window)[0]

    run_on_app_loop(qapp, script)


def test_one_that_stays_unreadable_says_so_in_place_of_a_welcome_until_it_can_be_read(
    qapp: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database.__init__, "__kwdefaults__", {"busy_timeout": 0.01})

    async def script() -> None:
        with held(home) as other:
            async with running_app(qapp, launch_in(home)) as app:
                window = app.desktop.window
                await until(lambda: UNREADABLE in said(window), "why there is nothing")
                assert any("locked by another program" in text for text in said(window))
                assert not {READING, WELCOME} & set(said(window))
                other.close()
                again = next(one for one in window.findChildren(QPushButton) if one.text() == "Try again")
                await do(lambda: QTest.mouseClick(again, Qt.MouseButton.LeftButton))
                await until(lambda: window.model.rowCount() == 1, "the provider")
                assert UNREADABLE not in said(window)

    run_on_app_loop(qapp, script)


def test_a_history_without_providers_is_a_first_run_once_that_is_known(
    qapp: QApplication, tmp_path: Path
) -> None:
    async def script() -> None:
        async with running_app(qapp, launch_in(tmp_path / "home")) as app:
            assert WELCOME in said(app.desktop.window)
        with held(tmp_path / "home") as other:
            async with running_app(qapp, launch_in(tmp_path / "home")) as app:
                window = app.desktop.window
                assert WELCOME not in said(window)
                other.close()
                await until(lambda: WELCOME in said(window), "the first run")

    run_on_app_loop(qapp, script)
