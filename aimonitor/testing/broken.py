"""Services at their worst: odd answers, answers with a piece replaced, and what may be made of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aimonitor.domain.usage import UsageSnapshot
from aimonitor.net.answer import Answer, Json, Judge, Params
from aimonitor.net.decode import decode
from aimonitor.net.judge import default_judge
from aimonitor.providers.wire import MAX_COUNT
from aimonitor.testing.calling import MOST_READ
from aimonitor.testing.server import Reply

_WEB = {"content-type": "text/html"}
ODD: Mapping[str, Reply] = {
    "an empty object": Reply.of({}),
    "a list": Reply.of([]),
    "null": Reply.of(None),
    "a text": Reply.of("figures"),
    "a web page": Reply(200, b"<!DOCTYPE html><html>sign in</html>", _WEB),
    "nothing": Reply(200, b""),
    "a cut answer": Reply(200, b'{"data": [{"start_time": 1793491200, "resu'),
    "not a number": Reply(200, b'{"data": NaN}'),
    "wrong types": Reply.of({"data": {"a": 1}, "has_more": "perhaps", "next_page": 7}),
    "text for rows": Reply.of({"data": ["a", 1, None, []], "has_more": False, "next_page": None}),
    "a very deep answer": Reply(200, b"[" * 100_000),
    "a huge answer": Reply(200, b"[" + b" " * MOST_READ + b"]"),
    "not modified": Reply(304, b""),
    "no key": Reply.of({"error": {"message": "No."}}, 401),
    "a bill": Reply.of({"error": {"message": "Pay."}}, 402),
    "forbidden": Reply(403, b"<html>", _WEB),
    "nowhere": Reply(404, b"<html>", _WEB),
    "a teapot": Reply.of({"error": 7}, 418),
    "too often": Reply.of({"error": {"message": "Slow down."}}, 429, retry_after="2"),
    "a fault": Reply.of({"error": {"message": [1]}}, 500),
    "a gateway's page": Reply(502, b"<html>bad gateway</html>", _WEB),
    "an unknown status": Reply.of({"error": None}, 599),
}
"""Answers that hold no figure, whatever the service."""

JUNK: tuple[object, ...] = (
    None,
    True,
    -1,
    10**30,
    0.5,
    "",
    "NaN",
    "1e999",
    "-0",
    "\ud800",
    "9" * 40,
    "2026-11-31T00:00:00Z",
    "null",
    [],
    [7],
    {},
    {"a": 1},
)
"""What may stand where something else is expected."""


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 any JSON
    """The way to each value inside of a JSON value, as names and indexes."""
    if path:
        yield path
    inside: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    for key, inner in inside:
        yield from places(inner, (*path, key))


def replaced(body: Any, path: tuple[Any, ...], junk: object) -> Any:  # noqa: ANN401 any JSON
    """`body` with what stands at `path` exchanged, in place."""
    inner = body
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = junk
    return body


def as_bytes(body: object) -> bytes:
    """As it is sent."""
    return json.dumps(body).encode()


@dataclass
class CannedApi:
    """An `Api` that answers each path with a body, and 404 elsewhere. Nothing is sent."""

    bodies: Mapping[str, bytes]
    requests: int = 0

    async def get(self, path: str, params: Params | None = None, *, judge: Judge | None = None) -> Json:
        """The body of that path."""
        del params
        return self._answer(path, judge)

    async def post(self, path: str, body: Json, *, judge: Judge | None = None) -> Json:
        """The body of that path."""
        del body
        return self._answer(path, judge)

    def _answer(self, path: str, judge: Judge | None) -> Json:
        self.requests += 1
        body = self.bodies.get(path)
        answer = Answer(status=404 if body is None else 200, json=decode(body or b"{}"))
        error = (judge(answer) if judge else None) or default_judge(answer)
        if error is not None:
            raise error
        return answer.json


def tells_nothing(snapshot: UsageSnapshot) -> bool:
    """Whether it holds no figure at all."""
    facts = (snapshot.day_costs, snapshot.day_tokens, snapshot.day_quantities)
    levels = (snapshot.balances, snapshot.spends, snapshot.windows)
    return not any(facts) and not any(levels)


def fits_the_database(snapshot: UsageSnapshot) -> bool:
    """Whether its figures can be stored: money in 64 bits, and counts from zero to 10**15."""
    most = 2**63
    counts = [
        count
        for row in snapshot.day_tokens
        for count in (row.input_tokens, row.cached_input_tokens, row.output_tokens, row.requests)
        if count is not None
    ]
    money = [row.money for row in snapshot.day_costs]
    money += [spend.money for spend in snapshot.spends or ()]
    money += [balance.money for balance in snapshot.balances or ()]
    return all(abs(one.nano) < most for one in money) and all(0 <= count <= MAX_COUNT for count in counts)


def zeros(snapshot: UsageSnapshot) -> set[tuple[object, ...]]:
    """Every figure of 0 in it, with whose figure it is."""
    found: set[tuple[object, ...]] = {
        (row.day, row.model, row.item) for row in snapshot.day_costs if not row.money.amount
    }
    found |= {(one.role, one.money.currency) for one in snapshot.balances or () if not one.money.amount}
    found |= {(one.period, one.money.currency) for one in snapshot.spends or () if not one.money.amount}
    found |= {(one.id, "used") for one in snapshot.windows or () if one.used == 0 or one.used_fraction == 0}
    found |= {(one.id, "left") for one in snapshot.windows or () if one.left == 0}
    found |= {
        (row.day, row.model, "tokens")
        for row in snapshot.day_tokens
        if 0 in {row.input_tokens, row.output_tokens}
    }
    return found
