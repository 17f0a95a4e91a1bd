from __future__ import annotations

import asyncio
import contextvars
import threading
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from aimonitor.app import loop as loop_module
from aimonitor.app.loop import AppLoop, TimerHandle
from tests.e2e.running import run_on_app_loop

FORTY_DAYS = 40 * 86_400.0


def app_loop() -> AppLoop:
    running = asyncio.get_running_loop()
    assert isinstance(running, AppLoop)
    return running


def test_no_timer_fires_early(qapp: QApplication) -> None:
    async def script() -> None:
        loop = app_loop()
        early: list[float] = []

        async def nap(seconds: float) -> None:
            due = loop.time() + seconds
            await asyncio.sleep(seconds)
            if loop.time() < due:
                early.append(seconds)

        waiting = [nap(step * 0.0037) for step in range(60)]
        await asyncio.gather(*waiting)
        assert early == []
        assert len(loop.timers) == 0

    run_on_app_loop(qapp, script)


def test_timers_fire_in_the_order_of_their_times(qapp: QApplication) -> None:
    async def script() -> None:
        loop, done = app_loop(), asyncio.Event()
        fired: list[int] = []
        for step in (3, 1, 2, 0):
            loop.call_later(step * 0.02, fired.append, step)
        loop.call_later(0.1, done.set)
        await done.wait()
        assert fired == [0, 1, 2, 3]

    run_on_app_loop(qapp, script)


def test_a_wait_of_forty_days_is_possible_and_given_back(qapp: QApplication) -> None:
    async def script() -> None:
        loop = app_loop()
        handle = loop.call_later(FORTY_DAYS, pytest.fail, "far too early")
        assert isinstance(handle, TimerHandle)
        assert handle.when() > loop.time() + FORTY_DAYS - 60
        await asyncio.sleep(0.02)
        assert len(loop.timers) == 1  # the sleep's own is over
        handle.cancel()
        assert len(loop.timers) == 0
        handle.cancel()

    run_on_app_loop(qapp, script)


def test_a_wait_beyond_qts_longest_timer_is_taken_in_stages(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_module, "_LONGEST_MS", 7)

    async def script() -> None:
        loop = app_loop()
        due = loop.time() + 0.05
        await asyncio.sleep(0.05)
        assert loop.time() >= due

    run_on_app_loop(qapp, script)


def test_a_cancelled_timer_never_fires(qapp: QApplication) -> None:
    async def script() -> None:
        loop = app_loop()
        handles = [loop.call_later(0.01, pytest.fail, "cancelled") for _ in range(20)]
        for handle in handles:
            handle.cancel()
        assert len(loop.timers) == 0
        await asyncio.sleep(0.03)

    run_on_app_loop(qapp, script)


def test_a_timer_cancelled_by_another_that_is_due_with_it_does_not_fire(qapp: QApplication) -> None:
    """Which of two that are due at one moment comes first is the machine's business."""

    async def script() -> None:
        loop = app_loop()
        fired: list[int] = []
        when = loop.time() + 0.01
        handles: list[asyncio.TimerHandle] = []

        def fire(number: int) -> None:
            fired.append(number)
            handles[1 - number].cancel()

        handles += [loop.call_at(when, fire, number) for number in (0, 1)]
        await asyncio.sleep(0.03)
        assert len(fired) == 1

    run_on_app_loop(qapp, script)


def test_time_limits_leave_no_timers_behind(qapp: QApplication) -> None:
    async def script() -> None:
        for _ in range(50):
            async with asyncio.timeout(3600):
                await asyncio.sleep(0)
        assert len(app_loop().timers) == 0
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await asyncio.Event().wait()
        assert len(app_loop().timers) == 0

    run_on_app_loop(qapp, script)


def test_what_is_called_soon_is_called_in_order(qapp: QApplication) -> None:
    async def script() -> None:
        loop, done = app_loop(), asyncio.Event()
        called: list[int] = []

        def call(number: int) -> None:
            called.append(number)
            if number < 500:
                loop.call_soon(call, number + 500)
            if len(called) == 1000:
                done.set()

        for number in range(500):
            loop.call_soon(call, number)
        await done.wait()
        assert called == list(range(1000))

    run_on_app_loop(qapp, script)


def test_a_delay_that_is_over_is_called_soon_and_not_at_once(qapp: QApplication) -> None:
    async def script() -> None:
        loop = app_loop()
        called: list[str] = []
        loop.call_later(-1, called.append, "late")
        loop.call_at(loop.time() - 1, called.append, "past")
        assert called == []
        await asyncio.sleep(0.01)
        assert sorted(called) == ["late", "past"]

    run_on_app_loop(qapp, script)


def test_another_thread_can_call_in_and_work_can_go_out(qapp: QApplication) -> None:
    async def script() -> None:
        loop, done = app_loop(), asyncio.Event()
        threading.Thread(target=loop.call_soon_threadsafe, args=(done.set,)).start()
        await done.wait()
        assert await asyncio.to_thread(threading.current_thread) is not threading.current_thread()

    run_on_app_loop(qapp, script)


def test_a_timer_keeps_the_context_of_who_set_it(qapp: QApplication) -> None:
    name: contextvars.ContextVar[str] = contextvars.ContextVar("name")

    async def script() -> None:
        seen: list[str] = []
        name.set("mine")
        app_loop().call_later(0.005, lambda: seen.append(name.get()))
        name.set("another")
        await asyncio.sleep(0.02)
        assert seen == ["mine"]

    run_on_app_loop(qapp, script)


def test_a_fault_in_a_timer_is_reported_and_the_loop_goes_on(qapp: QApplication) -> None:
    async def script() -> None:
        loop = app_loop()
        told: list[Exception] = []

        def hear(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            told.append(context["exception"])

        def fail() -> None:
            msg = "on purpose"
            raise ValueError(msg)

        loop.set_exception_handler(hear)
        loop.call_later(0.005, fail)
        await asyncio.sleep(0.02)
        assert [str(error) for error in told] == ["on purpose"]

    run_on_app_loop(qapp, script)
