"""Encrypted connections that take no byte of ours before they were looked up, whoever makes them."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Self, cast

import truststore

if TYPE_CHECKING:
    from typing_extensions import Buffer


class NotLookedUpError(ConnectionError):
    """A request was to be sent on a connection that nobody had looked up."""


class BarredContext(truststore.SSLContext):
    """A client context as `trusting_context`, on whose connections nothing is sent until `Barred.clear`.

    `on_refused` hears of who tried: then what should look them up was passed by.
    """

    def __new__(cls, on_refused: Callable[[], None]) -> Self:
        """Python's own context wants a protocol here."""
        del on_refused
        return cast("Self", super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT))

    def __init__(self, on_refused: Callable[[], None]) -> None:
        super().__init__(ssl.PROTOCOL_TLS_CLIENT)
        self.minimum_version = ssl.TLSVersion.TLSv1_2
        self._on_refused = on_refused

    def wrap_bio(self, *places: Any, **named: Any) -> ssl.SSLObject:  # noqa: ANN401  as the original
        """As ever, but barred."""
        return cast("ssl.SSLObject", Barred(super().wrap_bio(*places, **named), self._on_refused))

    def wrap_socket(self, *places: Any, **named: Any) -> ssl.SSLSocket:  # noqa: ANN401  as the original
        """Nobody here makes connections in this way, and they could not be barred."""
        del places, named
        self._on_refused()
        raise NotLookedUpError


class Barred:
    """One such connection: in all else as the SSLObject within."""

    def __init__(self, tls: ssl.SSLObject, on_refused: Callable[[], None]) -> None:
        self._tls = tls
        self._on_refused = on_refused
        self._is_clear = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever it is there
        return getattr(self._tls, name)

    def clear(self) -> None:
        """It was looked up: let requests through."""
        self._is_clear = True

    def write(self, data: Buffer) -> int:
        """Send. Raises NotLookedUpError."""
        if not self._is_clear:
            self._on_refused()
            raise NotLookedUpError
        return self._tls.write(data)

    def chain(self) -> Sequence[bytes]:
        """The chain that was verified, as DER, the service's own certificate first."""
        if sys.version_info >= (3, 13):
            return cast("Sequence[bytes]", self._tls.get_verified_chain())
        import _ssl  # noqa: PLC0415  the same, before it had a public name

        found = self._tls._sslobj.get_verified_chain()  # type: ignore[attr-defined]  # noqa: SLF001  as above
        return [one.public_bytes(_ssl.ENCODING_DER) for one in found or ()]
