from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from aimonitor.domain.periods import ONE_DAY
from aimonitor.domain.state import Health
from aimonitor.errors import ProblemKind, ServiceError
from aimonitor.insight.history_days import OUT_OF_REACH
from aimonitor.keychain.memory import SessionKeys
from aimonitor.monitor.backfill import pages
from aimonitor.providers.base import Call, UsagePart
from aimonitor.providers.parts import part_failure
from tests.monitor.clock import START, FakeClock
from tests.monitor.odd import OddHouse, every_day, odd_house

TODAY = START.date()
REACH = TODAY - 89 * ONE_DAY


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[OddHouse]:
    async with odd_house(tmp_path / "house") as made:
        yield made


def asked(home: OddHouse) -> list[tuple[int, int]]:
    """What the service was asked for, in days before today."""
    return [((TODAY - call.since).days, (TODAY - (call.until or TODAY)).days) for call in home.script.calls]


async def missing(home: OddHouse) -> list[date]:
    return await home.stack.database.missing_cost_days(home.state.provider.id, REACH, TODAY - ONE_DAY)


class Door:
    """Lets the newest days and `first` pages through, then holds all until it is opened."""

    def __init__(self, first: int = 0) -> None:
        self.through = first
        self.opened = asyncio.Event()
        self.waits = asyncio.Event()

    async def __call__(self, call: Call) -> UsagePart:
        if call.until is not None:
            if not self.through:
                self.waits.set()
                await self.opened.wait()
            self.through -= 1
        return await every_day(call)


def test_pages_hold_missing_days_only_newest_first() -> None:
    days = [date(2026, 1, 1) + n * ONE_DAY for n in (0, 1, 40, 41, 42, 90)]
    found = [(page.first, page.last) for page in pages([*reversed(days), days[0]], 30)]
    assert found == [(days[5], days[5]), (days[2], days[4]), (days[0], days[1])]
    many = pages([TODAY - n * ONE_DAY for n in range(65)], 30)
    assert [(page.last - page.first).days for page in many] == [29, 29, 4]
    assert list(pages([], 30)) == []


async def test_the_newest_days_come_first_and_old_ones_in_pages(home: OddHouse) -> None:
    provider = await home.add(provider_type="paged")
    snapshot = await home.stack.monitor.poll_provider(provider.id)
    assert asked(home) == [(29, 0), (59, 30), (89, 60)]
    assert {row.day for row in snapshot.day_costs} == {TODAY - n * ONE_DAY for n in range(90)}
    assert await missing(home) == []
    told = [state.older_days for state in home.heard.states if state.older_days]
    assert told == [(30, 90), (60, 90)]
    assert home.state.older_days is None
    (poll,) = await home.stack.monitor.polls(provider.id)
    assert poll.failures == ()


async def test_a_service_that_knows_no_pages_is_asked_for_all_days_at_once(home: OddHouse) -> None:
    provider = await home.add()
    await home.stack.monitor.poll_provider(provider.id)
    assert asked(home) == [(89, 0)]


async def test_the_newest_figures_are_shown_while_old_days_are_still_being_read(home: OddHouse) -> None:
    door = home.script.usage = Door()
    provider = await home.add(provider_type="paged")
    polling = asyncio.create_task(home.stack.monitor.poll_provider(provider.id))
    await door.waits.wait()
    assert home.state.polling
    assert home.state.health is Health.OK
    assert home.state.month.totals[0].amount == TODAY.day
    assert home.state.older_days == (30, 90)
    door.opened.set()
    await polling
    assert not home.state.polling


async def test_what_was_read_is_kept_and_the_rest_is_read_after_a_restart(tmp_path: Path) -> None:
    keys, clock = SessionKeys(), FakeClock()
    async with odd_house(tmp_path, clock=clock, keychain=keys) as first:
        door = first.script.usage = Door(first=1)
        provider = await first.add(provider_type="paged")
        polling = asyncio.create_task(first.stack.monitor.poll_provider(provider.id))
        await door.waits.wait()
        polling.cancel()
    async with odd_house(tmp_path, clock=clock, keychain=keys) as second:
        assert len(await missing(second)) == 30
        await second.stack.monitor.poll_provider(provider.id)
        assert asked(second) == [(2, 0), (89, 60)]
        assert await missing(second) == []


async def test_the_user_can_stop_it_and_what_was_read_stays(home: OddHouse) -> None:
    door = home.script.usage = Door(first=1)
    provider = await home.add(provider_type="paged")
    polling = asyncio.create_task(home.stack.monitor.poll_provider(provider.id))
    await door.waits.wait()
    home.stack.monitor.stop_older_days(provider.id)
    await polling
    assert len(await missing(home)) == 30
    assert (home.state.health, home.state.older_days) == (Health.OK, None)
    home.stack.monitor.stop_older_days(provider.id)
    await home.clock.advance(timedelta(minutes=10))
    await home.stack.monitor.poll_provider(provider.id)
    assert asked(home)[-1] == (2, 0)
    door.opened.set()
    await home.clock.advance(timedelta(hours=6))
    await home.stack.monitor.poll_provider(provider.id)
    assert await missing(home) == []


async def test_a_page_that_fails_is_named_makes_nothing_stale_and_is_asked_again_in_an_hour(
    home: OddHouse,
) -> None:
    async def fails(call: Call) -> UsagePart:
        if call.until is not None and call.until < TODAY - 30 * ONE_DAY:
            raise ServiceError("The service has a fault.")
        return await every_day(call)

    home.script.usage = fails
    provider = await home.add(provider_type="paged")
    await home.stack.monitor.poll_provider(provider.id)
    assert len(await missing(home)) == 30
    assert home.state.health is Health.OK
    (poll,) = await home.stack.monitor.polls(provider.id)
    assert [(one.part, one.problem.kind) for one in poll.failures] == [("older days", ProblemKind.SERVICE)]
    found = await home.stack.monitor.history(provider.id, REACH - ONE_DAY, TODAY)
    notes = [day.note for day in found.spend[0].days[:3]]
    assert notes[0] == OUT_OF_REACH
    await home.clock.advance(timedelta(minutes=59))
    await home.stack.monitor.poll_provider(provider.id)
    assert asked(home)[-1] == (2, 0)
    home.script.usage = every_day
    await home.clock.advance(timedelta(minutes=2))
    await home.stack.monitor.poll_provider(provider.id)
    assert await missing(home) == []


async def test_a_part_that_fails_in_a_page_is_named_and_ends_the_pages(home: OddHouse) -> None:
    async def half(call: Call) -> UsagePart:
        if call.until is None:
            return await every_day(call)
        error = ServiceError("The service has a fault.")
        return UsagePart(failures=(part_failure("tokens", error, call.now),))

    home.script.usage = half
    provider = await home.add(provider_type="paged")
    await home.stack.monitor.poll_provider(provider.id)
    assert len(asked(home)) == 2
    (poll,) = await home.stack.monitor.polls(provider.id)
    assert [one.part for one in poll.failures] == ["older days (tokens)"]
    assert home.state.health is Health.OK


async def test_while_polling_is_paused_no_page_is_begun(home: OddHouse) -> None:
    async def pauses(call: Call) -> UsagePart:
        if call.until is not None:
            home.stack.monitor.pause(None)
        return await every_day(call)

    home.script.usage = pauses
    provider = await home.add(provider_type="paged")
    await home.stack.monitor.poll_provider(provider.id)
    assert asked(home) == [(29, 0), (59, 30)]
    home.stack.monitor.resume()
    home.script.usage = every_day
    await home.stack.monitor.poll_provider(provider.id)
    assert await missing(home) == []


async def test_days_that_were_lost_in_between_are_asked_for_alone(home: OddHouse) -> None:
    async def with_a_hole(call: Call) -> UsagePart:
        part = await every_day(call)
        return UsagePart(day_costs=tuple(row for row in part.day_costs if (TODAY - row.day).days != 70))

    home.script.usage = with_a_hole
    provider = await home.add(provider_type="paged")
    await home.stack.monitor.poll_provider(provider.id)
    home.script.usage = every_day
    await home.clock.advance(timedelta(hours=7))
    await home.stack.monitor.poll_provider(provider.id)
    assert asked(home)[3:] == [(2, 0), (70, 70)]
    assert await missing(home) == []


async def test_a_poll_that_falls_due_while_old_days_are_read_comes_later(home: OddHouse) -> None:
    door = home.script.usage = Door()
    provider = await home.add(provider_type="paged")
    await home.stack.monitor.start_polling()
    await home.clock.advance(timedelta(seconds=1))
    await door.waits.wait()
    await home.clock.advance(timedelta(minutes=12))
    assert home.state.next_poll_at is not None
    door.opened.set()
    await home.idle()
    calls = len(home.script.calls)
    await home.clock.advance(timedelta(minutes=6))
    await home.called(calls + 1)
    assert home.script.calls[-1].until is None
    assert provider.id == home.state.provider.id
