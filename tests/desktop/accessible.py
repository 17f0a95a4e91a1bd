"""What a screen reader is told of a window (AT-SPI), asked over its bus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jeepney import DBusAddress, MessageType, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.low_level import Message

from tests.desktop.bus_calls import Bus

_ROOT = "/org/a11y/atspi/accessible/root"
_REGISTRY = "org.a11y.atspi.Registry"
_ANSWER_WITHIN = 20


class State:
    """Bits of a node's state, as AT-SPI counts them."""

    ACTIVE, CHECKED, EDITABLE, ENABLED, FOCUSABLE, FOCUSED = 1, 4, 7, 8, 11, 12
    SELECTED, SENSITIVE, SHOWING, VISIBLE = 23, 24, 25, 30


class Gone(Exception):  # noqa: N818  what happened to a node that is asked of
    """The node is no longer there."""


@dataclass(frozen=True)
class Node:
    """One accessible thing of a program. Its texts are asked anew each time."""

    asking: Accessibility
    owner: str
    path: str

    @property
    def name(self) -> str:
        return str(self._get("Accessible", "Name"))

    @property
    def description(self) -> str:
        return str(self._get("Accessible", "Description"))

    @cached_property
    def role(self) -> str:
        """As "push button", "table cell", "filler"."""
        return str(self.call("Accessible", "GetRoleName")[0])

    @property
    def states(self) -> set[int]:
        low, high = self.call("Accessible", "GetState")[0]
        bits = low | high << 32
        return {bit for bit in range(64) if bits >> bit & 1}

    @cached_property
    def interfaces(self) -> set[str]:
        """As "Action", "Value", "EditableText"."""
        return {one.rpartition(".")[2] for one in self.call("Accessible", "GetInterfaces")[0]}

    @property
    def children(self) -> list[Node]:
        told = self.call("Accessible", "GetChildren")[0]
        return [Node(self.asking, owner, path) for owner, path in told if not path.endswith("/null")]

    @property
    def text(self) -> str:
        """What stands in a line."""
        return str(self.call("Text", "GetText", "ii", (0, -1))[0])

    @property
    def value(self) -> float:
        return float(self._get("Value", "CurrentValue"))

    @property
    def actions(self) -> list[str]:
        return [name for name, _, _ in self.call("Action", "GetActions")[0]]

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Left, top, width and height on the screen."""
        left, top, width, height = self.call("Component", "GetExtents", "u", (0,))[0]
        return left, top, width, height

    def has(self, *wanted: int) -> bool:
        """Whether it is in all those states."""
        return set(wanted) <= self.states

    def has_keyboard(self) -> bool:
        """Whether keys go to it."""
        return self.has(State.FOCUSED)

    def below(self, descend: Callable[[Node], bool] = lambda _: True) -> Iterator[Node]:
        """The nodes under it, each before its own; not those under one where `descend` says no."""
        for child in self.children:
            yield child
            if descend(child):
                yield from child.below(descend)

    def call(self, interface: str, member: str, signature: str = "", body: tuple[Any, ...] = ()) -> Any:  # noqa: ANN401  whatever is answered
        address = DBusAddress(self.path, self.owner, f"org.a11y.atspi.{interface}")
        return self.asking.call(new_method_call(address, member, signature or None, body))

    def _get(self, interface: str, name: str) -> Any:  # noqa: ANN401  as above
        address = DBusAddress(self.path, self.owner, f"org.a11y.atspi.{interface}")
        return self.asking.call(Properties(address).get(name))[0][1]


class Accessibility:
    """A client of the accessibility bus, over one connection."""

    def __init__(self, bus: Bus) -> None:
        launcher = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
        (address,) = bus.call(new_method_call(launcher, "GetAddress"))
        self._connection: DBusConnection = open_dbus_connection(address)

    def close(self) -> None:
        self._connection.close()

    def call(self, message: Message) -> Any:  # noqa: ANN401  whatever is answered
        """The body of the answer. Raises Gone for an error."""
        reply = self._connection.send_and_get_reply(message, timeout=_ANSWER_WITHIN)
        if reply.header.message_type is MessageType.error:
            raise Gone(reply.body)
        return reply.body

    def program(self, pid: int) -> Node | None:
        """The program with that number, once it takes part."""
        for node in Node(self, _REGISTRY, _ROOT).children:
            try:
                if self.call(message_bus.GetConnectionUnixProcessID(node.owner))[0] == pid:
                    return node
            except Gone:
                continue
        return None
