"""What a LiteLLM proxy may answer beyond its contract's fixtures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aimonitor.domain.key_life import KeyLife
from aimonitor.domain.usage import EVER, Provenance, UsageSnapshot
from aimonitor.errors import AuthError, ServiceError
from aimonitor.providers.base import KeyReport
from aimonitor.providers.builtin.litellm.activity import PAGE
from aimonitor.providers.registry import Registry
from tests.providers.calling import calling, read
from tests.providers.fixture_server import FixtureServer, Reply

CLIENT = Registry().client("litellm")
KEY = "sk-TEST0000-abcd"
HASH = "ab" * 32
INFO = {"key_alias": "laptop", "spend": 1, "user_id": "u1", "team_id": "t1"}
ACTIVITY = "/user/daily/activity"


def key_info(key: str = "sk-...abcd", /, **changes: object) -> Reply:
    return Reply.of({"key": key, "info": INFO | changes})


def metrics(spend: object, prompt: int = 10, completion: int = 5, **more: object) -> dict[str, object]:
    return {
        "spend": spend,
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "api_requests": 2,
        **more,
    }


def day(day: str, spend: object, models: dict[str, object] | None = None, **more: int) -> dict[str, object]:
    return {"date": day, "metrics": metrics(spend, **more), "breakdown": {"models": models or {}}}


def page(*days: dict[str, object], pages: int = 1) -> Reply:
    return Reply.of({"results": list(days), "metadata": {"page": 1, "total_pages": pages}})


def proxy(server: FixtureServer, *pages: Reply, info: Reply | None = None) -> FixtureServer:
    """A proxy whose key has a user that may be read."""
    server.answer("/key/info", info or key_info())
    server.answer("/user/info", Reply.of({"user_info": None, "teams": None}))
    for number, one in enumerate(pages or (page(),), 1):
        server.answer(ACTIVITY, one, page=str(number))
    return server


async def polled(*pages: Reply, info: Reply | None = None, kind: str | None = None) -> UsageSnapshot:
    async with FixtureServer() as server:
        proxy(server, *pages, info=info)
        async with calling(CLIENT, server, KEY, key_kind=kind) as call:
            return await read(CLIENT, call)


async def checked(activity: Reply, info: Reply | None = None) -> KeyReport:
    async with FixtureServer() as server:
        proxy(server, activity, info=info)
        async with calling(CLIENT, server, KEY) as call:
            return await CLIENT.check_key(call)


def costs(snapshot: UsageSnapshot) -> dict[tuple[int, str | None], Decimal]:
    return {(row.day.day, row.model): row.money.amount for row in snapshot.day_costs if row.money.amount}


async def test_days_by_model_come_to_what_the_proxy_says_of_the_day() -> None:
    models = {
        "old-shape": metrics(1.25),
        "new-shape": {"metrics": metrics("0.5", prompt=100), "metadata": {}},
        "": metrics(0.1),
    }
    snapshot = await polled(page(day("2026-11-14", 1.9, models)))
    assert costs(snapshot) == {
        (14, "old-shape"): Decimal("1.25"),
        (14, "new-shape"): Decimal("0.5"),
        (14, None): Decimal("0.15"),
    }
    tokens = {row.model: (row.input_tokens, row.output_tokens, row.requests) for row in snapshot.day_tokens}
    assert tokens["new-shape"] == (100, 5, 2)


async def test_each_row_is_of_a_day_and_a_model_in_dollars_as_the_proxy_reports_them() -> None:
    models: dict[str, object] = {"a": metrics("0.1"), "b": metrics("0.2")}
    shares = [day("2026-11-15", 4), day("2026-11-14", "0.3", models), day("2026-11-13", "0.35", models)]
    snapshot = await polled(page(*shares))
    rows = {
        one: [
            (row.model, row.item, row.money.amount, row.complete)
            for row in snapshot.day_costs
            if row.day.day == one
        ]
        for one in (15, 14, 13, 12)
    }
    named = [("a", "", Decimal("0.1"), True), ("b", "", Decimal("0.2"), True)]
    assert rows == {
        15: [(None, "other", Decimal(4), False)],
        14: named,
        13: [*named, (None, "other", Decimal("0.05"), True)],
        12: [(None, "", Decimal(0), True)],
    }
    assert {(row.money.currency, row.provenance) for row in snapshot.day_costs} == {
        ("USD", Provenance.REPORTED)
    }


async def test_tokens_are_told_of_each_day_also_of_those_without_use() -> None:
    snapshot = await polled(page(day("2026-11-15", 4), day("2026-11-14", 1, {"m": metrics(1)})))
    told = {
        row.day.day: (row.model, row.input_tokens, row.output_tokens, row.requests, row.complete)
        for row in snapshot.day_tokens
    }
    assert (told[15], told[14]) == ((None, 10, 5, 2, False), ("m", 10, 5, 2, True))
    assert {day: one for day, one in told.items() if day < 14} == dict.fromkeys(
        range(1, 14), (None, 0, 0, 0, True)
    )


async def test_days_that_nobody_asked_for_are_passed_over() -> None:
    snapshot = await polled(page(day("2026-11-16", 5), day("2026-11-14", 1), day("2026-10-31", 7)))
    assert costs(snapshot) == {(14, None): Decimal(1)}


@pytest.mark.parametrize(
    "paging", [{"has_more": True}, {"total_pages": 2}, {"total_pages": 1, "has_more": True}]
)
async def test_a_page_that_says_that_there_is_more_is_followed_by_the_next(paging: dict[str, object]) -> None:
    first = Reply.of({"results": [day("2026-11-14", 1)], "metadata": paging})
    snapshot = await polled(first, page(day("2026-11-13", 2), pages=2))
    assert costs(snapshot) == {(14, None): Decimal(1), (13, None): Decimal(2)}


async def test_when_nothing_was_read_before_a_page_failed_no_day_is_known() -> None:
    snapshot = await polled(page(pages=2), Reply.of({}, 500))
    assert (snapshot.day_costs, [failure.part for failure in snapshot.failures]) == ((), ["costs"])


async def test_a_report_without_an_end_is_given_up_and_said() -> None:
    endless = Reply.of({"results": [day("2026-11-14", 1)], "metadata": {"has_more": True}})
    async with FixtureServer() as server:
        proxy(server).answer(ACTIVITY, endless)
        async with calling(CLIENT, server, KEY) as call:
            snapshot = await read(CLIENT, call)
    assert len(server.asked(ACTIVITY)) == 60
    assert [failure.problem.message for failure in snapshot.failures] == [
        "The proxy's daily activity has no end: older days stay as they were."
    ]


async def test_tokens_of_no_model_are_not_lost() -> None:
    whole = day(
        "2026-11-14", 1, {"m": metrics(1, prompt=7, completion=5), "": metrics(0, prompt=3, completion=0)}
    )
    snapshot = await polled(page(whole))
    told = {
        row.model: (row.input_tokens, row.output_tokens) for row in snapshot.day_tokens if row.day.day == 14
    }
    assert told == {"m": (7, 5), None: (3, 0)}


async def test_completed_days_without_use_are_0_and_today_without_use_is_unknown() -> None:
    snapshot = await polled(page(day("2026-11-14", 1)))
    days = {row.day: (row.money.amount, row.complete) for row in snapshot.day_costs}
    assert min(days) == date(2026, 11, 1)
    assert days[date(2026, 11, 13)] == (Decimal(0), True)
    assert max(days) == date(2026, 11, 14)
    running = await polled(page(day("2026-11-15", 1)))
    assert [row.complete for row in running.day_costs if row.day.day == 15] == [False]


async def test_noise_of_floats_makes_no_line_of_its_own() -> None:
    snapshot = await polled(
        page(day("2026-11-14", 0.30000000000000004, {"a": metrics(0.1), "b": metrics(0.2)}))
    )
    assert set(costs(snapshot)) == {(14, "a"), (14, "b")}


async def test_a_day_that_goes_on_on_the_next_page_is_added_up() -> None:
    first = page(day("2026-11-14", 1, {"m": metrics(1)}), day("2026-11-13", 2, {"m": metrics(2)}), pages=2)
    second = page(day("2026-11-13", 3, {"m": metrics(3)}), pages=2)
    snapshot = await polled(first, second)
    assert costs(snapshot) == {(14, "m"): Decimal(1), (13, "m"): Decimal(5)}
    assert snapshot.failures == ()
    assert next(row for row in snapshot.day_tokens if row.day.day == 13).input_tokens == 20


async def test_when_a_later_page_fails_the_day_it_may_belong_to_stays_as_it_was() -> None:
    first = page(day("2026-11-14", 1, {"m": metrics(1)}), day("2026-11-13", 2, {"m": metrics(2)}), pages=2)
    snapshot = await polled(first, Reply.of({}, 500))
    assert {row.day.day for row in snapshot.day_costs} == {14}
    assert [failure.part for failure in snapshot.failures] == ["costs"]


@pytest.mark.parametrize(("key", "asked"), [(HASH, [HASH]), ("sk-...abcd", []), (HASH.upper(), [])])
async def test_days_are_of_the_key_alone_where_its_hash_is_told(key: str, asked: list[str]) -> None:
    async with FixtureServer() as server:
        proxy(server, info=key_info(key))
        async with calling(CLIENT, server, KEY) as call:
            report = await CLIENT.check_key(call)
            await read(CLIENT, call)
    query = server.asked(ACTIVITY)[-1].query
    assert query.get("api_key", []) == asked
    assert query["page_size"] == [str(PAGE)]
    assert (query["start_date"], query["end_date"]) == (["2026-11-01"], ["2026-11-15"])
    assert ("over all keys of that user" in report.advice) is (not asked)


@pytest.mark.parametrize("refusal", [Reply.of({"detail": "no"}, 403), Reply.of({"detail": "no"}, 404)])
async def test_a_key_that_may_not_read_its_days_is_of_its_own_kind(refusal: Reply) -> None:
    report = await checked(refusal)
    assert (report.kind, report.identity) == ("budget", "laptop")
    assert "only budgets are shown" in report.advice
    snapshot = await polled(refusal, kind="budget")
    assert (snapshot.day_costs, snapshot.failures) == ((), ())


async def test_a_key_without_a_user_is_never_shown_what_may_be_of_others() -> None:
    info = key_info(user_id=None)
    report = await checked(page(day("2026-11-14", 99)), info)
    assert report.kind == "budget"
    snapshot = await polled(page(day("2026-11-14", 99)), info=info, kind="activity")
    assert snapshot.day_costs == ()


async def test_a_fault_of_the_activity_is_no_kind_of_key() -> None:
    with pytest.raises(ServiceError):
        await checked(Reply.of({}, 500))


async def test_only_budgets_of_the_keys_own_user_and_team_are_shown() -> None:
    body: dict[str, Any] = {
        "user_info": {"user_id": "somebody else", "spend": 1, "max_budget": 2},
        "teams": [
            {"team_id": "t0", "spend": 1, "max_budget": 2},
            {"team_id": "t1", "team_alias": "ai", "spend": 1, "max_budget": 4},
        ],
    }
    async with FixtureServer() as server:
        proxy(server).answer("/user/info", Reply.of(body), user_id="u1")
        async with calling(CLIENT, server, KEY) as call:
            snapshot = await read(CLIENT, call)
    assert snapshot.windows is not None
    (window,) = snapshot.windows
    assert (window.id, window.name, window.used_fraction) == (
        "team_budget",
        "budget of team ai",
        Decimal("0.25"),
    )


async def test_a_key_that_has_only_a_team_asks_for_the_team() -> None:
    team = {"team_id": "t1", "team_info": {"team_id": "t1", "spend": 3, "max_budget": 4}}
    async with FixtureServer() as server:
        proxy(server, info=key_info(user_id=None)).answer("/team/info", Reply.of(team), team_id="t1")
        async with calling(CLIENT, server, KEY) as call:
            snapshot = await read(CLIENT, call)
    assert [window.id for window in snapshot.windows or ()] == ["team_budget"]
    assert server.asked("/user/info") == []


@pytest.mark.parametrize("status", [403, 404])
async def test_a_route_that_is_closed_costs_only_itself(status: int) -> None:
    async with FixtureServer() as server:
        info = key_info(max_budget=10, user_id="u1")
        proxy(server, info=info).answer("/user/info", Reply.of({"error": {"message": "no"}}, status))
        async with calling(CLIENT, server, KEY) as call:
            snapshot = await read(CLIENT, call)
    assert [window.id for window in snapshot.windows or ()] == ["key_budget"]
    assert snapshot.failures == ()


async def test_a_fault_of_the_users_budget_keeps_the_windows_that_were_known() -> None:
    async with FixtureServer() as server:
        proxy(server, info=key_info(max_budget=10)).answer("/user/info", Reply.of({}, 500))
        async with calling(CLIENT, server, KEY) as call:
            snapshot = await read(CLIENT, call)
    assert snapshot.windows is None
    assert [failure.part for failure in snapshot.failures] == ["limits"]


@pytest.mark.parametrize(
    ("budget", "first"),
    [
        ({}, EVER),
        ({"budget_duration": "30d", "budget_reset_at": "2026-12-01T00:00:00"}, date(2026, 11, 1)),
        ({"budget_duration": "24h", "budget_reset_at": "2026-11-16T00:00:00+00:00"}, date(2026, 11, 15)),
        ({"budget_duration": "1mo", "budget_reset_at": "2026-12-01T00:00:00Z"}, date(2026, 11, 1)),
        ({"budget_duration": "1mo", "budget_reset_at": "2027-03-01T06:30:00Z"}, date(2027, 2, 1)),
        ({"budget_duration": "30d", "budget_reset_at": "2027-01-01T00:00:00Z"}, date(2026, 12, 1)),
        ({"budget_duration": "30d", "budget_reset_at": "2027-03-01T00:00:00Z"}, date(2027, 2, 1)),
        ({"budget_duration": "30d", "budget_reset_at": "2027-01-01T09:41:07.25Z"}, date(2026, 12, 2)),
        ({"budget_duration": "30d", "budget_reset_at": "2026-12-11T00:00:00Z"}, date(2026, 11, 11)),
        ({"budget_duration": "1mo", "budget_reset_at": "2026-11-30T18:30:00Z"}, None),
        ({"budget_duration": "2mo", "budget_reset_at": "2026-12-01T00:00:00Z"}, None),
        ({"budget_duration": "1mo", "budget_reset_at": "0001-01-01T00:00:00Z"}, None),
        ({"budget_duration": "30d", "budget_reset_at": None}, None),
        ({"budget_duration": "99999w", "budget_reset_at": "0001-12-01T00:00:00Z"}, None),
    ],
)
async def test_the_keys_spend_says_since_when(budget: dict[str, object], first: date | None) -> None:
    snapshot = await polled(info=key_info(KEY[:3], **budget))
    assert [spend.first for spend in snapshot.spends or ()] == ([] if first is None else [first])


async def test_cached_tokens_that_exceed_the_input_are_unknown() -> None:
    fits = day("2026-11-14", 1, prompt=10)
    fits["metrics"] = metrics(1, prompt=10, cache_read_input_tokens=6, cache_creation_input_tokens=4)
    wild = day("2026-11-13", 1)
    wild["metrics"] = metrics(1, prompt=10, cache_read_input_tokens=7, cache_creation_input_tokens=4)
    snapshot = await polled(page(fits, wild))
    told = {row.day.day: (row.cached_input_tokens, row.cache_write_tokens) for row in snapshot.day_tokens}
    assert (told[14], told[13]) == ((6, 4), (None, None))


async def test_a_refused_key_is_told_in_words_without_the_key() -> None:
    words = "Authentication Error, Received API Key = sk-...abcd, Key Hash = " + HASH
    async with FixtureServer() as server:
        server.anything(Reply.of({"error": {"message": words, "code": "401"}}, 401))
        async with calling(CLIENT, server, KEY) as call:
            with pytest.raises(AuthError, match="virtual keys of this one proxy") as caught:
                await read(CLIENT, call)
    assert "abcd" not in caught.value.message
    assert HASH not in caught.value.message


@pytest.mark.parametrize(
    ("told", "life"),
    [
        ({"expires": "2026-12-01T00:00:00Z"}, KeyLife(expires_at=datetime(2026, 12, 1, tzinfo=UTC))),
        ({"expires": None}, KeyLife()),
        ({}, None),
    ],
)
async def test_the_key_says_when_it_ends_or_that_it_does_not(
    told: dict[str, object], life: KeyLife | None
) -> None:
    assert (await polled(info=key_info(**told))).key_life == life


@pytest.mark.parametrize(
    ("duration", "resets", "length"),
    [
        ("30d", True, timedelta(days=30)),
        ("12h", True, timedelta(hours=12)),
        ("1mo", True, timedelta(days=30)),
        ("7d", True, timedelta(days=7)),
        ("2mo", True, None),
        (None, True, None),
        ("30d", False, None),
    ],
)
async def test_a_budget_that_begins_anew_says_how_long_it_lasts(
    duration: str | None, length: timedelta | None, *, resets: bool
) -> None:
    at = "2026-12-01T00:00:00Z" if resets else None
    info = key_info(max_budget=50, budget_duration=duration, budget_reset_at=at)
    (window,) = (await polled(info=info)).windows or ()
    assert window.length == length
