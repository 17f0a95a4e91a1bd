"""What the app is made of, part by part: `python -m tests.bench.parts [RUNS]`.

Each is imported after those above it, in fresh processes; CPU is the least of all runs, memory the median.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Sequence

from tests.bench.processes import environment, printed

Found = Sequence[tuple[float, float]]
"""Milliseconds of CPU and MB of resident memory, of each run."""


def measure(runs: int) -> dict[str, Found]:
    """Of each part."""
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(runs):
        for line in printed("tests.bench.piecemeal", env=environment()).splitlines():
            part, cpu, size = line.split("\t")
            found.setdefault(part, []).append((float(cpu), float(size)))
    return dict(found)


def lines_of(found: dict[str, Found]) -> Iterator[str]:
    """As rows of the table in `docs/performance.md`."""
    yield "| part, after those above it | CPU | resident memory |"
    yield "|---|---|---|"
    for part, figures in found.items():
        cpu = min(cpu for cpu, _ in figures)
        size = statistics.median(size for _, size in figures)
        yield f"| {part} | {cpu:.0f} ms | {size:.1f} MB |"


def main() -> int:
    runs = int((sys.argv[1:] or ["11"])[0])
    for line in lines_of(measure(runs)):
        print(line)  # noqa: T201  a benchmark talks by printing
    return 0


if __name__ == "__main__":
    sys.exit(main())
