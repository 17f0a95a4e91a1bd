from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from aimonitor.domain.history import Series
from aimonitor.insight.grouping import Grouping, grouped
from aimonitor.ui.charts.layout import extent, total
from aimonitor.ui.charts.view import Zoom, between, closer, within, without
from tests.ui.details.samples import picture_history
from tests.ui.moments import TODAY

SERIES: Series = picture_history().spend[0]


def test_a_part_that_is_left_out_is_in_no_bar_no_scale_and_no_sum() -> None:
    shown = without(SERIES, {"gpt-5.1"})
    assert shown.labels == SERIES.labels
    assert shown.totals[0] == 0
    assert shown.totals[1:] == SERIES.totals[1:]
    assert all(day.values[0] == 0 for day in shown.days if day.values)
    assert extent(shown)[1] < extent(SERIES)[1]


def test_a_gap_stays_a_gap_without_a_part() -> None:
    assert [day.status for day in without(SERIES, {"gpt-5.1"}).days] == [day.status for day in SERIES.days]


def test_unknown_labels_change_nothing() -> None:
    assert without(SERIES, {"no such model"}) is SERIES
    assert without(SERIES, frozenset()) is SERIES


def test_a_zoom_shows_its_days_and_their_own_totals() -> None:
    zoom = Zoom(first=TODAY - timedelta(days=4), last=TODAY)
    shown = within(SERIES, zoom)
    assert [day.day for day in shown.days] == [day.day for day in SERIES.days[-5:]]
    assert sum(shown.totals, Decimal(0)) == sum(map(total, SERIES.days[-5:]), Decimal(0))


def test_a_zoom_takes_whole_groups() -> None:
    weeks = grouped(SERIES, Grouping.WEEK)
    inside = weeks.days[2].day + timedelta(days=2)
    assert within(weeks, Zoom(first=inside, last=inside)).days == (weeks.days[2],)


def test_a_zoom_beside_all_days_shows_all() -> None:
    past = TODAY - timedelta(days=900)
    assert within(SERIES, Zoom(first=past, last=past)) is SERIES
    assert within(SERIES, None) is SERIES


@pytest.mark.parametrize("ends", [(3, 9), (9, 3)])
def test_a_stretch_is_drawn_in_either_direction(ends: tuple[int, int]) -> None:
    assert between(SERIES, *ends) == Zoom(first=SERIES.days[3].day, last=SERIES.days[9].day)


@pytest.mark.parametrize("ends", [(4, 4), (0, 29)])
def test_one_bar_or_all_of_them_are_no_closer_look(ends: tuple[int, int]) -> None:
    assert between(SERIES, *ends) is None


def test_looking_closer_halves_the_days_around_a_place_down_to_two() -> None:
    near = closer(SERIES, 15)
    assert near is not None
    assert len(within(SERIES, near).days) == 15
    at_the_end = closer(SERIES, 29)
    assert at_the_end is not None
    assert at_the_end.last == TODAY
    two = within(SERIES, Zoom(first=SERIES.days[0].day, last=SERIES.days[1].day))
    assert closer(two, 0) is None
