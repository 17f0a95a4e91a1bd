from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from jeepney import message_bus
from jeepney.io.blocking import open_dbus_connection

from aimonitor.desktop.tray_host import WATCHER, TrayHostWatch, has_tray_host
from tests.desktop.private_bus import private_bus


async def test_a_host_is_there_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with private_bus(tmp_path / "bus") as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        assert await has_tray_host() is False
        with open_dbus_connection() as host:
            host.send_and_get_reply(message_bus.RequestName(WATCHER))
            assert await has_tray_host() is True


async def test_no_bus_is_neither(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nowhere'}")
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert await has_tray_host() is None


async def test_a_host_that_comes_and_goes_is_heard_and_another_name_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: asyncio.Queue[None] = asyncio.Queue()
    with private_bus(tmp_path / "bus") as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        watch = TrayHostWatch(lambda: heard.put_nowait(None))
        assert await watch.open()
        with open_dbus_connection() as other:
            other.send_and_get_reply(message_bus.RequestName("org.example.Other"))
        with open_dbus_connection() as host:
            host.send_and_get_reply(message_bus.RequestName(WATCHER))
        async with asyncio.timeout(20):
            for _ in ("came", "went"):
                await heard.get()
        assert await has_tray_host() is False
        await watch.close()
    assert heard.empty()


async def test_without_a_bus_nothing_is_heard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nowhere'}")
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert await TrayHostWatch(lambda: None).open() is False
