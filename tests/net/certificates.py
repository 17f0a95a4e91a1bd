"""Certificates made for one test: an authority of our own, good and bad leaves."""

from __future__ import annotations

import copy
import ipaddress
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = timedelta(days=1)


class Authority:
    """Signs for whom it is told to. `pem` is the file to trust. `last_serial`: of its last server."""

    last_serial = 0

    def __init__(self, folder: Path, name: str = "Test Authority", *, above: Authority | None = None) -> None:
        """`above`: who vouches for this one; else it vouches for itself."""
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(name)
        self._vouched_for(name, above)

    def crossed(self, above: Authority) -> Authority:
        """The same authority with another certificate: `above` vouches for it as well."""
        twin = copy.copy(self)
        twin._vouched_for("crossed", above)
        return twin

    def _vouched_for(self, name: str, above: Authority | None) -> None:
        self._above = above
        now = datetime.now(UTC)
        signer = above or self
        certificate = _builder(self._name, signer._name, self._key, now - _DAY, now + _DAY).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        self.pem = self._folder / f"{name.replace(' ', '-')}.pem"
        signed = certificate.sign(signer._key, hashes.SHA256())
        self.serial = signed.serial_number
        self.pem.write_bytes(signed.public_bytes(serialization.Encoding.PEM))

    def crl(
        self,
        *serials: int,
        starts: int = -2,
        ends: int = 1,
        called: x509.Name | None = None,
        taken_back: bool = False,
        saying: Sequence[x509.ExtensionType] = (),
    ) -> bytes:
        """The list of what this authority has revoked, as PEM, good from day `starts` to day `ends`.

        `called`: what it calls itself there; `taken_back`: the list takes these back; `saying`: what else
        it says that must be understood.
        """
        now = datetime.now(UTC)
        listed = x509.CertificateRevocationListBuilder().issuer_name(called or self._name)
        listed = listed.last_update(now + starts * _DAY).next_update(now + ends * _DAY)
        for one in saying:
            listed = listed.add_extension(one, critical=True)
        for serial in serials:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now - _DAY)
            if taken_back:
                entry = entry.add_extension(x509.CRLReason(x509.ReasonFlags.remove_from_crl), critical=False)
            listed = listed.add_revoked_certificate(entry.build())
        return listed.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def server(self, *names: str, starts: int = -1, ends: int = 1, list_at: str = "") -> ssl.SSLContext:
        """A server's context for `names` (or addresses), valid from day `starts` to day `ends` of today.

        `list_at`: where it says that its authority's list is.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        builder = _builder(_name(names[0]), self._name, key, now + starts * _DAY, now + ends * _DAY)
        builder = builder.add_extension(_alternatives(names), critical=False)
        if list_at:
            builder = builder.add_extension(x509.CRLDistributionPoints([_point(list_at)]), critical=False)
        leaf = builder.sign(self._key, hashes.SHA256())
        self.last_serial = leaf.serial_number
        return _context(self._folder, leaf, key, b"" if self._above is None else self.pem.read_bytes())

    def revoked(self, name: str, *, list_at: str) -> tuple[ssl.SSLContext, bytes]:
        """A server's context whose certificate this authority has revoked, and the list that says so."""
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        builder = _builder(_name(name), self._name, key, now - _DAY, now + _DAY)
        builder = builder.add_extension(_alternatives((name,)), critical=False)
        leaf = builder.add_extension(x509.CRLDistributionPoints([_point(list_at)]), critical=False).sign(
            self._key, hashes.SHA256()
        )
        entry = x509.RevokedCertificateBuilder().serial_number(leaf.serial_number).revocation_date(now - _DAY)
        listed = x509.CertificateRevocationListBuilder().issuer_name(self._name).last_update(now - _DAY)
        signed = listed.next_update(now + _DAY).add_revoked_certificate(entry.build())
        revoked = signed.sign(self._key, hashes.SHA256())
        return _context(self._folder, leaf, key), revoked.public_bytes(serialization.Encoding.DER)


def self_signed(folder: Path, name: str) -> ssl.SSLContext:
    """A server's context that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    builder = _builder(_name(name), _name(name), key, now - _DAY, now + _DAY)
    leaf = builder.add_extension(_alternatives((name,)), critical=False).sign(key, hashes.SHA256())
    return _context(folder, leaf, key)


def _context(
    folder: Path, leaf: x509.Certificate, key: ec.EllipticCurvePrivateKey, chain: bytes = b""
) -> ssl.SSLContext:
    file = folder / f"leaf-{leaf.serial_number}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + leaf.public_bytes(serialization.Encoding.PEM) + chain)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    starts: datetime,
    ends: datetime,
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    return builder.not_valid_before(starts).not_valid_after(ends)


def _point(list_at: str) -> x509.DistributionPoint:
    return x509.DistributionPoint([x509.UniformResourceIdentifier(list_at)], None, None, None)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _alternatives(names: tuple[str, ...]) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName(
        [
            x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
            for name in names
        ]
    )
