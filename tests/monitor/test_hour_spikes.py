"""An hour that costs far more than usual, from polls to the word on the desktop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from aimonitor.domain.alert import Alert, AlertRule
from aimonitor.domain.money import Money
from aimonitor.domain.periods import utc_day
from aimonitor.domain.state import PollRecord
from aimonitor.domain.usage import DayCost, Provenance, UsageSnapshot
from aimonitor.providers.base import Call, UsagePart
from tests.monitor.odd import OddHouse, odd_house

HOUR = timedelta(hours=1)
WEEKS = 5


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[OddHouse]:
    """A provider that spent a dollar an hour for five weeks, read each hour at half past."""
    async with odd_house(tmp_path / "house") as made:
        provider = await made.add()
        database, now = made.stack.database, made.clock.now()
        for back in range(WEEKS * 7 * 24, 0, -1):
            at = now - back * HOUR
            cost = DayCost(
                day=utc_day(at),
                model=None,
                money=usd(at.hour + 1),
                provenance=Provenance.BILLED,
                complete=False,
            )
            poll = PollRecord(
                provider_id=provider.id, started_at=at, duration=timedelta(seconds=1), requests=1
            )
            await database.record_poll(poll, UsageSnapshot(taken_at=at, day_costs=(cost,)))
        await made.stack.monitor.exchange.end()
        made.stack.alerts.start()
        yield made


def usd(amount: float) -> Money:
    return Money(amount=Decimal(str(amount)), currency="USD")


async def polled(home: OddHouse, amount: float, after: timedelta = timedelta(0)) -> list[Alert]:
    """The alerts of spikes by hours once today has cost so much."""

    async def usage(call: Call) -> UsagePart:
        today = DayCost(
            day=utc_day(call.now),
            model=None,
            money=usd(amount),
            provenance=Provenance.BILLED,
            complete=False,
        )
        return UsagePart(day_costs=(today,))

    home.script.usage = usage
    await home.clock.advance(timedelta(0), asleep=after)
    await home.stack.monitor.poll_provider(home.state.provider.id)
    await asyncio.sleep(0)
    tasks = home.stack.alerts._tasks
    while tasks._running:
        await asyncio.wait(tasks._running)
    log = (await home.stack.alerts.book()).log
    return [one for one in log if one.rule is AlertRule.SPIKE and one.key.endswith(":hour")]


async def test_it_is_told_once_while_it_lasts_and_anew_after_an_ordinary_hour(home: OddHouse) -> None:
    assert await polled(home, 15) == []
    (told,) = await polled(home, 60, after=timedelta(minutes=20))
    assert told.body == "$46.00 spent between 14:00 and 15:00 (UTC). An hour like this usually costs $1.00."
    assert len(await polled(home, 95, after=timedelta(minutes=40))) == 1
    assert len(await polled(home, 96, after=HOUR)) == 1
    (kept,) = await polled(home, 97, after=HOUR)
    assert kept.ended_at is not None


async def test_after_a_night_asleep_nothing_is_said_of_the_hours_in_between(home: OddHouse) -> None:
    assert await polled(home, 15) == []
    assert await polled(home, 500, after=8 * HOUR) == []
