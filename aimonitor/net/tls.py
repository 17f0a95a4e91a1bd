"""Encryption: TLS 1.2 or newer, certificates always checked, against what this computer trusts."""

from __future__ import annotations

import ssl
from pathlib import Path

import truststore


def trusting_context(revoked: Path | None = None) -> ssl.SSLContext:
    """A client context on the system's trust store, else on OpenSSL's. Verification is never off.

    `revoked`: a PEM file of lists of revoked certificates; each certificate is looked up, and one whose
    authority has no list there is refused. Raises OSError where it cannot be read.
    """
    try:
        context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    except (ImportError, OSError):  # a system whose store cannot be asked
        context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if revoked is not None:
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_CHAIN
        context.load_verify_locations(cafile=revoked)
    return context
