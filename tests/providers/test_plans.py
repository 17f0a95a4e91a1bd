"""What the contracts' fixtures do not show of the services that sell plans."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aimonitor.domain.money import Money
from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.provider import Capability
from aimonitor.domain.usage import Provenance, QuotaWindow, Unit, UsageSnapshot
from aimonitor.errors import (
    AppError,
    AuthError,
    BillingError,
    ConfigError,
    RateLimitError,
    ServiceError,
    WrongKeyError,
)
from aimonitor.providers.registry import Registry
from tests.providers.calling import calling, read
from tests.providers.fixture_server import FixtureServer, Reply

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ZAI, KIMI = "/api/monitor/usage/quota/limit", "/usages"
MINIMAX, ELEVEN = "/v1/api/openplatform/coding_plan/remains", "/v1/user/subscription"
BILL = "/users/octocat/settings/billing/ai_credit/usage"
REGISTRY = Registry()


async def poll(provider_type: str, answers: dict[str, Any], **call_with: Any) -> UsageSnapshot:  # noqa: ANN401
    """One poll of a server that answers so, and with 404 elsewhere."""
    async with FixtureServer() as server:
        return await poll_at(server, provider_type, answers, **call_with)


async def poll_at(
    server: FixtureServer,
    provider_type: str,
    answers: dict[str, Any],
    **call_with: Any,  # noqa: ANN401
) -> UsageSnapshot:
    client = REGISTRY.client(provider_type)
    for path, body in answers.items():
        server.answer(path, body if isinstance(body, Reply) else Reply.of(body))
    call_with = {"now": NOW, "since": NOW.date(), **call_with}
    async with calling(client, server, "sk_TEST0000", **call_with) as call:
        return await read(client, call)


def windows(snapshot: UsageSnapshot) -> dict[str, QuotaWindow]:
    return {window.id: window for window in snapshot.windows or ()}


# --- Z.ai -------------------------------------------------------------------------------------------


def zai(*limits: dict[str, Any]) -> dict[str, Any]:
    return {ZAI: {"code": 200, "success": True, "data": {"level": "pro", "limits": list(limits)}}}


async def test_a_window_of_unknown_length_is_shown_under_a_neutral_name() -> None:
    snapshot = await poll("zai", zai({"type": "CREDIT_LIMIT", "unit": 9, "number": 2, "percentage": 50}))
    window = windows(snapshot)["credit_limit:9x2"]
    assert (window.name, window.used_fraction, window.resets_at) == ("Limit", Decimal("0.5"), None)


@pytest.mark.parametrize("kind", ["TIME_LIMIT", "IMAGE_LIMIT"])
@pytest.mark.parametrize(("unit", "number", "name"), [(3, 5, "5h"), (6, 1, "weekly"), (6, 7, "weekly")])
async def test_what_is_no_window_of_coding_takes_the_place_of_none_that_is_as_long(
    kind: str, unit: int, number: int, name: str
) -> None:
    length = {"unit": unit, "number": number}
    coding = {"type": "TOKENS_LIMIT", "percentage": 95, **length}
    other = {"type": kind, "percentage": 10, "usage": 100, "currentValue": 10, **length}
    for told in ((coding, other), (other, coding)):
        found = windows(await poll("zai", zai(*told)))
        assert found[name].used_fraction == Decimal("0.95")
        assert found[f"{kind}:{unit}x{number}".lower()].used_fraction == Decimal("0.1")


async def test_an_older_name_of_the_plan_will_do_and_a_running_limit_needs_no_words() -> None:
    limit = {"type": "TOKENS_LIMIT", "unit": 3, "number": 5, "percentage": 50}
    for names, plan in (({"planName": "Lite"}, "Lite"), ({"planName": "Lite", "level": "pro"}, "pro")):
        body = {"code": 200, "success": True, "data": {**names, "limits": [limit]}}
        snapshot = await poll("zai", {ZAI: body})
        assert (snapshot.plan, snapshot.warnings) == (plan, ())
    for empty in ("{}", '{"data": null}', '{"data": {}}'):
        snapshot = await poll("zai", {ZAI: {"code": 200, "success": True, **json.loads(empty)}})
        assert (snapshot.windows, len(snapshot.warnings)) == ((), 1)


@pytest.mark.parametrize("counts", [{"currentValue": 132}, {"remaining": 1868}])
async def test_of_tools_either_count_will_do_and_usage_is_what_there_is(counts: dict[str, int]) -> None:
    month = {"type": "TIME_LIMIT", "unit": 5, "number": 1, "usage": 2000, "percentage": 7}
    window = windows(await poll("zai", zai({**month, **counts})))["mcp_month"]
    assert (window.used, window.limit, window.unit) == (Decimal(132), Decimal(2000), Unit.REQUESTS)
    assert window.used_fraction == Decimal("0.07")


async def test_tools_without_counts_are_a_percentage() -> None:
    snapshot = await poll("zai", zai({"type": "TIME_LIMIT", "unit": 5, "number": 1, "percentage": 6.6}))
    assert windows(snapshot)["mcp_month"].unit is Unit.PERCENT


async def test_tokens_that_cannot_be_read_leave_the_limits_as_they_are() -> None:
    snapshot = await poll("zai", zai({"type": "TOKENS_LIMIT", "unit": 3, "number": 5, "percentage": 1}))
    assert set(windows(snapshot)) == {"5h"}
    assert [failure.part for failure in snapshot.failures] == ["tokens by model"]


@pytest.mark.parametrize("failed", [{"code": 500, "msg": "busy"}, {"code": 200, "success": False}])
async def test_tokens_that_fail_with_status_200_are_no_zero(failed: dict[str, Any]) -> None:
    path = "/api/monitor/usage/model-usage"
    snapshot = await poll("zai", {**zai(), path: {"data": {"modelDataList": []}, **failed}})
    assert [failure.part for failure in snapshot.failures] == ["tokens by model"]
    assert "tokens" not in snapshot.notes


@pytest.mark.parametrize("told", [{}, {"data": None}, {"data": {}}, {"data": {"modelDataList": []}}])
async def test_no_tokens_are_a_state_and_no_failure(told: dict[str, Any]) -> None:
    path = "/api/monitor/usage/model-usage"
    snapshot = await poll("zai", {**zai(), path: {"code": 200, **told}})
    assert (snapshot.windows, snapshot.failures) == ((), ())


async def test_an_account_without_a_plan_has_a_key_of_the_wrong_kind() -> None:
    refusal = {"code": 500, "success": False, "msg": "You do not have a coding plan"}
    with pytest.raises(WrongKeyError, match="no GLM Coding plan"):
        await poll("zai", {ZAI: refusal})


@pytest.mark.parametrize("code", [401, 1000, 1001, 1002])
async def test_its_own_codes_stand_for_a_refused_key_though_the_status_is_200(code: int) -> None:
    with pytest.raises(AuthError, match="of the other region"):
        await poll("zai", {ZAI: {"code": code, "msg": "no"}})


@pytest.mark.parametrize(
    "told", [{"code": 500}, {"code": 200, "success": False}, {"code": 0, "success": True}]
)
async def test_either_sign_of_a_failure_will_do(told: dict[str, Any]) -> None:
    with pytest.raises(ServiceError, match=r"Z\.ai could not answer"):
        await poll("zai", {ZAI: {"data": {"limits": []}, "msg": "busy", **told}})


async def test_a_good_answer_may_speak_of_the_plan() -> None:
    good = {"code": 200, "success": True, "msg": "Your coding plan is fine", "data": {}}
    assert (await poll("zai", {ZAI: good})).windows == ()


async def test_another_failure_with_status_200_is_the_services_own() -> None:
    with pytest.raises(ServiceError, match=r"Z\.ai could not answer: busy"):
        await poll("zai", {ZAI: {"code": 500, "success": False, "msg": "busy"}})


async def test_tokens_are_asked_for_every_half_hour_and_remembered_in_between() -> None:
    path = "/api/monitor/usage/model-usage"
    hours = {"glm": [5, None, 7], "air": [1], "none": [None]}
    lines = [{"modelName": name, "tokensUsage": told} for name, told in hours.items()]
    told = {"modelDataList": [*lines, {"modelName": "glm", "tokensUsage": [3]}]}
    answers = {**zai(), path: {"code": 200, "data": told}}
    async with FixtureServer() as server:
        first = await poll_at(server, "zai", answers)
        soon = await poll_at(server, "zai", answers, now=NOW + timedelta(minutes=29), notes=first.notes)
        later = await poll_at(server, "zai", answers, now=NOW + timedelta(seconds=1790), notes=soon.notes)
        assert len(server.asked(path)) == 1
        assert soon.windows == later.windows == first.windows
        await poll_at(server, "zai", answers, now=NOW + timedelta(minutes=31), notes=soon.notes)
        assert len(server.asked(path)) == 2
    assert {name: (one.used, one.unit, one.scope) for name, one in windows(first).items()} == {
        "tokens_24h": (Decimal(16), Unit.TOKENS, None),
        "tokens_24h:glm": (Decimal(15), Unit.TOKENS, "glm"),
        "tokens_24h:air": (Decimal(1), Unit.TOKENS, "air"),
    }


@pytest.mark.parametrize("note", ["[]", "?", '{"glm": "many"}'])
async def test_a_damaged_note_is_no_figure(note: str) -> None:
    snapshot = await poll("zai", zai(), notes={"tokens_at": NOW.isoformat(), "tokens": note})
    assert snapshot.windows == ()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process can be set on POSIX only")
@pytest.mark.parametrize(
    ("zone", "asked"),
    [
        ("Asia/Shanghai", ("2026-11-21 20:00:00", "2026-11-22 20:59:59")),
        ("Asia/Kolkata", ("2026-11-21 17:00:00", "2026-11-22 17:59:59")),
        ("Pacific/Auckland", ("2026-11-22 01:00:00", "2026-11-23 01:59:59")),
    ],
)
async def test_hours_are_those_of_the_clock_on_the_wall(
    zone: str, asked: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        async with FixtureServer() as server:
            await poll_at(server, "zai", zai())
            query = server.asked("/api/monitor/usage/model-usage")[0].query
    time.tzset()
    assert (query["startTime"], query["endTime"]) == ([asked[0]], [asked[1]])


async def test_hours_are_asked_for_in_local_time_from_this_hour_of_yesterday() -> None:
    async with FixtureServer() as server:
        await poll_at(server, "zai", zai())
        query = server.asked("/api/monitor/usage/model-usage")[0].query
    local = NOW.astimezone()
    assert query["startTime"] == [f"{local - timedelta(days=1):%Y-%m-%d %H}:00:00"]
    assert query["endTime"] == [f"{local:%Y-%m-%d %H}:59:59"]


# --- Kimi Code --------------------------------------------------------------------------------------


async def test_a_count_that_is_left_out_is_zero_only_where_the_rest_says_so() -> None:
    limits = [
        {"window": {"duration": 5, "timeUnit": "TIME_UNIT_HOUR"}, "detail": {"limit": "200"}},
        {"window": {"duration": 1, "timeUnit": "TIME_UNIT_EON"}, "detail": {"limit": "9", "used": "1"}},
    ]
    usage = {"limit": "2048", "remaining": "2048"}
    found = windows(await poll("kimi_code", {KIMI: {"usage": usage, "limits": limits}}))
    assert (found["weekly"].used, found["5h"].used, found["limit"].used) == (Decimal(0), None, Decimal(1))


async def test_the_week_is_that_of_the_whole_and_none_that_is_as_long() -> None:
    week = {"window": {"duration": 7, "timeUnit": "TIME_UNIT_DAY"}, "detail": {"limit": "10", "used": "1"}}
    usage = {"limit": "2048", "used": "2000"}
    found = windows(await poll("kimi_code", {KIMI: {"usage": usage, "limits": [week]}}))
    assert (found["weekly"].used, found["weekly"].limit) == (Decimal(2000), Decimal(2048))
    alone = windows(await poll("kimi_code", {KIMI: {"limits": [week]}}))
    assert (alone["weekly"].used, alone["weekly"].limit) == (Decimal(1), Decimal(10))


async def test_no_window_of_requests_is_a_state_and_said_in_words() -> None:
    snapshot = await poll("kimi_code", {KIMI: {"limits": []}})
    assert snapshot.windows == ()
    assert snapshot.warnings == ("Kimi Code names no window of requests at the moment.",)


async def test_more_than_all_is_used_where_less_than_nothing_is_left() -> None:
    detail = {"limit": "200", "remaining": "-5"}
    snapshot = await poll("kimi_code", {KIMI: {"usage": detail}})
    assert windows(snapshot)["weekly"].used_fraction == Decimal("1.025")
    assert snapshot.warnings == ()


async def test_an_answer_without_the_week_and_without_windows_is_none() -> None:
    with pytest.raises(AppError) as caught:
        await poll("kimi_code", {KIMI: {"user": {}}})
    assert caught.value.kind == "schema"


async def test_a_membership_that_ended_is_about_billing_and_not_about_the_key() -> None:
    with pytest.raises(BillingError, match="no membership"):
        await poll("kimi_code", {KIMI: Reply.of({"error": {"message": "no"}}, 402)})


async def test_a_limit_of_the_cycle_is_tried_again_and_is_no_refused_key() -> None:
    refusal = Reply.of({"error": {"message": "Cycle limit reached."}}, 403)
    with pytest.raises(BillingError, match="no more for now: Cycle limit reached"):
        await poll("kimi_code", {KIMI: refusal})


@pytest.mark.parametrize(("asked", "waited"), [({}, 900.0), ({"retry_after": "1800"}, 1800.0)])
async def test_a_pause_is_a_quarter_of_an_hour_at_least(asked: dict[str, str], waited: float) -> None:
    with pytest.raises(RateLimitError) as caught:
        await poll("kimi_code", {KIMI: Reply.of({}, 429, **asked)})
    assert caught.value.retry_after == waited


# --- MiniMax ----------------------------------------------------------------------------------------


def lane(name: str, **told: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"model_name": name, **told}


async def test_percentages_may_be_texts_and_one_level_down() -> None:
    told = lane("general", current_interval_remaining_percent="96", current_weekly_remaining_percent=70)
    body = {"data": {"model_remains": [told], "current_subscribe_title": "Max"}, "base_resp": OK}
    snapshot = await poll("minimax", {MINIMAX: body})
    found = windows(snapshot)
    assert (found["5h"].used_fraction, found["weekly"].used_fraction) == (Decimal("0.04"), Decimal("0.3"))
    assert snapshot.plan == "Max"


OK = {"status_code": 0}


async def test_lanes_of_other_models_are_windows_of_their_own() -> None:
    lanes = [
        lane("video", current_interval_remaining_percent=50),
        lane("general", current_interval_remaining_percent=96),
    ]
    for told in (lanes, lanes[::-1]):
        found = windows(await poll("minimax", {MINIMAX: {"model_remains": told, "base_resp": OK}}))
        assert {name: one.scope for name, one in found.items()} == {"5h": None, "5h:video": "video"}


async def test_a_lane_that_is_not_of_the_plan_is_no_window_and_its_100_percent_are_none() -> None:
    async with FixtureServer() as server:
        server.serve("minimax/remains_ok")
        snapshot = await poll_at(server, "minimax", {})
    told = {name: (one.used_fraction, one.resets_at, one.length) for name, one in windows(snapshot).items()}
    assert told == {
        "5h": (Decimal("0.04"), datetime(2026, 11, 22, 15, tzinfo=UTC), timedelta(hours=5)),
        "weekly": (Decimal("0.3"), datetime(2026, 11, 24, tzinfo=UTC), timedelta(days=7)),
    }
    assert snapshot.warnings == ()
    shares = {"current_interval_remaining_percent": 100, "current_weekly_remaining_percent": 100}
    for status, left in (("current_interval_status", {"weekly"}), ("current_weekly_status", {"5h"})):
        body = {"model_remains": [lane("general", **shares, **{status: 3})], "base_resp": OK}
        assert set(windows(await poll("minimax", {MINIMAX: body}))) == left


async def test_counts_are_what_is_left_and_a_window_is_as_long_as_it_is_told() -> None:
    day = {"start_time": 1795305600000, "end_time": 1795392000000}
    counts = {"current_interval_total_count": 1500, "current_interval_usage_count": 1245}
    for ends, name in ((day, "daily"), ({"end_time": 1795392000000}, "5h")):
        body = {"model_remains": [lane("audio"), lane("general", **ends, **counts)], "base_resp": OK}
        (window,) = windows(await poll("minimax", {MINIMAX: body})).values()
        assert (window.id, window.used, window.limit, window.scope) == (
            name,
            Decimal(255),
            Decimal(1500),
            None,
        )
        assert window.resets_at == datetime(2026, 11, 23, tzinfo=UTC)
    nothing = lane("general", current_interval_total_count=0, current_interval_usage_count=0)
    assert (await poll("minimax", {MINIMAX: {"model_remains": [nothing], "base_resp": OK}})).windows == ()


async def test_the_lane_of_coding_is_the_main_one_whatever_sorts_before_it() -> None:
    lanes = [lane(name, current_interval_remaining_percent=96) for name in ("audio", "general")]
    found = windows(await poll("minimax", {MINIMAX: {"model_remains": lanes, "base_resp": OK}}))
    assert {name: one.scope for name, one in found.items()} == {"5h": None, "5h:audio": "audio"}


@pytest.mark.parametrize("body", ["[]", "{}", '{"data": {}}', '{"base_resp": {"status_code": 0}}'])
async def test_an_answer_without_lanes_is_no_empty_plan(body: str) -> None:
    with pytest.raises(AppError) as caught:
        await poll("minimax", {MINIMAX: json.loads(body)})
    assert caught.value.kind == "schema"


async def test_no_lane_is_a_state_and_said_in_words() -> None:
    snapshot = await poll("minimax", {MINIMAX: {"model_remains": [], "base_resp": OK}})
    assert snapshot.windows == ()
    assert snapshot.warnings == ("MiniMax names no window of the plan at the moment.",)


@pytest.mark.parametrize(
    ("code", "kind"), [(2049, "auth"), (1008, "billing"), (1002, "rate_limit"), (1013, "service")]
)
async def test_its_own_codes_stand_for_failures_though_the_status_is_200(code: int, kind: str) -> None:
    told = {"base_resp": {"status_code": code, "status_msg": "no such luck"}}
    with pytest.raises(AppError) as caught:
        await poll("minimax", {MINIMAX: told})
    assert caught.value.kind == kind
    assert kind not in ("billing", "service") or "no such luck" in caught.value.message


# --- ElevenLabs -------------------------------------------------------------------------------------


async def test_characters_begin_anew_and_places_for_voices_do_not() -> None:
    async with FixtureServer() as server:
        server.serve("elevenlabs/subscription_ok")
        snapshot = await poll_at(server, "elevenlabs", {})
    told = {
        name: (one.name, one.used, one.limit, one.unit, one.resets_at)
        for name, one in windows(snapshot).items()
    }
    begins = datetime(2026, 12, 5, 8, tzinfo=UTC)
    assert told == {
        "period": ("Billing period", Decimal(25000), Decimal(100000), Unit.CHARACTERS, begins),
        "voices": ("Voices", Decimal(2), Decimal(10), Unit.COUNT, None),
        "professional_voices": ("Professional voices", Decimal(1), Decimal(2), Unit.COUNT, None),
    }
    assert (snapshot.plan, snapshot.warnings, snapshot.balances) == ("creator", (), ())


async def test_characters_without_a_limit_are_counted_without_a_bar() -> None:
    for limit in ({}, {"character_limit": 0}, {"character_limit": None}):
        snapshot = await poll("elevenlabs", {ELEVEN: {"character_count": 7, "tier": "free", **limit}})
        period = windows(snapshot)["period"]
        assert (period.used, period.limit, period.used_fraction) == (Decimal(7), None, None)


async def test_an_overage_is_named_in_its_own_currency_and_is_no_spend() -> None:
    told = {"character_count": 7, "current_overage": {"amount": "1.250", "currency": "eur"}}
    snapshot = await poll("elevenlabs", {ELEVEN: told})
    assert snapshot.warnings == ("Beyond the plan, 1.25 EUR has come up in this billing period.",)
    assert (snapshot.spends, snapshot.day_costs) == ((), ())


@pytest.mark.parametrize(("told", "plan"), [('{"tier": "free"}', "free"), ('{"status": "past_due"}', None)])
async def test_a_subscription_is_named_by_its_tier_alone_where_no_more_is_told(
    told: str, plan: str | None
) -> None:
    snapshot = await poll("elevenlabs", {ELEVEN: {"character_count": 7, **json.loads(told)}})
    assert (snapshot.plan, snapshot.warnings) == (plan, ())


async def test_a_subscription_that_is_not_active_says_so() -> None:
    told = {"character_count": 7, "tier": "creator", "status": "past_due"}
    assert (await poll("elevenlabs", {ELEVEN: told})).plan == "creator (past_due)"


@pytest.mark.parametrize("detail", ["Invalid API key", ["x"], {"status": "invalid_api_key"}])
async def test_a_refusal_is_one_in_whichever_shape(detail: object) -> None:
    with pytest.raises(AppError) as caught:
        await poll("elevenlabs", {ELEVEN: Reply.of({"detail": detail}, 401)})
    assert caught.value.kind == "auth"


# --- GitHub Copilot ---------------------------------------------------------------------------------


def line(net: str, gross: str, unit: str = "ai-credits", **told: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "product": "copilot",
        "model": "M",
        "unitType": unit,
        "grossQuantity": gross,
        "grossAmount": gross,
        "netAmount": net,
        **told,
    }


USER = {"/user": {"login": "octocat"}}


async def test_seats_and_other_products_are_no_use_of_copilot() -> None:
    lines = [line("2", "5"), line("19", "1", "User-Months"), line("3", "3", product="Actions")]
    snapshot = await poll("github_copilot", {**USER, BILL: {"usageItems": lines}})
    assert snapshot.spends is not None
    assert snapshot.spends[0].money.amount == 2
    assert [(row.model, row.money.amount, row.complete) for row in snapshot.day_costs] == [
        ("M", Decimal(2), False)
    ]


async def test_a_day_without_a_line_was_a_day_without_spend() -> None:
    since = NOW.date() - timedelta(days=2)
    snapshot = await poll("github_copilot", {**USER, BILL: {"usageItems": []}}, since=since)
    days = sorted((row.day.day, row.money.amount, row.complete) for row in snapshot.day_costs)
    # the bill is some hours behind: of today nothing is known yet
    assert days == [(20, Decimal(0), True), (21, Decimal(0), True)]
    assert windows(snapshot)["credits"].used == 0


async def test_credits_of_a_unit_that_is_not_known_are_unknown_and_not_zero() -> None:
    unknown, known = line("2", "5", "ai-units"), line("1", "3")
    snapshot = await poll("github_copilot", {**USER, BILL: {"usageItems": [unknown]}})
    assert {name: one.used for name, one in windows(snapshot).items()} == {"list_value": Decimal(5)}
    both = windows(await poll("github_copilot", {**USER, BILL: {"usageItems": [unknown, known]}}))
    assert {name: one.used for name, one in both.items()} == {
        "credits": Decimal(3),
        "list_value": Decimal(8),
    }


async def test_days_are_asked_for_no_further_back_than_the_first_poll_reads() -> None:
    async with FixtureServer() as server:
        since = NOW.date() - timedelta(days=400)
        await poll_at(server, "github_copilot", {**USER, BILL: {"usageItems": []}}, since=since)
        assert len(server.asked(BILL)) == 1 + 31


async def test_the_month_and_each_day_are_asked_for_as_such_and_none_is_taken_for_the_other() -> None:
    since = date(2026, 10, 31)
    now = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)
    month = [line("7", "9")]
    days = {
        2: [line("1", "2")],
        1: [line("6", "7", sku="Credits"), line("0.5", "1", model="N")],
        31: [line("40", "50")],
    }
    async with FixtureServer() as server:
        server.answer(BILL, Reply.of({"usageItems": month}), year="2026", month="11")
        for day, lines in days.items():
            asked = {"year": "2026", "month": "10" if day == 31 else "11", "day": str(day)}
            server.answer(BILL, Reply.of({"usageItems": lines}), **asked)
        snapshot = await poll_at(server, "github_copilot", USER, since=since, now=now)
        queries = [dict(seen.query) for seen in server.asked(BILL)]
    assert queries == [
        {"year": ["2026"], "month": ["11"]},
        {"year": ["2026"], "month": ["11"], "day": ["2"]},
        {"year": ["2026"], "month": ["11"], "day": ["1"]},
        {"year": ["2026"], "month": ["10"], "day": ["31"]},
    ]
    told = [(row.day, row.money, row.complete, row.provenance) for row in snapshot.day_costs]
    assert [(row.model, row.item) for row in snapshot.day_costs] == [
        ("M", ""),
        ("M", "Credits"),
        ("N", ""),
        ("M", ""),
    ]
    assert told == [
        (date(2026, 11, 2), Money(amount=Decimal(1), currency="USD"), False, Provenance.BILLED),
        (date(2026, 11, 1), Money(amount=Decimal(6), currency="USD"), True, Provenance.BILLED),
        (date(2026, 11, 1), Money(amount=Decimal("0.5"), currency="USD"), True, Provenance.BILLED),
        (date(2026, 10, 31), Money(amount=Decimal(40), currency="USD"), True, Provenance.BILLED),
    ]
    assert [(row.day.day, row.quantity, row.unit, row.complete) for row in snapshot.day_quantities] == [
        (2, Decimal(2), Unit.CREDITS, False),
        (1, Decimal(7), Unit.CREDITS, True),
        (1, Decimal(1), Unit.CREDITS, True),
        (31, Decimal(50), Unit.CREDITS, True),
    ]
    (spend,) = snapshot.spends or ()
    assert (spend.period, spend.first, spend.through) == (
        PeriodKind.THIS_MONTH,
        date(2026, 11, 1),
        now.date(),
    )
    assert (spend.money, spend.provenance) == (
        Money(amount=Decimal(7), currency="USD"),
        Provenance.BILLED,
    )
    assert not spend.complete
    assert [(window.id, window.unit, window.resets_at) for window in snapshot.windows or ()] == [
        ("credits", Unit.CREDITS, datetime(2026, 12, 1, tzinfo=UTC)),
        ("list_value", Unit.USD, datetime(2026, 12, 1, tzinfo=UTC)),
    ]


async def test_a_since_that_is_yet_to_come_asks_for_today() -> None:
    async with FixtureServer() as server:
        since = NOW.date() + timedelta(days=1)
        await poll_at(server, "github_copilot", {**USER, BILL: {"usageItems": []}}, since=since)
        assert [seen.query["day"] for seen in server.asked(BILL)[1:]] == [["22"]]


async def test_nothing_more_is_asked_for_after_a_day_that_failed() -> None:
    good, bad = Reply.of({"usageItems": [line("2", "5")]}), Reply.of({"message": "no"}, 403)
    async with FixtureServer() as server:
        server.answer(BILL, good, good, bad, good)
        since = NOW.date() - timedelta(days=5)
        snapshot = await poll_at(server, "github_copilot", USER, since=since)
        assert len(server.asked(BILL)) == 3
    assert {row.day for row in snapshot.day_costs} == {NOW.date()}
    assert [one.problem.kind for one in snapshot.failures] == ["wrong_key"]


async def test_days_after_one_that_failed_stay_unknown() -> None:
    good, bad = Reply.of({"usageItems": [line("2", "5")]}), Reply.of({"usageItems": "?"})
    async with FixtureServer() as server:
        server.answer(BILL, good, good, bad)
        since = NOW.date() - timedelta(days=5)
        snapshot = await poll_at(server, "github_copilot", USER, since=since)
    assert {row.day for row in snapshot.day_costs} == {NOW.date()}
    assert [(one.part, one.problem.kind) for one in snapshot.failures] == [("costs", "schema")]


async def test_the_allotment_is_asked_for_only_where_the_user_wants_it() -> None:
    async with FixtureServer() as server:
        await poll_at(server, "github_copilot", {**USER, BILL: {"usageItems": []}})
        assert server.asked("/copilot_internal/user") == []


async def test_a_seat_that_somebody_else_pays_has_an_allotment_and_no_bill() -> None:
    buckets = {
        "chat": {"entitlement": 0, "remaining": 0, "percent_remaining": 100.0},
        "premium_interactions": {"entitlement": 0, "percent_remaining": 100, "credits_used": 12},
    }
    allotment = {"copilot_plan": "business", "quota_snapshots": buckets}
    answers = {**USER, "/copilot_internal/user": allotment}
    snapshot = await poll("github_copilot", answers, options={"allotment": "ask"})
    found = windows(snapshot)
    assert set(found) == {"premium_interactions"}
    assert (snapshot.plan, snapshot.spends, snapshot.balances) == ("business", (), ())
    assert found["premium_interactions"].name == "Premium requests"
    assert found["premium_interactions"].used == 12
    assert found["premium_interactions"].used_fraction is None
    assert [(one.part, one.problem.kind) for one in snapshot.failures] == [("bill", "wrong_key")]


async def test_a_seat_is_the_right_key_only_where_its_allotment_is_asked_for_and_told() -> None:
    client = REGISTRY.client("github_copilot")
    seat = {"quota_snapshots": {"chat": {"entitlement": 5, "remaining": 5}}}
    bill = Reply.of({"usageItems": []})
    for options, answers, can in (
        ({}, {}, None),
        ({"allotment": "ask"}, {}, None),
        ({}, {"/copilot_internal/user": Reply.of(seat)}, None),
        ({"allotment": "ask"}, {"/copilot_internal/user": Reply.of(seat)}, {Capability.LIMITS}),
        ({}, {BILL: bill}, set(client.manifest.key_kinds[0].can)),
    ):
        async with FixtureServer() as server:
            server.answer("/user", Reply.of(USER["/user"]))
            for path, reply in answers.items():
                server.answer(path, reply)
            async with calling(client, server, "github_pat_TEST0000", options=options) as call:
                if can is None:
                    with pytest.raises(AppError):
                        await client.check_key(call)
                else:
                    report = await client.check_key(call)
                    assert (report.kind, set(report.can)) == (client.manifest.key_kinds[0].id, can)


async def test_what_is_unlimited_has_no_bar_whatever_else_is_told_of_it() -> None:
    endless = {"unlimited": True, "entitlement": 300, "remaining": 10, "credits_used": 290}
    buckets = {"chat": endless, "completions": {**endless, "unlimited": False}}
    answers = {**USER, "/copilot_internal/user": {"quota_snapshots": buckets}}
    snapshot = await poll("github_copilot", answers, options={"allotment": "ask"})
    assert set(windows(snapshot)) == {"completions"}


async def test_an_allotment_that_was_overrun_is_fuller_than_full() -> None:
    bucket = {"entitlement": 300, "remaining": -30, "percent_remaining": -10.0, "overage_permitted": True}
    allotment = {
        "quota_reset_date_utc": "2026-12-01T00:00:00.000Z",
        "quota_snapshots": {"premium_interactions": bucket},
    }
    answers = {**USER, BILL: {"usageItems": []}, "/copilot_internal/user": allotment}
    snapshot = await poll("github_copilot", answers, options={"allotment": "ask"})
    found = windows(snapshot)["premium_interactions"]
    assert (found.used, found.limit, found.used_fraction) == (Decimal(330), Decimal(300), Decimal("1.1"))
    assert found.resets_at == datetime(2026, 12, 1, tzinfo=UTC)
    assert snapshot.failures == ()


async def test_an_organisations_bill_is_its_own_address() -> None:
    path = "/organizations/my-company/settings/billing/ai_credit/usage"
    answers = {path: {"usageItems": [line("2", "5")]}}
    snapshot = await poll("github_copilot", answers, options={"organisation": "my-company"})
    assert snapshot.spends is not None
    assert snapshot.spends[0].money.amount == 2


@pytest.mark.parametrize("name", ["../user", "a b", "a/b", "a?b"])
async def test_what_is_no_name_of_an_organisation_goes_into_no_address(name: str) -> None:
    async with FixtureServer() as server:
        with pytest.raises(ConfigError, match="no organisation's name"):
            await poll_at(server, "github_copilot", {}, options={"organisation": name})
        assert server.seen == []


async def test_a_login_that_is_none_goes_into_no_address() -> None:
    async with FixtureServer() as server:
        with pytest.raises(AppError) as caught:
            await poll_at(server, "github_copilot", {"/user": {"login": "../../gists"}})
        assert caught.value.kind == "schema"
        assert len(server.seen) == 1


async def test_an_hourly_limit_that_is_used_up_is_no_missing_permission() -> None:
    used_up = Reply.of({"message": "API rate limit exceeded"}, 403, x_ratelimit_remaining="0")
    with pytest.raises(RateLimitError, match="asked too often"):
        await poll("github_copilot", {"/user": used_up})
    with pytest.raises(WrongKeyError, match="Resource not accessible"):
        await poll("github_copilot", {"/user": Reply.of({"message": "Resource not accessible"}, 403)})
