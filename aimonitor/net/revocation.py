"""Revoked certificates, by lists that the user keeps in a file: where an authority has one there, it counts.

Nothing is fetched. On Windows and macOS the system itself judges certificates and does not read the file.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from aimonitor.errors import NetworkError
from aimonitor.net.refusals import FORGED, REVOKED, UNCOVERED

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from aimonitor.net.barred import BarredContext
    from aimonitor.net.listed import Listed, Title

MOST = 64 * 1024 * 1024
"""Bytes: what is larger is no list of an authority's."""

_JUDGES = ("win32", "darwin")
_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.DOTALL)
_KIND = b"X509 CRL"
_UNUSABLE = (
    "The list of revoked certificates cannot be used, so nothing was asked: {reason}. See Settings, Network."
)
_INDIRECT = "it holds a list in which one authority speaks for others, which is not read"
_PASSED_BY = "the installed version of aiohttp does not let connections be looked up"

Stamp = tuple[int, int, int, int]
Lists = dict["Title", list["Listed"]]
"""By the authority whose they say they are."""


class RevocationLists:
    """The lists at `path`: read again when the file has changed, and asked about each new connection."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._stamp: Stamp | None = None
        self._lists: Lists = {}
        self._context: BarredContext | None = None
        self._reading = asyncio.Lock()
        self._is_passed_by = False

    async def context(self) -> BarredContext:
        """What to connect with: another one when the file has changed, so that old connections are not used.

        Raises NetworkError where the file cannot be used.
        """
        if self.fault is not None:
            raise self.fault
        async with self._reading:
            return await asyncio.to_thread(self._read)

    def barring(self) -> BarredContext:
        """A context on whose connections nothing is sent before they were looked up."""
        from aimonitor.net.barred import BarredContext  # noqa: PLC0415  few keep lists

        return BarredContext(self._pass_by)

    @property
    def fault(self) -> NetworkError | None:
        """Why nothing is asked any more: a connection was to be used that nobody had looked up."""
        return _unusable(_PASSED_BY) if self._is_passed_by else None

    def _pass_by(self) -> None:
        self._is_passed_by = True

    async def verdict(self, chain: Sequence[bytes]) -> int | None:
        """Why that chain (DER, the service's own first) is refused; None: nothing speaks against it."""
        return await asyncio.to_thread(_verdict, self._lists, chain)

    def _read(self) -> BarredContext:
        try:
            stamp = _stamp(self._path)
            if self._context is None or stamp != self._stamp:
                self._lists = _lists_in(self._path)
                self._context, self._stamp = self.barring(), stamp
        except OSError as error:
            raise _unusable(error.strerror or type(error).__name__) from None
        return self._context


def lists_at(path: str) -> RevocationLists | None:
    """Those to heed; None where the user keeps none, or the system judges by itself."""
    return RevocationLists(path) if path and sys.platform not in _JUDGES else None


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino  # a copy may keep the first


def _lists_in(path: Path) -> Lists:
    try:
        import cryptography  # noqa: F401, PLC0415  few keep lists, and it is large
    except ImportError:  # neither Linux nor a system that judges by itself
        raise _unusable("reading it needs Python's package cryptography") from None
    with path.open("rb") as file:
        text = file.read(MOST + 1)
    if len(text) > MOST:
        raise _unusable("it is larger than any list is")
    blocks = [(found[1], found[0]) for found in _BLOCK.finditer(text)]
    if not blocks:
        raise _unusable("it holds no list in PEM form")
    if any(kind != _KIND for kind, _ in blocks):
        raise _unusable("it holds other things beside lists")
    if {text.count(b"-----BEGIN "), text.count(b"-----END ")} != {len(blocks)}:
        raise _unusable("it holds a list that is cut off")
    return _read_lists([block for _, block in blocks])


def _read_lists(blocks: Iterable[bytes]) -> Lists:
    from aimonitor.net.listed import UNREADABLE, IndirectError, Listed, title  # noqa: PLC0415  as above

    lists: Lists = {}
    try:
        for block in blocks:
            one = Listed.read(block)
            lists.setdefault(title(one.crl.issuer), []).append(one)
    except IndirectError:
        raise _unusable(_INDIRECT) from None
    except UNREADABLE:
        raise _unusable("it holds a list that is damaged") from None
    return lists


def _verdict(lists: Lists, chain: Sequence[bytes]) -> int | None:
    """Each certificate but the one at the top is looked up in the lists of who vouches for it."""
    from cryptography import x509  # noqa: PLC0415  as above

    from aimonitor.net.listed import UNREADABLE, title  # noqa: PLC0415  as above

    if not chain:
        raise _unusable("a service's certificate cannot be looked up in it")
    try:
        for one, signer in pairwise([x509.load_der_x509_certificate(each) for each in chain]):
            verdict = _of_one(lists.get(title(one.issuer), ()), one, signer)
            if verdict is not None:
                return verdict
    except UNREADABLE:
        raise _unusable("a service's certificate cannot be looked up in it") from None
    return None


def _of_one(lists: Sequence[Listed], certificate: Certificate, signer: Certificate) -> int | None:
    """A list that names it counts, also an old one; else one that speaks of it must be in force."""
    own = [one for one in lists if one.is_signed_by(signer)]
    if any(one.names(certificate) for one in own):
        return REVOKED
    if not own:
        return FORGED if lists else None
    ages = [one.age() for one in own if one.covers(certificate)]
    if not ages:
        return UNCOVERED
    return None if None in ages else ages[0]


def _unusable(reason: str) -> NetworkError:
    return NetworkError(_UNUSABLE.replace("{reason}", reason))
