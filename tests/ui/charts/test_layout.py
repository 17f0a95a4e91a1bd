from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest

from aimonitor.domain.history import DayStatus, Series, SeriesDay
from aimonitor.ui.charts.layout import Box, Layout, extent, labelled_days, stacked, total
from aimonitor.ui.charts.scale import round_scale

PLOT = Box(50.0, 10.0, 300.0, 200.0)
SCALE = round_scale(Decimal(0), Decimal(20), 2)
DAY = date(2026, 11, 1)


def _layout(days: int = 10, *, ratio: float = 1.0, is_mirrored: bool = False, plot: Box = PLOT) -> Layout:
    return Layout(plot=plot, scale=SCALE, days=days, device_ratio=ratio, is_mirrored=is_mirrored)


def _day(*values: str, status: DayStatus = DayStatus.KNOWN) -> SeriesDay:
    return SeriesDay(day=DAY, status=status, values=tuple(map(Decimal, values)))


def _days(number: int) -> list[date]:
    return [DAY + timedelta(days=place) for place in range(number)]


def test_values_are_stacked_upwards_and_credits_downwards() -> None:
    spans = stacked((Decimal(3), Decimal(-1), Decimal(0), Decimal("0.5"), Decimal(-2)))
    assert [(span.part, span.low, span.high) for span in spans] == [
        (0, Decimal(0), Decimal(3)),
        (1, Decimal(-1), Decimal(0)),
        (3, Decimal(3), Decimal("3.5")),
        (4, Decimal(-3), Decimal(-1)),
    ]


def test_the_extent_is_that_of_the_stacks_and_a_total_is_exact() -> None:
    days = (_day("3", "-5"), _day("1", "2.000000001"), _day(status=DayStatus.MISSING))
    series = Series(unit="USD", labels=("a", "b"), totals=(Decimal(4), Decimal(-3)), days=days)
    assert extent(series) == (Decimal(-5), Decimal("3.000000001"))
    assert total(days[1]) == Decimal("3.000000001")


def test_bars_are_gapped_centred_and_as_high_as_their_values() -> None:
    bar = _layout().bar(0, _day("5", "10"))
    low, high = (segment.box for segment in bar.segments)
    assert (low.top, low.bottom) == (160.0, 210.0)
    assert (high.top, high.bottom) == (60.0, 160.0)
    assert (low.left, low.width) == (53.0, 24.0)
    assert bar.gap is None


def test_a_missing_day_has_a_gap_and_no_bar() -> None:
    bar = _layout().bar(9, _day(status=DayStatus.MISSING))
    assert bar.segments == ()
    assert bar.gap is not None
    assert bar.gap.bottom == 210.0
    assert bar.gap.height == 38.0


def test_a_known_zero_has_neither() -> None:
    bar = _layout().bar(3, _day("0"))
    assert (bar.segments, bar.gap) == ((), None)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("days", [1, 7, 31, 90, 400])
def test_edges_stand_on_whole_device_pixels_and_columns_leave_no_hole(days: int, ratio: float) -> None:
    layout = _layout(days, ratio=ratio)
    columns = [layout.column(place) for place in range(days)]
    for before, after in itertools.pairwise(columns):
        assert before.right == pytest.approx(after.left)
    for place in range(days):
        for segment in layout.bar(place, _day("7.3", "3.1")).segments:
            for edge in (segment.box.left, segment.box.right, segment.box.top, segment.box.bottom):
                assert (edge * ratio) % 1 == pytest.approx(0, abs=1e-6) or (
                    edge * ratio
                ) % 1 == pytest.approx(1)
            assert segment.box.width > 0


def test_a_single_day_is_not_a_wall() -> None:
    (segment,) = _layout(1).bar(0, _day("5")).segments
    assert segment.box.width == 48.0
    assert segment.box.middle == 200.0


def test_from_right_to_left_the_first_day_stands_at_the_right() -> None:
    layout = _layout(is_mirrored=True)
    assert layout.column(0).right == PLOT.right
    assert layout.column(9).left == PLOT.left


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_every_column_is_hit_at_its_middle(is_mirrored: bool) -> None:  # noqa: FBT001
    layout = _layout(31, is_mirrored=is_mirrored)
    assert [layout.hit(layout.column(place).middle) for place in range(31)] == list(range(31))


def test_nothing_is_hit_beside_the_plot_or_without_days() -> None:
    assert _layout().hit(49.9) is None
    assert _layout().hit(350.0) is None
    assert _layout(0).hit(100.0) is None


@pytest.mark.parametrize(
    ("number", "slot", "places"),
    [
        (30, 27.0, (0, 5, 10, 15, 20, 25)),
        (7, 120.0, (0, 1, 2, 3, 4, 5, 6)),
        (1, 800.0, (0,)),
        (40, 5.0, (0, 30)),
        (0, 0.0, ()),
    ],
)
def test_date_labels_are_thinned_evenly(number: int, slot: float, places: tuple[int, ...]) -> None:
    assert labelled_days(_days(number), slot, 110.0) == places


def test_many_days_are_labelled_at_the_first_of_months_that_do_not_touch() -> None:
    days = _days(400)
    places = labelled_days(days, 2.0, 110.0)
    assert [days[place].isoformat() for place in places][:3] == ["2026-11-01", "2027-01-01", "2027-03-01"]
    assert min(after - before for before, after in itertools.pairwise(places)) * 2.0 >= 110.0


def test_thousands_of_days_still_get_a_label() -> None:
    assert labelled_days(_days(4_000), 0.2, 110.0)
