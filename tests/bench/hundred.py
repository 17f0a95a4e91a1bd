"""A hundred providers: `python -m tests.bench.hundred [--providers 100 200] [--days 400] [--quick]`.

All due at once against loopback, with the longest gap of a timer of 10 ms in the window's thread; then what
a sort, a filter, and the change between list and groups take of that thread; then the start.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtWidgets import QApplication

from aimonitor.app.desktop import Desktop
from aimonitor.app.executor import DaemonExecutor
from aimonitor.app.launch import Launch
from aimonitor.app.loop import AppLoop
from aimonitor.app.start import first_paint, make_application
from aimonitor.domain.state import Health
from aimonitor.monitor.stack import Stack, running
from aimonitor.monitor.tasks import Tasks
from aimonitor.settings.paths import AppPaths
from tests.bench.figures import Row
from tests.bench.homes import KEY_VARIABLE, make_home
from tests.bench.processes import ROOT, environment, until_printed

_ANSWERS_IN = 0.3
_TICK_MS = 10
_GAP_AIM = 50.0
_TURNS = 7
_SETTLES, _BETWEEN = 1.5, 0.02


class Gaps:
    """The longest time in which a timer of 10 ms did not come: so long the window stood still."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._clock = QElapsedTimer()
        self._timer.timeout.connect(self._tick)
        self.longest = 0.0

    def begin(self) -> None:
        """Measure from now on."""
        self.longest = 0.0
        self._clock.start()
        self._timer.start()

    def end(self) -> float:
        """The longest gap since, in milliseconds."""
        self._tick()
        self._timer.stop()
        return self.longest

    def _tick(self) -> None:
        self.longest = max(self.longest, self._clock.nsecsElapsed() / 1e6)
        self._clock.start()


@contextmanager
def origins(count: int, seconds: float = _ANSWERS_IN) -> Iterator[list[str]]:
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
class Found:
    """Seconds until all were polled; in ms the longest gap until then, one while nothing is done (`idle`),
    and what the table takes.
    """

    seconds: float
    gap: float
    idle: float
    table: dict[str, float]


class Bench:
    """The app as it runs, over a home of many providers."""

    def __init__(self, app: QApplication, home: Path) -> None:
        self.app = app
        environ = {**environment(), KEY_VARIABLE: "sk-TEST-bench"}
        self.launch = Launch(paths=AppPaths.resolve(home, environ), flags={}, environ=environ)
        self.desktop: Desktop = first_paint(app, self.launch)

    async def run(self) -> Found:
        """Poll all at once, then use the table."""
        async with AsyncExitStack() as leaving:
            launch = self.launch
            stack: Stack = await leaving.enter_async_context(
                running(launch.paths, flags=launch.flags, environ=launch.environ)
            )
            await stack.monitor.open()
            tasks = Tasks()
            leaving.push_async_callback(tasks.aclose)
            await self.desktop.connect_stack(stack, tasks, leaving)
            await asyncio.sleep(_SETTLES)
            gc.freeze()  # as the app does
            gaps = Gaps()
            gaps.begin()
            await asyncio.sleep(_SETTLES)
            idle = gaps.end()
            seconds, gap = await self._all_at_once(stack)
            await asyncio.sleep(_SETTLES)
            table = {**await self.table(), **await self.moves(stack)}
            return Found(seconds=seconds, gap=gap, idle=idle, table=table)

    async def _all_at_once(self, stack: Stack) -> tuple[float, float]:
        begun = time.perf_counter()
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
        self.desktop.requests.refresh(None)
        await done.wait()
        seconds, longest = time.perf_counter() - begun, gaps.end()
        bad = [one.problem for one in stack.monitor.states() if one.health is not Health.OK]
        if bad:
            raise RuntimeError(f"{len(bad)} polls failed: {bad[0]}")
        return seconds, longest

    async def table(self) -> dict[str, float]:
        """Milliseconds that the window's thread takes for what a user does to the table."""
        view, actions = self.desktop.window.view, self.desktop.actions
        month = view.providers.column_of("month")
        orders = (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder)
        found: dict[str, float] = {}
        for where in ("list", "groups"):
            found[f"sort by cost, {where}"] = await self.took(
                lambda turn: view.sortByColumn(month, orders[turn % 2])
            )
            view.sortByColumn(-1, orders[0])
            found[f"filter, {where}"] = await self.took(
                lambda turn: view.set_filter(("", "provider 1")[turn % 2])
            )
            view.set_filter("")
            actions.grouped.setChecked(True)
        found["fold and unfold all groups"] = await self.took(
            lambda turn: view.groups.fold_all(folded=turn % 2 == 0) if view.groups else None
        )
        found["from list to groups and back"] = await self.took(lambda _turn: actions.grouped.toggle())
        return found

    async def moves(self, stack: Stack) -> dict[str, float]:
        """The longest gap while the first provider is put last, and back."""
        found: dict[str, float] = {}
        for where in ("list", "groups"):
            self.desktop.actions.grouped.setChecked(where == "groups")
            gaps = Gaps()
            gaps.begin()
            for place in (len(stack.monitor.states()) - 1, 0):
                await stack.monitor.move_provider("provider-000", place)
                await asyncio.sleep(_SETTLES)
            found[f"longest gap while the first is put last, {where}"] = gaps.end()
        return found

    async def took(self, work: Callable[[int], object]) -> float:
        """Milliseconds with the drawing that follows, the median of some turns."""
        times: list[float] = []
        for turn in range(_TURNS):
            begun = time.perf_counter()
            work(turn)
            self.desktop.window.view.viewport().repaint()
            times.append((time.perf_counter() - begun) * 1000)
            await asyncio.sleep(_BETWEEN)
        return statistics.median(times)

    def close(self) -> None:
        """Take the window down."""
        self.desktop.hide()
        self.app.processEvents()


def measure(app: QApplication, folder: Path, providers: int, days: int) -> Iterator[Row]:
    """Rows for that many providers, on many origins and on one, and of the window and its start."""
    for label, count in (("a host each", providers), ("one host", 1)):
        with origins(count) as addresses:
            home = make_home(folder / f"{providers}-{count}", providers, days, addresses=addresses)
            bench = Bench(app, home)
            found = _run(app, bench.run())
            name = f"{providers} due at once, {label}"
            aim = 2 * _ANSWERS_IN + 2 if count > 1 else None
            yield Row(name=f"{name}: all polled", value=found.seconds, unit="s", aim=aim, aims_at_ratio=False)
            yield Row(
                name=f"{name}: longest gap", value=found.gap, unit="ms", aim=_GAP_AIM, aims_at_ratio=False
            )
            yield Row(name=f"{name}: longest gap of the same window at rest", value=found.idle, unit="ms")
            if count > 1:
                for what, value in found.table.items():
                    yield Row(name=f"{providers} providers: {what}", value=value, unit="ms")
            bench.close()
    yield from start_rows(folder, providers, days)


def start_rows(folder: Path, providers: int, days: int) -> Iterator[Row]:
    """The first paint beside that of ten providers, as a list and in groups."""
    few, many = (make_home(folder / f"start-{count}", count, days) for count in (10, providers))
    floor = _paint(few)
    yield Row(name="First paint, 10 providers", value=floor, unit="ms")
    yield Row(name=f"First paint, {providers} providers", value=_paint(many), unit="ms", floor=floor)
    looks = AppPaths.resolve(many, {}).data / "window.ini"
    looks.write_text("[General]\nversion=1\ngrouped=groups\n", encoding="utf-8")
    yield Row(
        name=f"First paint, {providers} providers in groups", value=_paint(many), unit="ms", floor=floor
    )


def _paint(home: Path) -> float:
    times = [
        until_printed("tests.bench.app_window", "paint", "--home", str(home), env=environment())
        for _ in range(4)
    ]
    return statistics.median(times[1:])


def _run(app: QApplication, work: Coroutine[object, object, Found]) -> Found:
    def make_loop() -> AppLoop:
        loop = AppLoop(app)
        loop.set_default_executor(DaemonExecutor())
        return loop

    with asyncio.Runner(loop_factory=make_loop) as runner:
        return runner.run(work)


def main() -> int:
    """Measure and print; never a verdict, for figures depend on the machine."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.hundred", description=__doc__)
    parser.add_argument("--providers", type=int, nargs="+", default=[100, 200])
    parser.add_argument("--days", type=int, default=400)
    parser.add_argument("--quick", action="store_true", help="a few providers: does it work?")
    options = parser.parse_args()
    sizes, days = ([6], 5) if options.quick else (options.providers, options.days)
    app = make_application()
    with tempfile.TemporaryDirectory(prefix="aimonitor-bench-") as folder:
        for providers in sizes:
            for row in measure(app, Path(folder), providers, days):
                print(row.line(), flush=True)  # noqa: T201  a benchmark talks by printing
    return 0


if __name__ == "__main__":
    sys.exit(main())
