"""Figures of interleaved runs, and the table that shows them beside what is aimed at."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: a figure, its ratio to the floor where that is what counts, and the aim in words."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    aim: float | None = None
    aims_at_ratio: bool = True

    @property
    def ratio(self) -> float | None:
        """`value` over the floor of the same run."""
        return None if self.floor is None else self.value / self.floor

    def line(self) -> str:
        """The row as text."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} x"
        judged = self.ratio if self.aims_at_ratio else self.value
        aim = ""
        if self.aim is not None and judged is not None:
            unit = " x" if self.aims_at_ratio else ""
            aim = f"{self.aim:g}{unit}  {'reached' if judged <= self.aim else 'missed'}"
        return f"{self.name:<58}{self.value:>9.2f} {self.unit:<12}{ratio:>8}  {aim}".rstrip()


def interleaved(runs: int, measures: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """The median of each measure, taken in turns, so that a slow minute slows all alike.

    One round before them warms the caches and is not counted.
    """
    return {name: statistics.median(values) for name, values in _in_turns(runs, measures).items()}


def least(runs: int, measures: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """The least of each, taken as `interleaved`: what the work takes where nothing disturbs it."""
    return {name: min(values) for name, values in _in_turns(runs, measures).items()}


def _in_turns(runs: int, measures: Mapping[str, Callable[[], float]]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in measures}
    for turn in range(runs + 1):
        for name, measure in measures.items():
            value = measure()
            if turn:
                found[name].append(value)
    return found
