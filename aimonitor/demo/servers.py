"""The demo's HTTP server: one port on loopback, one path prefix a service."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from aimonitor.demo.company_services import OtherServices
from aimonitor.demo.exchange import Asked, Reply, Service
from aimonitor.demo.expected import Expected
from aimonitor.demo.services import CastServices

if TYPE_CHECKING:
    from aiohttp import web

    from aimonitor.demo.computer import DemoComputer

_HOST = "127.0.0.1"
_NOT_PLAYED = "The demo does not play this service."


def _wall_clock() -> datetime:
    return datetime.now(UTC)


class DemoServers:
    """The services of the demo, answering for the whole company.

    `now`: the clock all answers follow. `good_polls`: how often the staging organization is read
    in full before its service falls ill; None: never. `port`: 0 takes a free one.
    """

    def __init__(
        self, *, now: Callable[[], datetime] = _wall_clock, good_polls: int | None = 1, port: int = 0
    ) -> None:
        self._now = now
        self._good_polls = good_polls
        self._port = port
        self._runner: web.AppRunner | None = None
        self._cast = CastServices(now(), good_polls)
        self._others = OtherServices()
        self._services: dict[str, Service] = {}

    @property
    def base_urls(self) -> Mapping[str, str]:
        """Base URL by provider type. Raises RuntimeError while the servers are not running."""
        if self._runner is None:
            msg = "the demo servers are not running"
            raise RuntimeError(msg)
        return {name: f"http://{_HOST}:{self._port}/{name}" for name in self._services}

    def address(self, provider_type: str) -> str:
        """Where a provider of that type is sent, be it played here or not: nothing leaves this computer.

        Raises RuntimeError while the servers are not running.
        """
        return self.base_urls.get(provider_type, f"http://{_HOST}:{self._port}/{provider_type}")

    async def start(self) -> None:
        """Listen on loopback. Raises OSError when the port is taken."""
        from aiohttp import web  # noqa: PLC0415 it costs a third of a second, and only the demo pays

        self._services = self._make_services()
        app = web.Application()
        app.router.add_route("*", "/{service}/{path:.*}", self._handle)
        runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await runner.setup()
        try:
            await web.TCPSite(runner, _HOST, self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self._port = int(runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the port and every connection; harmless when not running."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    def expected(self, name: str) -> Expected:
        """The server's own sums for the provider of that name, at this moment."""
        now = self._now()
        return self._others.expected(name, now) or self._cast.expected(name, now)

    @property
    def computer(self) -> DemoComputer:
        """What clients without a key may ask, in the place of the user's own computer."""
        return self._others.computer(self._now)

    def _make_services(self) -> dict[str, Service]:
        self._cast = CastServices(self._now(), self._good_polls)
        return self._cast.by_type() | self._others.by_type()

    async def _handle(self, request: web.Request) -> web.Response:
        from aiohttp import web  # noqa: PLC0415 as in start

        service = self._services.get(request.match_info["service"])
        asked = Asked(
            method=request.method,
            path="/" + request.match_info["path"],
            query={name: tuple(request.query.getall(name)) for name in request.query},
            headers={name.lower(): value for name, value in request.headers.items()},
            body=_json_body(await request.read()),
        )
        unknown = Reply(status=404, body={"error": {"code": 404, "message": _NOT_PLAYED}})
        reply = unknown if service is None else service.answer(asked, self._now())
        return web.Response(
            status=reply.status, text=reply.text(), headers=reply.headers, content_type="application/json"
        )


def _json_body(data: bytes) -> object:
    try:
        return json.loads(data, parse_float=Decimal) if data else None
    except ValueError:
        return None
