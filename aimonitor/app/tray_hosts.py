"""The tray icon follows its panel: heard from the bus, where looking by the clock takes up to a minute."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aimonitor.desktop.tray_host import TrayHostWatch

if TYPE_CHECKING:
    from aimonitor.ui.tray import Tray


async def watch_hosts(tray: Tray) -> None:
    """Tell the tray of panels that come and go, until cancelled."""
    watch = TrayHostWatch(tray.host_changed)
    try:
        if await watch.open():
            await asyncio.Event().wait()
    finally:
        await watch.close()
