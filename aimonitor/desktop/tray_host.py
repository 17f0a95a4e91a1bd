"""Whether the desktop shows tray icons, asked and heard without Qt."""

from __future__ import annotations

from collections.abc import Callable

from jeepney import MatchRule, message_bus

from aimonitor.desktop.bus import Body, BusError, SessionBus

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


class TrayHostWatch:
    """Calls `on_changed` whenever a panel comes or goes on the session bus; silent where there is no bus."""

    def __init__(self, on_changed: Callable[[], None], *, timeout: float = 5.0) -> None:
        self._on_changed = on_changed
        self._bus = SessionBus(on_signal=self._hear, on_lost=lambda: None, timeout=timeout)

    async def open(self) -> bool:
        """Begin to listen. False: there is nothing to listen to."""
        rule = MatchRule(type="signal", sender=message_bus.bus_name, member="NameOwnerChanged")
        rule.add_arg_condition(0, WATCHER)
        try:
            await self._bus.open()
            await self._bus.call(message_bus.AddMatch(rule))
        except BusError:
            await self._bus.close()
            return False
        return True

    async def close(self) -> None:
        """Listen no more."""
        await self._bus.close()

    def _hear(self, sender: str, signal: str, body: Body) -> None:
        if sender == message_bus.bus_name and signal == "NameOwnerChanged" and body[0] == WATCHER:
            self._on_changed()
