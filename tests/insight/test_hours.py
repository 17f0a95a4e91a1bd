from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from aimonitor.domain.hours import HourReading
from aimonitor.insight.hours import increments, newest_hours

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEKS = 4
USUAL = Decimal(1)


def reading(hour: datetime, cost: str | Decimal, minute: int = 55, currency: str = "USD") -> HourReading:
    costs = {currency: Decimal(cost)}
    return HourReading(hour=hour, read_at=hour + timedelta(minutes=minute), costs=costs)


def at(hour: int, cost: str, minute: int = 55) -> HourReading:
    return reading(MONDAY + hour * HOUR, cost, minute)


def past(until: datetime, usual: Decimal = USUAL) -> list[HourReading]:
    """Four weeks of hours that cost the same, up to `until`."""
    first = MONDAY - timedelta(weeks=WEEKS)
    hours = [first + n * HOUR for n in range((until - first) // HOUR)]
    return [reading(hour, usual * (hour.hour + 1)) for hour in hours]


def told(*readings: HourReading, usual: Decimal = USUAL) -> list[tuple[int, Decimal, bool, bool]]:
    """Hour, amount, whether it is a spike, whether it is over: after an ordinary past."""
    found = newest_hours([*past(readings[0].hour, usual), *readings])
    return [(one.hour.hour, one.amount, one.usual is not None, one.is_over) for one in found]


def costs(readings: Iterable[HourReading]) -> dict[int, str]:
    return {hour.hour: str(cost) for hour, cost in increments(list(readings), "USD").items()}


# --- what hours cost ----------------------------------------------------------------------------


def test_an_hour_costs_what_its_day_gained_since_the_hour_before() -> None:
    assert costs([at(9, "3"), at(10, "5"), at(11, "5"), at(12, "9.5")]) == {10: "2", 11: "0", 12: "4.5"}


def test_a_day_begins_with_nothing_at_midnight_utc() -> None:
    late = reading(MONDAY - HOUR, "80")
    assert costs([late, at(0, "2"), at(1, "3")]) == {0: "2", 1: "1"}
    assert costs([at(0, "2"), at(1, "3")]) == {1: "1"}, "nobody looked in the hour before"


def test_a_gap_tells_nothing_of_the_hours_in_it_nor_of_the_one_after() -> None:
    assert costs([at(9, "3"), at(12, "30"), at(13, "31")]) == {13: "1"}


@pytest.mark.parametrize(("minutes", "known"), [((5, 59), False), ((5, 20), True), ((59, 10), False)])
def test_what_lies_between_two_readings_must_be_about_an_hour(
    minutes: tuple[int, int], *, known: bool
) -> None:
    found = costs([at(9, "3", minutes[0]), at(10, "5", minutes[1])])
    assert (10 in found) is known


def test_a_correction_is_no_spend_and_coming_back_from_it_is_none_either() -> None:
    down_and_up = [at(9, "50"), at(10, "5"), at(11, "50"), at(12, "53")]
    assert costs(down_and_up) == {11: "0", 12: "3"}


def test_a_currency_that_was_not_there_before_had_cost_nothing() -> None:
    both = HourReading(
        hour=MONDAY + 10 * HOUR,
        read_at=MONDAY + 11 * HOUR,
        costs={"USD": Decimal(4), "EUR": Decimal(2)},
    )
    assert increments([at(9, "3"), both], "EUR") == {both.hour: Decimal(2)}


# --- the newest hour ----------------------------------------------------------------------------


def test_an_hour_far_above_the_usual_is_told_while_it_grows() -> None:
    assert told(at(9, "10"), at(10, "40", minute=20)) == [(10, Decimal(30), True, False)]
    (found,) = newest_hours([*past(MONDAY + 10 * HOUR), at(10, "40", minute=20)])
    assert found.usual == USUAL
    assert found.read_at == MONDAY + timedelta(hours=10, minutes=20)


def test_the_hour_before_speaks_until_another_is_over() -> None:
    assert told(at(9, "39"), at(10, "40", minute=5)) == [(9, Decimal(30), True, True)]
    assert told(at(9, "39"), at(10, "40"), at(11, "41", minute=5)) == [(10, Decimal(1), False, True)]


def test_an_ordinary_hour_that_still_grows_says_nothing_by_itself() -> None:
    assert told(at(9, "10"), at(10, "10.2", minute=10)) == [(9, Decimal(1), False, True)]
    gap = [one for one in past(MONDAY + 9 * HOUR) if one.hour < MONDAY + 7 * HOUR]
    assert newest_hours([*gap, at(9, "10"), at(10, "10.2", minute=10)]) == ()


def test_after_a_gap_nothing_is_said_however_much_was_spent_in_it() -> None:
    assert told(at(12, "90")) == [(12, Decimal(78), True, False)]
    gap = past(MONDAY + 9 * HOUR)
    assert newest_hours([*gap, at(12, "90")]) == ()


def test_over_midnight_the_last_day_says_nothing_of_the_new_one() -> None:
    midnight = MONDAY + timedelta(days=1)
    quiet = [*past(midnight), reading(midnight, "1", minute=30)]
    assert [one.usual for one in newest_hours(quiet)] == [None]
    loud = [*past(midnight), reading(midnight, "40", minute=30)]
    (found,) = newest_hours(loud)
    assert (found.hour, found.amount, found.usual) == (midnight, Decimal(40), USUAL)


def test_what_a_service_that_was_late_tells_at_once_is_no_spike() -> None:
    """Nothing for six hours at ten dollars each, then all of it."""
    ten = Decimal(10)
    flat = [at(hour, "90") for hour in range(9, 15)]
    assert told(*flat, at(15, "160"), usual=ten) == [(14, Decimal(0), False, True)]
    assert told(*flat, at(15, "600"), usual=ten) == [(15, Decimal(510), True, False)]


def test_with_few_days_known_nothing_is_a_spike() -> None:
    week = [one for one in past(MONDAY + 10 * HOUR) if one.hour >= MONDAY - timedelta(days=4)]
    assert [one.usual for one in newest_hours([*week, at(10, "500")])] == [None]


def test_currencies_are_judged_apart() -> None:
    now = HourReading(
        hour=MONDAY + 10 * HOUR,
        read_at=MONDAY + timedelta(hours=10, minutes=40),
        costs={"USD": Decimal("10.5"), "EUR": Decimal(400)},
    )
    found = {one.currency: one.usual for one in newest_hours([*past(now.hour), now])}
    assert found == {"EUR": Decimal(0), "USD": None}


def test_nothing_known_nothing_said() -> None:
    assert newest_hours([]) == ()
    assert newest_hours([at(9, "500")]) == ()
