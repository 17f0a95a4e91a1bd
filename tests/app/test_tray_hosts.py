from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from jeepney import message_bus
from jeepney.io.blocking import open_dbus_connection
from PySide6.QtWidgets import QApplication

from aimonitor.app.desktop import utc_now
from aimonitor.app.tray_hosts import watch_hosts
from aimonitor.desktop.tray_host import WATCHER
from aimonitor.ui.tray import Tray
from tests.desktop.private_bus import private_bus
from tests.e2e.running import run_on_app_loop, until

# Qt's own X11 tray code says so on the offscreen platform, which has no tray at all
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)


def test_an_icon_is_there_as_soon_as_a_panel_is(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panels: list[str] = []
    tray = Tray(now=utc_now, host=lambda: bool(panels), parent=qapp)

    async def script(address: str) -> None:
        tray.start()
        watching = asyncio.create_task(watch_hosts(tray))
        with open_dbus_connection(address) as panel:
            panels.append("a panel")
            while not tray.available:  # the watch may not listen yet
                panel.send_and_get_reply(message_bus.RequestName(WATCHER))
                panel.send_and_get_reply(message_bus.ReleaseName(WATCHER))
                await asyncio.sleep(0.01)
            tray._look.setInterval(60_000)
            panel.send_and_get_reply(message_bus.RequestName(WATCHER))
            await until(lambda: tray._look.interval() == 5_000, "to look again soon")
        watching.cancel()
        await asyncio.wait({watching})
        assert watching.cancelled()

    with private_bus(tmp_path / "bus") as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        run_on_app_loop(qapp, lambda: script(address))
    tray.stop()


def test_without_a_bus_the_watch_ends(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nowhere'}")
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    tray = Tray(now=utc_now, host=lambda: False, parent=qapp)
    run_on_app_loop(qapp, lambda: watch_hosts(tray))
    assert not tray.available
