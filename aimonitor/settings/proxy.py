"""A proxy's address: it may hold a password, so it is checked, masked, and never stored with one."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from aimonitor.settings.kinds import Kind


class ProxyAddress(Kind):
    """`http://host:port`, with a user and password where the proxy asks for them; "" for none."""

    secret: ClassVar[bool] = True
    allowed = 'an address such as "http://proxy.example:3128", or nothing'

    def read(self, value: object) -> str:
        """The address without white space around it."""
        address = str(value).strip()
        if address:
            _check(address)
        return address

    def text(self, value: object) -> str:
        """The address itself, password and all: not for showing."""
        return str(value)


def masked(address: str) -> str:
    """`address` fit to show: what stands before the host's name is hidden."""
    if "@" not in address:
        return address
    scheme, _, rest = address.rpartition("://")
    return f"{scheme}://…@{rest.rpartition('@')[2]}" if scheme else f"…@{rest.rpartition('@')[2]}"


def holds_password(address: str) -> bool:
    """Whether a user's name, token or password stands in `address`."""
    return "@" in address


def _check(address: str) -> None:
    if not address.isprintable() or any(character.isspace() for character in address):
        raise ValueError
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError
    if parts.port == 0:
        raise ValueError
