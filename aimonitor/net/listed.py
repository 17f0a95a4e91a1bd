"""One list of revoked certificates: whom it names, of whom it speaks at all, and whether it is in force.

A list that names a certificate revokes it, whatever else the list is. To clear one, it must speak of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography import x509

from aimonitor.net.refusals import OUT_OF_DATE, TOO_NEW

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, CertificateRevocationList, RevokedCertificate

UNREADABLE = (ValueError, x509.DuplicateExtension, x509.InvalidVersion, x509.UnsupportedGeneralNameType)
"""What reading one, or a certificate, raises where it is not as it should be."""

Title = tuple[frozenset[tuple[str, str]], ...]

_UNDERSTOOD = (x509.IssuingDistributionPoint, x509.AuthorityKeyIdentifier, x509.CRLNumber)
_SPACES = re.compile(r"\s+")


def title(name: x509.Name) -> Title:
    """A name to find it by, however it is encoded: case and spaces do not count, as in OpenSSL."""
    return tuple(frozenset((part.oid.dotted_string, _plain(part.value)) for part in rdn) for rdn in name.rdns)


def _plain(value: str | bytes) -> str:
    return _SPACES.sub(" ", value.strip()).casefold() if isinstance(value, str) else value.hex()


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, read. `is_whole`: no other is needed to tell whom it clears; `is_delta`: it tells changes."""

    crl: CertificateRevocationList
    is_whole: bool
    is_delta: bool
    limits: x509.IssuingDistributionPoint | None

    @classmethod
    def read(cls, pem: bytes) -> Listed:
        """Raises one of `UNREADABLE` where it is damaged, IndirectError where it speaks for others."""
        crl = x509.load_pem_x509_crl(pem)
        found = {type(one.value): one for one in crl.extensions}
        limits = found.get(x509.IssuingDistributionPoint)
        if limits is not None and limits.value.indirect_crl:
            raise IndirectError
        is_delta = x509.DeltaCRLIndicator in found
        strange = any(one.critical and kind not in _UNDERSTOOD for kind, one in found.items())
        return cls(crl, not (is_delta or strange), is_delta, None if limits is None else limits.value)

    def is_signed_by(self, signer: Certificate) -> bool:
        """Whether it is that authority's own."""
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415  few keep lists

        try:
            return self.crl.is_signature_valid(signer.public_key())  # type: ignore[arg-type]
        except (TypeError, UnsupportedAlgorithm):  # a key that signs nothing, or not like this
            return False

    def names(self, certificate: Certificate) -> bool:
        """Whether it is revoked. What a list of changes takes back is not, nor is it cleared by that."""
        entry = self.crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
        return entry is not None and not (self.is_delta and _is_taken_back(entry))

    def covers(self, certificate: Certificate) -> bool:
        """Whether not to be named in it says anything: many lists are for a part of the certificates."""
        if not self.is_whole:
            return False
        limits = self.limits
        if limits is None:
            return True
        if limits.only_contains_attribute_certs or limits.only_some_reasons or limits.relative_name:
            return False
        users, authorities = limits.only_contains_user_certs, limits.only_contains_ca_certs
        if users if _is_authority(certificate) else authorities:
            return False
        return limits.full_name is None or _is_sent_to(certificate, limits.full_name)

    def age(self) -> int | None:
        """Out of date, or of a time to come, by the system's clock as certificates are; None: in force."""
        now, ends = datetime.now(UTC), self.crl.next_update_utc
        if self.crl.last_update_utc > now:
            return TOO_NEW
        return OUT_OF_DATE if ends is not None and ends <= now else None


class IndirectError(ValueError):
    """A list in which an authority speaks of the certificates of others."""


def _is_taken_back(entry: RevokedCertificate) -> bool:
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return False
    return reason is x509.ReasonFlags.remove_from_crl


def _is_authority(certificate: Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _is_sent_to(certificate: Certificate, places: Iterable[x509.GeneralName]) -> bool:
    """Whether the certificate says that its list is the one at one of these places."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return False
    own = [place for point in points for place in point.full_name or () if not point.reasons]
    return any(place in own for place in places)
