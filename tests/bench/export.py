"""What a long export costs, and how long the window waits: `python -m tests.bench.export [--quick]`."""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtWidgets import QApplication

from aimonitor.app.executor import DaemonExecutor
from aimonitor.app.loop import AppLoop
from aimonitor.db.columns import to_day
from aimonitor.db.prepare import prepare
from aimonitor.domain.archive import ArchiveKind, ExportOrder
from aimonitor.monitor.stack import Stack, running
from aimonitor.settings.paths import AppPaths

LAST = date(2026, 11, 24)
MODELS = ("gpt-5.1", "claude-opus-4-5", "gemini-3-pro")


class Gaps:
    """The longest time in which a timer of one millisecond did not come: so long the window stood still."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock = QElapsedTimer()
        self._timer.timeout.connect(self._tick)
        self.longest = 0.0

    def begin(self) -> None:
        """Measure from now on."""
        self.longest = 0.0
        self._clock.start()
        self._timer.start(1)

    def end(self) -> float:
        """The longest gap, in milliseconds."""
        self._tick()
        self._timer.stop()
        return self.longest

    def _tick(self) -> None:
        self.longest = max(self.longest, self._clock.nsecsElapsed() / 1e6)
        self._clock.start()


def fill(database: Path, providers: int, days: int) -> None:
    """A long history: each day three models with two items and their tokens, a balance and a poll a day."""
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    prepare(database, now)
    last = to_day(LAST)
    with closing(sqlite3.connect(database)) as connection:
        for number in range(1, providers + 1):
            connection.execute(
                "INSERT INTO providers VALUES (?, ?, ?, ?, ?, 'ask', 0, 0, '{}', NULL, NULL, ?)",
                (number, f"id{number}", f"Provider {number}", f"provider {number}", "openai", number),
            )
            span = range(last - days + 1, last + 1)
            connection.executemany("INSERT INTO day_costs VALUES (?,?,?,?,?,?,?,?)", _costs(number, span))
            connection.executemany("INSERT INTO day_tokens VALUES (?,?,?,?,?,?,?,?,?)", _tokens(number, span))
            noons = [(day * 86_400 + 43_200) * 1_000_000 for day in span]
            connection.executemany(
                "INSERT INTO balances VALUES (?, ?, 0, 'total', 'USD', ?, 'reported')",
                [(number, noon, noon % 10**12) for noon in noons],
            )
            connection.executemany(
                "INSERT INTO polls VALUES (?, ?, ?, 1500000, 3, NULL, NULL, NULL, ?, ?, NULL)",
                [(number, noon, noon, f"{noon // 86_400_000_000}", None) for noon in noons],
            )
        connection.commit()


def _costs(number: int, span: range) -> Iterator[tuple[object, ...]]:
    for day in span:
        for place, model in enumerate(MODELS):
            for item in ("input", "output"):
                yield number, day, "USD", model, item, day * 1234567 + place, "billed", 1


def _tokens(number: int, span: range) -> Iterator[tuple[object, ...]]:
    return ((number, day, model, day * 1000, day, 0, day * 10, 7, 1) for day in span for model in MODELS)


async def measure(stack: Stack, folder: Path) -> None:
    """Print a line for each way out and in, and how the empty loop does."""
    gaps = Gaps()
    gaps.begin()
    await asyncio.sleep(2)
    _print("nothing, 2 s", 0, 2.0, gaps.end(), 0)
    for file_format in ("csv", "json"):
        order = ExportOrder(kinds=tuple(ArchiveKind), file_format=file_format)
        place = folder / f"out.{file_format}"
        gaps.begin()
        begun = time.perf_counter()
        records = await stack.archive.export(order, place)
        seconds = time.perf_counter() - begun
        files = place.iterdir() if place.is_dir() else [place]
        _print(
            f"export {file_format}", records, seconds, gaps.end(), sum(one.stat().st_size for one in files)
        )
    gaps.begin()
    begun = time.perf_counter()
    summary = await stack.archive.look_at_backup(await _backup(stack, folder))
    count = sum(amount for _, amount in summary.records)
    _print("check of a back-up", count, time.perf_counter() - begun, gaps.end(), 0)


async def take_in(stack: Stack, folder: Path) -> None:
    """The same for an import."""
    gaps = Gaps()
    gaps.begin()
    begun = time.perf_counter()
    summary = await stack.archive.take_in(folder / "out.json")
    count = sum(amount for _, amount in summary.records)
    _print("import json", count, time.perf_counter() - begun, gaps.end(), 0)


async def _backup(stack: Stack, folder: Path) -> Path:
    await stack.archive.backup(folder / "copy.sqlite3")
    return folder / "copy.sqlite3"


def _print(what: str, records: int, seconds: float, gap: float, size: int) -> None:
    rate = f"{records / seconds:10,.0f}/s" if records else f"{'':12}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(  # noqa: T201  a benchmark talks by printing
        f"{what:20} {records:10,} records {seconds:7.1f} s {rate} {size / 1e6:8.1f} MB"
        f"   longest gap {gap:6.1f} ms   peak {peak:5.0f} MB",
        flush=True,
    )


async def _run(folder: Path) -> None:
    for home, work in (("home", measure), ("empty", take_in)):
        async with running(AppPaths.resolve(folder / home, {}), flags={}, environ={}) as stack:
            await stack.monitor.open()
            await work(stack, folder)


def main() -> int:
    """Measure and print; never a verdict, for figures depend on the machine."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.export", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short history: does it work?")
    options = parser.parse_args()
    providers, days = (5, 60) if options.quick else (100, 3 * 365)
    app = QApplication([])

    def make_loop() -> AppLoop:
        loop = AppLoop(app)
        loop.set_default_executor(DaemonExecutor())
        return loop

    with tempfile.TemporaryDirectory(prefix="aimonitor-bench-") as name:
        folder = Path(name)
        fill(folder / "home" / "data" / "aimonitor.sqlite3", providers, days)
        print(f"{providers} providers, {days} days")  # noqa: T201  as above
        with asyncio.Runner(loop_factory=make_loop) as runner:
            runner.run(_run(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
