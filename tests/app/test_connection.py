"""Which watch follows the network, and what follows from a change of the settings."""

from __future__ import annotations

import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtWidgets import QApplication

from aimonitor.app.desktop import Desktop
from aimonitor.app.network import NetworkWatch
from aimonitor.app.online import OnlineWatch
from aimonitor.app.routes import RouteWatch
from aimonitor.settings.settings import Resolved
from tests.app.painted import painted
from tests.e2e.running import run_on_app_loop


def choose(desktop: Desktop, *, pause_on_metered: bool) -> None:
    settings = replace(desktop.resolved.settings, pause_on_metered=pause_on_metered)
    desktop.service.settings_changed.emit(Resolved(settings=settings, sources=desktop.resolved.sources))


def watches(desktop: Desktop) -> list[type[OnlineWatch]]:
    found = desktop.connection._watch
    return [] if found is None else [type(found)]


def test_qts_network_library_is_loaded_only_for_who_pauses_on_metered_networks(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QNetworkInformation, "instance", lambda: None)
    monkeypatch.setattr(sys, "platform", "linux")

    async def script() -> None:
        with painted(qapp, private_home / "aimonitor") as desktop:
            async with AsyncExitStack() as leaving:
                desktop.connection.watch(leaving)
                assert watches(desktop) == [RouteWatch]
                choose(desktop, pause_on_metered=True)
                assert watches(desktop) == [NetworkWatch]
                choose(desktop, pause_on_metered=False)
                assert watches(desktop) == [RouteWatch]
            assert watches(desktop) == []
            choose(desktop, pause_on_metered=True)
            assert watches(desktop) == []

    run_on_app_loop(qapp, script)


def test_other_systems_are_asked_through_qt(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QNetworkInformation, "instance", lambda: None)

    async def script() -> None:
        with painted(qapp, private_home / "aimonitor") as desktop:
            monkeypatch.setattr(sys, "platform", "darwin")
            async with AsyncExitStack() as leaving:
                desktop.connection.watch(leaving)
                assert watches(desktop) == [NetworkWatch]

    run_on_app_loop(qapp, script)


def test_who_no_longer_pauses_on_metered_networks_does_not_stay_paused(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QNetworkInformation, "instance", lambda: None)
    monkeypatch.setattr(sys, "platform", "linux")

    async def script() -> None:
        with painted(qapp, private_home / "aimonitor") as desktop:
            async with AsyncExitStack() as leaving:
                choose(desktop, pause_on_metered=True)
                desktop.connection.watch(leaving)
                desktop.connection.mind_metered(metered=True)
                choose(desktop, pause_on_metered=False)
                assert [name for _, name, _ in desktop.service._waiting] == ["pause", "resume"]

    run_on_app_loop(qapp, script)
