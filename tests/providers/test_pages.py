"""Old days alone, as the monitor asks for them page by page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from aimonitor.domain.periods import ONE_DAY
from aimonitor.providers.base import ProviderClient, UsagePart
from aimonitor.providers.builtin.anthropic.client import AnthropicClient
from aimonitor.providers.builtin.openai.client import OpenAIClient
from aimonitor.providers.registry import Registry
from tests.providers.calling import TODAY, calling
from tests.providers.fixture_server import FixtureServer, Reply, Seen

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 20)


async def read_page(client: ProviderClient, server: FixtureServer, key: str, body: object) -> UsagePart:
    paths = {
        "openai": ["costs", *(f"usage/{name}" for name in _OPENAI)],
        "anthropic": ["cost_report", "usage_report/messages"],
    }
    place = "/v1/organization/" if client.manifest.type == "openai" else "/v1/organizations/"
    for path in paths[client.manifest.type]:
        server.answer(f"{place}{path}", Reply.of(body))
    async with calling(client, server, key, since=FIRST, until=LAST) as call:
        return await client.get_usage(call)


_OPENAI = (
    *("completions", "embeddings", "moderations", "images", "audio_speeches", "audio_transcriptions"),
    *("vector_stores", "code_interpreter_sessions", "file_search_calls", "web_search_calls"),
)


def days() -> list[date]:
    return [FIRST + n * ONE_DAY for n in range(-1, 23)]


def stamp(day: date) -> int:
    return (day - date(1970, 1, 1)).days * 86400


async def test_openai_is_asked_for_the_days_of_a_page_and_for_no_limit() -> None:
    buckets = [{"start_time": stamp(day), "results": []} for day in days()]
    async with FixtureServer() as server:
        part = await read_page(
            OpenAIClient(), server, "sk-admin-TEST0000", {"data": buckets, "has_more": False}
        )
        assert server.unexpected == []
        spans = {(one.query["start_time"][0], one.query["end_time"][0]) for one in server.seen}
    assert spans == {(str(stamp(FIRST)), str(stamp(LAST + ONE_DAY)))}
    assert part.windows is None
    wanted = {FIRST + n * ONE_DAY for n in range(20)}
    assert {row.day for row in part.day_costs} == {row.day for row in part.day_tokens} == wanted
    assert {row.day for row in part.day_quantities} == wanted


async def test_anthropic_is_asked_for_the_days_of_a_page_and_for_no_limit() -> None:
    buckets = [
        {"starting_at": f"{day}T00:00:00Z", "ending_at": f"{day + ONE_DAY}T00:00:00Z", "results": []}
        for day in days()
    ]
    async with FixtureServer() as server:
        part = await read_page(
            AnthropicClient(), server, "sk-ant-admin01-TEST0000", {"data": buckets, "has_more": False}
        )
        assert server.unexpected == []
        asked: list[Seen] = server.seen
    assert [one.query["starting_at"] for one in asked] == [["2026-09-01T00:00:00Z"]] * 2
    assert [one.query["ending_at"] for one in asked] == [["2026-09-22T00:00:00Z"]] * 2
    assert part.windows is None
    assert {row.day for row in part.day_costs} == {FIRST + n * ONE_DAY for n in range(20)}


@pytest.mark.parametrize("provider_type", ["openai", "anthropic"])
def test_a_page_is_within_what_one_answer_holds(provider_type: str) -> None:
    manifest = Registry().manifest(provider_type)
    assert manifest.page_days is not None
    assert manifest.page_days <= 31
    assert TODAY - timedelta(days=manifest.backfill_days) < FIRST
