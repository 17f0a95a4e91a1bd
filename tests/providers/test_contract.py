"""What holds for every client, whatever a service sends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimonitor.domain.usage import UsageSnapshot
from aimonitor.errors import AppError, ServiceError
from aimonitor.net.answer import Answer, Json, Judge, Params
from aimonitor.net.decode import decode
from aimonitor.net.judge import default_judge
from aimonitor.providers.base import Call, KeyReport, ProviderClient
from aimonitor.providers.registry import Registry
from tests.providers.calling import MONTH, NOW, calling, read, required
from tests.providers.fixture_server import Fixture, FixtureServer, Reply, fixture, fixture_ids

REGISTRY = Registry()
CLIENTS = [REGISTRY.client(manifest.type) for manifest in REGISTRY.manifests() if manifest.needs_key]
KEYS = {
    "openai": "sk-admin-TEST0000",
    "anthropic": "sk-ant-admin01-TEST0000",
    "openrouter": "sk-or-v1-TEST0000",
    "deepseek": "sk-TEST00000000",
    "moonshot": "sk-TEST00000000",
    "siliconflow": "sk-TEST00000000",
    "xai": "xai-token-TEST00000000",
    "litellm": "sk-TEST00000000",
    "newapi": "sk-TEST00000000",
    "vercel": "vck_TEST00000000",
    "zai": "TEST00000000.abcdef",
    "kimi_code": "sk-kimi-TEST0000",
    "minimax": "sk-cp-TEST0000",
    "elevenlabs": "sk_TEST00000000",
    "github_copilot": "github_pat_TEST0000",
    "poe": "TEST00000000",
    "novita": "sk_TEST00000000",
    "venice": "VENICE-ADMIN-KEY-TEST0000",
    "tavily": "tvly-TEST00000000",
    "stability": "sk-TEST00000000",
    "fal": "TEST0000:TEST0001",
    "stepfun": "TEST00000000",
    "featherless": "rc_TEST00000000",
    "cloudflare": "TEST00000000",
}


@pytest.fixture(params=CLIENTS, ids=lambda client: client.manifest.type)
def client(request: pytest.FixtureRequest) -> ProviderClient:
    found: ProviderClient = request.param
    return found


def tells_nothing(snapshot: UsageSnapshot) -> bool:
    """No figure was made up."""
    facts = (snapshot.day_costs, snapshot.day_tokens, snapshot.day_quantities)
    levels = (snapshot.balances, snapshot.spends, snapshot.windows)
    return not any(facts) and not any(levels)


HTML = Reply(200, b"<!DOCTYPE html><html>sign in</html>", {"content-type": "text/html"})
WORLDS = {
    "an empty object": Reply.of({}),
    "a list": Reply.of([]),
    "null": Reply.of(None),
    "a text": Reply.of("figures"),
    "a web page": HTML,
    "nothing": Reply(200, b""),
    "a cut answer": Reply(200, b'{"data": [{"start_time": 1793491200, "resu'),
    "not a number": Reply(200, b'{"data": NaN}'),
    "wrong types": Reply.of({"data": {"a": 1}, "has_more": "perhaps", "next_page": 7}),
    "text for rows": Reply.of({"data": ["a", 1, None, []], "has_more": False, "next_page": None}),
    "not modified": Reply(304, b""),
    "forbidden": Reply(403, b"<html>", {"content-type": "text/html"}),
    "a teapot": Reply.of({"error": 7}, 418),
    "a fault": Reply.of({"error": {"message": [1]}}, 500),
    "an unknown status": Reply.of({"error": None}, 599),
}


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS.keys())
async def test_no_answer_however_odd_becomes_a_figure_or_a_crash(
    client: ProviderClient, world: Reply
) -> None:
    async with FixtureServer() as server:
        server.anything(world)
        async with calling(client, server, KEYS[client.manifest.type]) as call:
            try:
                assert tells_nothing(await read(client, call))
            except AppError as error:
                assert str(error).endswith((".", "?"))  # noqa: PT017 a sentence, whichever error it is
            await either_a_report_or_an_error(client, call)


async def either_a_report_or_an_error(client: ProviderClient, call: Call) -> None:
    try:
        report = await client.check_key(call)
    except AppError:
        return
    assert isinstance(report, KeyReport)
    assert report.kind in {kind.id for kind in client.manifest.key_kinds}
    assert report.can <= client.manifest.capabilities


async def test_a_dead_server_is_a_network_error(client: ProviderClient) -> None:
    async with FixtureServer() as server:
        pass
    async with calling(client, server, KEYS[client.manifest.type]) as call:
        for ask in (client.check_key(call), read(client, call)):
            with pytest.raises(AppError) as caught:
                await ask
            assert caught.value.kind == "network"


async def test_the_key_travels_in_a_header_only(client: ProviderClient) -> None:
    key = KEYS[client.manifest.type]
    async with FixtureServer() as server:
        server.anything(Reply.of({}))
        async with calling(client, server, key) as call:
            with pytest.raises(AppError):
                await read(client, call)
    assert server.seen
    for seen in server.seen:
        assert key not in seen.path
        assert key not in str(seen.query)
        assert sum(key in value for value in seen.headers.values()) == 1


# --- fixtures with a piece of them replaced ------------------------------------------------------

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(["NaN", "1e999", "-0", "\ud800", "9" * 40, "2026-11-31T00:00:00Z", "null"]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def is_good(found: Fixture) -> bool:
    """Not so a failure that comes with the status of a success."""
    return found.entry["status"] == 200 and "error" not in found.entry.get("expect", {})


GOOD = {name: [found for found in map(fixture, fixture_ids(name)) if is_good(found)] for name in KEYS}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterable[tuple[Any, ...]]:  # noqa: ANN401 any JSON
    if path:
        yield path
    for key, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from places(inner, (*path, key))


def replaced(body: Any, path: tuple[Any, ...], junk: object) -> Any:  # noqa: ANN401 any JSON
    inner = body
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = junk
    return body


@dataclass
class CannedApi:
    """An `Api` that answers each path with a body, and 404 elsewhere."""

    bodies: dict[str, bytes]
    requests: int = 0

    async def get(self, path: str, params: Params | None = None, *, judge: Judge | None = None) -> Json:
        del params
        return self._answer(path, judge)

    async def post(self, path: str, body: Json, *, judge: Judge | None = None) -> Json:
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


def poll(client: ProviderClient, bodies: dict[str, bytes]) -> UsageSnapshot | None:
    """What a read gives; None where it ends in an AppError."""
    call = Call(api=CannedApi(bodies), now=NOW, since=MONTH, options=required(client))
    try:
        asyncio.run(either_a_report_or_an_error(client, call))
        return asyncio.run(read(client, call))
    except AppError:
        return None


def fits_the_database(snapshot: UsageSnapshot) -> bool:
    most = 2**63
    counts = [
        count
        for row in snapshot.day_tokens
        for count in (row.input_tokens, row.cached_input_tokens, row.output_tokens, row.requests)
        if count is not None
    ]
    return all(abs(row.money.nano) < most for row in snapshot.day_costs) and all(
        0 <= count < most for count in counts
    )


@pytest.mark.parametrize("name", list(KEYS))
@given(data=st.data())
@settings(
    max_examples=120,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_fixture_with_junk_in_it_never_crashes_a_client(name: str, data: st.DataObject) -> None:
    broken: Fixture = data.draw(st.sampled_from(GOOD[name]), label="fixture")
    body = broken.json
    where = data.draw(st.sampled_from(list(places(body))), label="where")
    body = replaced(body, where, data.draw(JUNK, label="junk"))
    bodies = {found.entry["path"]: found.reply.body for found in GOOD[name]}
    bodies[broken.entry["path"]] = json.dumps(body).encode()
    snapshot = poll(REGISTRY.client(name), bodies)
    assert snapshot is None or fits_the_database(snapshot)


def test_the_canned_service_is_read_when_nothing_is_broken() -> None:
    """Else the test above would pass on errors alone."""
    for name in KEYS:
        bodies = {found.entry["path"]: found.reply.body for found in GOOD[name]}
        snapshot = poll(REGISTRY.client(name), bodies)
        assert snapshot is not None
        assert not tells_nothing(snapshot)


def test_a_canned_404_is_an_error() -> None:
    with pytest.raises(ServiceError):
        asyncio.run(CannedApi({}).get("/nowhere"))
