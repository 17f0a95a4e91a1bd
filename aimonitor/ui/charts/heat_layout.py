"""Where the days of a heat map stand, and which of five steps each has. No Qt."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

from aimonitor.ui.charts.layout import Box

STEPS = 5
WEEK = 7
_GAP_SHARE = 0.16
_LARGEST_CELL = 30.0


class HeatLayout(Struct, frozen=True, kw_only=True):
    """A column a week, a row a weekday; the first of `days` days is `first`. Lengths are logical pixels.

    `week_start`: 1 for Monday to 7 for Sunday. `is_mirrored`: the first week stands at the right.
    """

    first: date
    days: int
    area: Box
    week_start: int = 1
    is_mirrored: bool = False

    @property
    def _lead(self) -> int:
        """How many cells of the first week are empty."""
        return (self.first.isoweekday() - self.week_start) % WEEK

    @property
    def weeks(self) -> int:
        """How many columns there are."""
        return -(-(self._lead + self.days) // WEEK)

    @property
    def pitch(self) -> float:
        """From one cell to the next: cells are square, and no larger than a finger needs."""
        return min(self.area.width / max(self.weeks, 1), self.area.height / WEEK, _LARGEST_CELL)

    def cell(self, place: int) -> Box:
        """The cell of the day at `place`."""
        week, row = divmod(self._lead + place, WEEK)
        size = self.pitch * (1 - _GAP_SHARE)
        return Box(self.column_left(week), self.area.top + row * self.pitch, size, size)

    def column_left(self, week: int) -> float:
        """The left edge of a week."""
        if self.is_mirrored:
            return self.area.right - (week + 1) * self.pitch
        return self.area.left + week * self.pitch

    def row_top(self, row: int) -> float:
        """The upper edge of a weekday."""
        return self.area.top + row * self.pitch

    def hit(self, x: float, y: float) -> int | None:
        """The day whose cell holds the point; None beside all."""
        across = self.area.right - x if self.is_mirrored else x - self.area.left
        week, row = int(across // self.pitch), int((y - self.area.top) // self.pitch)
        place = week * WEEK + row - self._lead
        return place if 0 <= row < WEEK and week >= 0 and 0 <= place < self.days else None

    def months(self) -> tuple[tuple[int, date], ...]:
        """The weeks in which a month begins, with its first day."""
        days = (self.first + timedelta(days=place) for place in range(self.days))
        return tuple(((self._lead + place) // WEEK, day) for place, day in enumerate(days) if day.day == 1)

    def weekday(self, row: int) -> int:
        """The weekday of a row: 1 for Monday to 7 for Sunday."""
        return (self.week_start - 1 + row) % WEEK + 1


def place_after(place: int | None, last: int, step: int) -> int:
    """`step` days on, within 0 and `last`; without a cursor every step begins at the last day."""
    return last if place is None else min(max(place + step, 0), last)


def thresholds(amounts: Iterable[Decimal]) -> tuple[Decimal, ...]:
    """Four amounts that part those above zero into fifths, so that one wild day does not pale all others."""
    above = sorted(amount for amount in amounts if amount > 0)
    if not above:
        return ()
    return tuple(above[len(above) * step // STEPS] for step in range(1, STEPS))


def step_of(amount: Decimal, parts: Sequence[Decimal]) -> int | None:
    """The step of an amount: 0 for the least to 4; None for nothing, or less than that (credits)."""
    if amount <= 0:
        return None
    return bisect_left(parts, amount)
