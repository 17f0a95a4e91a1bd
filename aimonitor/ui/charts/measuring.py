"""How large a chart's parts are in a font: its axis, its plot, its bars."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct
from PySide6.QtCore import QLocale
from PySide6.QtGui import QFont, QFontMetricsF

from aimonitor.domain.history import Series
from aimonitor.insight.history_tokens import TOKENS
from aimonitor.ui.charts.layout import Bar, Box, Layout, extent
from aimonitor.ui.charts.painting import Budget
from aimonitor.ui.charts.scale import Scale, round_scale
from aimonitor.ui.charts.words import tick_words
from aimonitor.ui.tokens import SPACE_1, SPACE_2

_SPACE_HEIGHT = 50
_MOST_SPACES = 6


class Geometry(Struct, frozen=True, kw_only=True):
    """Where a chart's plot and bars stand."""

    layout: Layout
    bars: tuple[Bar, ...]


def measured(
    series: Series,
    *,
    size: tuple[int, int],
    font: QFont,
    locale: QLocale,
    budget: Budget | None,
    device_ratio: float,
    is_mirrored: bool,
) -> Geometry:
    """A chart of `series` in a widget of that size, written in `font`; a budget has room for its line."""
    metrics = QFontMetricsF(font)
    width, height = size
    top, foot = metrics.height() / 2 + SPACE_1, metrics.height() + SPACE_2
    high = max(height - top - foot, 1.0)
    scale = _scale(series, high, budget)
    ticks = (tick_words(tick, scale.step, series.unit, locale) for tick in scale.ticks)
    axis = max(metrics.horizontalAdvance(words) for words in ticks) + 2 * SPACE_2
    wide = max(width - axis - SPACE_1, 1.0)

    def snapped(length: float) -> float:
        return round(length * device_ratio) / device_ratio

    left = SPACE_1 if is_mirrored else snapped(axis)
    layout = Layout(
        plot=Box(float(left), snapped(top), wide, snapped(high)),
        scale=scale,
        days=len(series.days),
        device_ratio=device_ratio,
        is_mirrored=is_mirrored,
    )
    return Geometry(
        layout=layout, bars=tuple(layout.bar(place, day) for place, day in enumerate(series.days))
    )


def _scale(series: Series, height: float, budget: Budget | None) -> Scale:
    low, high = extent(series)
    if budget is not None:
        high = max(high, budget.value)
    spaces = min(max(int(height // _SPACE_HEIGHT), 1), _MOST_SPACES)
    return round_scale(low, high, spaces, Decimal(1) if series.unit == TOKENS else Decimal(0))
