"""Revoked certificates, by lists that the user keeps in a file: where an authority has one there, it counts.

Nothing is fetched. On Windows and macOS the system itself judges certificates and does not read the file.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from aimonitor.errors import NetworkError
from aimonitor.net.tls import trusting_context

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, CertificateRevocationList

MOST = 64 * 1024 * 1024
"""Bytes: what is larger is no list of an authority's."""

FORGED, TOO_NEW, OUT_OF_DATE, REVOKED = 8, 11, 12, 23
"""Why a certificate is refused, in OpenSSL's numbers."""

_JUDGES = ("win32", "darwin")
_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.DOTALL)
_KIND = b"X509 CRL"
_UNUSABLE = (
    "The list of revoked certificates cannot be used, so nothing was asked: {reason}. See Settings, Network."
)

Stamp = tuple[int, int, int]
Lists = dict[bytes, list["CertificateRevocationList"]]
"""By the authority whose they say they are."""


class RevocationLists:
    """The lists at `path`: read again when the file has changed, and asked about each new connection."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._stamp: Stamp | None = None
        self._lists: Lists = {}
        self._context: ssl.SSLContext | None = None
        self._reading = asyncio.Lock()

    async def context(self) -> ssl.SSLContext:
        """What to connect with: another one when the file has changed, so that old connections are not used.

        Raises NetworkError where the file cannot be used.
        """
        async with self._reading:
            return await asyncio.to_thread(self._read)

    async def verdict(self, chain: Sequence[bytes]) -> int | None:
        """Why that chain (DER, the service's own first) is refused; None: nothing speaks against it."""
        return await asyncio.to_thread(_verdict, self._lists, chain)

    def _read(self) -> ssl.SSLContext:
        try:
            stamp = _stamp(self._path)
            if self._context is None or stamp != self._stamp:
                self._lists = _lists_in(self._path)
                self._context, self._stamp = trusting_context(), stamp
        except OSError as error:
            raise _unusable(error.strerror or type(error).__name__) from None
        return self._context


def lists_at(path: str) -> RevocationLists | None:
    """Those to heed; None where the user keeps none, or the system judges by itself."""
    return RevocationLists(path) if path and sys.platform not in _JUDGES else None


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino


def _lists_in(path: Path) -> Lists:
    try:
        from cryptography import x509  # noqa: PLC0415  few keep lists, and it is large
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
    lists: Lists = {}
    try:
        for _, block in blocks:
            one = x509.load_pem_x509_crl(block)
            lists.setdefault(one.issuer.public_bytes(), []).append(one)
    except ValueError:
        raise _unusable("it holds a list that is damaged") from None
    return lists


def _verdict(lists: Lists, chain: Sequence[bytes]) -> int | None:
    """Each certificate but the one at the top is looked up in the lists of who vouches for it."""
    from cryptography import x509  # noqa: PLC0415  as above

    try:
        for one, signer in pairwise([x509.load_der_x509_certificate(each) for each in chain]):
            verdict = _of_one(lists.get(one.issuer.public_bytes(), ()), one, signer)
            if verdict is not None:
                return verdict
    except ValueError:
        raise _unusable("a service's certificate cannot be looked up in it") from None
    return None


def _of_one(
    lists: Sequence[CertificateRevocationList], certificate: Certificate, signer: Certificate
) -> int | None:
    """A list that names it counts, also an old one; else one list must be good, where there is any."""
    own = [one for one in lists if _is_signed_by(one, signer)]
    if any(one.get_revoked_certificate_by_serial_number(certificate.serial_number) for one in own):
        return REVOKED
    if not own:
        return FORGED if lists else None
    ages = [_age(one) for one in own]
    return None if None in ages else ages[0]


def _is_signed_by(one: CertificateRevocationList, signer: Certificate) -> bool:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415  as above

    try:
        return one.is_signature_valid(signer.public_key())  # type: ignore[arg-type]
    except (TypeError, UnsupportedAlgorithm):  # a key that signs nothing, or not like this
        return False


def _age(one: CertificateRevocationList) -> int | None:
    """Out of date, or of a time to come, by the system's clock as the certificates are; None: in force."""
    now, ends = datetime.now(UTC), one.next_update_utc
    if one.last_update_utc > now:
        return TOO_NEW
    return OUT_OF_DATE if ends is not None and ends <= now else None


def _unusable(reason: str) -> NetworkError:
    return NetworkError(_UNUSABLE.replace("{reason}", reason))
