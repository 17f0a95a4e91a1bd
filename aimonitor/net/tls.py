"""Encryption: TLS 1.2 or newer, certificates always checked, against what this computer trusts."""

from __future__ import annotations

import ssl

import truststore


def trusting_context() -> ssl.SSLContext:
    """A client context on the system's trust store, else on OpenSSL's. Verification is never off."""
    try:
        context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    except (ImportError, OSError):  # a system whose store cannot be asked
        context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
