from __future__ import annotations

import asyncio
import logging
import sqlite3
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from aimonitor.app.desktop import Desktop
from aimonitor.app.life import _Life
from aimonitor.app.online import OnlineWatch
from aimonitor.app.start import first_paint
from aimonitor.db.database import Database
from aimonitor.demo.cast import CAST, CHATBOT
from aimonitor.demo.company import COMPANY
from aimonitor.domain.state import Health
from aimonitor.errors import DatabaseError
from aimonitor.monitor.monitor import Monitor
from tests.bench.processes import ROOT, environment
from tests.e2e.running import (
    click,
    dispose,
    do,
    launch_in,
    run_on_app_loop,
    running_app,
    until,
)
from tests.keychain.backends import GoodKeyring

pytestmark = pytest.mark.usefixtures("keyring")


LIBRARIES = """
import importlib, sys
from aimonitor.app.life import HEAVY
for name in HEAVY:
    importlib.import_module(name)
before = set(sys.modules)
from aimonitor.providers.registry import Registry
registry = Registry()
for manifest in registry.manifests():
    registry.client(manifest.type)
print(*sorted(name for name in set(sys.modules) - before if not name.startswith("aimonitor.")))
"""


def test_what_clients_need_of_others_was_imported_beside_the_loop() -> None:
    done = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", LIBRARIES],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=environment(),
    )
    large = {name.partition(".")[0] for name in done.stdout.split()} & {
        "pydantic",
        "pydantic_core",
        "aiohttp",
    }
    assert large == set(), "the window would stand still for it at the first poll"


def locked(path: Path) -> sqlite3.Connection:
    """Another program that holds the whole database."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode = delete")  # else readers would get by
    other.execute("BEGIN EXCLUSIVE")
    return other


def test_a_locked_database_is_said_and_tried_again_when_the_user_asks(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database.__init__, "__kwdefaults__", {"busy_timeout": 0.2})
    told: list[str] = []
    show = Desktop.show_database_problem

    def hear(desktop: Desktop, error: DatabaseError) -> None:
        told.append(error.message)
        show(desktop, error)

    monkeypatch.setattr(Desktop, "show_database_problem", hear)
    launch = launch_in(private_home / "aimonitor")
    launch.paths.ensure()
    other = locked(launch.paths.database)

    async def script() -> None:
        async with running_app(qapp, launch) as app:
            for times in (1, 2):
                await until(partial(_is_told, told, times), "the failure")
                assert not app.desktop.service.is_started
                banner = app.desktop.window.banners.banner("database")
                assert banner is not None
                assert banner.message.text() == told[0]
                if times == 2:
                    other.rollback()
                    other.close()
                await click(banner.button)
            await until(lambda: app.desktop.service.is_started, "the start")
            await until(lambda: app.desktop.window.banners.banner("database") is None, "the banner to go")

    run_on_app_loop(qapp, script)
    assert told[0] == told[-1]
    assert "AIMonitor" in told[0]


def _is_told(told: list[str], times: int) -> bool:
    return len(told) == times


def test_a_damaged_database_is_set_aside_and_said(qapp: QApplication, private_home: Path) -> None:
    launch = launch_in(private_home / "aimonitor")
    launch.paths.ensure()
    launch.paths.database.write_bytes(b"SQLite format 3\0" + b"not at all" * 500)

    async def script() -> None:
        async with running_app(qapp, launch) as app:
            await until(lambda: app.desktop.service.is_started, "the start")
            banner = app.desktop.window.banners.banner("set-aside")
            assert banner is not None
            assert "set aside" in banner.message.text()

    run_on_app_loop(qapp, script)
    names = [file.name for file in launch.paths.data.glob("*sqlite3*")]
    assert len(names) == 2


def test_a_keychain_that_does_not_answer_holds_up_neither_tray_nor_polls(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, asked = threading.Event(), threading.Event()

    def hang() -> GoodKeyring:
        asked.set()
        gate.wait()
        return GoodKeyring()

    monkeypatch.setattr("keyring.get_keyring", hang)

    async def script() -> None:
        async with running_app(qapp, launch_in(private_home / "aimonitor")) as app:
            await until(asked.is_set, "a question to the keychain")
            await until(app.desktop.tray._look.isActive, "the tray")
            assert app.desktop.window.status._keys == ""
            gate.set()
            await until(lambda: app.desktop.window.status._keys.startswith("Keys in"), "the answer")

    try:
        run_on_app_loop(qapp, script)
    finally:
        gate.set()


def test_the_network_is_watched_while_the_app_runs(qapp: QApplication, private_home: Path) -> None:
    async def script() -> None:
        async with running_app(qapp, launch_in(private_home / "aimonitor")) as app:
            await until(lambda: app.desktop.service.is_started, "the service")
            await until(lambda: app.desktop.connection.findChild(OnlineWatch) is not None, "the watch")
            watch = app.desktop.connection.findChild(OnlineWatch)
            assert isinstance(watch, OnlineWatch)
            watch.offline.emit(True)  # noqa: FBT003  a signal's argument
            assert "offline" in app.desktop.window.status.left.text()

    run_on_app_loop(qapp, script)


def test_quitting_before_anything_runs_is_a_good_end(qapp: QApplication, private_home: Path) -> None:
    async def script() -> None:
        async with running_app(qapp, launch_in(private_home / "aimonitor")) as app:
            assert not app.desktop.service.is_started

    run_on_app_loop(qapp, script)


def test_a_fault_of_our_own_at_the_start_is_logged_and_told_by_the_exit_code(
    qapp: QApplication,
    private_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(_monitor: Monitor) -> None:
        msg = "on purpose"
        raise RuntimeError(msg)

    monkeypatch.setattr(Monitor, "open", fail)
    launch = launch_in(private_home / "aimonitor")
    launch.paths.ensure()

    async def script() -> int:
        desktop = await do(lambda: first_paint(qapp, launch))
        try:
            return await asyncio.create_task(_Life(desktop, launch).run())
        finally:
            await do(lambda: dispose(desktop))

    with caplog.at_level(logging.CRITICAL):
        assert run_on_app_loop(qapp, script) == 1
    assert "a fault of its own" in caplog.text


def test_the_demo_adds_its_cast_and_leaves_the_users_data_alone(
    qapp: QApplication, private_home: Path
) -> None:
    launch = launch_in(private_home / "aimonitor", demo=True)

    async def script() -> None:
        async with running_app(qapp, launch) as app:
            await until(lambda: app.desktop.window.model.rowCount() == len(CAST), "the cast")
            await until(lambda: app.desktop.window.view.currentIndex().row() == 0, "the first of the table")
            first = app.desktop.window.view.current()
            assert first is not None
            assert first.provider.name == CAST[0].name
            attention = app.desktop.window.cards.attention.face.value
            await until(lambda: attention.text() in {"2", "3", "4", "5"}, "two keys, then what was judged")

    run_on_app_loop(qapp, script)
    assert not launch.paths.database.exists()


def test_the_demo_of_all_services_polls_each(qapp: QApplication, private_home: Path) -> None:
    launch = replace(launch_in(private_home / "aimonitor", demo=True), all_services=True)
    wanted = {member.name: member.expected for member in COMPANY if member is not CHATBOT}

    async def script() -> None:
        async with running_app(qapp, launch) as app:

            def shown() -> dict[str, Health]:
                states = app.desktop.window.model.records
                return {state.provider.name: state.health for state in states if not state.polling}

            await until(lambda: wanted.items() <= shown().items(), "the company, each in its state")
            assert app.desktop.window.model.rowCount() == len(COMPANY)

    run_on_app_loop(qapp, script)
