"""Connections that are looked up in lists of revoked certificates before anything is sent on them.

The names that are overridden are aiohttp's own. Should a version not call them any more, the connections
stay barred, and nothing goes out.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

import aiohttp

from aimonitor.net.barred import Barred
from aimonitor.net.revocation import RevocationLists

if TYPE_CHECKING:
    import asyncio

    from aiohttp.client_proto import ResponseHandler


class ListedConnector(aiohttp.TCPConnector):
    """Ends a new connection whose chain the lists speak against, as if the handshake had failed of it.

    To the service, to the service through a proxy, and to an encrypted proxy.
    """

    def __init__(self, lists: RevocationLists) -> None:
        super().__init__(ssl=lists.barring())
        self._revocation = lists

    async def _create_direct_connection(
        self,
        req: Any,  # noqa: ANN401  aiohttp's own
        *rest: Any,  # noqa: ANN401  as above
        **named: Any,  # noqa: ANN401  as above
    ) -> tuple[asyncio.Transport, ResponseHandler]:
        transport, protocol = await super()._create_direct_connection(req, *rest, **named)
        await self._look_up(req, transport)
        return transport, protocol

    async def _start_tls_connection(
        self,
        underlying_transport: asyncio.Transport,
        req: Any,  # noqa: ANN401  as above
        *rest: Any,  # noqa: ANN401  as above
        **named: Any,  # noqa: ANN401  as above
    ) -> tuple[asyncio.BaseTransport, ResponseHandler]:
        transport, protocol = await super()._start_tls_connection(underlying_transport, req, *rest, **named)
        await self._look_up(req, transport)
        return transport, protocol

    async def _look_up(self, req: Any, transport: Any) -> None:  # noqa: ANN401  as above
        tls = transport.get_extra_info("ssl_object")
        if not isinstance(tls, Barred):
            return
        try:
            verdict = await self._revocation.verdict(tls.chain())
        except BaseException:
            transport.abort()
            raise
        if verdict is not None:
            transport.abort()
            error = ssl.SSLCertVerificationError(1, "refused by a list of revoked certificates")
            error.verify_code = verdict
            raise aiohttp.ClientConnectorCertificateError(req.connection_key, error)
        tls.clear()
