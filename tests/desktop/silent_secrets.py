"""A Secret Service that takes every call and never answers, as if it waited for a dialog nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from jeepney import message_bus
from jeepney.io.blocking import open_dbus_connection

from tests.desktop.session import DesktopSession


@contextmanager
def silent_secrets(session: DesktopSession) -> Iterator[None]:
    """It is there while the block runs."""
    with open_dbus_connection(session.environ["DBUS_SESSION_BUS_ADDRESS"]) as connection:
        connection.send_and_get_reply(message_bus.RequestName("org.freedesktop.secrets"))
        yield
