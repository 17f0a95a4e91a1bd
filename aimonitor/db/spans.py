"""Sets of days as short text, "20410-20413,20416": which days a poll read in full."""

from __future__ import annotations

from collections.abc import Iterable


def to_spans(days: Iterable[int]) -> str | None:
    """The text of a set of day numbers; None for none."""
    spans: list[list[int]] = []
    for day in sorted(set(days)):
        if spans and spans[-1][1] == day - 1:
            spans[-1][1] = day
        else:
            spans.append([day, day])
    return ",".join(f"{first}" if first == last else f"{first}-{last}" for first, last in spans) or None


def from_spans(text: str | None) -> set[int]:
    """The day numbers of `to_spans`."""
    days: set[int] = set()
    for span in (text or "").split(",") if text else ():
        first, _, last = span.partition("-")
        days.update(range(int(first), int(last or first) + 1))
    return days
