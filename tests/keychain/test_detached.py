from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from aimonitor.errors import KeychainError, KeychainFault
from aimonitor.keychain.detached import DetachedCalls

LONG = 60.0
NEVER = 0.02


class HandClock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


async def hang(calls: DetachedCalls, answer: threading.Event) -> None:
    with pytest.raises(KeychainError) as caught:
        await calls.run(lambda _: answer.wait(), NEVER)
    assert caught.value.fault is KeychainFault.SILENT


async def test_it_returns_what_the_call_returns() -> None:
    assert await DetachedCalls().run(lambda _: 7, LONG) == 7


async def test_it_raises_what_the_call_raises() -> None:
    def fail(_: threading.Event) -> None:
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        await DetachedCalls().run(fail, LONG)


async def test_each_call_has_a_daemon_thread_and_none_of_the_loops_own() -> None:
    thread = await DetachedCalls().run(lambda _: threading.current_thread(), LONG)
    assert thread.daemon
    assert thread is not threading.main_thread()


async def test_calls_run_one_at_a_time_in_order() -> None:
    calls, running, seen = DetachedCalls(), threading.Lock(), list[int]()

    def work(number: int) -> None:
        assert running.acquire(blocking=False)
        seen.append(number)
        running.release()

    await asyncio.gather(*(calls.run(lambda _, n=n: work(n), LONG) for n in range(20)))  # type: ignore[misc]
    assert seen == list(range(20))


async def test_while_a_call_hangs_the_next_is_answered_without_being_tried() -> None:
    answer, calls, tried = threading.Event(), DetachedCalls(now=HandClock()), list[int]()
    await hang(calls, answer)
    calls._left_behind[-1].timeout = 0
    with pytest.raises(KeychainError) as caught:
        await calls.run(lambda _: tried.append(1), LONG)
    answer.set()
    assert caught.value.fault is KeychainFault.SILENT
    assert tried == []


async def test_once_the_hanging_call_ends_calls_work_again() -> None:
    answer, calls = threading.Event(), DetachedCalls()
    await hang(calls, answer)
    left = calls._left_behind[-1]
    answer.set()
    await left.wait(LONG)
    assert await calls.run(lambda _: "back", LONG) == "back"
    assert calls._left_behind == []


async def test_after_long_enough_another_thread_is_tried_but_never_many() -> None:
    clock, answer = HandClock(), threading.Event()
    calls = DetachedCalls(patience=300, most_left_behind=2, now=clock)
    await hang(calls, answer)
    clock.seconds += 301
    assert await calls.run(lambda _: "a fresh thread", LONG) == "a fresh thread"
    await hang(calls, answer)
    clock.seconds += 301
    with pytest.raises(KeychainError):
        await calls.run(lambda _: "one too many", LONG)
    answer.set()


async def test_a_call_hears_that_nobody_waits_any_more() -> None:
    calls, heard = DetachedCalls(), threading.Event()

    def work(left: threading.Event) -> None:
        left.wait()
        heard.set()

    with pytest.raises(KeychainError):
        await calls.run(work, NEVER)
    assert await asyncio.to_thread(heard.wait, LONG)


async def test_a_cancelled_call_is_waited_for_before_the_next() -> None:
    calls, began, answer, seen = DetachedCalls(), threading.Event(), threading.Event(), list[str]()

    def first(_: threading.Event) -> None:
        began.set()
        answer.wait()
        seen.append("first")

    task = asyncio.create_task(calls.run(first, LONG))
    await asyncio.to_thread(began.wait, LONG)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    second = asyncio.create_task(calls.run(lambda _: seen.append("second"), LONG))
    await asyncio.sleep(0)
    answer.set()
    await second
    assert seen == ["first", "second"]


def test_a_call_that_never_returns_does_not_hold_up_exit() -> None:
    program = """
import asyncio, threading
from aimonitor.errors import KeychainError
from aimonitor.keychain.detached import DetachedCalls
async def main():
    try:
        await DetachedCalls().run(lambda _: threading.Event().wait(), 0.01)
    except KeychainError as error:
        print(error.fault)
asyncio.run(main())
"""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=90, check=True
    )
    assert done.stdout.strip() == "silent"
    assert done.stderr == ""
