"""The demo's plans: what is told of their limits, in the words of the real services."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aimonitor.demo import accounts, cast
from aimonitor.demo.elevenlabs import CHARACTERS, ElevenLabsService, Subscription, billing_period
from aimonitor.demo.exchange import Asked, Reply
from aimonitor.demo.year import Account, ExtraPlan
from aimonitor.demo.zai import QUOTA, TOOL_CALLS, USAGE, CodingPlan, ZaiService
from aimonitor.domain.usage import Unit
from tests.demo.asking import names_missing, parsed
from tests.demo.reading import NOON, running
from tests.providers.fixture_server import fixture

KEY = "zai-DEMO-0000"
PLAN = CodingPlan(base=accounts.CODING)
MOMENTS = [
    NOON,
    datetime(2026, 11, 5, 8, tzinfo=UTC),
    datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC),
    datetime(2026, 12, 7, 9, tzinfo=UTC),
    datetime(2027, 1, 1, tzinfo=UTC),
    datetime(2028, 2, 29, 12, tzinfo=UTC),
]


def ask(path: str, key: str = KEY, now: datetime = NOON, **query: str) -> Reply:
    """GET from the demo's Z.ai."""
    values = {name: (value,) for name, value in query.items()}
    headers = {"authorization": key} if key else {}
    return ZaiService({KEY: PLAN}).answer(Asked(method="GET", path=path, query=values, headers=headers), now)


@pytest.mark.parametrize("now", MOMENTS, ids=str)
@pytest.mark.parametrize("member", [cast.CODING, cast.VOICE], ids=lambda member: member.name)
async def test_each_limit_is_used_as_the_books_say(member: cast.DemoProvider, now: datetime) -> None:
    async with running(now) as (reader, servers, _):
        snapshot = await reader.poll(member)
        expected = servers.expected(member.name).used
    limits = {one.id: one for one in snapshot.windows or () if one.used_fraction is not None}
    assert {name: one.used_fraction for name, one in limits.items()} == expected
    assert all(one.resets_at is None or one.resets_at > now for one in limits.values())
    assert (snapshot.day_costs, snapshot.balances, snapshot.failures) == ((), (), ())
    assert snapshot.warnings == ()


async def test_tokens_by_model_are_those_of_the_last_24_hours() -> None:
    async with running() as (reader, _, _):
        snapshot = await reader.poll(cast.CODING)
    told = {one.scope: one.used for one in snapshot.windows or () if one.unit is Unit.TOKENS}
    begin = NOON.astimezone().replace(minute=0) - timedelta(days=1)
    book = PLAN.tokens(begin, NOON)
    assert told.pop(None) == sum(book.values())
    assert told == book
    assert snapshot.plan == "pro"


def test_tokens_between_two_moments_add_up_to_the_days_of_the_book() -> None:
    day = datetime(2026, 11, 20, tzinfo=UTC)
    hours = [day + timedelta(hours=hour) for hour in range(25)]
    parts = [PLAN.tokens(first, last) for first, last in itertools.pairwise(hours)]
    whole = accounts.CODING.record(day.date(), NOON)
    for model in whole.models:
        assert sum(part[model.plan.id] for part in parts) == model.total_tokens
    assert all(count >= 0 for part in parts for count in part.values())


def test_what_is_used_grows_until_its_limit_begins_anew() -> None:
    moments = [datetime(2026, 11, 16, 9, tzinfo=UTC) + timedelta(hours=hour) for hour in range(24 * 7)]
    weekly = [PLAN.used(moment)["weekly"] for moment in moments]
    assert weekly == sorted(weekly)
    assert weekly[0] == 0
    assert Decimal("0.4") < weekly[-1] < 1
    assert PLAN.used(moments[-1] + timedelta(hours=1))["weekly"] == 0
    short = [PLAN.used(moment)["5h"] for moment in moments]
    assert Decimal("0.3") < max(short) <= 1
    assert sum(after < before for before, after in itertools.pairwise(short)) > 20


def test_no_more_tools_are_called_than_the_plan_has() -> None:
    busy = datetime(2031, 5, 31, 23, tzinfo=UTC)
    many = ExtraPlan(id="search-prime", model=None, price=Decimal(0), daily=900)
    plan = CodingPlan(base=Account(seed="busy", models=accounts.CODING.models, extras=(many,)))
    assert sum(plan.calls(busy).values()) == TOOL_CALLS
    assert plan.used(busy)["mcp_month"] == 1


@pytest.mark.parametrize("name", ["quota_ok", "model_usage_ok"])
def test_it_speaks_as_the_real_z_ai(name: str) -> None:
    found = fixture(f"zai/{name}")
    reply = ask(found.entry["path"], startTime="2026-11-22 12:00:00", endTime="2026-11-23 14:59:59")
    assert names_missing(found.json, parsed(reply)) == []


def test_hours_without_use_and_hours_to_come_are_gaps() -> None:
    night = datetime(2026, 11, 22, 22, 50, tzinfo=UTC)
    first, last = (
        moment.astimezone().strftime("%Y-%m-%d %H:00:00") for moment in (night, night + timedelta(hours=3))
    )
    told: Any = parsed(ask(USAGE, now=night, startTime=first, endTime=last))["data"]
    assert len(told["x_time"]) == 4
    for model in told["modelDataList"]:
        assert model["tokensUsage"][0] > 0
        assert model["tokensUsage"][1:] == [None, None, None]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (ask(QUOTA, "zai-other"), 401),
        (ask(QUOTA, ""), 1001),
        (ask(USAGE), 500),
        (ask(USAGE, startTime="2026-11-22 12:00:00", endTime="2026-11-21 12:00:00"), 500),
    ],
)
def test_z_ai_refuses_with_status_200(reply: Reply, code: int) -> None:
    told = parsed(reply)
    assert (reply.status, told["code"], told["success"]) == (200, code, False)
    assert told.keys() == fixture("zai/error_200_bad_key").json.keys()


def test_a_bearer_is_taken_too_and_another_address_is_not_there() -> None:
    assert parsed(ask(QUOTA, f"Bearer {KEY}"))["code"] == 200
    assert ask("/api/other").status == 404


# --- ElevenLabs ----------------------------------------------------------------------------------


def test_characters_are_nearly_used_up_from_the_second_day_on() -> None:
    voice = Subscription()
    begin, end = billing_period(NOON)
    assert (begin, end) == (datetime(2026, 11, 5, 8, tzinfo=UTC), datetime(2026, 12, 5, 8, tzinfo=UTC))
    assert voice.characters(begin) == 0
    hours = int((end - begin) / timedelta(hours=1))
    used = [voice.characters(begin + timedelta(hours=hour)) for hour in range(hours)]
    assert used == sorted(used)
    assert all(CHARACTERS * 0.85 < count < CHARACTERS for count in used[24:])


@pytest.mark.parametrize(
    ("now", "begin", "end"),
    [("2027-01-02T09:00", "2026-12-05", "2027-01-05"), ("2026-12-05T08:00", "2026-12-05", "2027-01-05")],
)
def test_a_billing_period_is_no_calendar_month(now: str, begin: str, end: str) -> None:
    found = billing_period(datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert tuple(moment.strftime("%Y-%m-%d") for moment in found) == (begin, end)


def test_it_speaks_as_the_real_elevenlabs() -> None:
    service = ElevenLabsService({KEY: Subscription()})

    def tell(key: str, path: str = "/v1/user/subscription") -> Reply:
        return service.answer(Asked(method="GET", path=path, headers={"xi-api-key": key}), NOON)

    real = fixture("elevenlabs/subscription_ok").json
    assert parsed(tell(KEY)).keys() == real.keys()
    refused = fixture("elevenlabs/error_401_invalid_key")
    assert (tell("other").status, parsed(tell("other"))) == (refused.entry["status"], refused.json)
    assert tell(KEY, "/v1/voices").status == 404
