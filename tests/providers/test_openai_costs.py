from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from aimonitor.domain.usage import Provenance, UsageSnapshot
from aimonitor.errors import ProblemKind
from aimonitor.providers.builtin.openai.client import OpenAIClient
from aimonitor.providers.builtin.openai.costs import PATH, split_line
from tests.providers.calling import MONTH, TODAY, calling, read
from tests.providers.fixture_server import FixtureServer, Reply, fixture, flow
from tests.providers.sums import days, money, money_of

CLIENT = OpenAIClient()
FIRST, SECOND = date(2026, 11, 1), date(2026, 11, 2)
QUIET = {"object": "page", "data": [], "has_more": False, "next_page": None}


@pytest.fixture
async def server() -> AsyncIterator[FixtureServer]:
    """All other endpoints answer, with nothing."""
    async with FixtureServer() as server:
        server.anything(Reply.of(QUIET)).serve("openai/spend_limit_not_set_404")
        yield server


async def poll(server: FixtureServer, since: date = MONTH) -> UsageSnapshot:
    async with calling(CLIENT, server, since=since) as call:
        return await read(CLIENT, call)


@pytest.mark.parametrize("name", ["openai_costs_month", "openai_costs_month_single"])
async def test_a_month_of_costs_is_exact(server: FixtureServer, name: str) -> None:
    story = flow(name)
    server.serve(*story.steps)
    snapshot = await poll(server)
    assert str(money(snapshot.day_costs)) == story.expected["month_to_date_usd"]
    assert str(money_of(snapshot.day_costs, TODAY)) == story.expected["today_usd"]
    assert len(days(snapshot.day_costs)) == 15
    assert not [failure for failure in snapshot.failures if failure.part == "costs"]


async def test_days_without_traffic_are_zero_and_today_is_partial(server: FixtureServer) -> None:
    story = flow("openai_costs_month")
    server.serve(*story.steps)
    rows = (await poll(server)).day_costs
    zero = [str(row.day) for row in rows if money_of(rows, row.day) == 0]
    assert zero == story.expected["days_with_zero_cost"]
    assert {row.day for row in rows if not row.complete} == {TODAY}
    assert {row.provenance for row in rows} == {Provenance.BILLED}


async def test_pages_are_asked_for_with_nothing_changed_but_the_cursor(server: FixtureServer) -> None:
    server.serve(*flow("openai_costs_month").steps)
    await poll(server)
    asked = [dict(request.query) for request in server.asked(PATH)]
    cursors = [query.pop("page", None) for query in asked]
    assert cursors == [None, ["page_Zml4dHVyZSBjb3N0cyBwMg=="], ["page_Zml4dHVyZSBjb3N0cyBwMw=="]]
    assert asked[0] == asked[1] == asked[2]
    # trap 3, 6, 7: never the default of 7 days, never off midnight, never a model
    assert asked[0] == {
        "start_time": ["1793491200"],
        "bucket_width": ["1d"],
        "limit": ["180"],
        "group_by[]": ["line_item"],
    }


async def test_lines_are_split_into_model_and_item(server: FixtureServer) -> None:
    server.serve("openai/costs_month_single_page")
    rows = (await poll(server)).day_costs
    lines = {(row.model, row.item) for row in rows}
    assert lines == {
        (None, ""),
        (None, "assistants api | file search"),
        (None, "evals | gpt-4o-mini-2024-07-18, input"),
        ("gpt-4.1-2025-04-14", "cached input"),
        ("gpt-4.1-2025-04-14", "input"),
        ("gpt-4.1-2025-04-14", "output"),
        ("gpt-4o-mini-2024-07-18", "input"),
        ("gpt-4o-mini-2024-07-18", "output"),
    }


@pytest.mark.parametrize(
    ("line", "split"),
    [
        (None, (None, "")),
        ("credit", (None, "credit")),
        ("o3-2025-04-16, input", ("o3-2025-04-16", "input")),
        ("ft:gpt-4o-mini:acme::8x, cached input", ("ft:gpt-4o-mini:acme::8x", "cached input")),
        ("gpt-4o-audio, audio output", ("gpt-4o-audio", "audio output")),
        ("gpt-image-1, 1024x1024", (None, "gpt-image-1, 1024x1024")),
        ("some words, input", (None, "some words, input")),
        (", input", (None, ", input")),
        ("null", (None, "null")),
    ],
)
def test_only_a_plain_model_and_item_are_split(line: str | None, split: tuple[str | None, str]) -> None:
    assert split_line(line) == split


async def test_an_unreadable_amount_makes_its_day_unknown_and_no_other(server: FixtureServer) -> None:
    server.serve("openai/costs_amount_malformed")
    snapshot = await poll(server)
    assert money_of(snapshot.day_costs, FIRST) is None
    assert money_of(snapshot.day_costs, SECOND) == 2
    assert any("2026-11-01" in warning and "costs" in warning for warning in snapshot.warnings)


@pytest.mark.parametrize(
    "broken", [{}, {"amount": None}, {"amount": {"currency": "usd"}}, {"amount": {"value": "1"}}]
)
async def test_a_line_without_its_amount_is_unreadable(
    server: FixtureServer, broken: dict[str, object]
) -> None:
    body = fixture("openai/costs_negative_line").json
    body["data"][0]["results"][1] = {"object": "organization.costs.result", **broken}
    server.answer(PATH, Reply.of(body))
    assert (await poll(server)).day_costs == ()


async def test_no_day_at_all_is_unknown_not_zero(server: FixtureServer) -> None:
    server.serve("openai/costs_no_buckets")
    snapshot = await poll(server)
    assert snapshot.day_costs == ()
    assert any("costs" in warning for warning in snapshot.warnings)


async def test_a_month_of_empty_days_is_zero(server: FixtureServer) -> None:
    server.serve("openai/costs_empty_month")
    rows = (await poll(server)).day_costs
    assert len(rows) == 15
    assert money(rows) == 0
    assert {(row.money.currency, row.model, row.item) for row in rows} == {("USD", None, "")}


async def test_two_currencies_stay_apart(server: FixtureServer) -> None:
    server.serve("openai/costs_two_currencies")
    rows = (await poll(server)).day_costs
    assert (money(rows), money(rows, "EUR")) == (Decimal(4), Decimal("3.50"))


async def test_a_credit_is_kept_as_a_negative_line(server: FixtureServer) -> None:
    server.serve("openai/costs_negative_line")
    rows = (await poll(server)).day_costs
    assert money(rows) == Decimal("2.50")
    assert [row.item for row in rows if row.money.amount < 0] == ["credit"]


async def test_an_official_number_amount_is_read_like_a_string(server: FixtureServer) -> None:
    server.serve("openai/costs_single_bucket_official")
    rows = (await poll(server, since=date(2024, 11, 1))).day_costs
    assert rows == ()  # older than what is ever asked for
    body = fixture("openai/costs_single_bucket_official").json
    body["data"][0].update(start_time=1793491200, end_time=1793577600)
    server.answer(PATH, Reply.of(body))
    assert money((await poll(server)).day_costs) == Decimal("0.06")


async def test_the_old_name_of_the_rows_is_understood(server: FixtureServer) -> None:
    body = fixture("openai/costs_negative_line").json
    body["data"][0]["result"] = body["data"][0].pop("results")
    server.answer(PATH, Reply.of(body))
    assert money((await poll(server)).day_costs) == Decimal("2.50")


def costs_failure(snapshot: UsageSnapshot) -> ProblemKind | None:
    return next((failure.problem.kind for failure in snapshot.failures if failure.part == "costs"), None)


async def test_more_without_a_cursor_is_incomplete(server: FixtureServer) -> None:
    server.serve("openai/costs_has_more_without_cursor")
    snapshot = await poll(server)
    assert costs_failure(snapshot) is ProblemKind.SCHEMA
    assert money(snapshot.day_costs) == 1
    assert days(snapshot.day_costs) == {FIRST}


async def test_a_cursor_that_repeats_ends_the_reading_and_counts_no_day_twice(server: FixtureServer) -> None:
    page = {**fixture("openai/costs_negative_line").json, "has_more": True, "next_page": "again"}
    server.answer(PATH, Reply.of(page))
    snapshot = await poll(server)
    assert costs_failure(snapshot) is ProblemKind.SCHEMA
    assert len(server.asked(PATH)) == 2
    assert money(snapshot.day_costs) == Decimal("2.50")


@pytest.mark.parametrize("turned_round", [False, True])
async def test_a_day_that_is_told_twice_and_differently_is_unknown(
    server: FixtureServer,
    turned_round: bool,  # noqa: FBT001
) -> None:
    pages = [fixture("openai/costs_negative_line").json, fixture("openai/costs_amount_malformed").json]
    pages = pages[::-1] if turned_round else pages
    server.answer(PATH, Reply.of({**pages[0], "has_more": True, "next_page": "2"}), Reply.of(pages[1]))
    assert days((await poll(server)).day_costs) == {SECOND}


async def test_a_day_that_is_told_twice_but_alike_counts_once(server: FixtureServer) -> None:
    page = fixture("openai/costs_negative_line").json
    server.answer(PATH, Reply.of({**page, "has_more": True, "next_page": "2"}), Reply.of(page))
    assert money((await poll(server)).day_costs) == Decimal("2.50")


async def test_two_readable_versions_of_a_day_are_not_added(server: FixtureServer) -> None:
    page, other = fixture("openai/costs_negative_line").json, fixture("openai/costs_two_currencies").json
    server.answer(PATH, Reply.of({**page, "has_more": True, "next_page": "2"}), Reply.of(other))
    snapshot = await poll(server)
    assert snapshot.day_costs == ()
    assert any("2026-11-01" in warning for warning in snapshot.warnings)


async def test_a_page_that_fails_keeps_the_days_before_it(server: FixtureServer) -> None:
    story = flow("openai_costs_month")
    server.script(story.steps[0], "openai/error_400_bad_param")
    snapshot = await poll(server)
    assert len(days(snapshot.day_costs)) == 7
    assert costs_failure(snapshot) is ProblemKind.SERVICE
    assert TODAY not in days(snapshot.day_costs)


async def test_a_bucket_without_its_time_says_nothing_about_any_day(server: FixtureServer) -> None:
    body = fixture("openai/costs_month_single_page").json
    body["data"][3]["start_time"] = "yesterday"
    server.answer(PATH, Reply.of(body))
    snapshot = await poll(server)
    assert len(days(snapshot.day_costs)) == 14
    assert costs_failure(snapshot) is ProblemKind.SCHEMA
