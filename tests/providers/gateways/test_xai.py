"""xAI beyond its contract's fixtures: teams, cut answers, days without spend, how often it is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from aimonitor.domain.money import Money
from aimonitor.domain.usage import Provenance, UsageSnapshot
from aimonitor.errors import ConfigError, SchemaError, ServiceError, WrongKeyError
from aimonitor.providers.registry import Registry
from tests.providers.calling import NOW, calling, read
from tests.providers.fixture_server import FixtureServer, Reply, Seen, fixture

CLIENT = Registry().client("xai")
KEY = "xai-token-TEST0000"
VALIDATION = "/auth/management-keys/validation"
TEAM = "/v1/billing/teams/team-1"


def key_of(**fields: str) -> Reply:
    return Reply.of({"name": "reader", **fields})


def usage(*series: tuple[str | None, dict[str, object]], cut: bool = False) -> Reply:
    told = [
        {
            "group": [] if line is None else [line],
            "dataPoints": [{"timestamp": f"{day}T00:00:00Z", "values": [usd]} for day, usd in days.items()],
        }
        for line, days in series
    ]
    return Reply.of({"timeSeries": told, "limitReached": cut})


async def polled(
    *answers: Reply, key: Reply | None = None, notes: dict[str, str] | None = None, **options: str
) -> tuple[UsageSnapshot, list[Seen]]:
    async with FixtureServer() as server:
        server.answer(VALIDATION, key or key_of(scope="SCOPE_TEAM", scopeId="team-1"))
        server.answer(f"{TEAM}/prepaid/balance", Reply.of({"total": {"val": "-1234"}}))
        server.answer(f"{TEAM}/usage", *(answers or (usage(),)), method="POST")
        async with calling(CLIENT, server, KEY, notes=notes, options=options) as call:
            return await read(CLIENT, call), server.seen


def costs(snapshot: UsageSnapshot) -> dict[int, list[tuple[str | None, Decimal]]]:
    days: dict[int, list[tuple[str | None, Decimal]]] = {}
    for row in snapshot.day_costs:
        days.setdefault(row.day.day, []).append((row.model, row.money.amount))
    return days


async def test_a_ledger_in_cents_with_its_sign_turned_is_dollars_that_are_left() -> None:
    snapshot, _ = await polled()
    assert [one.money.amount for one in snapshot.balances or ()] == [Decimal("12.34")]
    assert "posted" in snapshot.warnings[0]


async def test_the_question_is_the_one_of_the_contract_to_the_letter() -> None:
    told = fixture("xai/usage_ok")
    async with FixtureServer() as server:
        server.serve("xai/key_validation_ok", "xai/prepaid_balance_ok", "xai/usage_ok")
        now = datetime(2025, 10, 7, 23, 59, 59, tzinfo=UTC)
        async with calling(CLIENT, server, KEY, now=now, since=date(2025, 10, 1)) as call:
            snapshot = await read(CLIENT, call)
    (asked,) = server.asked(told.entry["path"])
    assert asked.body == told.entry["request_body"]
    assert server.unexpected == []
    assert [(row.day.day, row.model, row.money, row.complete) for row in snapshot.day_costs] == [
        (1, "Chat grok-4-0709", Money(amount=Decimal("0.75973725"), currency="USD"), True),
        (2, "Chat grok-4-fast-non-reasoning", Money(amount=Decimal("0.0001037"), currency="USD"), True),
        *[(day, None, Money(amount=Decimal(0), currency="USD"), True) for day in range(3, 7)],
    ]
    assert {row.provenance for row in snapshot.day_costs} == {Provenance.REPORTED}


async def test_what_was_cut_in_one_slice_leaves_the_other_slices_as_they_are() -> None:
    cut = usage(cut=True)
    async with FixtureServer() as server:
        server.answer(VALIDATION, key_of(scope="SCOPE_TEAM", scopeId="team-1"))
        server.answer(f"{TEAM}/prepaid/balance", Reply.of({"total": {"val": "-1234"}}))
        server.answer(f"{TEAM}/usage", cut, cut, usage(("a", {"2026-11-14": 1})), method="POST")
        async with calling(CLIENT, server, KEY, since=NOW.date() - timedelta(days=40)) as call:
            snapshot = await read(CLIENT, call)
    assert costs(snapshot)[14] == [("a", Decimal(1))]
    assert {row.day for row in snapshot.day_costs} == {date(2026, 11, day) for day in range(6, 15)}
    assert "2026-10-06 to 2026-11-05" in snapshot.failures[0].problem.message


async def test_a_point_without_a_value_is_no_figure() -> None:
    empty = {"timestamp": "2026-11-14T00:00:00Z", "values": []}
    told = Reply.of({"timeSeries": [{"group": ["a"], "dataPoints": [empty]}]})
    async with FixtureServer() as server:
        server.answer(VALIDATION, key_of(scope="SCOPE_TEAM", scopeId="team-1"))
        server.answer(f"{TEAM}/usage", told, method="POST")
        async with calling(CLIENT, server, KEY) as call:
            with pytest.raises(SchemaError, match="usage"):
                await CLIENT.get_usage(call)


async def test_every_line_of_a_day_is_told_and_two_points_of_one_line_are_added_up() -> None:
    told = usage(("a", {"2026-11-14": "0.1"}), ("b", {"2026-11-14": 2}), ("a", {"2026-11-14": "0.20"}))
    snapshot, _ = await polled(told)
    assert costs(snapshot)[14] == [("a", Decimal("0.3")), ("b", Decimal(2))]


async def test_a_completed_day_without_a_line_is_0_and_today_without_one_is_unknown() -> None:
    snapshot, _ = await polled(usage(("grok", {"2026-11-13": 0.5, "2026-11-14": 0})))
    days = costs(snapshot)
    assert days[13] == [("grok", Decimal("0.5"))]
    assert days[14] == days[1] == [(None, Decimal(0))]
    assert max(days) == 14
    today, _ = await polled(usage(("grok", {"2026-11-15": 0})))
    assert costs(today)[15] == [(None, Decimal(0))]
    assert [row.complete for row in today.day_costs if row.day.day == 15] == [False]


async def test_a_cut_answer_is_asked_for_without_the_split() -> None:
    whole = usage((None, {"2026-11-14": 2}))
    snapshot, seen = await polled(usage(("a", {"2026-11-14": 1}), cut=True), whole)
    assert costs(snapshot)[14] == [(None, Decimal(2))]
    bodies = [one.body["analyticsRequest"]["groupBy"] for one in seen if one.path.endswith("/usage")]
    assert bodies == [["description"], []]
    assert snapshot.failures == ()


async def test_what_is_cut_either_way_stays_unknown_and_is_said() -> None:
    snapshot, _ = await polled(usage(cut=True), usage(cut=True))
    assert snapshot.day_costs == ()
    (failure,) = snapshot.failures
    assert failure.part == "costs"
    assert "2026-11-01 to 2026-11-15" in failure.problem.message


async def test_what_was_cut_is_owed_and_asked_for_again_at_the_next_poll() -> None:
    first, _ = await polled(usage(cut=True), usage(cut=True))
    again, seen = await polled(usage(("a", {"2026-11-02": 1})), notes=dict(first.notes))
    assert [one.method for one in seen].count("POST") == 1
    assert first.notes["owed:costs"] == "2026-11-01"
    assert (costs(again)[2], again.failures) == ([("a", Decimal(1))], ())


async def test_days_that_were_passed_over_are_owed_until_they_are_asked_for() -> None:
    first, _ = await polled()
    passed, _ = await polled(notes=dict(first.notes))
    assert passed.notes["owed:costs"] == "2026-11-01"
    _, seen = await polled(notes=dict(passed.notes))
    assert [one.method for one in seen].count("POST") == 0


async def test_a_long_time_is_asked_for_in_slices_that_leave_no_day_out() -> None:
    async with FixtureServer() as server:
        server.answer(VALIDATION, key_of(scope="SCOPE_TEAM", scopeId="team-1"))
        server.answer(f"{TEAM}/prepaid/balance", Reply.of({"total": {"val": "-1234"}}))
        server.answer(f"{TEAM}/usage", usage(), method="POST")
        async with calling(CLIENT, server, KEY, since=NOW.date() - timedelta(days=40)) as call:
            snapshot = await read(CLIENT, call)
    spans = [seen.body["analyticsRequest"]["timeRange"] for seen in server.asked(f"{TEAM}/usage")]
    asked = [(span["startTime"], span["endTime"], span["timezone"]) for span in spans]
    assert asked == [
        ("2026-10-06 00:00:00", "2026-11-05 23:59:59", "Etc/GMT"),
        ("2026-11-06 00:00:00", "2026-11-15 23:59:59", "Etc/GMT"),
    ]
    assert len({row.day for row in snapshot.day_costs}) == 40


async def test_a_failure_of_the_usage_costs_the_usage_and_a_failure_of_the_balance_is_no_missing_credit() -> (
    None
):
    async with FixtureServer() as server:
        server.answer(VALIDATION, key_of(scope="SCOPE_TEAM", scopeId="team-1"))
        server.answer(f"{TEAM}/usage", Reply.of({}, 500), method="POST")
        server.answer(f"{TEAM}/prepaid/balance", Reply.of({"total": {"val": "-1234"}}))
        async with calling(CLIENT, server, KEY) as call:
            with pytest.raises(ServiceError):
                await CLIENT.get_usage(call)
            left = await CLIENT.get_balance(call)
            assert [one.money.amount for one in left.balances or ()] == [Decimal("12.34")]
            server.answer(f"{TEAM}/prepaid/balance", Reply.of({}, 500))
            with pytest.raises(ServiceError):
                await CLIENT.get_balance(call)


async def test_a_team_without_credit_has_none_and_that_is_known() -> None:
    async with FixtureServer() as server:
        server.answer(VALIDATION, key_of(scope="SCOPE_TEAM", scopeId="team-1"))
        server.answer(f"{TEAM}/usage", usage(), method="POST")
        async with calling(CLIENT, server, KEY) as call:
            snapshot = await read(CLIENT, call)
    assert (snapshot.balances, snapshot.spends, snapshot.windows) == ((), (), ())


async def test_costs_are_asked_for_once_an_hour_and_the_balance_each_time() -> None:
    first, seen = await polled()
    assert len([one for one in seen if one.method == "POST"]) == 1
    again, seen = await polled(notes=dict(first.notes))
    assert [one.path for one in seen] == [VALIDATION, f"{TEAM}/prepaid/balance"]
    assert (again.day_costs, len(again.balances or ())) == ((), 1)
    earlier = {"tried:costs": (NOW - timedelta(hours=2)).isoformat()}
    _, seen = await polled(notes=earlier)
    assert [one.method for one in seen].count("POST") == 1


async def test_a_key_of_an_organization_shows_the_team_that_is_named() -> None:
    organization = key_of(scope="SCOPE_ORGANIZATION", scopeId="org-1")
    with pytest.raises(ConfigError, match="enter the id of the team"):
        await polled(key=organization)
    async with FixtureServer() as server:
        server.answer(VALIDATION, organization)
        async with calling(CLIENT, server, KEY) as call:
            with pytest.raises(ConfigError, match="enter the id of the team"):
                await CLIENT.check_key(call)
    snapshot, seen = await polled(key=organization, team="team-1")
    assert len(snapshot.balances or ()) == 1
    assert VALIDATION not in [one.path for one in seen]


async def test_the_older_name_of_the_team_will_do() -> None:
    snapshot, _ = await polled(key=key_of(teamId="team-1"))
    assert len(snapshot.balances or ()) == 1


async def test_a_team_that_is_no_step_of_a_path_is_asked_for_nothing() -> None:
    for team in ("../../api-keys", "/team", "té", "team 1", "team?"):
        with pytest.raises(ConfigError, match="not the id of a team"):
            await polled(team=team)
    with pytest.raises(SchemaError):
        await polled(key=key_of(scope="SCOPE_TEAM", scopeId="a/b"))


async def test_a_key_without_the_right_is_told_which_right() -> None:
    async with FixtureServer() as server:
        server.answer(VALIDATION, key_of(scope="SCOPE_TEAM", scopeId="team-1"))
        server.anything(Reply.of({"code": 7}, 403))
        async with calling(CLIENT, server, KEY) as call:
            report = await CLIENT.check_key(call)
            with pytest.raises(WrongKeyError, match="right to read billing"):
                await read(CLIENT, call)
    assert (report.kind, report.identity) == ("management", "reader")


def test_an_inference_key_is_told_at_once_what_is_needed() -> None:
    guess = Registry().recognise("xai-TEST0000")
    assert guess is not None
    assert (guess.kind.id, guess.kind.can) == ("inference", frozenset())
    assert "need a management key" in guess.kind.advice
