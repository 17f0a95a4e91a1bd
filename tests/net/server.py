"""A real HTTP server on 127.0.0.1 that answers what a test tells it and remembers what it was asked.

    async with ScriptedServer() as server:
        server.reply("/v1/costs", Reply(json={"data": []}))          # always
        server.replies("/v1/costs", [Reply(status=429), Reply(json={})])   # in turn, the last again and again
        ... client.api(base_url=server.url, ...)
        assert server.seen[0].headers["x-api-key"] == "..."

A reply may also be a handler: `async def (request: web.Request) -> web.StreamResponse`.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer. `body` wins over `json`; `json` may also be JSON text, sent as it is."""

    status: int = 200
    json: Any = None
    body: bytes | str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"

    def response(self) -> web.Response:
        """The answer as aiohttp sends it."""
        content = self.body if self.body is not None else _dumps(self.json)
        body = content.encode() if isinstance(content, str) else content
        headers = {"Content-Type": self.content_type, **self.headers}
        return web.Response(status=self.status, body=body, headers=headers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request as it arrived. `headers` have lower-case names.

    `query` keeps repeated names in order; `peer` is the client's end of the connection.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    peer: object

    @property
    def json(self) -> Any:  # noqa: ANN401  a test reads into it
        """The body as JSON."""
        return json.loads(self.body)

    def values(self, name: str) -> list[str]:
        """All values of a query parameter."""
        return [value for key, value in self.query if key == name]


class ScriptedServer:
    """Answers per path; a path that nobody scripted is a 404 with `{"error": {"message": ...}}`."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.seen: list[Seen] = []
        self._scripts: dict[str, list[Reply | Handler]] = {}
        self._tls = tls
        self._host = host
        self._runner: web.AppRunner | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """The base URL, without a trailing slash."""
        return f"{'https' if self._tls else 'http'}://{self._host}:{self.port}"

    def reply(self, path: str, reply: Reply | Handler) -> None:
        """Answer `path` like this from now on; "*" is any path that has no answer of its own."""
        self._scripts[path] = [reply]

    def replies(self, path: str, replies: Sequence[Reply | Handler]) -> None:
        """Answer `path` with these in turn; the last one stays."""
        self._scripts[path] = list(replies)

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [seen.path for seen in self.seen]

    async def start(self) -> None:
        """Listen on a free port."""
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/{tail:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, 0, ssl_context=self._tls)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close every connection and the port."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.seen.append(
            Seen(
                method=request.method,
                path=request.path,
                query=tuple(request.query.items()),
                headers=headers,
                body=await request.read(),
                peer=request.transport.get_extra_info("peername") if request.transport else None,
            )
        )
        script = self._scripts.get(request.path) or self._scripts.get("*")
        if script is None:
            return Reply(status=404, json={"error": {"message": "no such path"}}).response()
        step = script.pop(0) if len(script) > 1 else script[0]
        return step.response() if isinstance(step, Reply) else await step(request)


def _dumps(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
