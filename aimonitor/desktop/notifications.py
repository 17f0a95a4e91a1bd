"""Notifications of the desktop (org.freedesktop.Notifications), with actions, without Qt.

Qt's tray icon can send no actions, and Qt's D-Bus classes cannot send the uint32 that `Notify`
needs; jeepney can, within the running loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from jeepney import DBusAddress, MatchRule, message_bus, new_method_call

from aimonitor import APP_ID, APP_NAME, resources
from aimonitor.desktop.bus import Body, BusError, SessionBus
from aimonitor.domain.notice import Notice, Urgency

Actions = tuple[tuple[str, str], ...]
"""(id, label) of each button; the id "default" is a click on the notification itself."""

DEFAULT_ACTIONS: Actions = (("default", "Show"), ("snooze", "Snooze 1 h"))

_NAME = "org.freedesktop.Notifications"
_SERVER = DBusAddress("/org/freedesktop/Notifications", _NAME, _NAME)
_URGENCY = {Urgency.LOW: 0, Urgency.NORMAL: 1, Urgency.CRITICAL: 2}
_LONGEST_TITLE = 120
_LONGEST_BODY = 600
_SERVER_DECIDES = -1


class DesktopNotifications:
    """Shows notices through the desktop's notification server, and hears which button was pressed.

    `on_action(key, action)` is called with the notice's key and the button's id;
    `on_changed(available)` when the server goes or comes. Both in the loop's thread.
    `icon`: a name or a file URI; "": the app's own.
    """

    def __init__(
        self,
        *,
        on_action: Callable[[str, str], None],
        on_changed: Callable[[bool], None] | None = None,
        desktop_entry: str = APP_ID,
        icon: str = "",
        timeout: float = 5.0,
    ) -> None:
        self._on_action = on_action
        self._on_changed = on_changed
        self._desktop_entry = desktop_entry
        self._icon = icon or resources.path("icons", "aimonitor.svg").as_uri()
        self._bus = SessionBus(on_signal=self._hear, on_lost=self._lose_bus, timeout=timeout)
        self._lock = asyncio.Lock()
        self._available = False
        self._startable = False
        self._owner = ""
        self._capabilities: frozenset[str] | None = None
        self._numbers: dict[str, int] = {}

    @property
    def available(self) -> bool:
        """Whether a server is there, or would be started by the first notification."""
        return self._available

    async def open(self) -> bool:
        """Connect and look for a server; True when notices can be shown. Raises nothing."""
        await self.close()
        try:
            await self._bus.open()
            await self._watch()
            self._startable = _NAME in _names(await self._bus.call(message_bus.ListActivatableNames()))
            self._owner = await self._find_owner()
        except BusError:
            await self._bus.close()
            return False
        self._available = bool(self._owner) or self._startable
        return self._available

    async def show(self, notice: Notice, actions: Actions = DEFAULT_ACTIONS) -> bool:
        """Show the notice, in place of an earlier one of the same key. False: nobody took it."""
        if not self._available:
            return False
        async with self._lock:  # the number of one is known before the next of the same key is sent
            try:
                capabilities = await self._read_capabilities()
                answer = await self._bus.call(self._notify(notice, actions, capabilities))
            except BusError:
                return False
            self._numbers[notice.key] = _number(answer)
            return True

    async def withdraw(self, key: str) -> None:
        """Close the notice of that key, if it is still shown."""
        number = self._numbers.pop(key, None)
        if number is None or not self._available:
            return
        try:
            await self._bus.call(new_method_call(_SERVER, "CloseNotification", "u", (number,)))
        except BusError:
            return  # the server closed it first, or is gone: it is not shown either way

    async def close(self) -> None:
        """Disconnect; what is shown stays with the desktop."""
        self._available = False
        await self._bus.close()

    # --- the server -------------------------------------------------------------------------

    async def _watch(self) -> None:
        owner = MatchRule(type="signal", sender=message_bus.bus_name, member="NameOwnerChanged")
        owner.add_arg_condition(0, _NAME)
        signals = MatchRule(type="signal", sender=_NAME, interface=_NAME)
        for rule in (owner, signals):
            await self._bus.call(message_bus.AddMatch(rule))

    async def _find_owner(self) -> str:
        try:
            return str((await self._bus.call(message_bus.GetNameOwner(_NAME)))[0])
        except BusError as error:
            if error.name == "org.freedesktop.DBus.Error.NameHasNoOwner":
                return ""
            raise

    async def _read_capabilities(self) -> frozenset[str]:
        if self._capabilities is None:
            self._capabilities = _names(await self._bus.call(new_method_call(_SERVER, "GetCapabilities")))
        return self._capabilities

    def _notify(self, notice: Notice, actions: Actions, capabilities: frozenset[str]) -> object:
        title, body = _clean(notice.title, _LONGEST_TITLE), _clean(notice.body, _LONGEST_BODY)
        if "body" not in capabilities and body:
            title, body = f"{title}: {body}", ""
        if "body-markup" in capabilities:
            from html import escape  # noqa: PLC0415  it brings two thousand names of characters

            body = escape(body, quote=False)
        buttons = [text for action in actions for text in action] if "actions" in capabilities else []
        hints = {
            "urgency": ("y", _URGENCY[notice.urgency]),
            "desktop-entry": ("s", self._desktop_entry),
        }
        replaces = self._numbers.get(notice.key, 0)
        arguments = (APP_NAME, replaces, self._icon, title, body, buttons, hints, _SERVER_DECIDES)
        return new_method_call(_SERVER, "Notify", "susssasa{sv}i", arguments)

    # --- what is heard ------------------------------------------------------------------------

    def _hear(self, sender: str, signal: str, body: Body) -> None:
        match (signal, body):
            case "NameOwnerChanged", (str(name), str(), str(owner)) if (
                name == _NAME and sender == message_bus.bus_name
            ):
                self._change_server(owner)
            case "ActionInvoked", (int(number), str(action)) if sender == self._owner:
                for key in self._keys(number):
                    self._on_action(key, action)
            case "NotificationClosed", (int(number), int()) if sender == self._owner:
                for key in self._keys(number):
                    del self._numbers[key]
            case _:
                return

    def _keys(self, number: int) -> list[str]:
        return [key for key, known in self._numbers.items() if known == number]

    def _change_server(self, owner: str) -> None:
        self._owner = owner
        self._capabilities = None
        self._numbers.clear()  # a new server counts from 1 again: an old number is someone else's
        self._set_available(available=bool(owner) or self._startable)

    def _lose_bus(self) -> None:
        self._numbers.clear()
        self._capabilities = None
        self._set_available(available=False)

    def _set_available(self, *, available: bool) -> None:
        if available != self._available:
            self._available = available
            if self._on_changed is not None:
                self._on_changed(available)


def _names(answer: Body) -> frozenset[str]:
    listed = answer[0] if answer else ()
    return frozenset(str(name) for name in listed) if isinstance(listed, list | tuple) else frozenset()


def _number(answer: Body) -> int:
    first = answer[0] if answer else 0
    return first if isinstance(first, int) else 0


def _clean(text: str, longest: int) -> str:
    """Fit for the wire: D-Bus refuses NUL and broken surrogates, servers stumble over controls."""
    plain = "".join(sign for sign in text if sign.isprintable() or sign == "\n")
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"
