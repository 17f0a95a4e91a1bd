"""Every `expect` block of every contract holds, read through the client and the real HTTP client."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from aimonitor.errors import AppError
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.registry import Registry
from tests.providers.calling import calling, read
from tests.providers.expectations import CHECKS, Outcome
from tests.providers.fixture_server import CONTRACTS, FixtureServer, fixture, fixture_ids

REGISTRY = Registry()
INDEXES = {
    index.parent.name: json.loads(index.read_text("utf-8")) for index in CONTRACTS.glob("*/index.json")
}
CASES = [case for name in sorted(INDEXES) for case in fixture_ids(name)]
KEY = "sk-TEST0000-abcd"


OPTIONS = {"/copilot_internal/user": {"allotment": "ask"}}
"""Addresses that are asked only where the user wants that."""


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Contracts are written for a computer whose local time is UTC."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        _set_zone()
        yield
    _set_zone()


def _set_zone() -> None:
    if hasattr(time, "tzset"):
        time.tzset()


def options_of(manifest: ProviderManifest, entry: dict[str, Any]) -> dict[str, str]:
    """The option the case needs, or the region whose address it is of."""
    if entry["path"] in OPTIONS:
        return OPTIONS[entry["path"]]
    places = (entry.get("note", ""), INDEXES[manifest.type]["base_url"])
    for place in places:
        for region in manifest.regions:
            if place.startswith(region.base_url) or f"{region.base_url};" in place:
                return {"region": region.name}
    return {}


def clock_of(entry: dict[str, Any], name: str) -> datetime:
    """The moment the case is of: the end of what it asks for, else the contract's own clock."""
    asked = entry.get("request_body", {}).get("analyticsRequest", {}).get("timeRange", {})
    text = asked.get("endTime") or INDEXES[name]["clock_for_composed_bodies"]
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def poll(case: str) -> Outcome:
    """One poll of a server that gives this answer, and good ones to all other requests."""
    entry = dict(fixture(case).entry)
    name = entry["provider"]
    client = REGISTRY.client(name)
    others = [fixture(one).entry for one in fixture_ids(name)]
    good = [one["id"] for one in others if one["status"] == 200 and one["path"] != entry["path"]]
    now = clock_of(entry, name)
    async with FixtureServer() as server:
        server.serve(*reversed(good), case)
        since = now.date().replace(day=1)
        async with calling(
            client, server, KEY, now=now, since=since, options=options_of(client.manifest, entry)
        ) as call:
            try:
                return Outcome(snapshot=await read(client, call), seen=server.seen)
            except AppError as error:
                return Outcome(snapshot=None, error=error, seen=server.seen)


@pytest.mark.parametrize("case", CASES)
async def test_what_the_contract_expects_holds(case: str) -> None:
    expected = fixture(case).entry["expect"]
    outcome = await poll(case)
    assert fixture(case).entry["path"] in {seen.path for seen in outcome.seen}
    for word, value in expected.items():
        CHECKS[word](outcome, value)


@pytest.mark.parametrize("case", [case for case in CASES if fixture(case).entry["status"] >= 400])
async def test_no_sentence_repeats_a_piece_of_a_key(case: str) -> None:
    outcome = await poll(case)
    for piece in ("abcd", "sk-", "0000", KEY):
        assert piece not in outcome.words


def test_each_contract_is_that_of_a_client() -> None:
    assert set(INDEXES) <= {manifest.type for manifest in REGISTRY.manifests()}
    assert len(CASES) > 5
