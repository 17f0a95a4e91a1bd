from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from aimonitor.domain.key_life import KeyLife
from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.provider import Capability
from aimonitor.domain.usage import Provenance, UsageSnapshot
from aimonitor.errors import AuthError, SchemaError, ServiceError
from aimonitor.providers.builtin.openrouter.caps import resets_at
from aimonitor.providers.builtin.openrouter.client import REFUSED
from aimonitor.providers.builtin.openrouter.manifest import MANAGEMENT, ORDINARY
from tests.providers.calling import NOW, TODAY, calling
from tests.providers.fixture_server import FixtureServer, Reply, fixture
from tests.providers.openrouter.polling import CLIENT, CREDITS, KEY, poll


@pytest.fixture
async def server() -> AsyncIterator[FixtureServer]:
    """An ordinary key: all but `/key` is refused."""
    async with FixtureServer() as server:
        yield server.serve("openrouter/credits_403_ordinary_key", "openrouter/activity_403_ordinary_key")


def own_key(**changes: Any) -> Reply:  # noqa: ANN401 any JSON
    body = fixture("openrouter/key_official").json
    body["data"] |= changes
    body["data"] = {name: value for name, value in body["data"].items() if value != "(absent)"}
    return Reply.of(body)


def spends(snapshot: UsageSnapshot) -> dict[PeriodKind, Decimal]:
    return {spend.period: spend.money.amount for spend in snapshot.spends or ()}


async def test_the_key_says_what_kind_it_is(server: FixtureServer) -> None:
    for name, kind in (("key_official", ORDINARY), ("key_management", MANAGEMENT)):
        server.serve(f"openrouter/{name}")
        async with calling(CLIENT, server, KEY) as call:
            report = await CLIENT.check_key(call)
        assert report.kind == kind
        assert (Capability.BALANCE in report.can) == (kind == MANAGEMENT)
        assert bool(report.advice) == (kind == ORDINARY)
    assert {request.path for request in server.seen} == {"/api/v1/key"}
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"


async def test_the_old_name_tells_the_kind_where_the_new_one_is_missing(server: FixtureServer) -> None:
    server.answer("/api/v1/key", own_key(is_management_key="(absent)", is_provisioning_key=True))
    async with calling(CLIENT, server, KEY) as call:
        assert (await CLIENT.check_key(call)).kind == MANAGEMENT


@pytest.mark.parametrize("name", ["error_401_user_not_found", "error_401_missing_header"])
async def test_a_refused_key_is_refused(server: FixtureServer, name: str) -> None:
    server.serve(f"openrouter/{name}")
    async with calling(CLIENT, server, KEY) as call:
        with pytest.raises(AuthError, match="Invalid API key"):
            await CLIENT.check_key(call)


async def test_an_html_page_from_the_edge_is_not_the_keys_fault(server: FixtureServer) -> None:
    server.serve("openrouter/error_403_cloudflare_html")
    async with calling(CLIENT, server, KEY) as call:
        with pytest.raises(ServiceError, match="Something before OpenRouter"):
            await CLIENT.check_key(call)


async def test_today_and_this_month_are_the_keys_own(server: FixtureServer) -> None:
    # trap 1: never `usage`, which is all-time
    server.serve("openrouter/key_unlimited")
    snapshot = await poll(server)
    assert spends(snapshot) == {PeriodKind.TODAY: Decimal("1.02"), PeriodKind.THIS_MONTH: Decimal("44.7755")}
    assert {(spend.provenance, spend.complete) for spend in snapshot.spends or ()} == {
        (Provenance.REPORTED, False)
    }
    (cost,) = snapshot.day_costs
    assert (cost.day, cost.model, cost.money.amount, cost.complete) == (TODAY, None, Decimal("1.02"), False)
    assert any("whole account" in warning for warning in snapshot.warnings)
    assert not snapshot.day_tokens
    assert not snapshot.failures


async def test_no_cap_is_no_window(server: FixtureServer) -> None:
    server.serve("openrouter/key_unlimited")
    assert (await poll(server)).windows == ()


@pytest.mark.parametrize(
    ("name", "expires_at"),
    [("key_official", datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC)), ("key_unlimited", None)],
)
async def test_the_key_says_when_it_ends_or_that_it_does_not(
    server: FixtureServer, name: str, expires_at: datetime | None
) -> None:
    server.serve(f"openrouter/{name}")
    assert (await poll(server)).key_life == KeyLife(expires_at=expires_at)


async def test_where_the_key_does_not_say_when_it_ends_that_is_unknown(server: FixtureServer) -> None:
    server.answer("/api/v1/key", own_key(expires_at="(absent)"))
    assert (await poll(server)).key_life is None


async def test_a_cap_is_a_window(server: FixtureServer) -> None:
    server.serve("openrouter/key_official")
    (window,) = (await poll(server)).windows or ()
    assert (window.id, window.unit) == ("key_limit", "usd")
    assert (window.used, window.limit) == (Decimal("25.5"), Decimal(100))
    assert window.used_fraction == Decimal("0.255")
    assert window.resets_at == datetime(2026, 12, 1, tzinfo=UTC)


async def test_a_used_up_cap_is_full_and_an_empty_one_too(server: FixtureServer) -> None:
    server.serve("openrouter/key_limit_exhausted")
    (window,) = (await poll(server)).windows or ()
    assert (window.used, window.used_fraction) == (Decimal(10), Decimal(1))
    # 15 November 2026 is a Sunday: the week begins on the next day
    assert window.resets_at == datetime(2026, 11, 16, tzinfo=UTC)
    server.answer("/api/v1/key", own_key(limit=0, limit_remaining=0, limit_reset=None))
    (window,) = (await poll(server)).windows or ()
    assert (window.used_fraction, window.resets_at) == (Decimal(1), None)


@pytest.mark.parametrize(
    ("word", "now", "expected"),
    [
        ("daily", NOW, date(2026, 11, 16)),
        ("weekly", datetime(2026, 11, 16, tzinfo=UTC), date(2026, 11, 23)),
        ("monthly", datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2027, 1, 1)),
        ("fortnightly", NOW, None),
        (None, NOW, None),
    ],
)
def test_the_reset_is_a_word_of_an_open_set(word: str | None, now: datetime, expected: date | None) -> None:
    # traps 2 and 11
    found = resets_at(word, now)
    assert (found.date() if found else None) == expected


async def test_byok_money_is_told_and_never_added(server: FixtureServer) -> None:
    server.serve("openrouter/key_byok")
    snapshot = await poll(server)
    assert spends(snapshot) == {PeriodKind.TODAY: Decimal("0.1"), PeriodKind.THIS_MONTH: Decimal("1.5")}
    (window,) = snapshot.windows or ()
    assert window.used == Decimal("1.5")
    assert any("$30.05" in warning for warning in snapshot.warnings)


async def test_a_new_account_is_a_known_zero(server: FixtureServer) -> None:
    server.serve("openrouter/key_free_tier")
    snapshot = await poll(server)
    assert spends(snapshot) == {PeriodKind.TODAY: Decimal(0), PeriodKind.THIS_MONTH: Decimal(0)}
    # trap 8: nothing of the dead `rate_limit` is shown
    assert snapshot.windows == ()


async def test_a_missing_figure_is_unknown(server: FixtureServer) -> None:
    server.answer("/api/v1/key", own_key(usage_daily="(absent)", limit="(absent)"))
    snapshot = await poll(server)
    assert list(spends(snapshot)) == [PeriodKind.THIS_MONTH]
    assert snapshot.windows is None
    assert not snapshot.day_costs


@pytest.mark.parametrize("value", ["abc", "NaN", True, [], {"amount": 1}])
async def test_an_unreadable_figure_is_a_changed_answer(server: FixtureServer, value: object) -> None:
    server.answer("/api/v1/key", own_key(usage_monthly=value))
    async with calling(CLIENT, server, KEY) as call:
        with pytest.raises(SchemaError) as caught:
            await CLIENT.get_usage(call)
    assert "usage_monthly" in caught.value.detail


async def test_an_empty_answer_is_not_a_key_without_figures(server: FixtureServer) -> None:
    server.answer("/api/v1/key", Reply.of({"data": {}}))
    async with calling(CLIENT, server, KEY) as call:
        with pytest.raises(SchemaError):
            await CLIENT.get_usage(call)


async def test_amounts_keep_every_digit(server: FixtureServer) -> None:
    # trap 10
    text = fixture("openrouter/key_official").reply.body.replace(
        b'"usage_monthly": 25.5', b'"usage_monthly": 25.123456789'
    )
    server.answer("/api/v1/key", Reply(body=text))
    assert spends(await poll(server))[PeriodKind.THIS_MONTH] == Decimal("25.123456789")


async def test_a_refused_balance_is_remembered_for_the_day(server: FixtureServer) -> None:
    # trap 6: a 403 on /credits says nothing against the key
    server.serve("openrouter/key_official")
    first = await poll(server, key_kind=ORDINARY)
    assert (first.balances, first.failures) == ((), ())
    assert first.notes == {REFUSED: "2026-11-15"}
    second = await poll(server, key_kind=ORDINARY, notes=first.notes)
    assert (second.balances, second.notes) == ((), first.notes)
    assert len(server.asked(CREDITS)) == 1
    await poll(server, key_kind=ORDINARY, notes={REFUSED: "2026-11-14"})
    assert len(server.asked(CREDITS)) == 2


async def test_an_ordinary_key_that_may_read_the_balance_shows_it(server: FixtureServer) -> None:
    server.serve("openrouter/key_official", "openrouter/credits_official")
    snapshot = await poll(server, key_kind=ORDINARY)
    assert [balance.money.amount for balance in snapshot.balances or ()] == [Decimal("74.75")]
    assert not snapshot.notes


async def test_an_ordinary_key_asks_for_nothing_of_the_account(server: FixtureServer) -> None:
    server.serve("openrouter/key_official")
    await poll(server)
    assert {request.path for request in server.seen} == {"/api/v1/key", CREDITS}


def test_a_key_goes_to_the_official_host_only() -> None:
    # trap 9; `net` keeps it to these and to an address the user set
    assert CLIENT.manifest.hosts == ("openrouter.ai",)
    assert CLIENT.manifest.base_url == "https://openrouter.ai"
