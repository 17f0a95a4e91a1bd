from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimonitor.domain.history import DayStatus, Series, SeriesDay
from aimonitor.insight.grouping import Grouping, days_of, fitting, grouped, last_day

MONDAY = date(2026, 11, 2)
GROWING = "today is still growing"


def known(day: date, *amounts: str) -> SeriesDay:
    return SeriesDay(day=day, status=DayStatus.KNOWN, values=tuple(map(Decimal, amounts or ("1", "2"))))


def missing(day: date, why: str = "not read yet") -> SeriesDay:
    return SeriesDay(day=day, status=DayStatus.MISSING, values=(), note=why)


def partial(day: date, why: str = GROWING) -> SeriesDay:
    return SeriesDay(day=day, status=DayStatus.PARTIAL, values=(Decimal(1), Decimal(2)), note=why)


def series(*days: SeriesDay) -> Series:
    sums = tuple(sum((day.values[part] for day in days if day.values), Decimal(0)) for part in range(2))
    return Series(unit="USD", labels=("a", "b"), totals=sums, days=days)


def run(first: date, number: int) -> list[SeriesDay]:
    return [known(first + timedelta(days=place)) for place in range(number)]


def test_days_stay_as_they_are() -> None:
    one = series(*run(MONDAY, 9))
    assert grouped(one, Grouping.DAY) is one


def test_a_whole_week_is_known_and_has_the_sums_of_its_days() -> None:
    (week,) = grouped(series(*run(MONDAY, 7)), Grouping.WEEK).days
    assert (week.day, week.last, week.status) == (MONDAY, date(2026, 11, 8), DayStatus.KNOWN)
    assert (week.values, week.note) == ((Decimal(7), Decimal(14)), "")


def test_a_week_says_on_how_many_of_its_days_someone_is_missing() -> None:
    lacking = [partial(day.day, "without OpenAI") for day in run(MONDAY, 2)]
    whole = run(MONDAY + timedelta(days=2), 5)
    (week,) = grouped(series(*lacking, *whole), Grouping.WEEK).days
    assert (week.status, week.note) == (DayStatus.PARTIAL, "not complete on 2 of 7 days: without OpenAI")


def test_a_week_does_not_call_itself_a_day_and_today_names_itself() -> None:
    growing = partial(MONDAY, "this day is not complete yet")
    today = partial(MONDAY + timedelta(days=6), f"{GROWING}; without Claude")
    (week,) = grouped(series(growing, *run(MONDAY + timedelta(days=1), 5), today), Grouping.WEEK).days
    assert week.note == f"not complete on 1 of 7 days; {GROWING}, without Claude"
    (alone,) = grouped(series(growing), Grouping.WEEK).days
    assert alone.note == "this day is not complete yet; 1 of its 7 days are in this period"


@pytest.mark.parametrize(("start", "firsts"), [(1, [2, 9]), (7, [2, 8]), (6, [2, 7])])
def test_a_week_begins_on_the_day_that_the_locale_says(start: int, firsts: list[int]) -> None:
    weeks = grouped(series(*run(MONDAY, 10)), Grouping.WEEK, week_start=start).days
    assert [week.day.day for week in weeks] == firsts


def test_a_week_that_the_period_cuts_says_so() -> None:
    first, whole, last = grouped(series(*run(MONDAY - timedelta(days=2), 11)), Grouping.WEEK).days
    assert first.note == "2 of its 7 days are in this period"
    assert (first.status, whole.status, last.status) == (
        DayStatus.PARTIAL,
        DayStatus.KNOWN,
        DayStatus.PARTIAL,
    )


def test_months_have_the_length_they_have() -> None:
    january, february = grouped(series(*run(date(2028, 1, 1), 60)), Grouping.MONTH).days
    assert (january.status, february.status) == (DayStatus.KNOWN, DayStatus.KNOWN)
    assert february.last == date(2028, 2, 29)


def test_a_gap_makes_its_group_partial_with_the_reason_and_is_no_zero() -> None:
    days = [*run(MONDAY, 3), missing(MONDAY + timedelta(days=3)), *run(MONDAY + timedelta(days=4), 3)]
    (week,) = grouped(series(*days), Grouping.WEEK).days
    assert (week.status, week.note) == (DayStatus.PARTIAL, "no data on 1 of 7 days: not read yet")
    assert week.values == (Decimal(6), Decimal(12))


def test_a_group_with_today_in_it_is_partial() -> None:
    (week,) = grouped(series(*run(MONDAY, 6), partial(MONDAY + timedelta(days=6))), Grouping.WEEK).days
    assert (week.status, week.note) == (DayStatus.PARTIAL, GROWING)


def test_a_group_without_a_known_day_is_missing_and_tells_each_reason_once() -> None:
    days = [missing(MONDAY + timedelta(days=place), "a" if place < 5 else "b") for place in range(7)]
    (week,) = grouped(series(*days), Grouping.WEEK).days
    assert (week.status, week.values, week.note) == (DayStatus.MISSING, (), "a; b")


def test_a_group_of_known_zeros_is_a_known_zero() -> None:
    days = [known(MONDAY + timedelta(days=place), "0", "0") for place in range(7)]
    (week,) = grouped(series(*days), Grouping.WEEK).days
    assert (week.status, week.values) == (DayStatus.KNOWN, (Decimal(0), Decimal(0)))


@pytest.mark.parametrize(
    ("days", "by"),
    [
        (1, Grouping.DAY),
        (31, Grouping.DAY),
        (200, Grouping.WEEK),
        (365, Grouping.WEEK),
        (1095, Grouping.MONTH),
    ],
)
def test_the_grouping_fits_the_length(days: int, by: Grouping) -> None:
    assert fitting(days) is by


def test_an_empty_series_has_no_groups() -> None:
    assert grouped(series(), Grouping.MONTH).days == ()
    assert days_of(series()) == 0


kinds = st.sampled_from([known, partial, missing])


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.lists(kinds, max_size=90),
    st.sampled_from([Grouping.WEEK, Grouping.MONTH]),
    st.integers(1, 7),
)
def test_nothing_is_lost_and_nothing_counted_twice(
    first: date, made: list[Callable[[date], SeriesDay]], by: Grouping, week_start: int
) -> None:
    days = [make(first + timedelta(days=place)) for place, make in enumerate(made)]
    one = series(*days)
    found = grouped(one, by, week_start=week_start)
    assert days_of(found) == days_of(one) == len(days)
    for part in range(2):
        assert sum((day.values[part] for day in found.days if day.values), Decimal(0)) == one.totals[part]
    for before, after in zip(found.days, found.days[1:], strict=False):
        assert last_day(before) + timedelta(days=1) == after.day
