"""Which watch follows the network, and what follows from a change of the settings."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
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


@asynccontextmanager
async def followed(
    qapp: QApplication, home: Path, *, pause_on_metered: bool = False
) -> AsyncIterator[tuple[Desktop, AsyncExitStack]]:
    """A painted window whose network is followed until the stack unwinds."""
    with painted(qapp, home / "aimonitor") as desktop:
        choose(desktop, pause_on_metered=pause_on_metered)
        async with AsyncExitStack() as leaving:
            desktop.connection.watch(leaving)
            yield desktop, leaving


def watches(desktop: Desktop) -> list[type[OnlineWatch]]:
    found = desktop.connection._watch
    return [] if found is None else [type(found)]


@pytest.fixture(autouse=True)
def no_network_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QNetworkInformation, "instance", lambda: None)


def test_qts_network_library_is_loaded_only_for_who_pauses_on_metered_networks(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")

    async def script() -> None:
        async with followed(qapp, private_home) as (desktop, leaving):
            assert watches(desktop) == [RouteWatch]
            choose(desktop, pause_on_metered=True)
            assert watches(desktop) == [NetworkWatch]
            choose(desktop, pause_on_metered=False)
            assert watches(desktop) == [RouteWatch]
            await leaving.aclose()
            assert watches(desktop) == []
            choose(desktop, pause_on_metered=True)
            assert watches(desktop) == []

    run_on_app_loop(qapp, script)


def test_other_systems_are_asked_through_qt(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def script() -> None:
        monkeypatch.setattr(sys, "platform", "darwin")
        async with followed(qapp, private_home) as (desktop, _):
            assert watches(desktop) == [NetworkWatch]

    run_on_app_loop(qapp, script)


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_who_no_longer_pauses_on_metered_networks_does_not_stay_paused(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    async def script() -> None:
        monkeypatch.setattr(sys, "platform", platform)
        async with followed(qapp, private_home, pause_on_metered=True) as (desktop, _):
            desktop.connection.mind_metered(metered=True)
            choose(desktop, pause_on_metered=False)
            assert [name for _, name, _ in desktop.service._waiting] == ["pause", "resume"]

    run_on_app_loop(qapp, script)


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_who_comes_to_pause_on_metered_networks_is_paused_on_the_one_that_is_there(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr(NetworkWatch, "start", lambda watch: watch.metered.emit(True))  # noqa: FBT003

    async def script() -> None:
        monkeypatch.setattr(sys, "platform", platform)
        async with followed(qapp, private_home) as (desktop, _):
            assert desktop.service._waiting == []
            choose(desktop, pause_on_metered=True)
            assert [name for _, name, _ in desktop.service._waiting] == ["pause"]

    run_on_app_loop(qapp, script)
