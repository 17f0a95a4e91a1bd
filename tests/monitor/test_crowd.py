"""Many providers at once: all are polled and told, in the order they are due, and the totals are right."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from aimonitor.demo import cast
from aimonitor.domain.money import totals
from aimonitor.domain.state import Health, ProviderState
from aimonitor.domain.usage import UsageSnapshot
from aimonitor.monitor import alert_readings
from aimonitor.monitor.board import is_crowd
from aimonitor.monitor.schedule import CROWD, breath
from aimonitor.monitor.scheduler import Scheduler
from tests.monitor.clock import FakeClock
from tests.monitor.house import House, house

MANY = 2 * CROWD


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path / "house") as made:
        for number in range(MANY):
            await made.add(cast.WALLET, name=f"Wallet {number:02}")
        yield made


async def all_polled(home: House) -> list[ProviderState]:
    await home.monitor.refresh()
    for state in home.monitor.states():
        await home.monitor.poll_provider(state.provider.id)  # joins the one that runs
    return home.monitor.states()


async def test_a_crowd_is_polled_and_its_totals_are_those_of_all(home: House) -> None:
    states = await all_polled(home)
    assert {state.health for state in states} == {Health.OK}
    told = home.heard.dashboards[-1]
    assert told.balance.totals == totals(money for state in states for money in state.balance.totals)
    assert told == home.monitor.dashboard()


async def _never() -> UsageSnapshot:
    await asyncio.Event().wait()
    raise AssertionError("it was to wait for ever")


async def test_while_a_crowd_is_polled_totals_are_told_now_and_then(home: House) -> None:
    await all_polled(home)
    board, roster = home.monitor._board, home.monitor._roster
    loop = asyncio.get_running_loop()
    running: list[asyncio.Task[UsageSnapshot]] = []
    for entry in roster:
        entry.task = loop.create_task(_never())
        running.append(entry.task)
    await home.clock.advance(timedelta(seconds=1))
    told, due = len(home.heard.dashboards), home.clock.now()
    try:
        for place, entry in enumerate(roster):
            board.show(entry, due + timedelta(seconds=2 * MANY - place))
        assert len(home.heard.dashboards) == told + 1
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    for place, entry in enumerate(roster):
        board.show(entry, due + timedelta(seconds=MANY - place))
    assert len(home.heard.dashboards) == told + 1 + MANY


async def test_where_nothing_of_a_provider_changed_the_totals_are_not_looked_at(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await all_polled(home)
    board, entry = home.monitor._board, next(iter(home.monitor._roster))
    looked: list[object] = []
    monkeypatch.setattr(board, "show_dashboard", lambda: looked.append(None))
    due = home.clock.now()
    board.show(entry, due)
    assert len(looked) == 1
    board.show(entry, due)
    assert len(looked) == 1
    board.show(entry, due + timedelta(seconds=1))
    assert len(looked) == 2


async def test_the_window_may_draw_while_alerts_look_at_many(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await all_polled(home)
    at_hand = home.stack.alerts._readings
    rules = await at_hand.policy()
    whole = await at_hand.take(rules, home.clock.now())
    drawn = 0

    async def draw() -> None:
        nonlocal drawn
        while True:
            drawn += 1
            await asyncio.sleep(0)

    monkeypatch.setattr(alert_readings, "_AT_A_TIME", 5)
    drawing = asyncio.create_task(draw())
    try:
        assert await at_hand.take(rules, home.clock.now()) == whole
        assert drawn >= MANY // 5
    finally:
        drawing.cancel()
        await asyncio.gather(drawing, return_exceptions=True)


async def test_a_new_order_of_many_is_stored_as_a_whole_and_told(home: House) -> None:
    first = home.monitor.states()[0].provider
    await home.monitor.move_provider(first.id, MANY - 1)
    order = [f"Wallet {number:02}" for number in [*range(1, MANY), 0]]
    assert [state.provider.name for state in home.monitor.states()] == order
    newest = {state.provider.name: state.provider.position for state in home.heard.states}
    assert sorted(newest, key=newest.__getitem__) == order
    with closing(sqlite3.connect(home.stack.paths.database)) as connection:
        rows = connection.execute("SELECT name FROM providers ORDER BY position").fetchall()
    assert [name for (name,) in rows] == order


async def test_many_jobs_that_are_due_at_once_all_start_in_their_order() -> None:
    clock, started = FakeClock(), list[str]()
    done = asyncio.Event()

    def start(job: str) -> None:
        started.append(job)
        if len(started) == MANY:
            done.set()

    scheduler = Scheduler(start, clock, on_wake=lambda: None)
    jobs = [f"job {number:02}" for number in range(MANY)]
    for job in jobs:
        scheduler.plan(job, clock.now() - timedelta(seconds=1))
    task = asyncio.create_task(scheduler.run())
    await done.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert started == jobs


async def test_what_is_paused_or_planned_anew_between_two_starts_is_left() -> None:
    clock, started = FakeClock(), list[str]()
    done = asyncio.Event()

    def start(job: str) -> None:
        started.append(job)
        if job == "a":
            scheduler.plan("b", clock.now() + timedelta(hours=1))
        elif job == "c":
            scheduler.pause(None)
            done.set()

    scheduler = Scheduler(start, clock, on_wake=lambda: None)
    for job in "abcd":
        scheduler.plan(job, clock.now())
    task = asyncio.create_task(scheduler.run())
    await done.wait()
    for _ in range(5):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert started == ["a", "c"]
    assert scheduler.due("d") == clock.now()


def test_only_a_crowd_starts_apart() -> None:
    assert breath(CROWD) == 0
    assert breath(CROWD + 1) > 0
    assert not is_crowd([])
