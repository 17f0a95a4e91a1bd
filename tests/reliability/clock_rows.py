"""Clocks that jump: what follows, each proven by a story."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aimonitor.demo.expected import day_costs
from aimonitor.domain.money import amount_in
from aimonitor.domain.periods import ONE_DAY
from aimonitor.domain.state import Health
from tests.monitor.clock import START
from tests.reliability.row import INTERVAL
from tests.reliability.scene import Scene, figures
from tests.reliability.worlds import nobody

_NAP = 61
_HOURS_ASLEEP = 9
_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """`follows` is for the page; `story` fails where it is not so. `start`: the time at which it begins."""

    fault: str
    follows: str
    story: Callable[[Scene], Awaitable[None]]
    start: datetime = START


async def _polls(scene: Scene) -> int:
    return len(await scene.stack.monitor.polls(scene.state.provider.id))


async def _jumped(scene: Scene, by: timedelta, *, off: timedelta = timedelta(0)) -> None:
    """The wall clock jumps ahead; the scheduler notices within a minute, and polls once."""
    before, last = await _polls(scene), scene.state.last_poll
    scene.off = off
    scene.clock.move_wall(by)
    scene.book_at[0] = scene.clock.now() + timedelta(seconds=_NAP) - off
    scene.clock.elapse(_NAP)
    await scene.until(lambda: scene.state.last_poll is not last and not scene.state.polling)
    assert await _polls(scene) == before + 1


def _is_right(scene: Scene) -> None:
    assert figures(scene.state) == scene.expected, (figures(scene.state), scene.expected)
    assert (scene.state.health, scene.words, scene.state.month.missing) == (Health.OK, "", 0)


def _is_planned(scene: Scene) -> None:
    due = scene.state.next_poll_at
    assert due is not None
    assert INTERVAL * 0.9 < due - scene.clock.now() <= INTERVAL * 1.1


async def _slept(scene: Scene) -> None:
    await _jumped(scene, timedelta(hours=_HOURS_ASLEEP))
    _is_right(scene)
    _is_planned(scene)


async def _off_for_a_month(scene: Scene) -> None:
    await _jumped(scene, _MONTH)
    _is_right(scene)
    _is_planned(scene)
    today = scene.clock.now().date()
    book = day_costs(scene.state.provider.name, scene.book_at[0], today - _MONTH, today)
    shown = {day.day: amount_in(day.cost or (), "USD") for day in scene.state.days_known}
    assert {day: amount for day, amount in shown.items() if day in book} == book


async def _forward_and_right_again(scene: Scene) -> None:
    await _jumped(scene, _MONTH, off=_MONTH)
    shown = figures(scene.state)
    assert (shown.today, shown.month, shown.tokens_today, shown.tokens_month) == (None, None, None, None)
    async with nobody(scene):
        await scene.poll_when_due()
    assert scene.state.health is Health.STALE
    await _set_back(scene, _MONTH, off=timedelta(0))
    _is_right(scene)
    assert scene.state.last_updated is not None
    assert scene.clock.now() - scene.state.last_updated < INTERVAL
    await scene.poll_when_due()
    _is_right(scene)


async def _set_back(scene: Scene, by: timedelta, *, off: timedelta) -> None:
    """It is neither asked at once nor only when the old time comes again, but at its interval."""
    scene.off = off
    scene.clock.move_wall(-by)
    scene.clock.elapse(_NAP)
    await scene.until(lambda: not scene.state.polling)
    due = scene.state.next_poll_at
    assert due is not None
    assert due - scene.clock.now() <= INTERVAL * 1.1
    await scene.poll_when_due()


async def _a_day_back(scene: Scene) -> None:
    await _set_back(scene, ONE_DAY, off=-ONE_DAY)
    today = scene.clock.now().date()
    book = day_costs(scene.state.provider.name, scene.book_at[0], today.replace(day=1), today)
    shown = figures(scene.state)
    assert (shown.today, shown.month) == (book[today], sum(book.values()))
    assert scene.state.health is Health.OK
    await _jumped(scene, ONE_DAY)
    _is_right(scene)


async def _summer_time(scene: Scene) -> None:
    scene.patch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    local = scene.clock.now().astimezone().utcoffset()
    for _ in range(12):
        before = scene.clock.now()
        await scene.poll_when_due()
        assert scene.clock.now() - before < INTERVAL * 1.2
        assert figures(scene.state) == scene.expected
    assert scene.clock.now().astimezone().utcoffset() != local
    assert await _polls(scene) == 13


async def _midnight(scene: Scene) -> None:
    day = scene.clock.now().date()
    last = scene.state.last_poll

    def at_midnight(path: str) -> None:
        if "/costs?" in path and scene.clock.now().date() == day:
            scene.clock.elapse(60)
            scene.book_at[0] = scene.clock.now()

    async with scene.front.with_talk(scene.front.answering(at_midnight)):
        await scene.stack.monitor.refresh(scene.state.provider.id)
        await scene.until(lambda: scene.state.last_poll is not last and not scene.state.polling)
    assert scene.clock.now().date() == day + ONE_DAY
    shown, told = figures(scene.state), scene.expected
    assert shown.today in (None, told.today), "a figure of yesterday passes for today's"
    assert shown.tokens_today in (None, told.tokens_today)
    assert shown.month is not None
    assert told.month is not None
    assert shown.month <= told.month
    await scene.poll_when_due()
    assert figures(scene.state) == scene.expected
    assert scene.state.month.missing == 0


CLOCK = (
    ClockRow(
        fault="Suspend for 9 hours",
        follows="asked once, within a minute of waking; no poll is made up for",
        story=_slept,
    ),
    ClockRow(
        fault="Off for a month",
        follows="asked at once; the days between are read too, and the new month begins where it should",
        story=_off_for_a_month,
    ),
    ClockRow(
        fault="The clock is set a month too far ahead, and right again",
        follows="meanwhile this month and today are unknown; afterwards it is asked at its interval, and "
        "what was read meanwhile does not stand in the way",
        story=_forward_and_right_again,
    ),
    ClockRow(
        fault="The clock is set back by a day, and right again",
        follows="asked at its interval, not a day later; days that are still to come count for nothing",
        story=_a_day_back,
    ),
    ClockRow(
        fault="Summer time begins",
        follows="nothing: days are UTC days, and intervals know no local time",
        story=_summer_time,
        start=datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
    ),
    ClockRow(
        fault="Summer time ends",
        follows="nothing, also in the hour that comes twice",
        story=_summer_time,
        start=datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    ),
    ClockRow(
        fault="Midnight UTC while a poll runs",
        follows="the new day is unknown until it is told; yesterday's figure never stands as today's",
        story=_midnight,
        start=datetime(2026, 11, 15, 23, 59, 30, tzinfo=UTC),
    ),
)
