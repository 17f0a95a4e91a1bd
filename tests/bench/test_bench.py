"""The benchmarks run; what they find depends on the machine and is no verdict."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from aimonitor.demo.cast import CAST
from tests.bench import growth, growth_picture, hours, parts, periods, rest, start
from tests.bench.figures import Row, interleaved
from tests.bench.processes import Effort, between

pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(sys.platform != "linux", reason="they read Linux's own books"),
]


def test_starts_are_measured(tmp_path: Path) -> None:
    rows = start.measure(tmp_path, 1, days=3, many=2)
    assert [row.name.partition(",")[0] for row in rows[:4]] == ["First paint"] * 4
    assert all(row.value > 0 for row in rows)


def test_rest_is_measured(tmp_path: Path) -> None:
    rows = rest.measure(tmp_path, 1, seconds=0.5, quiet=0.5, days=3)
    memory = [row for row in rows if row.unit == "MB"]
    assert len(memory) == 4
    assert all(row.value > 1 for row in memory)
    assert all(row.value >= 0 for row in rows)


def test_parts_are_measured() -> None:
    lines = list(parts.lines_of(parts.measure(1)))
    assert [line.split("|")[1].strip() for line in lines[2:4]] == ["Python itself", "records: msgspec"]
    assert len(lines) == 2 + 13


def test_periods_are_measured(qapp: QApplication, tmp_path: Path) -> None:
    rows = periods.measure(qapp, tmp_path, 2, 70)
    assert len(rows) == 9
    assert all(row.value > 0 for row in rows)


def test_hours_are_measured(tmp_path: Path) -> None:
    found = asyncio.run(hours.measure(tmp_path, 1))
    assert found[-1].polls > len(CAST)
    assert [row.name.split()[0] for row in hours.rows_of(found)] == [
        "polls",
        "Written",
        "Descriptors",
        "Threads",
        "Resident",
    ]


def test_growth_is_measured_and_drawn(qapp: QApplication, tmp_path: Path) -> None:
    sizes = growth.measure(qapp, tmp_path, 2, (3, 6), 1)
    rows = list(growth.rows_of(sizes))
    assert [row.ratio for row in rows if row.name.startswith("rows")] == [1, 2]
    assert all(row.value > 0 for row in rows)
    picture = tmp_path / "growth.png"
    growth_picture.draw(growth.lines_of(sizes), picture)
    assert QImage(str(picture)).width() > 0


def test_a_row_says_whether_its_aim_was_reached() -> None:
    row = Row(name="paint", value=30, unit="ms", floor=20, aim=1.6)
    assert row.line().split() == ["paint", "30.00", "ms", "1.50", "x", "1.6", "x", "reached"]
    row = Row(name="cpu", value=3, unit="ms/s", aim=1, aims_at_ratio=False)
    assert row.line().split() == ["cpu", "3.00", "ms/s", "1", "missed"]


def test_measures_take_turns_and_the_first_round_does_not_count() -> None:
    order: list[str] = []
    values = iter([100.0, 100.0, 1.0, 2.0, 3.0, 4.0, 9.0, 6.0])

    def measure(name: str) -> float:
        order.append(name)
        return next(values)

    found = interleaved(3, {name: lambda name=name: measure(name) for name in "ab"})  # type: ignore[misc]
    assert "".join(order) == "abababab"
    assert found == {"a": 3.0, "b": 4.0}


def test_threads_that_ended_take_nothing_back() -> None:
    before = {1: Effort(cpu=5, wakeups=50), 2: Effort(cpu=9, wakeups=90)}
    after = {1: Effort(cpu=6, wakeups=51), 3: Effort(cpu=2, wakeups=4)}
    assert between(before, after) == Effort(cpu=3, wakeups=5)


def test_a_hundred_providers_are_measured() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.hundred", "--quick"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    names = [line.partition("  ")[0] for line in done.stdout.splitlines()]
    assert len(names) == 23
    assert {"6 due at once, a host each: all polled", "6 due at once, one host: all polled"} <= set(names)
    assert "6 providers: from list to groups and back" in names
    assert "Traceback" not in done.stderr


def test_exports_are_measured() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.export", "--quick"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    lines = [line for line in done.stdout.splitlines() if "longest gap" in line]
    assert [line.split()[0] for line in lines] == ["nothing,", "export", "export", "check", "import"]
    assert all("3,300 records" in line for line in lines[1:])
