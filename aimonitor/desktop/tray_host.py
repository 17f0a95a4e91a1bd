"""Whether the desktop shows tray icons, asked without Qt: for `doctor`."""

from __future__ import annotations

from jeepney import message_bus

from aimonitor.desktop.bus import BusError, SessionBus

WATCHER = "org.kde.StatusNotifierWatcher"


async def has_tray_host(timeout: float = 2.0) -> bool | None:  # noqa: ASYNC109  a limit for each step
    """Whether something on the session bus takes tray icons; None where there is no such bus."""
    bus = SessionBus(on_signal=lambda *_: None, on_lost=lambda: None, timeout=timeout)
    try:
        await bus.open()
        (found,) = await bus.call(message_bus.NameHasOwner(WATCHER))
        return bool(found)
    except BusError:
        return None
    finally:
        await bus.close()
