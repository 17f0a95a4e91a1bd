"""One connection to the user's session bus: calls with a time limit, signals to a plain function."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from jeepney import HeaderFields, Message, MessageType
from jeepney.io.asyncio import DBusConnection, open_dbus_connection

Body = tuple[object, ...]
SignalHandler = Callable[[str, str, Body], None]
"""Called with the sender's unique name, the signal's name and its arguments."""

# all that jeepney raises while it looks for the bus, connects and says hello
_CONNECT_ERRORS = (OSError, EOFError, ValueError, RuntimeError, KeyError, TimeoutError)

_MOMENT = 1.0
"""Seconds that a quit may wait for the bus to answer the first call."""


class BusError(Exception):
    """The session bus, or whom it was to reach, gave no answer or an error. `name` is D-Bus's, or ""."""

    def __init__(self, message: str, *, name: str = "") -> None:
        super().__init__(message)
        self.name = name


class SessionBus:
    """A client of the session bus within the running asyncio loop.

    jeepney's own router leaves callers in a KeyError when the bus goes away and drops signals that
    come in a burst, so replies and signals are told apart here, over its connection.
    """

    def __init__(self, *, on_signal: SignalHandler, on_lost: Callable[[], None], timeout: float) -> None:
        self._on_signal = on_signal
        self._on_lost = on_lost
        self._timeout = timeout
        self._connection: DBusConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._replies: dict[int, asyncio.Future[Message]] = {}

    @property
    def connected(self) -> bool:
        """Whether calls can be made."""
        return self._reader is not None and not self._reader.done()

    async def open(self) -> None:
        """Connect. Raises BusError where there is no session bus."""
        opening = asyncio.ensure_future(_connected())
        try:
            async with asyncio.timeout(self._timeout):
                # cancelled while it says hello, jeepney raises what nobody can tell from a fault
                self._connection = await asyncio.shield(opening)
        except _CONNECT_ERRORS as error:
            await _abandon(opening)
            raise BusError("There is no session bus.") from error
        except asyncio.CancelledError:
            await _abandon(opening)
            raise
        self._reader = asyncio.create_task(self._read(self._connection), name="session bus")

    async def call(self, message: Message) -> Body:
        """Send a method call and return what it answers. Raises BusError."""
        if self._connection is None or not self.connected:
            raise BusError("The session bus is gone.")
        serial = next(self._connection.outgoing_serial)
        reply: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._replies[serial] = reply
        try:
            async with asyncio.timeout(self._timeout):
                await self._connection.send(message, serial=serial)
                return _body(await reply)
        except TimeoutError:
            raise BusError("No answer in time.", name="timeout") from None
        except OSError as error:
            raise BusError("The session bus is gone.") from error
        finally:
            self._replies.pop(serial, None)

    async def close(self) -> None:
        """Disconnect; calls under way end with BusError."""
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reader
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(OSError):
                await connection.close()

    async def _read(self, connection: DBusConnection) -> None:
        try:
            while True:
                self._sort(await connection.receive())
        except (OSError, EOFError, ValueError):
            self._on_lost()
        finally:
            for reply in self._replies.values():
                if not reply.done():
                    reply.set_exception(BusError("The session bus is gone."))

    def _sort(self, message: Message) -> None:
        fields = message.header.fields
        reply = self._replies.get(fields.get(HeaderFields.reply_serial, -1))
        if reply is not None and not reply.done():
            reply.set_result(message)
        elif message.header.message_type is MessageType.signal:
            sender = str(fields.get(HeaderFields.sender, ""))
            self._on_signal(sender, str(fields[HeaderFields.member]), tuple(message.body))


async def _connected() -> DBusConnection:
    return await open_dbus_connection(_address())


async def _abandon(opening: asyncio.Future[DBusConnection]) -> None:
    """Nobody waits for it any more; it has a moment to come to its end."""
    await asyncio.wait({opening}, timeout=_MOMENT)
    if not opening.done():
        opening.cancel()
    with contextlib.suppress(*_CONNECT_ERRORS, asyncio.InvalidStateError, asyncio.CancelledError):
        await (await opening).close()


def _address() -> str:
    """Where the bus is; systemd's fixed place where the variable was lost on the way (su, cron)."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS") and runtime and (Path(runtime) / "bus").exists():
        return f"unix:path={runtime}/bus"
    return "SESSION"


def _body(reply: Message) -> Body:
    if reply.header.message_type is MessageType.error:
        name = str(reply.header.fields.get(HeaderFields.error_name, ""))
        raise BusError("The call was refused.", name=name)
    return tuple(reply.body)
