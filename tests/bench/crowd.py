"""Many providers due at once: how long it takes, what it costs, how long the window stands still."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TypeVar

import aiohttp

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtWidgets import QApplication

from aimonitor.app.desktop import Desktop
from aimonitor.app.executor import DaemonExecutor
from aimonitor.app.launch import Launch
from aimonitor.app.life import HEAVY
from aimonitor.app.loop import AppLoop
from aimonitor.app.start import first_paint, make_application
from aimonitor.domain.state import Health
from aimonitor.monitor.stack import Stack, running
from aimonitor.monitor.tasks import Tasks
from aimonitor.settings.paths import AppPaths
from tests.bench.figures import Row
from tests.bench.homes import KEY_VARIABLE, make_home
from tests.bench.processes import ROOT, environment

T = TypeVar("T")

ANSWERS_IN = 0.3
SETTLES = 1.5
_TICK_MS = 10
_GAP_AIM = 50.0
_ASKED_A_POLL = 2


class Gaps:
    """The longest time in which a timer of 10 ms did not come: so long the window stood still.

    `work`: the most CPU that its thread took between two of them, which neighbours hardly change.
    """

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._clock = QElapsedTimer()
        self._timer.timeout.connect(self._tick)
        self._worked = 0.0
        self.longest = self.work = 0.0

    def begin(self) -> None:
        """Measure from now on."""
        self.longest = self.work = 0.0
        self._worked = time.thread_time()
        self._clock.start()
        self._timer.start()

    def end(self) -> float:
        """The longest gap since, in milliseconds."""
        self._tick()
        self._timer.stop()
        return self.longest

    def _tick(self) -> None:
        worked = time.thread_time()
        self.longest = max(self.longest, self._clock.nsecsElapsed() / 1e6)
        self.work = max(self.work, (worked - self._worked) * 1000)
        self._worked = worked
        self._clock.start()


@contextmanager
def origins(count: int, seconds: float = ANSWERS_IN) -> Iterator[list[str]]:
    """That many services that answer after `seconds`; their addresses."""
    process = subprocess.Popen(  # noqa: S603  our own module
        [sys.executable, "-m", "tests.bench.origins", str(count), str(seconds)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield [line.strip() for line in iter(process.stdout.readline, "\n")]
    finally:
        process.terminate()
        process.communicate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Seconds until all were polled; in ms the longest gap until then, the most work between two ticks,
    and the CPU of the window's thread and of all threads a poll.
    """

    seconds: float
    gap: float
    work: float
    thread: float
    process: float


class CrowdBench:
    """The app as it runs, over a home of many providers."""

    def __init__(self, app: QApplication, home: Path) -> None:
        self.app = app
        environ = {**environment(), KEY_VARIABLE: "sk-TEST-bench"}
        self.launch = Launch(paths=AppPaths.resolve(home, environ), flags={}, environ=environ)
        self.desktop: Desktop = first_paint(app, self.launch)

    async def crowd(self) -> Crowd:
        """Poll all at once, and nothing else."""
        async with self.standing() as stack:
            return await self.all_at_once(stack)

    @asynccontextmanager
    async def standing(self) -> AsyncIterator[Stack]:
        """All is built and connected, and nothing is polled by itself."""
        for module in HEAVY:  # as the app does, beside the loop
            await asyncio.to_thread(import_module, module)
        async with AsyncExitStack() as leaving:
            launch = self.launch
            stack: Stack = await leaving.enter_async_context(
                running(launch.paths, flags=launch.flags, environ=launch.environ)
            )
            await stack.monitor.open()
            tasks = Tasks()
            leaving.push_async_callback(tasks.aclose)
            await self.desktop.connect_stack(stack, tasks, leaving)
            await asyncio.sleep(SETTLES)
            gc.freeze()  # as the app does
            yield stack

    async def all_at_once(self, stack: Stack) -> Crowd:
        waiting = {state.provider.id for state in stack.monitor.states()}
        done = asyncio.Event()
        seen: set[str] = set()

        def hear(state: object) -> None:
            provider_id = state.provider.id  # type: ignore[attr-defined]
            if state.polling:  # type: ignore[attr-defined]
                seen.add(provider_id)
            elif provider_id in seen:
                waiting.discard(provider_id)
            if not waiting:
                done.set()

        self.desktop.service.provider_changed.connect(hear)
        gaps = Gaps()
        gaps.begin()
        begun, thread, process = time.perf_counter(), time.thread_time(), time.process_time()
        self.desktop.requests.refresh(None)
        await done.wait()
        polls = len(stack.monitor.states())
        crowd = Crowd(
            seconds=time.perf_counter() - begun,
            gap=gaps.end(),
            work=gaps.work,
            thread=(time.thread_time() - thread) * 1000 / polls,
            process=(time.process_time() - process) * 1000 / polls,
        )
        bad = [one.problem for one in stack.monitor.states() if one.health is not Health.OK]
        if bad:
            raise RuntimeError(f"{len(bad)} polls failed: {bad[0]}")
        return crowd

    def close(self) -> None:
        """Take the window down."""
        self.desktop.hide()
        self.app.processEvents()


async def bare_cpu(addresses: Sequence[str]) -> float:
    """Milliseconds of CPU a provider where the same is asked by aiohttp alone, and nothing is made of it."""

    async def ask(session: aiohttp.ClientSession, address: str) -> None:
        for _ in range(_ASKED_A_POLL):
            async with session.get(address) as response:
                await response.json()

    async with aiohttp.ClientSession() as session:
        begun = time.process_time()
        await asyncio.gather(*(ask(session, address) for address in addresses))
        return (time.process_time() - begun) * 1000 / len(addresses)


def crowd_rows(name: str, crowd: Crowd, aim: float | None) -> Iterator[Row]:
    """What was found, beside what is aimed at."""
    yield Row(name=f"{name}: all polled", value=crowd.seconds, unit="s", aim=aim, aims_at_ratio=False)
    yield Row(name=f"{name}: longest gap", value=crowd.gap, unit="ms", aim=_GAP_AIM, aims_at_ratio=False)
    yield Row(name=f"{name}: most work between two ticks", value=crowd.work, unit="ms")
    yield Row(name=f"{name}: CPU a poll, window's thread", value=crowd.thread, unit="ms")
    yield Row(name=f"{name}: CPU a poll, all threads", value=crowd.process, unit="ms")


def run_on_loop(app: QApplication, work: Coroutine[object, object, T]) -> T:
    """Run `work` on the app's own loop."""

    def make_loop() -> AppLoop:
        loop = AppLoop(app)
        loop.set_default_executor(DaemonExecutor())
        return loop

    with asyncio.Runner(loop_factory=make_loop) as runner:
        return runner.run(work)


def main() -> None:
    """For a gate: CPU of a poll beside asking by aiohttp alone, and the most work between two ticks."""
    folder, count, turns = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    app = make_application()
    with origins(count) as addresses:
        bench = CrowdBench(app, make_home(folder, count, 10, addresses=addresses))
        crowd = run_on_loop(app, bench.crowd())
        bare = min(asyncio.run(bare_cpu(addresses)) for _ in range(turns))
        bench.close()
    print(crowd.process / bare, crowd.work, flush=True)  # noqa: T201  whoever started it reads it


if __name__ == "__main__":
    main()
