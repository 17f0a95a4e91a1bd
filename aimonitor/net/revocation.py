"""Revoked certificates, by lists that the user keeps in a file: where an authority has one there, it counts.

Nothing is fetched. OpenSSL looks each certificate up from the service's own upwards; it stops at the first
authority without a list, and such a host is met as if there were none. On Windows and macOS the system
itself judges certificates and does not read the file.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import sys
from pathlib import Path

from aimonitor.errors import NetworkError
from aimonitor.net.tls import trusting_context

MOST = 64 * 1024 * 1024
"""Bytes: what is larger is no list of an authority's."""

_JUDGES = ("win32", "darwin")
_NO_LIST = 3
_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----")
_KIND = b"X509 CRL"
_UNUSABLE = (
    "The list of revoked certificates cannot be used, so nothing was asked: {reason}. See Settings, Network."
)

Stamp = tuple[int, int, int]


class RevocationLists:
    """What connections are made with while the lists at `path` are to be heeded."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._listed: ssl.SSLContext | None = None
        self._plain = trusting_context()
        self._stamp: Stamp | None = None
        self._without: set[str] = set()
        self._reading = asyncio.Lock()

    async def contexts(self, host: str) -> tuple[ssl.SSLContext, ...]:
        """What to try in turn: with the lists, then without where `lacks_list` says so.

        The file is read again when it has changed. Raises NetworkError where it cannot be used.
        """
        async with self._reading:
            listed = await asyncio.to_thread(self._read)
        return (self._plain,) if host in self._without else (listed, self._plain)

    def lacks_list(self, host: str, error: BaseException) -> bool:
        """Whether the connection failed only because an authority of the host has no list; remembers it."""
        inner = getattr(error, "certificate_error", error)
        if getattr(inner, "verify_code", None) != _NO_LIST:
            return False
        self._without.add(host)
        return True

    def _read(self) -> ssl.SSLContext:
        try:
            stamp = _stamp(self._path)
            if self._listed is None or stamp != self._stamp:
                _check(self._path)
                self._listed = trusting_context(self._path)
                self._stamp = stamp
                self._without.clear()
        except OSError as error:  # SSLError is one
            reason = "it holds a list that is damaged" if isinstance(error, ssl.SSLError) else error.strerror
            raise _unusable(reason or type(error).__name__) from None
        return self._listed


def lists_at(path: str) -> RevocationLists | None:
    """Those to heed; None where the user keeps none, or the system judges by itself."""
    return RevocationLists(path) if path and sys.platform not in _JUDGES else None


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino


def _check(path: Path) -> None:
    """A certificate in the file would be trusted from then on, so it may hold lists and nothing else."""
    with path.open("rb") as file:
        text = file.read(MOST + 1)
    if len(text) > MOST:
        raise _unusable("it is larger than any list is")
    kinds = set(_BLOCK.findall(text))
    if not kinds:
        raise _unusable("it holds no list in PEM form")
    if kinds != {_KIND}:
        raise _unusable("it holds other things beside lists")


def _unusable(reason: str) -> NetworkError:
    return NetworkError(_UNUSABLE.replace("{reason}", reason))
