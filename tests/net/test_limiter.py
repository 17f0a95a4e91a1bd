"""Manners, on a clock that only moves when somebody waits."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from aimonitor.net.limiter import Limiter
from aimonitor.net.pauses import Pauses
from tests.net.clock import FakeClock

GAP = timedelta(seconds=2)


@pytest.fixture
def limiter(clock: FakeClock) -> Limiter:
    return Limiter(monotonic=clock.monotonic, sleep=clock.sleep)


async def test_calls_to_a_host_start_a_gap_apart_and_in_order(limiter: Limiter, clock: FakeClock) -> None:
    starts: list[tuple[int, float]] = []

    async def call(number: int, provider: str) -> None:
        async with limiter.turn("h", provider, GAP):
            starts.append((number, clock.monotonic()))

    await asyncio.gather(*(call(n, f"p{n}") for n in range(4)))
    assert starts == [(0, 1000), (1, 1002), (2, 1004), (3, 1006)]


async def test_a_provider_has_a_floor_over_all_its_hosts(limiter: Limiter, clock: FakeClock) -> None:
    async with limiter.turn("a", "p", GAP):
        pass
    async with limiter.turn("b", "p", GAP):
        assert clock.slept == [2]
    clock.move(1.5)
    async with limiter.turn("c", "p", GAP):
        assert clock.slept == [2, 0.5]
    clock.move(2)
    async with limiter.turn("c", "q", GAP), limiter.turn("d", "r", GAP):
        assert clock.slept == [2, 0.5]


async def test_two_calls_at_once_to_a_host_and_no_more(limiter: Limiter) -> None:
    inside = 0
    most = 0
    leave = asyncio.Event()

    async def call(host: str) -> None:
        nonlocal inside, most
        async with limiter.turn(host, host, timedelta()):
            inside += 1
            most = max(most, inside)
            await leave.wait()
            inside -= 1

    tasks = [asyncio.create_task(call("h")) for _ in range(5)]
    for _ in range(20):
        await asyncio.sleep(0)
    assert most == 2
    async with asyncio.timeout(5), limiter.turn("other", "o", timedelta()):
        leave.set()
    await asyncio.gather(*tasks)
    assert most == 2


async def test_a_cancelled_call_holds_up_nobody() -> None:
    clock = FakeClock()
    woken = asyncio.Event()

    async def sleep(seconds: float) -> None:
        await woken.wait()
        clock.move(seconds)

    limiter = Limiter(monotonic=clock.monotonic, sleep=sleep)

    async def call() -> float:
        async with limiter.turn("h", "p", GAP):
            return clock.monotonic()

    assert await call() == 1000
    waiting = [asyncio.create_task(call()) for _ in range(10)]
    await asyncio.sleep(0)
    for task in waiting[:9]:
        task.cancel()
    await asyncio.gather(*waiting[:9], return_exceptions=True)
    woken.set()
    assert await waiting[9] == 1002


async def test_a_failing_call_gives_its_place_back(limiter: Limiter) -> None:
    for _ in range(3):
        with pytest.raises(KeyError):
            async with limiter.turn("h", "p", timedelta()):
                raise KeyError
    async with asyncio.timeout(5), limiter.turn("h", "p", timedelta()):
        pass


async def test_forgetting_a_provider_drops_its_floor(limiter: Limiter, clock: FakeClock) -> None:
    async with limiter.turn("a", "p", GAP):
        pass
    limiter.forget("p")
    async with limiter.turn("b", "p", GAP):
        assert clock.slept == []


@pytest.fixture
def pauses(clock: FakeClock) -> Pauses:
    return Pauses(now=clock.now, monotonic=clock.monotonic)


def test_a_pause_runs_out(pauses: Pauses, clock: FakeClock) -> None:
    pauses.begin("p", 60)
    assert pauses.until("p") == clock.now() + timedelta(seconds=60)
    assert pauses.until("q") is None
    clock.move(59.5)
    assert pauses.left("p") == 0.5
    clock.move(0.5)
    assert pauses.until("p") is None


def test_a_shorter_pause_does_not_shorten_a_longer_one(pauses: Pauses) -> None:
    pauses.begin("p", 60)
    pauses.begin("p", 5)
    assert pauses.left("p") == 60
    pauses.begin("p", 90)
    assert pauses.left("p") == 90


def test_a_suspend_counts_and_a_clock_set_back_does_not_lengthen(pauses: Pauses, clock: FakeClock) -> None:
    pauses.begin("p", 60)
    clock.set_wall(-7200)
    assert pauses.left("p") == 60
    assert pauses.until("p") == clock.now() + timedelta(seconds=60)
    clock.set_wall(7200 + 61)
    assert pauses.left("p") == 0


def test_a_pause_can_be_ended(pauses: Pauses) -> None:
    pauses.begin("p", 60)
    pauses.end("p")
    pauses.end("p")
    assert pauses.left("p") == 0
