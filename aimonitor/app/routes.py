"""Whether the machine is online, as Linux itself tells: its routes lead out, or they do not.

Qt's way to ask takes 4 MB, most of it GLib's, and reads the same routes where no network service runs.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier

from aimonitor.app.online import OnlineWatch

_Span = tuple[int, int]
"""The first address, and the one behind the last."""

_log = logging.getLogger(__name__)

_IPV4, _IPV6 = Path("/proc/net/route"), Path("/proc/net/ipv6_route")
_NETLINK_ROUTE = 0  # these: linux/netlink.h, linux/rtnetlink.h and linux/route.h
_CHANGES = 0x1 | 0x40 | 0x400  # of links too: one that goes down takes its routes along without a word
_UP, _REJECT = 0x1, 0x200
_ALL_OF_FOUR, _PUBLIC_OF_SIX = 1 << 32, 1 << 125
_MOST = 3 / 4  # one half and the networks nearby are less
_SEVERAL = 65536


class RouteWatch(OnlineWatch):
    """Hears from the kernel when a route comes or goes. It cannot tell whether a connection is metered."""

    def __init__(self, parent: QObject | None = None, *, ipv4: Path = _IPV4, ipv6: Path = _IPV6) -> None:
        super().__init__(parent)
        self._ipv4, self._ipv6 = ipv4, ipv6
        self._socket: socket.socket | None = None

    def start(self) -> None:
        """As `OnlineWatch`."""
        try:
            self._socket = _of_routes()
        except OSError as error:  # a box that lets no program listen
            _log.debug("the kernel tells nothing of routes: %s", error.strerror)
            return
        notifier = QSocketNotifier(self._socket.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(self._hear)
        self._look()

    def stop(self) -> None:
        """Hear no more."""
        for notifier in self.findChildren(QSocketNotifier):
            notifier.setEnabled(False)
        if self._socket is not None:
            self._socket.close()

    def _hear(self) -> None:
        """What changed does not matter, only that something did: more than fits may be lost."""
        if self._socket is not None:
            with suppress(OSError):
                while self._socket.recv(_SEVERAL):
                    pass
        self._look()

    def _look(self) -> None:
        with suppress(OSError, ValueError, LookupError):  # nobody can read them here: silent
            self._tell(is_offline=not has_way_out(_text(self._ipv4), _text_if_any(self._ipv6)))


def _of_routes() -> socket.socket:
    heard = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, _NETLINK_ROUTE)
    try:
        heard.bind((0, _CHANGES))
    except OSError:
        heard.close()
        raise
    return heard


def has_way_out(ipv4: str, ipv6: str) -> bool:
    """Whether the kernel's tables of routes lead to most public addresses, by a default route or its parts.

    VPNs set two halves beside the default route, or in its place, or all but the private networks.
    """
    four = map(_led_to, ipv4.splitlines()[1:])
    six = map(_led_to_by_six, ipv6.splitlines())
    return _count(four) >= _MOST * _ALL_OF_FOUR or _count(six) >= _MOST * _PUBLIC_OF_SIX


def _led_to(line: str) -> _Span:
    """Interface, destination, gateway, flags, three counts, mask ..."""
    words = line.split()
    first, mask = (socket.ntohl(int(words[place], 16)) for place in (1, 7))
    return (first, first + _ALL_OF_FOUR - mask) if _is_used(words[3]) else (0, 0)


def _led_to_by_six(line: str) -> _Span:
    """Destination and its length, source and its length, next hop, three counts, flags, interface."""
    words = line.split()
    first = int(words[0], 16)
    after = first + (1 << 128 - int(words[1], 16))
    is_used = words[9] != "lo" and _is_used(words[8])
    # of those that are public, which begin at 2000::
    return (max(first, _PUBLIC_OF_SIX), min(after, 2 * _PUBLIC_OF_SIX)) if is_used else (0, 0)


def _is_used(flags: str) -> bool:
    return int(flags, 16) & (_UP | _REJECT) == _UP


def _count(spans: Iterable[_Span]) -> int:
    """How many addresses there are in them, each counted once."""
    count, counted = 0, 0
    for first, after in sorted(spans):
        count += max(0, after - max(first, counted))
        counted = max(counted, after)
    return count


def _text(table: Path) -> str:
    """An interface may have any name."""
    return table.read_text("ascii", errors="replace")


def _text_if_any(ipv6: Path) -> str:
    """Empty where the kernel does without IPv6."""
    return _text(ipv6) if ipv6.exists() else ""
