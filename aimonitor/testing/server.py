"""A real HTTP server on loopback that answers what it is told to, and remembers what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

Query = Mapping[str, list[str]]
"""What a request asks for; a repeated parameter has several values."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server sends."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})

    @classmethod
    def of(cls, body: Any, status: int = 200, **headers: str) -> Self:  # noqa: ANN401 any JSON
        """`body` as JSON; `retry_after="3"` becomes the header `retry-after`."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(status, json.dumps(body).encode(), {"content-type": "application/json", **names})


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived; header names are lower case."""

    method: str
    path: str
    query: Query
    headers: Mapping[str, str]
    body: Any


@dataclass(slots=True)
class _Rule:
    method: str
    path: str
    fits: Callable[[Query], bool]
    replies: list[Reply]

    def answers(self, request: Seen) -> bool:
        return (self.method, self.path) == (request.method, request.path) and self.fits(request.query)


class LoopbackServer:
    """`async with LoopbackServer() as server`: what is told to it last is looked at first.

    What nobody told it about is answered with 404 and stands in `unexpected`.
    """

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.unexpected: list[Seen] = []
        self.base_url = ""
        self._rules: list[_Rule] = []
        self._otherwise: list[Reply] = []

    def answer(self, path: str, *replies: Reply, method: str = "GET", **query: str) -> Self:
        """Answer `path` with `replies` in this order, where `query` is part of the request's."""
        wanted = {name: [value] for name, value in query.items()}
        return self.rule(method, path, lambda asked: wanted.items() <= dict(asked).items(), *replies)

    def rule(self, method: str, path: str, fits: Callable[[Query], bool], *replies: Reply) -> Self:
        """Answer `path` with `replies` in this order, where the query `fits`; the last one stays."""
        self._rules.insert(0, _Rule(method, path, fits, list(replies)))
        return self

    def anything(self, *replies: Reply) -> Self:
        """Answer whatever nobody told about with `replies` in this order; the last one stays."""
        self._otherwise = list(replies)
        return self

    def asked(self, path: str) -> list[Seen]:
        """The requests for `path` so far."""
        return [request for request in self.seen if request.path == path]

    async def __aenter__(self) -> Self:
        """Listen on a free port of this machine."""
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.base_url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_exc: object) -> None:
        """Listen no more."""
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.Response:
        text = await request.text()
        query = {name: list(request.query.getall(name)) for name in request.query}
        headers = {name.lower(): value for name, value in request.headers.items()}
        seen = Seen(request.method, request.path, query, headers, json.loads(text) if text else None)
        self.seen.append(seen)
        reply = self._reply_to(seen)
        return web.Response(status=reply.status, body=reply.body, headers=reply.headers)

    def _reply_to(self, seen: Seen) -> Reply:
        for rule in self._rules:
            if rule.answers(seen):
                return _next(rule.replies)
        if self._otherwise:
            return _next(self._otherwise)
        self.unexpected.append(seen)
        return Reply.of({"error": {"message": "nobody told me about this path"}}, status=404)


def _next(replies: list[Reply]) -> Reply:
    return replies.pop(0) if len(replies) > 1 else replies[0]
