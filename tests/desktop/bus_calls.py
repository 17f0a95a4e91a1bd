"""What a test asks on a session bus, and how it reads the tray as a panel does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, MessageType, Properties, message_bus, new_method_call
from jeepney.io.blocking import open_dbus_connection
from jeepney.low_level import Message

_WATCHER = DBusAddress(
    "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher", "org.kde.StatusNotifierWatcher"
)
_COLLECTION = DBusAddress(
    "/org/freedesktop/secrets/aliases/default", "org.freedesktop.secrets", "org.freedesktop.Secret.Collection"
)


@dataclass(frozen=True)
class TrayItem:
    """An icon that a program gave to the panel."""

    bus: Bus
    address: DBusAddress

    @property
    def tooltip(self) -> str:
        """Its title and text, as a panel shows them."""
        _, (_icon, _pixmaps, title, text) = self.bus.get(self.address, "ToolTip")
        return "\n".join(part for part in (title, text) if part)

    @property
    def icon_sizes(self) -> list[int]:
        """The widths of the pictures it offers."""
        _, pixmaps = self.bus.get(self.address, "IconPixmap")
        return [width for width, _height, _data in pixmaps]

    def click(self) -> None:
        """A left click."""
        self.bus.call(new_method_call(self.address, "Activate", "ii", (0, 0)))

    def menu(self) -> dict[str, int]:
        """The entries of its menu, by their text without mnemonics."""
        layout = self.bus.call(new_method_call(self._menu(), "GetLayout", "iias", (0, -1, [])))
        return dict(_entries(layout[1]))

    def choose(self, text: str) -> None:
        """Choose an entry of the menu."""
        number = self.menu()[text]
        body = (number, "clicked", ("i", 0), 0)
        self.bus.call(new_method_call(self._menu(), "Event", "isvu", body))

    def _menu(self) -> DBusAddress:
        _, path = self.bus.get(self.address, "Menu")
        return DBusAddress(path, self.address.bus_name, "com.canonical.dbusmenu")


def _entries(node: tuple[int, dict[str, tuple[str, Any]], list[tuple[str, Any]]]) -> list[tuple[str, int]]:
    number, properties, children = node
    if not properties.get("visible", ("b", True))[1]:
        return []
    label = properties.get("label", ("s", ""))[1].replace("_", "")
    own = [(label, number)] if label else []
    return own + [entry for _, child in children for entry in _entries(child)]


class Bus:
    """Blocking calls, each over a connection of its own."""

    def __init__(self, address: str) -> None:
        self._address = address

    def call(self, message: Message) -> Any:  # noqa: ANN401  whatever is answered
        """The body of the answer. Raises RuntimeError for an error."""
        with open_dbus_connection(self._address) as connection:
            reply = connection.send_and_get_reply(message, timeout=20)
        if reply.header.message_type is MessageType.error:
            raise RuntimeError(reply.body)
        return reply.body

    def get(self, address: DBusAddress, name: str) -> Any:  # noqa: ANN401  whatever it holds
        """A property, with its signature."""
        return self.call(Properties(address).get(name))[0]

    def has_owner(self, name: str) -> bool:
        """Whether somebody has that well-known name."""
        return bool(self.call(message_bus.NameHasOwner(name))[0])

    def keyring_is_open(self) -> bool:
        """Whether secrets can be kept without asking."""
        try:
            return self.get(_COLLECTION, "Locked")[1] is False
        except RuntimeError:
            return False

    def tray_is_shown(self) -> bool:
        """Whether a panel shows icons."""
        if not self.has_owner("org.kde.StatusNotifierWatcher"):
            return False
        return self.get(_WATCHER, "IsStatusNotifierHostRegistered")[1] is True

    def tray_item(self, pid: int) -> TrayItem | None:
        """The icon of that process, if it gave one to the panel."""
        for item in self.get(_WATCHER, "RegisteredStatusNotifierItems")[1]:
            owner, slash, path = item.partition("/")
            if self.call(message_bus.GetConnectionUnixProcessID(owner))[0] == pid:
                address = DBusAddress(
                    slash + path or "/StatusNotifierItem", owner, "org.kde.StatusNotifierItem"
                )
                return TrayItem(self, address)
        return None
