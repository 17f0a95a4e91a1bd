"""Connections that are looked up in lists of revoked certificates before anything is sent on them."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import aiohttp

from aimonitor.net.revocation import RevocationLists

if TYPE_CHECKING:
    from aiohttp.client_proto import ResponseHandler


class ListedConnector(aiohttp.TCPConnector):
    """Ends a new connection whose chain the lists speak against, as if the handshake had failed of it."""

    def __init__(self, lists: RevocationLists) -> None:
        super().__init__()
        self._revocation = lists

    async def _create_connection(self, req: Any, *rest: Any) -> ResponseHandler:  # noqa: ANN401  aiohttp's own
        protocol = await super()._create_connection(req, *rest)
        try:
            await self._look_up(req, protocol)
        except BaseException:
            protocol.close()
            raise
        return protocol

    async def _look_up(self, req: Any, protocol: ResponseHandler) -> None:  # noqa: ANN401  as above
        tls = None if protocol.transport is None else protocol.transport.get_extra_info("ssl_object")
        if tls is None:
            return
        verdict = await self._revocation.verdict(_chain(tls))
        if verdict is not None:
            error = ssl.SSLCertVerificationError(1, "refused by a list of revoked certificates")
            error.verify_code = verdict
            raise aiohttp.ClientConnectorCertificateError(req.connection_key, error)


def _chain(tls: Any) -> Sequence[bytes]:  # noqa: ANN401  Python's names differ by version
    """The chain that was verified, as DER, the service's own certificate first."""
    if sys.version_info >= (3, 13):
        return cast("Sequence[bytes]", tls.get_verified_chain())
    import _ssl  # noqa: PLC0415  the same, before it had a public name

    return [one.public_bytes(_ssl.ENCODING_DER) for one in tls._sslobj.get_verified_chain()]  # noqa: SLF001
