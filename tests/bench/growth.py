"""How what the user waits for grows with the history: `python -m tests.bench.growth [--picture FILE]`.

Homes of some providers, from one begun a few months ago to one of three years. The window opens on each
(first paint), the period is changed, everything is exported. The table says milliseconds, and by what
factor each grew while the rows grew by theirs.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from aimonitor.domain.periods import PeriodKind, period
from aimonitor.settings.paths import AppPaths
from tests.bench.figures import Row
from tests.bench.growth_picture import Line, draw
from tests.bench.homes import KEY_VARIABLE, make_home
from tests.bench.periods import Bench, took
from tests.bench.processes import ROOT, environment, until_printed

PROVIDERS, DAYS = (10, 100), (137, 365, 1095)
_FACTS_A_DAY = 12  # rows that `make_home` writes for a provider's day
_APP = "tests.bench.app_window"
WAITS = ("window opens", "period changes", "all is exported")


class Size:
    """One home, measured. Times are milliseconds; `waits` by what is waited for."""

    def __init__(self, app: QApplication, folder: Path, providers: int, days: int, runs: int) -> None:
        self.providers, self.days = providers, days
        self.rows = providers * days * _FACTS_A_DAY
        home = make_home(folder / f"{providers}-{days}", providers, days)
        self.megabytes = AppPaths.resolve(home, {}).database.stat().st_size / 1e6
        env = environment(**{KEY_VARIABLE: "sk-admin-TEST-bench"})
        place = str(home)
        painted = [until_printed(_APP, "paint", "--home", place, env=env) for _ in range(runs + 1)][1:]
        target = str(folder / "export.json")
        command = ("--home", place, "export", "--what", "all", "--format", "json", "--output", target)
        exported = _until_written(command, env)
        self.waits = dict(
            zip(WAITS, (statistics.median(painted), _changed(app, home, days), exported), strict=True)
        )


def _until_written(command: Sequence[str], env: Mapping[str, str]) -> float:
    began = time.monotonic_ns()
    subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "aimonitor", *command], cwd=ROOT, env=env, capture_output=True, check=True
    )
    return (time.monotonic_ns() - began) / 1e6


def _changed(app: QApplication, home: Path, days: int) -> float:
    bench = Bench(app, home, days)
    week, month = (period(kind, bench.today) for kind in (PeriodKind.LAST_7_DAYS, PeriodKind.LAST_30_DAYS))
    bench.show(week)
    found = took(lambda: bench.show(month), lambda: bench.show(week))
    bench.window.close()
    return found


def measure(app: QApplication, folder: Path, providers: int, days: Sequence[int], runs: int) -> list[Size]:
    """The sizes of so many providers, smallest first."""
    return [Size(app, folder, providers, each, runs) for each in days]


def rows_of(sizes: Sequence[Size]) -> Iterator[Row]:
    """A row for each size and wait; its ratio is to the smallest of the same providers."""
    for size in sizes:
        label = f"{size.providers} providers, {size.days} days"
        yield Row(name=f"rows, {label}", value=size.rows, unit="", floor=sizes[0].rows)
        yield Row(name=f"file, {label}", value=size.megabytes, unit="MB", floor=sizes[0].megabytes)
        for wait in WAITS:
            yield Row(name=f"{wait}, {label}", value=size.waits[wait], unit="ms", floor=sizes[0].waits[wait])


def lines_of(sizes: Sequence[Size]) -> list[Line]:
    """A line for each wait of these sizes, for the picture."""
    return [
        Line(f"{wait}, {sizes[0].providers} providers", [(one.rows, one.waits[wait]) for one in sizes])
        for wait in WAITS
    ]


def main() -> int:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="starts of each window (default 5)")
    parser.add_argument("--picture", type=Path, help="draw the lines into this PNG")
    options = parser.parse_args()
    QLocale.setDefault(QLocale("en_GB"))
    app = QApplication(sys.argv[:1])
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="aimonitor-bench-") as folder:
        for providers in PROVIDERS:
            sizes = measure(app, Path(folder), providers, DAYS, options.runs)
            lines += lines_of(sizes)
            for row in rows_of(sizes):
                print(row.line(), flush=True)  # noqa: T201  a benchmark talks by printing
    if options.picture:
        draw(lines, options.picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
