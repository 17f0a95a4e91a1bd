from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aimonitor.demo.servers import DemoServers
from aimonitor.monitor.clock import SystemClock
from aimonitor.providers.registry import Registry
from aimonitor.settings.paths import AppPaths
from tests.cli.drawer import PLACE, Drawer
from tests.cli.running import NOON, Commands, serving


@pytest.fixture(autouse=True)
def keychain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The keychain of this test: a file."""
    place = tmp_path / "keychain.json"
    monkeypatch.setenv(PLACE, str(place))
    monkeypatch.setattr("aimonitor.keychain.service.find_backend", Drawer)
    return place


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the same moment for commands in this process and for the servers."""
    monkeypatch.setattr(SystemClock, "now", lambda _: NOON)


@pytest.fixture(autouse=True)
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """No display and no bus of the user's."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def place(private_home: Path) -> AppPaths:
    """The folders of this test's commands."""
    return AppPaths.resolve(private_home / "aimonitor", {})


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Runs commands in this process."""
    return Commands(capsys, monkeypatch)


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[DemoServers]:
    """The three services, in perfect health, in place of the real ones."""
    with serving(lambda: NOON) as running:
        registry = Registry()
        for name, url in running.base_urls.items():
            monkeypatch.setenv(registry.manifest(name).base_url_env, url)
        yield running


@pytest.fixture
def nobody_answers(monkeypatch: pytest.MonkeyPatch) -> str:
    """All services at an address where nobody listens; the address."""
    url = "http://127.0.0.1:9"
    for manifest in Registry().manifests():
        if manifest.needs_key:
            monkeypatch.setenv(manifest.base_url_env, url)
    monkeypatch.setenv("AIMONITOR_TOTAL_TIMEOUT", "5")
    return url
