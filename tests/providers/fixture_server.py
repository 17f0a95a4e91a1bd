"""A real HTTP server on loopback that answers from the fixtures, and remembers what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from aiohttp import web

FIXTURES = Path(__file__).parent / "fixtures"
CONTRACTS = Path(__file__).parent / "contracts"
_INDEX = json.loads((FIXTURES / "index.json").read_text("utf-8"))


def _contract_entries() -> Iterator[dict[str, Any]]:
    """The cases of `contracts/<type>/index.json`, in the words of `fixtures/index.json`."""
    for index in sorted(CONTRACTS.glob("*/index.json")):
        for case in json.loads(index.read_text("utf-8"))["cases"]:
            query = case.get("query", {})
            yield case | {
                "id": f"{index.parent.name}/{Path(case['file']).stem}",
                "provider": index.parent.name,
                "query": query,
                "match_on": list(query),
                "headers": {name.lower(): text for name, text in case["response_headers"].items()},
                "body_file": index.parent / case["file"],
            }


ENTRIES: list[dict[str, Any]] = [*_INDEX["fixtures"], *_contract_entries()]

Query = Mapping[str, list[str]]


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
class Fixture:
    """One entry of `index.json` with its body."""

    entry: Mapping[str, Any]

    @property
    def reply(self) -> Reply:
        body = (FIXTURES / self.entry["body_file"]).read_bytes()
        return Reply(self.entry["status"], body, self.entry["headers"])

    @property
    def json(self) -> Any:  # noqa: ANN401 any JSON
        return json.loads(self.reply.body)

    def fits(self, query: Query) -> bool:
        """Whether a request's query is the one that `match_on` chooses this fixture by."""
        return all(self._fits_name(name, query) for name in self.entry["match_on"])

    def _fits_name(self, name: str, query: Query) -> bool:
        if name.startswith("!"):
            return name[1:] not in query
        wanted = self.entry["query"][name]
        values = wanted if isinstance(wanted, list) else [wanted]
        return query.get(name, []) == [str(value) for value in values]


def fixture(fixture_id: str) -> Fixture:
    """The fixture of that id, such as "openai/costs_month_page1"."""
    return Fixture(next(entry for entry in ENTRIES if entry["id"] == fixture_id))


def fixture_ids(provider: str) -> list[str]:
    """All fixtures of one service."""
    return [entry["id"] for entry in ENTRIES if entry["provider"] == provider]


@dataclass(frozen=True, slots=True)
class Flow:
    """Fixtures to serve in order, the time they are of, and the figures a right client computes."""

    name: str
    now: datetime
    steps: list[str]
    expected: Mapping[str, Any]


def flow(name: str) -> Flow:
    """The flow of that name in `index.json`."""
    found = next(entry for entry in _INDEX["flows"] if entry["name"] == name)
    return Flow(name, datetime.fromisoformat(found["now"]), found["steps"], found["expected"])


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


class FixtureServer:
    """`async with FixtureServer() as server`: what is told to it last is looked at first.

    What nobody told it about is answered with 404 and stands in `unexpected`.
    """

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.unexpected: list[Seen] = []
        self.base_url = ""
        self._rules: list[_Rule] = []
        self._otherwise: list[Reply] = []

    def serve(self, *fixture_ids: str) -> Self:
        """Answer with these, chosen by method, path and the query names of their `match_on`."""
        for found in map(fixture, fixture_ids):
            entry = found.entry
            self._add(_Rule(entry["method"], entry["path"], found.fits, [found.reply]))
        return self

    def script(self, *fixture_ids: str) -> Self:
        """Answer each path with its fixtures in this order, whatever the query; the last one stays."""
        queues: dict[tuple[str, str], list[Reply]] = {}
        for found in map(fixture, fixture_ids):
            queues.setdefault((found.entry["method"], found.entry["path"]), []).append(found.reply)
        for (method, path), replies in queues.items():
            self._add(_Rule(method, path, lambda _query: True, replies))
        return self

    def answer(self, path: str, *replies: Reply, method: str = "GET", **query: str) -> Self:
        """Answer `path` with `replies` in this order, where `query` is part of the request's."""
        wanted = {name: [value] for name, value in query.items()}
        self._add(_Rule(method, path, lambda asked: wanted.items() <= dict(asked).items(), list(replies)))
        return self

    def anything(self, *replies: Reply) -> Self:
        """Answer whatever nobody told about with `replies` in this order; the last one stays."""
        self._otherwise = list(replies)
        return self

    def _add(self, rule: _Rule) -> None:
        self._rules.insert(0, rule)

    def asked(self, path: str) -> list[Seen]:
        """The requests for `path` so far."""
        return [request for request in self.seen if request.path == path]

    async def __aenter__(self) -> Self:
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
