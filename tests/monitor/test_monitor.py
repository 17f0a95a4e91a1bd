from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from aimonitor.demo import cast
from aimonitor.domain.money import amount_in
from aimonitor.domain.notice import NoticeKind
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import FigureStatus, Health
from aimonitor.errors import (
    AuthError,
    ConfigError,
    KeychainError,
    KeychainFault,
    ProblemKind,
    ServiceError,
    WrongKeyError,
)
from aimonitor.keychain.memory import SessionKeys
from aimonitor.monitor.requests import EditProvider
from tests.monitor.archives import rows
from tests.monitor.clock import FakeClock, settle
from tests.monitor.house import House, house, request


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path / "house") as made:
        yield made


async def test_a_poll_shows_the_servers_own_sums_to_the_last_digit(home: House) -> None:
    for member in (cast.PRODUCTION, cast.RESEARCH, cast.ROUTER, cast.SIDE_PROJECT):
        provider = await home.add(member)
        await home.monitor.poll_provider(provider.id)
        state, expected = home.state(member.name), home.servers.expected(member.name)
        assert amount_in(state.month.totals, "USD") == expected.month
        assert amount_in(state.today.totals, "USD") == expected.today
        assert amount_in(state.balance.totals, "USD") == expected.balance
        assert state.tokens_month.value == expected.tokens_month
        assert state.health is Health.OK


async def test_usage_views_and_states_tell_the_same(home: House) -> None:
    provider = await home.add(cast.PRODUCTION)
    await home.monitor.poll_provider(provider.id)
    (usage,) = await home.monitor.get_all_usage()
    assert usage == await home.monitor.get_usage(provider.id)
    assert usage.cost_usd == home.servers.expected(cast.PRODUCTION.name).month
    assert usage.tokens_used == home.servers.expected(cast.PRODUCTION.name).tokens_month
    assert usage.balance_usd is None


async def test_the_dashboard_is_the_sum_of_its_rows(home: House) -> None:
    for member in (cast.PRODUCTION, cast.RESEARCH):
        await home.monitor.poll_provider((await home.add(member)).id)
    both = [home.servers.expected(member.name).month for member in (cast.PRODUCTION, cast.RESEARCH)]
    assert amount_in(home.monitor.dashboard().month.totals, "USD") == sum(each for each in both if each)
    assert home.heard.dashboards[-1] == home.monitor.dashboard()


async def test_figures_survive_a_restart(tmp_path: Path) -> None:
    keys, clock = SessionKeys(), FakeClock()
    async with house(tmp_path, clock=clock, keychain=keys) as first:
        provider = await first.add(cast.PRODUCTION)
        await first.monitor.poll_provider(provider.id)
        before = first.state(cast.PRODUCTION.name)
    async with house(tmp_path, clock=clock, keychain=keys) as second:
        after = second.state(cast.PRODUCTION.name)
        assert (after.month, after.tokens_month, after.models) == (
            before.month,
            before.tokens_month,
            before.models,
        )
        assert after.last_30_days == before.last_30_days
        assert after.health is Health.OK


async def test_the_first_poll_goes_back_as_far_as_the_contract_allows_and_later_ones_do_not(
    home: House,
) -> None:
    provider = await home.add(cast.PRODUCTION)
    first = await home.monitor.poll_provider(provider.id)
    today = home.clock.now().date()
    assert min(row.day for row in first.day_costs) == today - timedelta(days=179)
    await home.clock.advance(timedelta(minutes=6))
    second = await home.monitor.poll_provider(provider.id)
    assert min(row.day for row in second.day_costs) == today - timedelta(days=2)
    await home.clock.advance(timedelta(hours=7))
    third = await home.monitor.poll_provider(provider.id)
    gaps = await home.stack.database.missing_cost_days(provider.id, today - timedelta(days=179), today)
    assert gaps
    assert min(row.day for row in third.day_costs) <= today - timedelta(days=2)
    assert third.requests >= second.requests


async def test_a_refused_key_needs_the_user_and_is_not_asked_again(home: House) -> None:
    provider = await home.add(cast.OLD_KEY)
    with pytest.raises(AuthError):
        await home.monitor.poll_provider(provider.id)
    state = home.state(cast.OLD_KEY.name)
    assert (state.health, state.next_poll_at) == (Health.NEEDS_YOU, None)
    assert state.month.status is FigureStatus.UNKNOWN
    assert "sk-ant" not in str(state)


async def test_a_project_key_is_alive_costs_nothing_and_says_which_key_is_needed(home: House) -> None:
    provider = await home.add(cast.CHATBOT)
    with pytest.raises(WrongKeyError, match="admin key"):
        await home.monitor.poll_provider(provider.id)
    state = home.state(cast.CHATBOT.name)
    assert state.problem is not None
    assert (state.health, state.problem.kind) == (Health.NEEDS_YOU, ProblemKind.WRONG_KEY)
    assert state.month.status is FigureStatus.NOT_OFFERED


async def test_a_failing_service_keeps_the_last_good_figures_and_says_that_they_are_old(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, good_polls=1) as home:
        provider = await home.add(cast.STAGING)
        await home.monitor.poll_provider(provider.id)
        good = home.state(cast.STAGING.name)
        await home.clock.advance(timedelta(minutes=6))
        with pytest.raises(ServiceError):
            await home.monitor.poll_provider(provider.id)
        stale = home.state(cast.STAGING.name)
        assert (stale.health, stale.month) == (Health.STALE, good.month)
        assert stale.last_updated == good.last_updated
        assert stale.next_poll_at is not None


async def test_the_first_failure_is_told_once_and_so_is_the_recovery(home: House) -> None:
    provider = await home.add(cast.OLD_KEY)
    for _ in range(3):
        with pytest.raises(AuthError):
            await home.monitor.poll_provider(provider.id)
    assert [notice.kind for notice in home.heard.notices] == [NoticeKind.NEEDS_YOU]
    await home.monitor.edit_provider(EditProvider(provider_id=provider.id, api_key=cast.RESEARCH.key))
    await home.monitor.poll_provider(provider.id)
    assert [notice.kind for notice in home.heard.notices] == [NoticeKind.NEEDS_YOU, NoticeKind.RECOVERED]
    assert home.state(cast.OLD_KEY.name).health is Health.OK


async def test_a_restart_repeats_no_notice(tmp_path: Path) -> None:
    keys = SessionKeys()
    async with house(tmp_path, keychain=keys) as first:
        provider = await first.add(cast.OLD_KEY)
        with pytest.raises(AuthError):
            await first.monitor.poll_provider(provider.id)
    async with house(tmp_path, keychain=keys) as second:
        with pytest.raises(AuthError):
            await second.monitor.poll_provider(provider.id)
        assert second.heard.notices == []


async def test_a_test_call_shows_figures_and_stores_nothing(home: House) -> None:
    found = await home.monitor.test_key(request(cast.PRODUCTION))
    assert amount_in(found.state.month.totals, "USD") == home.servers.expected(cast.PRODUCTION.name).month
    assert found.report.kind == "admin"
    assert home.monitor.states() == []
    assert await home.stack.database.providers() == []


async def test_a_name_is_taken_once_in_any_case(home: House) -> None:
    await home.add(cast.PRODUCTION)
    with pytest.raises(ConfigError, match="already exists"):
        await home.add(cast.RESEARCH, name=cast.PRODUCTION.name.upper())
    with pytest.raises(ConfigError, match="name"):
        await home.add(cast.RESEARCH, name="  ")


@pytest.mark.parametrize("key", ["", "two words", "línea", "tab\tinside"])
async def test_what_cannot_be_a_key_is_refused_before_anything_is_stored(home: House, key: str) -> None:
    with pytest.raises(ConfigError, match="Invalid API key format"):
        await home.add(cast.PRODUCTION, api_key=Secret(key))
    assert home.monitor.states() == []


async def test_a_keychain_that_fails_leaves_no_provider_behind(tmp_path: Path) -> None:
    class Locked(SessionKeys):
        async def store_api_key(self, provider_id: str, key: Secret) -> None:
            del provider_id, key
            msg = "The keychain is locked."
            raise KeychainError(msg, fault=KeychainFault.LOCKED)

    async with house(tmp_path, keychain=Locked()) as home:
        with pytest.raises(KeychainError):
            await home.add(cast.PRODUCTION)
        assert await home.stack.database.providers() == []


async def test_removing_takes_history_and_key_along(home: House) -> None:
    provider = await home.add(cast.PRODUCTION)
    await home.monitor.poll_provider(provider.id)
    await home.monitor.remove_provider(provider.id)
    assert home.heard.removed == [provider.id]
    assert home.monitor.states() == []
    assert rows(home.stack.paths.database, "day_costs") == []
    with pytest.raises(KeychainError):
        await home.keychain.get_api_key(provider.id)


async def test_a_paused_provider_is_not_polled_and_keeps_its_figures(home: House) -> None:
    provider = await home.add(cast.PRODUCTION)
    await home.monitor.poll_provider(provider.id)
    month = home.state(cast.PRODUCTION.name).month
    await home.monitor.toggle_provider(provider.id, False)  # noqa: FBT003
    state = home.state(cast.PRODUCTION.name)
    assert (state.health, state.month, state.next_poll_at) == (Health.PAUSED, month, None)
    await home.monitor.toggle_provider(provider.id, True)  # noqa: FBT003
    assert home.state(cast.PRODUCTION.name).health is Health.OK


async def test_renaming_and_reordering_are_kept(tmp_path: Path) -> None:
    keys = SessionKeys()
    async with house(tmp_path, keychain=keys) as first:
        one, two = await first.add(cast.PRODUCTION), await first.add(cast.RESEARCH)
        await first.monitor.edit_provider(EditProvider(provider_id=one.id, name="  Main   account "))
        await first.monitor.move_provider(two.id, 0)
    async with house(tmp_path, keychain=keys) as second:
        assert [state.provider.name for state in second.monitor.states()] == [
            cast.RESEARCH.name,
            "Main account",
        ]


async def test_two_who_ask_at_once_share_one_poll(home: House) -> None:
    provider = await home.add(cast.PRODUCTION)
    await home.monitor.refresh(provider.id)
    snapshot = await home.monitor.poll_provider(provider.id)
    (poll,) = await home.monitor.polls(provider.id)
    assert poll.requests == snapshot.requests


async def test_a_refresh_seconds_after_a_good_poll_asks_nothing(home: House) -> None:
    provider = await home.add(cast.PRODUCTION)
    await home.monitor.poll_provider(provider.id)
    await home.monitor.refresh()
    await settle()
    assert len(await home.monitor.polls(provider.id)) == 1


async def test_polling_goes_on_by_itself_and_a_pause_holds_it(home: House) -> None:
    provider = await home.add(cast.PRODUCTION)
    await home.monitor.poll_provider(provider.id)
    await home.monitor.start_polling()
    home.monitor.pause(None)
    await home.clock.advance(timedelta(minutes=30))
    assert len(await home.monitor.polls(provider.id)) == 1
    home.monitor.resume()
    assert home.heard.pauses == [(True, None), (False, None)]
    await settle()
    await home.monitor.poll_provider(provider.id)
    assert len(await home.monitor.polls(provider.id)) == 2


async def test_at_midnight_yesterdays_figure_is_no_longer_todays(home: House) -> None:
    provider = await home.add(cast.PRODUCTION)
    await home.monitor.poll_provider(provider.id)
    assert home.state(cast.PRODUCTION.name).today.status is FigureStatus.KNOWN
    await home.monitor.start_polling()
    home.monitor.pause(None)
    await home.clock.advance(timedelta(hours=10))
    for _ in range(50):
        await settle()
        if home.state(cast.PRODUCTION.name).today.status is FigureStatus.UNKNOWN:
            break
    state = home.state(cast.PRODUCTION.name)
    assert (state.today.status, state.health) == (FigureStatus.UNKNOWN, Health.STALE)


async def test_a_key_sent_to_another_address_must_be_sent_safely(home: House) -> None:
    with pytest.raises(ConfigError):
        await home.add(cast.PRODUCTION, options={"base_url": "http://example.com"})
    assert home.monitor.states() == []


async def test_a_key_from_the_environment_is_read_and_never_stored(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        with pytest.raises(KeychainError, match="MY_KEY"):
            await home.monitor.test_key(request(cast.PRODUCTION, api_key=None, api_key_ref="env:MY_KEY"))


async def test_the_history_of_a_provider_is_what_the_server_counted(home: House) -> None:
    provider = await home.add(cast.PRODUCTION)
    await home.monitor.poll_provider(provider.id)
    today = home.clock.now().date()
    found = await home.monitor.history(provider.id, today.replace(day=1), today)
    (spend,) = found.spend
    assert sum(spend.totals) == home.servers.expected(cast.PRODUCTION.name).month


async def test_a_key_pasted_where_a_variable_is_named_is_neither_stored_nor_repeated(home: House) -> None:
    pasted = "env:sk-admin-TEST-0000"
    with pytest.raises(ConfigError) as raised:
        await home.add(cast.PRODUCTION, api_key=None, api_key_ref=pasted)
    assert "sk-admin" not in str(raised.value)
    provider = await home.add(cast.RESEARCH)
    with pytest.raises(ConfigError):
        await home.monitor.edit_provider(EditProvider(provider_id=provider.id, api_key_ref=pasted))
    assert [each.api_key_ref for each in await home.stack.database.providers()] == ["keychain"]


async def test_the_user_sees_where_a_key_goes_when_not_to_the_service_itself(home: House) -> None:
    await home.add(cast.PRODUCTION)
    assert home.state(cast.PRODUCTION.name).address == home.servers.base_urls["openai"]
    await home.add(cast.RESEARCH, options={"base_url": "https://gateway.example.com/claude"})
    assert home.state(cast.RESEARCH.name).address == "https://gateway.example.com/claude"
