"""Places at which a small mistake in the client for OpenAI would go unnoticed by the other tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from aimonitor.domain.usage import UsageSnapshot
from aimonitor.errors import BillingError
from aimonitor.net.answer import Answer
from aimonitor.providers.address import base_url
from aimonitor.providers.builtin.openai import limits, usage
from aimonitor.providers.builtin.openai.client import OpenAIClient
from aimonitor.providers.builtin.openai.judge import judge
from tests.providers.calling import MONTH, TODAY, calling, read
from tests.providers.fixture_server import FixtureServer, Reply, fixture
from tests.providers.sums import days

CLIENT = OpenAIClient()
PATHS = {kind.path: usage.PATH + kind.path for kind in (*usage.TOKENS, *usage.QUANTITIES)}
EMPTY = fixture("openai/usage_completions_empty").reply


@pytest.fixture
async def server() -> AsyncIterator[FixtureServer]:
    """Every endpoint answers: 15 days without use, no limit."""
    async with FixtureServer() as server:
        server.serve("openai/costs_empty_month", "openai/spend_limit_not_set_404")
        for path in PATHS.values():
            server.answer(path, EMPTY)
        yield server


async def poll(server: FixtureServer) -> UsageSnapshot:
    async with calling(CLIENT, server) as call:
        return await read(CLIENT, call)


def first_day(name: str, *gone: str, **changes: object) -> Reply:
    """An official example, moved to the first of the scenario's month, its row changed."""
    body: dict[str, Any] = fixture(f"openai/{name}").json
    body["data"][0].update(start_time=1793491200, end_time=1793577600)
    row = body["data"][0]["results"][0]
    body["data"][0]["results"] = [
        {field: value for field, value in (row | changes).items() if field not in gone}
    ]
    return Reply.of({**body, "has_more": False, "next_page": None})


@pytest.mark.parametrize(
    ("path", "name", "quantity"),
    [
        ("images", "images", 2),
        ("audio_speeches", "speech", 45),
        ("audio_transcriptions", "transcription", 20),
        ("web_search_calls", "web search", 2),
    ],
)
async def test_other_usage_is_not_the_number_of_requests_to_the_model(
    server: FixtureServer, path: str, name: str, quantity: int
) -> None:
    server.answer(PATHS[path], first_day(f"usage_{path}_official", num_model_requests=77))
    rows = [row for row in (await poll(server)).day_quantities if (row.name, row.day) == (name, MONTH)]
    assert [row.quantity for row in rows] == [quantity]


async def test_today_of_other_usage_is_partial_too(server: FixtureServer) -> None:
    rows = (await poll(server)).day_quantities
    assert {row.day for row in rows if not row.complete} == {TODAY}
    assert len({row.day for row in rows}) == 15


@pytest.mark.parametrize("gone", ["input_cached_tokens", "input_cache_write_tokens"])
async def test_cached_tokens_that_are_not_told_are_unknown(server: FixtureServer, gone: str) -> None:
    """Of all token fields only these may be missing (contract, 4.2)."""
    server.answer(PATHS["completions"], first_day("usage_completions_official", gone))
    row = next(row for row in (await poll(server)).day_tokens if row.day == MONTH)
    told = {
        "input_cached_tokens": row.cached_input_tokens,
        "input_cache_write_tokens": row.cache_write_tokens,
    }
    assert told.pop(gone) is None
    assert None not in told.values()
    assert (row.input_tokens, row.output_tokens) == (1000, 500)


@pytest.mark.parametrize("gone", ["input_tokens", "output_tokens"])
async def test_a_day_without_its_input_or_output_is_unknown(server: FixtureServer, gone: str) -> None:
    server.answer(PATHS["completions"], first_day("usage_completions_official", gone))
    snapshot = await poll(server)
    assert MONTH not in days(snapshot.day_tokens)
    assert any("2026-11-01" in warning for warning in snapshot.warnings)


@pytest.mark.parametrize(
    "code",
    [
        "credit_balance_exhausted",
        "insufficient_quota",
        "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
    ],
)
@pytest.mark.parametrize("place", ["code", "type"])
def test_each_word_for_money_is_known_by_itself(code: str, place: str) -> None:
    """Trap 10: a 429 about money is not a rate limit, whichever of the two fields says so."""
    error = fixture("openai/error_429_credit_balance_exhausted").json["error"]
    error |= {"code": None, "type": "requests", place: code}
    assert type(judge(Answer(status=429, json={"error": error}))) is BillingError


async def limit(server: FixtureServer, **changes: object) -> UsageSnapshot:
    body = fixture("openai/spend_limit_org_official").json
    server.answer(limits.PATH, Reply.of(body | changes))
    snapshot = await poll(server)
    assert snapshot.failures == ()
    return snapshot


async def test_a_limit_in_another_money_is_not_shown_as_dollars(server: FixtureServer) -> None:
    assert (await limit(server, currency="JPY")).windows == ()


async def test_a_limit_of_another_period_is_not_compared_with_the_month(server: FixtureServer) -> None:
    (window,) = (await limit(server, interval="year")).windows or ()
    assert (window.name, window.period) == ("Spend limit", None)


def test_a_key_goes_to_the_official_host_only_whatever_the_services_own_variable_says() -> None:
    """Trap 14: `OPENAI_BASE_URL` may point at a proxy that should not see an admin key."""
    assert CLIENT.manifest.hosts == ("api.openai.com",)
    environ = {"OPENAI_BASE_URL": "https://proxy.example.com/v1"}
    assert base_url(CLIENT.manifest, {}, environ) == "https://api.openai.com"
