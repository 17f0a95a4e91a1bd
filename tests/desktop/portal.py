"""The desktop's settings portal, as far as it tells whether the desktop is dark."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.desktop.session import PATIENCE, DesktopSession

_NAME = "org.freedesktop.portal.Desktop"
_SETTINGS = DBusAddress("/org/freedesktop/portal/desktop", _NAME, "org.freedesktop.portal.Settings")
_SPACE, _KEY = "org.freedesktop.appearance", "color-scheme"
LIGHT, DARK = ("u", 2), ("u", 1)


class Portal:
    """Answers what programs ask at their start, and tells a change."""

    def __init__(self, connection: DBusConnection) -> None:
        self.scheme = LIGHT
        self._connection = connection
        self._sending = threading.Lock()
        connection.send_and_get_reply(message_bus.RequestName(_NAME))

    def change(self, scheme: tuple[str, int]) -> None:
        """As when the user switches the desktop, or dusk does."""
        self.scheme = scheme
        self._send(new_signal(_SETTINGS, "SettingChanged", "ssv", (_SPACE, _KEY, scheme)))

    def serve(self) -> None:
        """Until the connection is closed."""
        with suppress(OSError, EOFError, ValueError):
            while True:
                message = self._connection.receive()
                if message.header.message_type is MessageType.method_call:
                    self._send(self._answer(message))

    def _answer(self, message: Message) -> Message:
        match message.header.fields[HeaderFields.member], message.body:
            case "ReadAll", _:
                return new_method_return(message, "a{sa{sv}}", ({_SPACE: {_KEY: self.scheme}},))
            case "ReadOne", (_, str(key)) if key == _KEY:
                return new_method_return(message, "v", (self.scheme,))
            case "Read", (_, str(key)) if key == _KEY:
                return new_method_return(message, "v", (("v", self.scheme),))
        return new_error(message, "org.freedesktop.portal.Error.NotFound", "s", ("no such setting",))

    def _send(self, message: Message) -> None:
        with self._sending:
            self._connection.send(message)


@contextmanager
def settings_portal(session: DesktopSession) -> Iterator[Portal]:
    """It is there while the block runs; the desktop is light at first."""
    connection = open_dbus_connection(session.environ["DBUS_SESSION_BUS_ADDRESS"])
    portal = Portal(connection)
    thread = threading.Thread(target=portal.serve, daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        connection.sock.shutdown(2)
        thread.join(PATIENCE)
        connection.close()
