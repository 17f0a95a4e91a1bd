from __future__ import annotations

import statistics
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from aimonitor.domain.periods import ONE_DAY
from aimonitor.insight.spikes import _median, day_spike, hour_spike

MONDAY = date(2026, 11, 23)
SATURDAY = date(2026, 11, 28)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def weeks(today: date, working: str = "10", weekend: str = "1", count: int = 56) -> dict[date, Decimal]:
    days = (today - n * ONE_DAY for n in range(1, count + 1))
    return {day: Decimal(working if day.weekday() < 5 else weekend) for day in days}


@pytest.mark.parametrize(
    ("day", "amount", "spike"),
    [
        (MONDAY, "29", False),
        (MONDAY, "30", False),  # three times the usual is not more than that
        (MONDAY, "31", True),
        (SATURDAY, "10", True),  # a working day's cost on a day off
        (SATURDAY, "2.9", False),
        (MONDAY, "-5", False),
    ],
)
def test_a_day_is_held_against_days_like_it(day: date, amount: str, *, spike: bool) -> None:
    found = day_spike(weeks(day), day, Decimal(amount))
    assert (found is not None) is spike


def test_a_spike_says_what_is_usual_and_how_many_times_that_it_is() -> None:
    found = day_spike(weeks(MONDAY), MONDAY, Decimal(45))
    assert found is not None
    assert (found.amount, found.usual, found.factor) == (Decimal(45), Decimal(10), Decimal("4.5"))


def test_cents_do_not_alarm_and_the_floor_is_the_callers() -> None:
    costs = weeks(MONDAY, "0.02", "0.02")
    assert day_spike(costs, MONDAY, Decimal("0.9")) is None
    assert day_spike(costs, MONDAY, Decimal("0.9"), floor=Decimal("0.5")) is not None
    assert day_spike(costs, MONDAY, Decimal("1.5")) is not None


def test_where_nothing_is_usual_there_is_no_factor() -> None:
    found = day_spike(weeks(MONDAY, "0", "0"), MONDAY, Decimal(5))
    assert found is not None
    assert (found.usual, found.factor) == (Decimal(0), None)


@pytest.mark.parametrize(("known", "told"), [(4, False), (6, False), (8, True)])
def test_too_few_days_like_it_tell_nothing(known: int, *, told: bool) -> None:
    assert (day_spike(weeks(MONDAY, count=known), MONDAY, Decimal(500)) is not None) is told


def test_a_new_habit_is_usual_within_a_week() -> None:
    costs = weeks(MONDAY)
    for n in (3, 4, 5):  # Friday, Thursday, Wednesday
        costs[MONDAY - n * ONE_DAY] = Decimal(40)
    assert day_spike(costs, MONDAY, Decimal(42)) is None


def test_one_spike_does_not_hide_the_next_but_bursts_are_a_habit() -> None:
    costs = weeks(MONDAY)
    costs[MONDAY - 10 * ONE_DAY] = Decimal(400)
    assert day_spike(costs, MONDAY, Decimal(300)) is not None
    costs[MONDAY - 20 * ONE_DAY] = Decimal(400)
    assert day_spike(costs, MONDAY, Decimal(300)) is None


def test_scattered_days_allow_for_more() -> None:
    costs = {day: Decimal(3 + (n * 7) % 15) for n, day in enumerate(weeks(MONDAY))}
    assert day_spike(costs, MONDAY, Decimal(32)) is None
    assert day_spike(costs, MONDAY, Decimal(70)) is not None


def test_the_day_itself_and_later_ones_are_not_looked_at() -> None:
    costs = weeks(MONDAY)
    later = {MONDAY + n * ONE_DAY: Decimal(90) for n in range(30)}
    assert day_spike(costs | later, MONDAY, Decimal(45)) == day_spike(costs, MONDAY, Decimal(45))


def hours(amount: str, count: int = 56) -> dict[datetime, Decimal]:
    return {NOON - timedelta(hours=n): Decimal(amount) for n in range(1, 24 * count)}


def test_an_hour_is_held_against_hours_around_it_on_days_like_its_own() -> None:
    usual = hours("1") | {NOON - n * ONE_DAY: Decimal("1.2") for n in range(1, 50)}
    assert hour_spike(usual, NOON, Decimal("2.5")) is None
    found = hour_spike(usual, NOON, Decimal(6))
    assert found is not None
    assert found.usual == 1


def test_a_night_does_not_make_a_day_of_work_a_spike() -> None:
    work = {start: cost if 8 <= start.hour < 18 else Decimal(0) for start, cost in hours("5").items()}
    assert hour_spike(work, NOON, Decimal(7)) is None
    assert hour_spike(work, NOON.replace(hour=3), Decimal(8)) is not None
    assert hour_spike(work, NOON.replace(hour=3), Decimal(7)) is None, "hours like it come by day"


def test_jobs_that_run_now_and_then_are_a_habit_and_one_incident_is_none() -> None:
    quiet = hours("1")
    jobs = {NOON - timedelta(hours=50 * n + 5): Decimal(30) for n in range(1, 9)}
    assert hour_spike(quiet | jobs, NOON, Decimal(40)) is None
    incident = {NOON - timedelta(days=9, hours=n): Decimal(30) for n in range(6, 11)}
    assert hour_spike(quiet | incident, NOON, Decimal(40)) is not None


def test_few_hours_tell_nothing() -> None:
    assert hour_spike(hours("1", count=8), NOON, Decimal(60)) is None


@pytest.mark.parametrize("costs", [["7"], ["9", "1"], ["3", "1", "2"], ["0.1", "5", "5", "0.35", "-2"]])
def test_the_median_is_that_of_statistics(costs: list[str]) -> None:
    told = [Decimal(cost) for cost in costs]
    assert _median(iter(told)) == statistics.median(told)
