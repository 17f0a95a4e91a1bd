"""A hundred providers: `python -m tests.bench.hundred [--providers 100 200] [--days 400] [--quick]`.

All due at once against loopback, with the longest gap of a timer of 10 ms in the window's thread; then what
a sort, a filter, and the change between list and groups take of that thread; then the start.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from aimonitor.app.start import make_application
from aimonitor.monitor.stack import Stack
from aimonitor.settings.paths import AppPaths
from tests.bench.crowd import ANSWERS_IN, SETTLES, Crowd, CrowdBench, Gaps, crowd_rows, origins, run_on_loop
from tests.bench.figures import Row
from tests.bench.homes import make_home
from tests.bench.processes import environment, until_printed

_TURNS = 7
_BETWEEN = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All at once; in ms the longest gap while nothing is done (`idle`), and what the table takes."""

    crowd: Crowd
    idle: float
    table: dict[str, float]


class Bench(CrowdBench):
    """The same, and what a user does to its table."""

    async def run(self) -> Found:
        """Poll all at once, then use the table."""
        async with self.standing() as stack:
            gaps = Gaps()
            gaps.begin()
            await asyncio.sleep(SETTLES)
            idle = gaps.end()
            crowd = await self.all_at_once(stack)
            await asyncio.sleep(SETTLES)
            table = {**await self.table(), **await self.moves(stack)}
            return Found(crowd=crowd, idle=idle, table=table)

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
                await asyncio.sleep(SETTLES)
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


def measure(app: QApplication, folder: Path, providers: int, days: int) -> Iterator[Row]:
    """Rows for that many providers, on many origins and on one, and of the window and its start."""
    for label, count in (("a host each", providers), ("one host", 1)):
        with origins(count) as addresses:
            home = make_home(folder / f"{providers}-{count}", providers, days, addresses=addresses)
            bench = Bench(app, home)
            found = run_on_loop(app, bench.run())
            name = f"{providers} due at once, {label}"
            aim = 2 * ANSWERS_IN + 2 if count > 1 else None
            yield from crowd_rows(name, found.crowd, aim)
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
