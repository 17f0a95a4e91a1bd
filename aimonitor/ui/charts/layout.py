"""Where the bars of a chart stand: stacking, geometry, labels of the date axis, hits. No Qt.

Lengths are logical pixels, already moved to whole device pixels, so that edges stay sharp.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from math import ceil
from typing import NamedTuple

from msgspec import Struct

from aimonitor.domain.history import DayStatus, Series, SeriesDay
from aimonitor.ui.charts.scale import Scale

MOST_BAR_WIDTH = 48.0
LEAST_GAPPED_SLOT = 4.0
_BAR_SHARE = 0.8
_GAP_HEIGHT_SHARE = 0.19
_DAY_STEPS = (1, 2, 3, 5, 7, 10, 15)
_MONTH_STEPS = (1, 2, 3, 6, 12)
_SHORTEST_MONTH = 28
_ZERO = Decimal(0)
_PRECISION = 50


class Box(NamedTuple):
    """A rectangle in logical pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height

    @property
    def middle(self) -> float:
        """The x between the left and the right edge."""
        return self.left + self.width / 2


class Span(NamedTuple):
    """One part of a stacked bar, in values: `part` is its place among the labels."""

    part: int
    low: Decimal
    high: Decimal


class Segment(NamedTuple):
    """One part of a stacked bar, in pixels."""

    part: int
    box: Box


class Bar(Struct, frozen=True, kw_only=True):
    """One day: the column it may use, and its segments; a missing day has a `gap` instead."""

    column: Box
    segments: tuple[Segment, ...] = ()
    gap: Box | None = None


def stacked(values: Sequence[Decimal]) -> tuple[Span, ...]:
    """Positive values upwards from zero, negative ones (credits) downwards; zeros have no span."""
    spans: list[Span] = []
    top = bottom = _ZERO
    with localcontext(prec=_PRECISION):
        for part, value in enumerate(values):
            if value > 0:
                spans.append(Span(part, top, top + value))
                top += value
            elif value < 0:
                spans.append(Span(part, bottom + value, bottom))
                bottom += value
    return tuple(spans)


def extent(series: Series) -> tuple[Decimal, Decimal]:
    """The lowest foot and the highest top of all bars; zero lies between them."""
    spans = [span for day in series.days for span in stacked(day.values)]
    return min((s.low for s in spans), default=_ZERO), max((s.high for s in spans), default=_ZERO)


def total(day: SeriesDay) -> Decimal:
    """All parts of one day."""
    with localcontext(prec=_PRECISION):
        return sum(day.values, _ZERO)


class Layout(Struct, frozen=True, kw_only=True):
    """A chart of `days` bars within `plot`; `is_mirrored`: the first day stands at the right."""

    plot: Box
    scale: Scale
    days: int
    device_ratio: float = 1.0
    is_mirrored: bool = False

    @property
    def slot(self) -> float:
        """The width that one day has."""
        return self.plot.width / max(self.days, 1)

    def snap(self, length: float) -> float:
        """The nearest whole device pixel."""
        return round(length * self.device_ratio) / self.device_ratio

    def y(self, value: Decimal) -> float:
        """The height at which `value` stands."""
        return self.snap(self.plot.bottom - float(self.scale.share(value)) * self.plot.height)

    def column(self, index: int) -> Box:
        """The column of the day at `index`, from edge to edge of its slot."""
        place = self.days - 1 - index if self.is_mirrored else index
        left = self.snap(self.plot.left + place * self.slot)
        right = self.snap(self.plot.left + (place + 1) * self.slot)
        return Box(left, self.plot.top, right - left, self.plot.height)

    def bar(self, index: int, day: SeriesDay) -> Bar:
        """Where the day at `index` is painted."""
        column = self.column(index)
        left, right = self._sides(column)
        if day.status is DayStatus.MISSING:
            foot = self.y(_ZERO)
            height = self.snap(self.plot.height * _GAP_HEIGHT_SHARE)
            top = max(foot - height, self.plot.top)
            return Bar(column=column, gap=Box(left, top, right - left, foot - top))
        segments = (self._segment(span, left, right) for span in stacked(day.values))
        return Bar(column=column, segments=tuple(one for one in segments if one.box.height > 0))

    def _sides(self, column: Box) -> tuple[float, float]:
        """Narrow columns touch: a gap between them would show as stripes."""
        if self.slot < LEAST_GAPPED_SLOT:
            return column.left, max(column.right, column.left + 1 / self.device_ratio)
        width = min(column.width * _BAR_SHARE, MOST_BAR_WIDTH)
        return self.snap(column.middle - width / 2), self.snap(column.middle + width / 2)

    def _segment(self, span: Span, left: float, right: float) -> Segment:
        top, bottom = self.y(span.high), self.y(span.low)
        return Segment(span.part, Box(left, top, right - left, bottom - top))

    def hit(self, x: float) -> int | None:
        """The day whose column holds `x`; None beside the plot."""
        if not self.days or not self.plot.left <= x < self.plot.right:
            return None
        place = min(int((x - self.plot.left) / self.slot), self.days - 1)
        return self.days - 1 - place if self.is_mirrored else place


def labelled_groups(number: int, slot: float, label_width: float) -> tuple[int, ...]:
    """The places of the weeks or months that get a label: evenly apart."""
    step = max(1, ceil(label_width / slot)) if slot > 0 else max(number, 1)
    return tuple(range(0, number, step))


def labelled_days(days: Sequence[date], slot: float, label_width: float) -> tuple[int, ...]:
    """The places of the days that get a label: evenly apart, or firsts of months where days are many."""
    for step in _DAY_STEPS:
        if step * slot >= label_width:
            return tuple(range(0, len(days), step))
    firsts = [place for place, day in enumerate(days) if day.day == 1]
    for step in _MONTH_STEPS:
        if step * _SHORTEST_MONTH * slot >= label_width:
            chosen = [place for place in firsts if (days[place].month - 1) % step == 0]
            return tuple(chosen) or (0,)
    return (0,) if days else ()
