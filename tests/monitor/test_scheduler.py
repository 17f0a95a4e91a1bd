from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from aimonitor.monitor.scheduler import Scheduler
from tests.monitor.clock import START, FakeClock, settle


class Bench:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.started: list[str] = []
        self.woken = 0
        self.scheduler = Scheduler(self.started.append, self.clock, on_wake=self._wake)

    def _wake(self) -> None:
        self.woken += 1

    def plan(self, job: str, **later: float) -> None:
        self.scheduler.plan(job, self.clock.now() + timedelta(**later))


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    made = Bench()
    task = asyncio.create_task(made.scheduler.run())
    await settle()
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_job_starts_when_it_is_due_and_once(bench: Bench) -> None:
    bench.plan("a", minutes=5)
    await bench.clock.advance(timedelta(minutes=4, seconds=50))
    assert bench.started == []
    await bench.clock.advance(timedelta(minutes=10))
    assert bench.started == ["a"]


async def test_a_job_that_is_planned_anew_starts_at_the_new_time_only(bench: Bench) -> None:
    bench.plan("a", minutes=5)
    bench.plan("a", minutes=20)
    await bench.clock.advance(timedelta(minutes=15))
    assert bench.started == []
    bench.scheduler.plan("a", None)
    await bench.clock.advance(timedelta(minutes=15))
    assert bench.started == []


async def test_after_the_machine_slept_all_is_due_at_once(bench: Bench) -> None:
    bench.plan("a", hours=10)
    bench.plan("b", hours=11)
    await bench.clock.advance(timedelta(seconds=70), asleep=timedelta(hours=9))
    await bench.clock.advance(timedelta(seconds=10))
    assert bench.started == ["a", "b"]


async def test_a_clock_set_back_a_day_does_not_stop_polling_for_a_day(bench: Bench) -> None:
    bench.plan("a", minutes=5)
    await settle()
    bench.clock.set_back(timedelta(days=1))
    await bench.clock.advance(timedelta(minutes=6, seconds=30))
    assert bench.started == ["a"]


@pytest.mark.parametrize(("jump", "wait"), [(timedelta(days=-1), 390), (timedelta(hours=3), 70)])
async def test_a_clock_that_jumps_while_jobs_are_started_is_noticed_too(jump: timedelta, wait: int) -> None:
    clock, started = FakeClock(), list[str]()

    def start(job: str) -> None:
        started.append(job)
        if job == "a":
            clock.set_back(-jump)

    scheduler = Scheduler(start, clock, on_wake=lambda: None)
    task = asyncio.create_task(scheduler.run())
    scheduler.plan("a", clock.now())
    scheduler.plan("b", clock.now() + (timedelta(minutes=5) if jump < timedelta(0) else timedelta(days=1)))
    await settle()
    await clock.advance(timedelta(seconds=wait))
    assert started == ["a", "b"]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_pause_holds_all_jobs_and_ends_by_itself(bench: Bench) -> None:
    bench.scheduler.pause(START + timedelta(hours=1))
    bench.plan("a", minutes=5)
    await bench.clock.advance(timedelta(minutes=50))
    assert (bench.started, bench.scheduler.paused) == ([], True)
    await bench.clock.advance(timedelta(minutes=12))
    assert (bench.started, bench.scheduler.paused) == (["a"], False)


async def test_a_clock_set_back_a_day_does_not_make_an_hours_pause_a_day_long(bench: Bench) -> None:
    bench.scheduler.pause(START + timedelta(hours=1))
    bench.plan("a", minutes=5)
    await settle()
    bench.clock.set_back(timedelta(days=1))
    await bench.clock.advance(timedelta(minutes=50))
    assert bench.scheduler.paused
    assert bench.scheduler.resume_at == START + timedelta(hours=1) - timedelta(days=1)
    await bench.clock.advance(timedelta(minutes=12))
    assert (bench.started, bench.scheduler.paused) == (["a"], False)


async def test_a_pause_without_end_lasts_until_resumed(bench: Bench) -> None:
    bench.scheduler.pause(None)
    bench.plan("a", minutes=5)
    await bench.clock.advance(timedelta(hours=5))
    assert bench.started == []
    bench.scheduler.resume()
    await settle()
    assert bench.started == ["a"]


async def test_an_idle_scheduler_wakes_once_a_minute_and_no_more(bench: Bench) -> None:
    before = bench.woken
    await bench.clock.advance(timedelta(minutes=10))
    assert bench.woken - before == 10


async def test_midnight_is_not_slept_through(bench: Bench) -> None:
    bench.plan("a", seconds=20)  # naps of a minute would now end twenty seconds after it
    await bench.clock.advance(timedelta(hours=9, minutes=29, seconds=30))
    before = bench.woken
    await bench.clock.advance(timedelta(seconds=30))
    assert bench.clock.now().hour == 0
    assert bench.woken == before + 1


async def test_many_that_are_planned_anew_are_no_reason_to_look_at_all_each_time(bench: Bench) -> None:
    await bench.clock.advance(timedelta(minutes=1))
    before = bench.woken
    for second in range(20):
        bench.plan(f"job {second}", hours=1)
        await settle()
    assert bench.woken == before
    await bench.clock.advance(timedelta(minutes=1))
    assert bench.woken == before + 1


async def test_a_pause_that_ends_by_itself_is_looked_at_at_once(bench: Bench) -> None:
    bench.scheduler.pause(bench.clock.now() + timedelta(seconds=61))
    await bench.clock.advance(timedelta(seconds=60))
    before = bench.woken
    await bench.clock.advance(timedelta(seconds=1))
    assert not bench.scheduler.paused
    assert bench.woken == before + 1


async def test_what_is_planned_just_after_a_look_is_looked_at_seconds_later(bench: Bench) -> None:
    await bench.clock.advance(timedelta(minutes=1))
    before = bench.woken
    bench.plan("a", hours=1)
    await bench.clock.advance(timedelta(seconds=9))
    assert bench.woken == before
    await bench.clock.advance(timedelta(seconds=1))
    assert bench.woken == before + 1
    await bench.clock.advance(timedelta(seconds=50))
    assert bench.woken == before + 1, "and not again because of that"


async def test_what_a_start_plans_anew_is_looked_at_seconds_later() -> None:
    clock, woken = FakeClock(), list[datetime]()

    def put_off(job: str) -> None:
        scheduler.plan(job, clock.now() + timedelta(minutes=30))

    scheduler = Scheduler(put_off, clock, on_wake=lambda: woken.append(clock.now()))
    task = asyncio.create_task(scheduler.run())
    await settle()
    scheduler.plan("a", clock.now() + timedelta(seconds=30))
    await clock.advance(timedelta(seconds=30))
    looked = len(woken)
    await clock.advance(timedelta(seconds=10))
    assert len(woken) == looked + 1
    await clock.advance(timedelta(seconds=45))
    assert len(woken) == looked + 1, "and then it rests"
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_day_that_begins_while_a_job_is_started_is_looked_at_at_the_next_waking() -> None:
    clock, looked = FakeClock(datetime(2026, 11, 15, 23, 59, 58, tzinfo=UTC)), []

    def start(_job: str) -> None:
        clock.spend(timedelta(seconds=4))

    scheduler = Scheduler(start, clock, on_wake=lambda: looked.append(clock.now().day))
    task = asyncio.create_task(scheduler.run())
    scheduler.plan("a", clock.now())
    await settle()
    scheduler.plan("b", clock.now() + timedelta(hours=1))
    await settle()
    assert looked == [15, 16]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
