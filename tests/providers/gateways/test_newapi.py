"""What gateways of the New API family answer: new ones, old ones, and what is none of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from aimonitor.domain.key_life import KeyLife
from aimonitor.domain.usage import Provenance, UsageSnapshot
from aimonitor.errors import AppError, AuthError, NetworkError, RateLimitError, SchemaError, ServiceError
from aimonitor.providers.registry import Registry
from tests.providers.calling import NOW, calling, read
from tests.providers.fixture_server import FixtureServer, Reply

CLIENT = Registry().client("newapi")
KEY = "sk-TEST0000-abcd"
STATUS, TOKEN = "/api/status", "/api/usage/token/"
OLD_LIMIT, OLD_USE = "/v1/dashboard/billing/subscription", "/v1/dashboard/billing/usage"
PAGE = Reply(200, b"<!doctype html><html>One API</html>", {"content-type": "text/html"})


def status(per_unit: object = 500_000, **more: object) -> Reply:
    return Reply.of({"success": True, "data": {"quota_per_unit": per_unit, **more}})


def token(granted: object = 1_000_000, used: object = 250_000, **more: object) -> Reply:
    left = 750_000
    data = {"name": "laptop", "total_granted": granted, "total_used": used, "total_available": left, **more}
    return Reply.of({"code": True, "data": data})


async def polled(
    answers: dict[str, Reply], notes: dict[str, str] | None = None
) -> tuple[UsageSnapshot, list[str]]:
    async with FixtureServer() as server:
        for path, reply in answers.items():
            server.answer(path, reply)
        async with calling(CLIENT, server, KEY, notes=notes) as call:
            snapshot = await read(CLIENT, call)
    return snapshot, [seen.path for seen in server.seen]


def left(snapshot: UsageSnapshot) -> list[tuple[Decimal, Provenance]]:
    return [(one.money.amount, one.provenance) for one in snapshot.balances or ()]


async def test_the_gateways_own_rate_makes_the_money_and_is_asked_once_a_day() -> None:
    answers = {STATUS: status(100_000), TOKEN: token()}
    snapshot, asked = await polled(answers)
    assert left(snapshot) == [(Decimal("7.5"), Provenance.REPORTED)]
    assert asked == [STATUS, TOKEN]
    again, asked = await polled(answers, dict(snapshot.notes))
    assert (left(again), asked) == (left(snapshot), [TOKEN])
    assert again.notes == snapshot.notes
    yesterday = dict(snapshot.notes) | {"rate_asked": (NOW - timedelta(days=1)).date().isoformat()}
    _, asked = await polled(answers, yesterday)
    assert asked == [STATUS, TOKEN]


@pytest.mark.parametrize("per_unit", ["abc", "0", "-5", "NaN", ""])
async def test_a_note_that_makes_no_sense_is_asked_for_anew(per_unit: str) -> None:
    notes = {"rate_asked": NOW.date().isoformat(), "quota_per_unit": per_unit}
    snapshot, asked = await polled({STATUS: status(), TOKEN: token()}, notes)
    assert asked == [STATUS, TOKEN]
    assert left(snapshot) == [(Decimal("1.5"), Provenance.REPORTED)]


@pytest.mark.parametrize(
    "answer", [Reply.of({}, 404), PAGE, status(0), status("x"), Reply.of({"success": False})]
)
async def test_without_a_rate_the_usual_one_is_taken_and_called_an_estimate(answer: Reply) -> None:
    snapshot, _ = await polled({STATUS: answer, TOKEN: token()})
    assert left(snapshot) == [(Decimal("1.5"), Provenance.ESTIMATED)]
    assert snapshot.warnings == (
        "The gateway does not tell its rate; the usual 500,000 points a dollar are taken.",
    )
    assert snapshot.notes == {}


async def test_a_rate_that_was_told_once_outlasts_a_fault_of_the_gateway() -> None:
    first, _ = await polled({STATUS: status(100_000), TOKEN: token()})
    yesterday = dict(first.notes) | {"rate_asked": (NOW - timedelta(days=1)).date().isoformat()}
    for answer in (Reply.of({}, 502), status(0)):
        again, _ = await polled({STATUS: answer, TOKEN: token()}, yesterday)
        assert left(again) == left(first)
        assert dict(again.notes) == yesterday, "it is asked for again at the next poll"


async def test_a_guessed_rate_makes_an_estimate_of_what_was_used_too() -> None:
    snapshot, _ = await polled({STATUS: Reply.of({}, 502), TOKEN: token()})
    assert snapshot.spends is not None
    assert [one.provenance for one in snapshot.spends] == [Provenance.ESTIMATED]


async def test_another_currency_on_the_gateways_pages_is_words_only() -> None:
    snapshot, _ = await polled({STATUS: status(quota_display_type="CNY"), TOKEN: token()})
    assert left(snapshot) == [(Decimal("1.5"), Provenance.REPORTED)]
    assert snapshot.warnings == (
        "The gateway's own pages show CNY; AIMonitor shows the dollars behind them.",
    )


async def test_a_key_in_debt_stays_below_zero_and_is_fuller_than_full() -> None:
    snapshot, _ = await polled(
        {STATUS: status(), TOKEN: token(granted=500_000, used=600_000, total_available=-100_000)}
    )
    assert left(snapshot) == [(Decimal("-0.2"), Provenance.REPORTED)]
    assert snapshot.windows is not None
    assert snapshot.windows[0].used_fraction == Decimal("1.2")


ENDS = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "life"),
    [
        ({"expires_at": int(ENDS.timestamp())}, KeyLife(expires_at=ENDS)),
        ({"expires_at": 0}, KeyLife()),
        ({"expires_at": -1}, KeyLife()),
        ({"expires_at": None}, None),
        ({}, None),
    ],
)
async def test_the_key_says_when_it_ends_or_that_it_does_not(
    told: dict[str, object], life: KeyLife | None
) -> None:
    snapshot, _ = await polled({STATUS: status(), TOKEN: token(**told)})
    assert (snapshot.key_life, snapshot.warnings) == (life, ())


@pytest.mark.parametrize(
    ("until", "life"), [(0, KeyLife()), (int(ENDS.timestamp()), KeyLife(expires_at=ENDS))]
)
async def test_older_gateways_say_it_too(until: int, life: KeyLife) -> None:
    old = {"hard_limit_usd": 20, "access_until": until}
    snapshot, _ = await polled(
        {
            STATUS: status(),
            TOKEN: PAGE,
            OLD_LIMIT: Reply.of(old),
            OLD_USE: Reply.of({"total_usage": 5}),
        }
    )
    assert snapshot.key_life == life


@pytest.mark.parametrize("missing", [Reply.of({"error": {"message": "no"}}, 404), PAGE])
@pytest.mark.parametrize(
    ("shown", "limit", "used", "expected"),
    [
        ({"display_in_currency": True}, 20, 500, Decimal(15)),
        ({"display_in_currency": False}, 10_000_000, 250_000_000, Decimal(15)),
        ({}, 100_000_000, 500, None),
    ],
)
async def test_older_gateways_are_read_the_old_way(
    missing: Reply, shown: dict[str, bool], limit: int, used: int, expected: Decimal | None
) -> None:
    snapshot, asked = await polled(
        {
            STATUS: status(**shown),
            TOKEN: missing,
            OLD_LIMIT: Reply.of({"hard_limit_usd": limit, "access_until": 0}),
            OLD_USE: Reply.of({"total_usage": used}),
        }
    )
    assert asked == [STATUS, TOKEN, OLD_LIMIT, OLD_USE]
    assert [amount for amount, _ in left(snapshot)] == ([] if expected is None else [expected])
    assert [window.limit for window in snapshot.windows or ()] == ([] if expected is None else [Decimal(20)])
    assert snapshot.spends is not None
    assert snapshot.spends[0].money.amount == Decimal(5)


@pytest.mark.parametrize(("in_money", "limit", "used"), [(True, 20, 500), (False, 10_000_000, 250_000_000)])
async def test_what_is_remembered_of_the_rate_makes_the_same_of_the_next_answer(
    limit: int, used: int, *, in_money: bool
) -> None:
    answers = {
        STATUS: status(display_in_currency=in_money, quota_display_type="CNY"),
        TOKEN: PAGE,
        OLD_LIMIT: Reply.of({"hard_limit_usd": limit, "access_until": 0}),
        OLD_USE: Reply.of({"total_usage": used}),
    }
    first, _ = await polled(answers)
    again, asked = await polled(answers, dict(first.notes))
    assert asked == [TOKEN, OLD_LIMIT, OLD_USE]
    assert left(first) == left(again) == [(Decimal(15), Provenance.REPORTED)]
    assert (again.windows, again.spends, again.warnings) == (first.windows, first.spends, first.warnings)
    assert "show CNY" in first.warnings[0]


async def test_a_fault_of_the_gateway_is_no_missing_way_to_ask() -> None:
    old = {OLD_LIMIT: Reply.of({"hard_limit_usd": 20}), OLD_USE: Reply.of({"total_usage": 5})}
    with pytest.raises(ServiceError) as caught:
        await polled({STATUS: status(), TOKEN: Reply.of({}, 500), **old})
    assert caught.value.status == 500


@pytest.mark.parametrize("refused", [OLD_LIMIT, OLD_USE])
async def test_a_key_that_is_refused_the_old_way_is_refused(refused: str) -> None:
    old = {OLD_LIMIT: Reply.of({"hard_limit_usd": 20}), OLD_USE: Reply.of({"total_usage": 5})}
    no = Reply.of({"success": False, "message": "无效的令牌"})
    with pytest.raises(AuthError, match="not system access tokens"):
        await polled({STATUS: status(), TOKEN: Reply.of({}, 404), **old, refused: no})


async def test_a_server_of_another_kind_is_named_as_such() -> None:
    with pytest.raises(ServiceError, match="is the base URL right"):
        await polled({STATUS: PAGE, TOKEN: PAGE, OLD_LIMIT: PAGE, OLD_USE: PAGE})


@pytest.mark.parametrize(
    "answer",
    [
        Reply.of({"success": False, "message": "无效的令牌"}, 401),
        Reply.of({"success": False, "message": "无效的令牌"}),
        Reply.of({"success": False, "message": "该令牌已过期"}),
        Reply.of({"code": False, "message": "Invalid token"}),
    ],
)
async def test_a_refused_key_is_refused_whatever_the_status(answer: Reply) -> None:
    with pytest.raises(AuthError, match="not system access tokens"):
        await polled({STATUS: status(), TOKEN: answer})


async def test_other_failures_with_status_200_are_no_refusal_and_no_figure() -> None:
    failing = Reply.of({"success": False, "message": "database is busy"})
    with pytest.raises(ServiceError, match="The gateway could not answer: database is busy"):
        await polled({STATUS: status(), TOKEN: failing, OLD_LIMIT: PAGE, OLD_USE: PAGE})


async def test_the_limiter_is_obeyed_at_once() -> None:
    async with FixtureServer() as server:
        server.anything(Reply(429, b"", {"retry-after": "60"}))
        async with calling(CLIENT, server, KEY) as call:
            with pytest.raises(RateLimitError):
                await read(CLIENT, call)
    assert {seen.path for seen in server.seen} == {STATUS}


async def test_no_network_is_not_taken_for_a_missing_rate() -> None:
    async with FixtureServer() as server:
        pass
    async with calling(CLIENT, server, KEY) as call:
        with pytest.raises(NetworkError):
            await read(CLIENT, call)


async def test_the_balance_alone_can_be_asked_for_too() -> None:
    async with FixtureServer() as server:
        server.answer(STATUS, status()).answer(TOKEN, token())
        async with calling(CLIENT, server, KEY) as call:
            assert (await CLIENT.check_key(call)).identity == "laptop"
            balance = await CLIENT.get_balance(call)
    assert [one.money.amount for one in balance.balances or ()] == [Decimal("1.5")]


@pytest.mark.parametrize("expires", ["soon", 10**14, True])
async def test_an_expiry_that_is_no_time_is_no_answer(expires: object) -> None:
    with pytest.raises(AppError):
        await polled({STATUS: status(), TOKEN: token(expires_at=expires)})


async def test_a_key_without_a_quota_says_what_it_used_and_has_no_balance() -> None:
    snapshot, _ = await polled(
        {STATUS: status(), TOKEN: token(granted=0, total_available=-250_000, unlimited_quota=True)}
    )
    assert (snapshot.balances, snapshot.windows) == ((), ())
    async with FixtureServer() as server:
        server.answer(STATUS, status()).serve("newapi/token_usage_unlimited")
        async with calling(CLIENT, server, KEY) as call:
            assert (await CLIENT.get_balance(call)).balances == ()
    assert snapshot.warnings == (
        "This key has no quota, so nothing is left to tell. Since it was made it has used $0.5.",
    )


async def test_a_rate_at_which_a_key_is_worth_more_than_money_can_be_is_no_answer() -> None:
    with pytest.raises(SchemaError, match="the key has changed"):
        await polled({STATUS: status("0.00000000001"), TOKEN: token()})
