"""What a service, a plugin or a bad moment may do to a poll, and what must still hold afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from aimonitor.domain.notice import NoticeKind
from aimonitor.domain.state import FigureStatus, Health
from aimonitor.domain.usage import PartFailure, Problem
from aimonitor.errors import (
    AuthError,
    BillingError,
    DatabaseError,
    DatabaseFault,
    NetworkError,
    PluginError,
    ProblemKind,
    WrongKeyError,
)
from aimonitor.providers.base import BalancePart, Call, UsagePart
from tests.monitor.clock import settle
from tests.monitor.odd import KEY, MINUTE, OddHouse, every_day, odd_house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[OddHouse]:
    async with odd_house(tmp_path / "house") as made:
        yield made


async def refused_balance(_call: Call) -> BalancePart:
    raise WrongKeyError("This key may not read the balance.", status=403)


async def test_a_part_that_is_refused_does_not_stop_the_parts_that_are_read(home: OddHouse) -> None:
    provider = await home.add()
    home.script.balance = refused_balance
    await home.stack.monitor.poll_provider(provider.id)
    assert home.state.month.status is FigureStatus.KNOWN
    assert home.state.health is Health.NEEDS_YOU
    assert home.state.next_poll_at is not None
    assert [notice.kind for notice in home.heard.notices] == [NoticeKind.NEEDS_YOU]
    assert "tried again by itself" in home.heard.notices[0].body


async def test_a_part_that_was_refused_neither_stops_a_restart_nor_is_told_twice(tmp_path: Path) -> None:
    async with odd_house(tmp_path) as first:
        provider = await first.add()
        first.script.balance = refused_balance
        await first.stack.monitor.poll_provider(provider.id)
        keys, clock = first.keychain, first.clock
    await clock.advance(MINUTE)
    async with odd_house(tmp_path, keychain=keys, clock=clock) as second:
        second.script.balance = refused_balance
        await second.stack.monitor.start_polling()
        await clock.advance(MINUTE)
        await second.idle()
        assert len(await second.stack.monitor.polls(provider.id)) == 2
        assert second.heard.notices == []


async def test_what_is_tried_again_is_not_said_to_wait_for_the_user(home: OddHouse) -> None:
    async def no_credit(_call: Call) -> UsagePart:
        raise BillingError("The service asks for payment.")

    provider = await home.add()
    home.script.usage = no_credit
    with pytest.raises(BillingError):
        await home.stack.monitor.poll_provider(provider.id)
    assert home.state.next_poll_at is not None
    assert "tried again by itself" in home.heard.notices[0].body


async def test_a_pause_asked_for_by_a_side_part_is_respected(home: OddHouse) -> None:
    until = home.clock.now() + timedelta(minutes=50)

    async def slow_down(call: Call) -> UsagePart:
        problem = Problem(kind=ProblemKind.RATE_LIMIT, message="Too fast.", retry_at=until)
        part = await every_day(call)
        return UsagePart(day_costs=part.day_costs, failures=(PartFailure(part="images", problem=problem),))

    provider = await home.add()
    home.script.usage = slow_down
    await home.stack.monitor.poll_provider(provider.id)
    assert home.state.health is Health.OK
    assert home.state.next_poll_at is not None
    assert home.state.next_poll_at >= until


async def test_a_plugin_that_cannot_make_its_headers_is_named_and_tried_again(home: OddHouse) -> None:
    def crash(_key: str) -> dict[str, str]:
        raise KeyError("oops")

    provider = await home.add()
    home.script.headers = crash
    with pytest.raises(PluginError, match="Odd"):
        await home.stack.monitor.poll_provider(provider.id)
    assert home.state.problem is not None
    assert home.state.problem.kind is ProblemKind.PLUGIN
    assert home.state.next_poll_at is not None


async def test_a_plugin_that_answers_nonsense_is_named_and_tried_again(home: OddHouse) -> None:
    async def nonsense(_call: Call) -> UsagePart:
        return UsagePart(day_costs=cast("Any", (None,)))

    provider = await home.add()
    home.script.usage = nonsense
    with pytest.raises(PluginError, match="Odd"):
        await home.stack.monitor.poll_provider(provider.id)
    assert home.state.next_poll_at is not None


async def test_a_poll_that_crashes_in_our_own_code_is_not_the_last(
    home: OddHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: object) -> None:
        msg = "a fault of ours"
        raise RuntimeError(msg)

    provider = await home.add()
    monkeypatch.setattr(home.stack.database, "record_poll", crash)
    with pytest.raises(RuntimeError):
        await home.stack.monitor.poll_provider(provider.id)
    await settle()
    assert home.state.next_poll_at is not None


async def test_a_kind_of_key_that_cannot_be_stored_hides_no_figure(
    home: OddHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise DatabaseError("The history is locked.", fault=DatabaseFault.LOCKED)

    provider = await home.add()
    monkeypatch.setattr(home.stack.database, "save_provider", refuse)
    await home.stack.monitor.poll_provider(provider.id)
    assert home.state.month.status is FigureStatus.KNOWN
    assert home.state.health is Health.OK
    assert home.heard.database


async def test_days_missed_in_a_long_sleep_are_read_though_the_first_try_fails(home: OddHouse) -> None:
    async def offline(_call: Call) -> UsagePart:
        raise NetworkError("There is no way to the service.")

    provider = await home.add()
    await home.stack.monitor.poll_provider(provider.id)
    last_read = home.clock.now().date()
    await home.clock.advance(timedelta(hours=1), asleep=timedelta(days=8))
    home.script.usage = offline
    with pytest.raises(NetworkError):
        await home.stack.monitor.poll_provider(provider.id)
    home.script.usage = every_day
    await home.clock.advance(MINUTE)
    await home.stack.monitor.poll_provider(provider.id)
    assert home.script.calls[-1].since <= last_read
    assert home.state.month.missing == 0


async def test_what_would_be_thinned_away_is_not_asked_for(home: OddHouse) -> None:
    await home.stack.desk.save_settings({"keep_days": 31})
    home.script.usage = every_day
    provider = await home.add()
    await home.stack.monitor.poll_provider(provider.id)
    assert home.script.calls[-1].since >= home.clock.now().date() - timedelta(days=31)


async def test_a_failed_poll_counts_the_requests_it_made(home: OddHouse) -> None:
    async def ask_in_vain(call: Call) -> UsagePart:
        await call.api.get("/nothing-listens-here")
        raise AssertionError

    provider = await home.add()
    home.script.usage = ask_in_vain
    with pytest.raises(NetworkError):
        await home.stack.monitor.poll_provider(provider.id)
    (poll,) = await home.stack.monitor.polls(provider.id)
    assert poll.requests > 0


async def test_a_refused_key_stops_polling(home: OddHouse) -> None:
    async def refuse(_call: Call) -> UsagePart:
        raise AuthError("The key was refused.")

    provider = await home.add()
    home.script.usage = refuse
    with pytest.raises(AuthError):
        await home.stack.monitor.poll_provider(provider.id)
    assert home.state.next_poll_at is None
    assert "until you act" in home.heard.notices[0].body
    assert KEY.reveal() not in str(home.heard.notices)


async def test_after_a_clock_was_set_back_gaps_are_asked_for_without_waiting_for_the_old_date(
    home: OddHouse,
) -> None:
    provider = await home.add()
    await home.clock.advance(MINUTE, asleep=timedelta(days=60))
    await home.stack.monitor.poll_provider(provider.id)
    home.clock.set_back(timedelta(days=60))
    await home.stack.monitor.poll_provider(provider.id)
    today = home.clock.now().date()
    assert home.script.calls[-1].since < today - timedelta(days=30)
