from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from aimonitor.domain.periods import ONE_DAY
from aimonitor.insight.forecast import days_until_forecast, month_estimate, pace, passes_on

MONDAY = date(2026, 11, 23)


def before(today: date, count: int, amount: str = "10") -> dict[date, Decimal]:
    return {today - n * ONE_DAY: Decimal(amount) for n in range(1, count + 1)}


def working(today: date, count: int = 56) -> dict[date, Decimal]:
    return {day: Decimal(10 if day.weekday() < 5 else 0) for day in before(today, count)}


@pytest.mark.parametrize(("known", "wait"), [(0, 3), (1, 2), (2, 1), (3, 0), (40, 0)])
def test_three_complete_days_are_needed(known: int, wait: int) -> None:
    costs = before(MONDAY, known)
    assert days_until_forecast(costs, MONDAY) == wait
    assert (pace(costs, MONDAY) is None) == (wait > 0)


def test_days_of_long_ago_and_today_and_tomorrow_do_not_count() -> None:
    old = before(MONDAY - 56 * ONE_DAY, 5)
    assert days_until_forecast(old | {MONDAY: Decimal(1), MONDAY + ONE_DAY: Decimal(1)}, MONDAY) == 3


@pytest.mark.parametrize(
    ("today", "spent", "middle"),
    [
        (date(2026, 11, 1), "0", "300"),  # first of a month
        (date(2026, 11, 30), "290", "300"),  # last of a month
        (date(2026, 12, 31), "300", "310"),
        (date(2028, 2, 10), "90", "290"),  # leap year
        (date(2028, 2, 29), "280", "290"),  # leap day
        (date(2027, 2, 10), "90", "280"),
    ],
)
def test_a_steady_month_ends_where_its_days_lead(today: date, spent: str, middle: str) -> None:
    found = month_estimate(before(today, 56), Decimal(spent), Decimal(0), today)
    assert found is not None
    assert round(found.middle, 6) == Decimal(middle)


@pytest.mark.parametrize(
    ("spent_today", "middle"),
    [
        (None, "300"),  # unknown: an ordinary day is to come
        ("0", "300"),
        ("4", "300"),  # a part of an ordinary day
        ("10", "300"),
        ("25", "315"),  # more than a whole day: nothing more of today, and nothing less of the others
    ],
)
def test_the_part_of_today_that_is_gone_is_not_expected_again(spent_today: str | None, middle: str) -> None:
    today = date(2026, 11, 16)
    part = None if spent_today is None else Decimal(spent_today)
    found = month_estimate(before(today, 56), 150 + (part or Decimal(0)), part, today)
    assert found is not None
    assert round(found.middle, 6) == Decimal(middle)


def test_weekends_cost_what_weekends_cost() -> None:
    found = pace(working(MONDAY), MONDAY)
    assert found is not None
    assert found.on(date(2026, 11, 28)) < 2
    assert found.on(MONDAY) > 9


def test_a_gap_of_this_month_is_expected_to_be_an_ordinary_day_unless_the_sum_holds_it() -> None:
    today = date(2026, 11, 16)
    costs = before(today, 56)
    del costs[date(2026, 11, 10)], costs[date(2026, 11, 11)]
    summed = month_estimate(costs, Decimal(130), Decimal(0), today)
    stated = month_estimate(costs, Decimal(150), Decimal(0), today)
    assert summed is not None
    assert stated is not None
    assert round(summed.middle, 6) == round(stated.middle, 6) == 300
    assert summed.half_width > stated.half_width


def test_days_before_the_first_known_one_are_no_gap() -> None:
    today = date(2026, 11, 16)
    found = month_estimate(before(today, 5), Decimal(50), Decimal(0), today)
    assert found is not None
    assert round(found.middle, 6) == 200


def test_yesterday_not_told_yet_is_still_expected() -> None:
    today = date(2026, 11, 16)
    costs = before(today, 56)
    del costs[today - ONE_DAY]
    found = month_estimate(costs, Decimal(140), None, today)
    assert found is not None
    assert round(found.middle, 6) == 300


def test_nothing_spent_leads_nowhere_and_is_certain() -> None:
    found = month_estimate(before(MONDAY, 56, "0"), Decimal(0), Decimal(0), MONDAY)
    assert found is not None
    assert found.middle == found.half_width == 0


@pytest.mark.parametrize("corrected", ["-5", "-500"])
def test_a_negative_correction_never_makes_a_negative_day(corrected: str) -> None:
    costs = before(MONDAY, 56) | {MONDAY - ONE_DAY: Decimal(corrected)}
    found = pace(costs, MONDAY)
    assert found is not None
    assert all(cost >= 0 for cost in found.by_weekday)
    estimate = month_estimate(costs, Decimal(200), Decimal(0), MONDAY)
    assert estimate is not None
    assert estimate.middle >= 200


def test_recent_days_weigh_more() -> None:
    costs = before(MONDAY, 56) | before(MONDAY, 14, "20")
    found = pace(costs, MONDAY)
    assert found is not None
    assert found.of_week > 7 * 15


def test_few_days_are_less_certain_than_many() -> None:
    uneven = {day: Decimal(8 if day.day % 2 else 12) for day in before(MONDAY, 56)}
    few = {day: cost for day, cost in uneven.items() if day >= MONDAY - 5 * ONE_DAY}
    sure, unsure = (month_estimate(costs, Decimal(220), None, MONDAY) for costs in (uneven, few))
    assert sure is not None
    assert unsure is not None
    assert unsure.half_width > 2 * sure.half_width


@pytest.mark.parametrize(
    ("limit", "spent", "today_part", "passes"),
    [
        ("300", "225", "5", None),  # reached on the last day, not passed
        ("299", "225", "5", 30),
        ("240", "225", "5", 25),
        ("230", "225", "5", 24),
        ("229", "225", "5", 23),
        ("220", "225", "5", 23),  # passed already
        ("1000", "225", "5", None),
    ],
)
def test_the_day_on_which_a_limit_passes(limit: str, spent: str, today_part: str, passes: int | None) -> None:
    costs = before(MONDAY, 56)
    day = passes_on(
        Decimal(limit),
        Decimal(spent),
        Decimal(today_part),
        costs,
        today=MONDAY,
        last=date(2026, 11, 30),
    )
    assert (day.day if day else None) == passes


def test_without_a_pace_only_a_limit_that_is_passed_is_told() -> None:
    last = MONDAY + timedelta(days=7)
    assert passes_on(Decimal(5), Decimal(4), None, {}, today=MONDAY, last=last) is None
    assert passes_on(Decimal(5), Decimal(6), None, {}, today=MONDAY, last=last) == MONDAY
    idle = before(MONDAY, 20, "0")
    assert passes_on(Decimal(5), Decimal(4), None, idle, today=MONDAY, last=last) is None
