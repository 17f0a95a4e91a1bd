"""A chart as a table: tab separated, every digit, nothing in it that a spreadsheet would run. No Qt."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from aimonitor.domain.history import DayStatus, Series, SeriesDay
from aimonitor.domain.money import plain_text
from aimonitor.insight.grouping import last_day
from aimonitor.insight.spreadsheet import defused
from aimonitor.ui.charts.layout import total


def table_text(series: Series, hidden: AbstractSet[str] = frozenset()) -> str:
    """A line a bar: its first and last UTC day, the parts that are shown, their sum, what is known of it.

    What is missing is an empty cell, never a zero. Amounts have a point, whatever the locale.
    """
    parts = [place for place, label in enumerate(series.labels) if label not in hidden]
    head = ["first day", "last day", *(series.labels[part] for part in parts)]
    lines = [[*head, f"total ({series.unit})", "known", "note"]]
    lines += [_line(day, parts) for day in series.days]
    return "".join("\t".join(map(defused_cell, line)) + "\n" for line in lines)


def _line(day: SeriesDay, parts: list[int]) -> list[str]:
    span = [day.day.isoformat(), last_day(day).isoformat()]
    if day.status is DayStatus.MISSING:
        return [*span, *([""] * len(parts)), "", day.status.value, day.note]
    figures = [plain_text(day.values[part]) for part in parts]
    return [*span, *figures, plain_text(total(day)), day.status.value, day.note]


def defused_cell(text: str) -> str:
    """A cell; a figure below zero is a figure and no formula."""
    return text if _is_figure(text) else defused(text)


def _is_figure(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()
