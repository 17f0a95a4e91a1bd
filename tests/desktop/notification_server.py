"""A small notification server: it keeps what it is sent, and presses buttons when told to."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from dataclasses import dataclass
from typing import Any

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
from jeepney.io.asyncio import DBusConnection, open_dbus_connection

NAME = "org.freedesktop.Notifications"
EVERYTHING = ("actions", "body", "body-markup", "persistence")


@dataclass(frozen=True)
class Shown:
    app: str
    replaces: int
    icon: str
    title: str
    body: str
    actions: list[str]
    hints: dict[str, Any]
    expires: int


class NotificationServer:
    """Owns the well-known name on the bus at `address` between `start` and `stop`."""

    def __init__(self, address: str, capabilities: tuple[str, ...] = EVERYTHING) -> None:
        self.address = address
        self.capabilities = list(capabilities)
        self.shown: list[Shown] = []
        self.closed: list[int] = []
        self.silent = False
        self.refuse = False
        self._numbers = itertools.count(1)
        self._connection: DBusConnection | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._connection = connection = await open_dbus_connection(self.address)
        serial = next(connection.outgoing_serial)
        await connection.send(message_bus.RequestName(NAME), serial=serial)
        early = []
        while (message := await connection.receive()).header.fields.get(HeaderFields.reply_serial) != serial:
            early.append(message)
        self._task = asyncio.create_task(self._serve(connection, early))

    async def stop(self) -> None:
        assert self._task is not None
        assert self._connection is not None
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError, EOFError, OSError):
            await self._task
        await self._connection.close()

    async def press(self, number: int, action: str) -> None:
        await self._emit("ActionInvoked", "us", (number, action))

    async def dismiss(self, number: int) -> None:
        await self._emit("NotificationClosed", "uu", (number, 2))

    async def _emit(self, signal: str, signature: str, body: tuple[object, ...]) -> None:
        assert self._connection is not None
        emitter = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)
        await self._connection.send(new_signal(emitter, signal, signature, body))

    async def _serve(self, connection: DBusConnection, early: list[Message]) -> None:
        while True:
            message = early.pop(0) if early else await connection.receive()
            if message.header.message_type is MessageType.method_call and not self.silent:
                await connection.send(self._answer(message))

    def _answer(self, message: Message) -> Message:
        if self.refuse:
            return new_error(message, "org.freedesktop.DBus.Error.LimitsExceeded", "s", ("too many",))
        match message.header.fields[HeaderFields.member]:
            case "GetCapabilities":
                return new_method_return(message, "as", (self.capabilities,))
            case "Notify":
                sent = Shown(*message.body)
                self.shown.append(sent)
                return new_method_return(message, "u", (sent.replaces or next(self._numbers),))
            case _:
                self.closed.append(message.body[0])
                return new_method_return(message)
