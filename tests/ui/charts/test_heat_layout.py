from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimonitor.ui.charts.heat_layout import STEPS, HeatLayout, place_after, step_of, thresholds
from aimonitor.ui.charts.layout import Box

WEDNESDAY = date(2026, 4, 1)
AREA = Box(40, 20, 800, 150)


def layout(**changes: object) -> HeatLayout:
    fields: dict[str, object] = {"first": WEDNESDAY, "days": 365, "area": AREA}
    return HeatLayout(**(fields | changes))  # type: ignore[arg-type]


def test_a_year_has_a_column_a_week_and_a_row_a_weekday() -> None:
    made = layout()
    assert made.weeks == 53
    assert made.cell(0).top == made.row_top(2)
    assert made.cell(5).left == made.column_left(1)
    assert made.cell(364).right <= AREA.right
    assert made.cell(364).bottom <= AREA.bottom


@pytest.mark.parametrize(("start", "row"), [(1, 2), (7, 3), (6, 4)])
def test_the_first_row_is_the_day_a_week_begins_with(start: int, row: int) -> None:
    made = layout(week_start=start)
    assert made.cell(0).top == made.row_top(row)
    assert made.weekday(row) == WEDNESDAY.isoweekday()


def test_from_right_to_left_the_first_week_stands_at_the_right() -> None:
    made = layout(is_mirrored=True)
    assert made.cell(0).left > made.cell(364).left
    assert made.cell(0).right <= AREA.right


@given(st.integers(0, 364), st.booleans(), st.integers(1, 7))
def test_a_point_in_a_cell_hits_its_day(place: int, is_mirrored: bool, week_start: int) -> None:  # noqa: FBT001
    made = layout(is_mirrored=is_mirrored, week_start=week_start)
    cell = made.cell(place)
    assert made.hit(cell.middle, cell.top + cell.height / 2) == place


@pytest.mark.parametrize("point", [(45, 25), (10, 60), (5000, 60), (300, 5), (300, 900)])
def test_beside_the_days_nothing_is_hit(point: tuple[float, float]) -> None:
    assert layout().hit(*point) is None


def test_months_are_named_where_they_begin() -> None:
    months = layout().months()
    assert [day.month for _, day in months] == [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]
    assert months[0] == (0, WEDNESDAY)


def test_keys_stay_within_the_days() -> None:
    assert place_after(None, 364, -7) == 364
    assert place_after(3, 364, -7) == 0
    assert place_after(360, 364, 7) == 364
    assert place_after(100, 364, 1) == 101


def test_days_are_parted_into_fifths_and_a_wild_one_does_not_pale_the_others() -> None:
    amounts = [Decimal(number) for number in range(1, 101)]
    calm = [step_of(amount, thresholds(amounts)) for amount in amounts]
    assert {step: calm.count(step) for step in range(STEPS)} == {0: 21, 1: 20, 2: 20, 3: 20, 4: 19}
    wild = [*amounts[:-1], Decimal(10**9)]
    assert [step_of(amount, thresholds(wild)) for amount in wild] == calm


def test_nothing_spent_has_no_step_and_credits_neither() -> None:
    assert step_of(Decimal(0), thresholds([Decimal(1)])) is None
    assert step_of(Decimal(-3), ()) is None
    assert thresholds([Decimal(0), Decimal(-1)]) == ()


@given(st.lists(st.decimals(0, 1000, places=4), max_size=40), st.decimals(0, 2000, places=4))
def test_steps_are_five_and_grow_with_the_amount(amounts: list[Decimal], other: Decimal) -> None:
    parts = thresholds(amounts)
    steps = [step for amount in sorted([*amounts, other]) if (step := step_of(amount, parts)) is not None]
    assert steps == sorted(steps)
    assert all(0 <= step < STEPS for step in steps)


def test_no_area_is_survived() -> None:
    made = layout(area=Box(0, 0, 1, 1), days=1)
    assert made.cell(0).width > 0
