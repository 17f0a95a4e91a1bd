from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimonitor.domain.periods import (
    Period,
    PeriodKind,
    day_start,
    month_end,
    month_start,
    period,
    previous_month,
    utc_day,
)

PATIENT = settings(deadline=None)
DAYS = st.dates(min_value=date(1970, 2, 1), max_value=date(9998, 12, 31))


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (PeriodKind.TODAY, date(2026, 3, 1), date(2026, 3, 1)),
        (PeriodKind.LAST_7_DAYS, date(2026, 2, 23), date(2026, 3, 1)),
        (PeriodKind.LAST_30_DAYS, date(2026, 1, 31), date(2026, 3, 1)),
        (PeriodKind.THIS_MONTH, date(2026, 3, 1), date(2026, 3, 1)),
        (PeriodKind.LAST_MONTH, date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_periods_on_the_first_of_a_month(kind: PeriodKind, first: date, last: date) -> None:
    assert period(kind, date(2026, 3, 1)) == Period(kind=kind, first=first, last=last)


def test_last_month_of_january_is_in_the_year_before() -> None:
    last_month = period(PeriodKind.LAST_MONTH, date(2027, 1, 15))
    assert (last_month.first, last_month.last) == (date(2026, 12, 1), date(2026, 12, 31))


def test_only_the_user_knows_a_custom_period() -> None:
    with pytest.raises(ValueError, match="its own bounds"):
        period(PeriodKind.CUSTOM, date(2026, 3, 1))


def test_a_period_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="ends"):
        Period(kind=PeriodKind.CUSTOM, first=date(2026, 3, 2), last=date(2026, 3, 1))


@PATIENT
@given(DAYS, st.sampled_from([kind for kind in PeriodKind if kind is not PeriodKind.CUSTOM]))
def test_a_period_holds_exactly_its_days(today: date, kind: PeriodKind) -> None:
    span = period(kind, today)
    days = list(span.days())
    assert days == sorted(set(days))
    assert (days[0], days[-1]) == (span.first, span.last)
    assert len(days) == (span.last - span.first).days + 1
    assert all(day in span for day in days)
    assert span.first - timedelta(days=1) not in span
    assert span.last + timedelta(days=1) not in span
    assert (today in span) is (kind is not PeriodKind.LAST_MONTH)


@PATIENT
@given(DAYS)
def test_months_meet_without_gap_or_overlap(day: date) -> None:
    assert month_start(day).day == 1
    assert month_start(day) <= day <= month_end(day)
    assert (month_end(day) + timedelta(days=1)).day == 1
    assert month_end(previous_month(day)) + timedelta(days=1) == month_start(day)
    assert month_start(month_end(day)) == month_start(day)


@pytest.mark.parametrize(
    ("day", "end"), [(date(2028, 2, 1), 29), (date(2026, 2, 28), 28), (date(2026, 12, 31), 31)]
)
def test_months_have_their_own_lengths(day: date, end: int) -> None:
    assert month_end(day).day == end


@pytest.mark.parametrize(
    ("hours", "day"), [(14, date(2026, 11, 14)), (-10, date(2026, 11, 15)), (0, date(2026, 11, 15))]
)
def test_a_day_is_a_utc_day_wherever_the_clock_stands(hours: int, day: date) -> None:
    now = datetime(2026, 11, 15, 0, 30, tzinfo=timezone(timedelta(hours=hours)))
    assert utc_day(now) == day


def test_a_naive_time_has_no_day() -> None:
    with pytest.raises(ValueError, match="naive"):
        utc_day(datetime(2026, 11, 15))  # noqa: DTZ001  that is the point


@PATIENT
@given(DAYS)
def test_a_day_starts_at_midnight_utc(day: date) -> None:
    start = day_start(day)
    assert start.tzinfo is UTC
    assert utc_day(start) == day
    assert utc_day(start - timedelta(microseconds=1)) == day - timedelta(days=1)
