"""What the app costs, beside a bare window: `python -m tests.bench [--quick] [--runs N] [--only HALF]`."""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import PySide6

from tests.bench import rest, start
from tests.bench.processes import environment


def main() -> int:
    """Measure and print; never a verdict on the exit code, for figures depend on the machine."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few and short runs: does it work?")
    parser.add_argument("--runs", type=int, default=15, help="runs of each start (default 15)")
    parser.add_argument("--only", choices=("start", "rest"), help="one half of it")
    options = parser.parse_args()
    runs = 2 if options.quick else options.runs
    print(_where())  # noqa: T201  a benchmark talks by printing
    with tempfile.TemporaryDirectory(prefix="aimonitor-bench-") as folder:
        if options.only != "rest":
            for row in start.measure(Path(folder) / "start", runs):
                print(row.line(), flush=True)  # noqa: T201  as above
        if options.only != "start":
            turns, seconds = (1, 10.0) if options.quick else (3, 60.0)
            for row in rest.measure(Path(folder) / "rest", turns, seconds=seconds):
                print(row.line(), flush=True)  # noqa: T201  as above
    return 0


def _where() -> str:
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, "
        f"PySide6 {PySide6.__version__}, Qt platform {environment()['QT_QPA_PLATFORM']}, "
        f"{platform.system()} {platform.machine()}"
    )


if __name__ == "__main__":
    sys.exit(main())
