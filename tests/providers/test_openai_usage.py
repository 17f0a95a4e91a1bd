from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.usage import DayTokens, Unit, UsageSnapshot
from aimonitor.errors import ProblemKind
from aimonitor.providers.builtin.openai import limits, usage
from aimonitor.providers.builtin.openai.client import OpenAIClient
from tests.providers.calling import MONTH, NOW, TODAY, calling, read
from tests.providers.fixture_server import FixtureServer, Reply, fixture, flow
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


async def poll(server: FixtureServer, notes: Mapping[str, str] | None = None, **moved: Any) -> UsageSnapshot:  # noqa: ANN401
    async with calling(CLIENT, server, **{"since": MONTH, "notes": notes, **moved}) as call:
        return await read(CLIENT, call)


def official(name: str) -> dict[str, Any]:
    """An official example, moved from 2024 to the first of the scenario's month."""
    body: dict[str, Any] = fixture(f"openai/{name}").json
    body["data"][0].update(start_time=1793491200, end_time=1793577600)
    return {**body, "has_more": False, "next_page": None}


async def test_a_month_of_tokens_is_exact(server: FixtureServer) -> None:
    story = flow("openai_usage_month")
    server.serve(*story.steps)
    rows = (await poll(server)).day_tokens
    for model, expected in story.expected["by_model"].items():
        found = [row for row in rows if row.model == model]
        assert {name: sum(getattr(row, name) for row in found) for name in expected} == expected
    total = sum((row.input_tokens or 0) + (row.output_tokens or 0) for row in rows)
    assert total == story.expected["total_tokens"]
    assert {row.day for row in rows if not row.complete} == {TODAY}
    assert len(days(rows)) == 15


async def test_usage_asks_for_full_pages_by_model(server: FixtureServer) -> None:
    await poll(server)
    assert server.asked(PATHS["completions"])[0].query == {
        "start_time": ["1793491200"],
        "bucket_width": ["1d"],
        "limit": ["31"],
        "group_by[]": ["model"],
    }
    assert "group_by[]" not in server.asked(PATHS["vector_stores"])[0].query


async def test_cached_audio_and_image_tokens_are_inside_not_beside(server: FixtureServer) -> None:
    server.answer(PATHS["completions"], Reply.of(official("usage_completions_official")))
    row = next(row for row in (await poll(server)).day_tokens if row.day == MONTH)
    assert row == DayTokens(
        day=MONTH,
        model=None,
        input_tokens=1000,
        cached_input_tokens=400,
        cache_write_tokens=100,
        output_tokens=500,
        requests=5,
    )


async def test_slices_of_one_model_are_summed_and_a_null_model_is_kept(server: FixtureServer) -> None:
    server.serve("openai/usage_completions_batch_and_tiers")
    rows = {row.model: row for row in (await poll(server)).day_tokens if row.day == date(2026, 11, 2)}
    slices = fixture("openai/usage_completions_batch_and_tiers").json["data"][0]["results"]
    model = "gpt-4.1-2025-04-14"
    for name in (model, None):
        mine = [one for one in slices if one["model"] == name]
        assert mine
        assert rows[name].input_tokens == sum(one["input_tokens"] for one in mine)
        assert rows[name].requests == sum(one["num_model_requests"] for one in mine)


async def test_embeddings_and_moderations_are_tokens_too(server: FixtureServer) -> None:
    for kind in ("embeddings", "moderations"):
        body = official(f"usage_{kind}_official")
        body["data"][0]["results"][0]["model"] = f"a-model-for-{kind}"
        server.answer(PATHS[kind], Reply.of(body))
    rows = [row for row in (await poll(server)).day_tokens if row.day == MONTH]
    assert {(row.model, row.input_tokens, row.output_tokens, row.requests) for row in rows} == {
        ("a-model-for-embeddings", 16, 0, 2),
        ("a-model-for-moderations", 16, 0, 2),
    }


async def test_a_day_without_use_is_a_known_zero(server: FixtureServer) -> None:
    rows = (await poll(server)).day_tokens
    assert len(rows) == 15
    assert {(row.model, row.input_tokens, row.output_tokens, row.requests) for row in rows} == {
        (None, 0, 0, 0)
    }


@pytest.mark.parametrize("kind", ["completions", "embeddings", "moderations"])
async def test_tokens_of_a_day_are_told_whole_or_not_at_all(server: FixtureServer, kind: str) -> None:
    server.serve(*flow("openai_usage_month").steps)
    server.answer(PATHS[kind], fixture("openai/error_400_bad_param").reply)
    snapshot = await poll(server)
    assert snapshot.day_tokens == ()
    assert [failure.part for failure in snapshot.failures] == [f"tokens ({kind})"]
    assert any("Tokens stay as they were" in warning for warning in snapshot.warnings)
    assert snapshot.day_costs


async def test_only_the_days_that_every_kind_tells_are_told(server: FixtureServer) -> None:
    server.answer(PATHS["embeddings"], Reply.of(official("usage_embeddings_official")))
    assert days((await poll(server)).day_tokens) == {MONTH}


@pytest.mark.parametrize(
    ("fixture_name", "name", "unit", "quantity"),
    [
        ("images", "images", Unit.IMAGES, 2),
        ("audio_speeches", "speech", Unit.CHARACTERS, 45),
        ("audio_transcriptions", "transcription", Unit.SECONDS, 20),
        ("vector_stores", "vector storage", Unit.BYTES, 1024),
        ("code_interpreter_sessions", "code interpreter", Unit.SESSIONS, 1),
        ("file_search_calls", "file search", Unit.SEARCHES, 2),
        ("web_search_calls", "web search", Unit.SEARCHES, 2),
    ],
)
async def test_other_usage_keeps_its_own_unit(
    server: FixtureServer, fixture_name: str, name: str, unit: Unit, quantity: int
) -> None:
    server.answer(PATHS[fixture_name], Reply.of(official(f"usage_{fixture_name}_official")))
    rows = [row for row in (await poll(server)).day_quantities if row.name == name and row.day == MONTH]
    assert [(row.unit, row.quantity) for row in rows] == [(unit, Decimal(quantity))]


REFUSED = fixture("openai/error_403_project_key_on_costs").reply
ALL_NAMES = {kind.name for kind in usage.QUANTITIES}


async def test_each_other_kind_fails_alone(server: FixtureServer) -> None:
    server.answer(PATHS["images"], REFUSED)
    snapshot = await poll(server)
    assert [(failure.part, failure.problem.kind) for failure in snapshot.failures] == [
        ("images", ProblemKind.WRONG_KEY)
    ]
    assert {row.name for row in snapshot.day_quantities} == ALL_NAMES - {"images"}


async def test_days_whose_images_are_known_are_not_replaced_without_their_images(
    server: FixtureServer,
) -> None:
    server.answer(PATHS["images"], EMPTY, REFUSED, EMPTY)
    first = await poll(server)
    assert {row.name for row in first.day_quantities} == ALL_NAMES
    second = await poll(server, first.notes, now=NOW + timedelta(hours=1))
    assert second.day_quantities == ()
    assert [failure.part for failure in second.failures] == ["images"]
    third = await poll(server, second.notes, now=NOW + timedelta(minutes=65))
    assert {row.name for row in third.day_quantities} == ALL_NAMES


async def test_a_kind_that_tells_no_day_at_all_does_not_hide_the_others(server: FixtureServer) -> None:
    server.answer(PATHS["images"], fixture("openai/costs_no_buckets").reply)
    snapshot = await poll(server)
    assert {row.name for row in snapshot.day_quantities} == ALL_NAMES - {"images"}
    assert any("images" in warning for warning in snapshot.warnings)


async def test_other_kinds_are_asked_for_once_an_hour(server: FixtureServer) -> None:
    first = await poll(server)
    soon = await poll(server, first.notes, now=NOW + timedelta(minutes=5))
    assert (soon.day_quantities, soon.failures) == ((), ())
    assert len(server.asked(PATHS["images"])) == 1
    assert len(server.asked(PATHS["embeddings"])) == 2
    later = await poll(server, soon.notes, now=NOW + timedelta(minutes=61))
    assert later.day_quantities
    assert len(server.asked(PATHS["images"])) == 2


async def test_days_that_were_owed_are_asked_for_again(server: FixtureServer) -> None:
    """The back-fill of images failed; the days before the next poll's are not forgotten."""
    server.answer(PATHS["images"], fixture("openai/error_400_bad_param").reply, EMPTY)
    first = await poll(server)
    near = TODAY - timedelta(days=2)
    soon = await poll(server, first.notes, since=near, now=NOW + timedelta(minutes=5))
    assert not soon.failures
    await poll(server, soon.notes, since=near, now=NOW + timedelta(minutes=61))
    starts = [request.query["start_time"] for request in server.asked(PATHS["images"])]
    assert starts == [["1793491200"], ["1794528000"], ["1793491200"]]


async def limit_windows(server: FixtureServer) -> UsageSnapshot:
    snapshot = await poll(server)
    assert snapshot.failures == ()
    return snapshot


@pytest.mark.parametrize(("name", "dollars"), [("org_official", 100), ("inactive", 250)])
async def test_the_spend_limit_is_cents_and_a_month(server: FixtureServer, name: str, dollars: int) -> None:
    server.serve(f"openai/spend_limit_{name}")
    snapshot = await limit_windows(server)
    assert snapshot.windows is not None
    (window,) = snapshot.windows
    assert (window.id, window.unit, window.limit) == ("spend_limit", Unit.USD, Decimal(dollars))
    assert (window.period, window.used) == (PeriodKind.THIS_MONTH, None)
    assert any("enforcing" in warning for warning in snapshot.warnings) is (name == "org_official")


@pytest.mark.parametrize("name", ["not_set_404", "zero_inactive"])
async def test_an_unset_limit_is_no_limit_and_never_zero(server: FixtureServer, name: str) -> None:
    server.serve(f"openai/spend_limit_{name}")
    assert (await limit_windows(server)).windows == ()


async def test_a_limit_that_cannot_be_read_is_unknown(server: FixtureServer) -> None:
    server.answer(limits.PATH, Reply.of({"threshold_amount": "lots", "currency": "USD"}))
    snapshot = await poll(server)
    assert snapshot.windows is None
    assert [failure.part for failure in snapshot.failures] == ["limits"]


async def test_there_is_no_balance_and_nobody_asks_for_one(server: FixtureServer) -> None:
    snapshot = await poll(server)
    assert snapshot.balances == ()
    assert not [request for request in server.seen if "billing" in request.path]
    assert server.unexpected == []
