from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from aimonitor.domain.money import Money
from aimonitor.domain.usage import Balance, BalanceRole
from aimonitor.insight.derived import DerivedDay, Level, derived_days, levels, of_two_accounts
from tests.insight.facts import usd


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def level(when: datetime, total: str, granted: str | None = None, paid: str | None = None) -> Level:
    return Level(
        at=when,
        total=usd(total),
        granted=None if granted is None else usd(granted),
        paid=None if paid is None else usd(paid),
    )


def told(days: tuple[DerivedDay, ...]) -> list[tuple[int, str, str, bool]]:
    return [(day.day.day, str(day.spent.amount), str(day.topped_up.amount), day.complete) for day in days]


def test_falls_of_a_day_are_its_spend_and_rises_are_top_ups() -> None:
    readings = [
        level(at(3, 9), "10"),
        level(at(3, 10), "8.5"),
        level(at(3, 11), "28.5"),
        level(at(3, 12), "28"),
    ]
    assert told(derived_days(readings)) == [(3, "2.0", "20.0", False)]


def test_a_fall_over_midnight_belongs_to_the_day_of_the_later_reading() -> None:
    readings = [level(at(3, 23, 55), "10"), level(at(4, 0, 5), "9"), level(at(5, 0, 5), "9")]
    assert told(derived_days(readings)) == [(3, "0", "0", False), (4, "1", "0", True), (5, "0", "0", False)]


def test_the_day_of_the_first_reading_and_the_newest_day_are_never_complete() -> None:
    assert told(derived_days([level(at(3), "10")])) == [(3, "0", "0", False)]
    days = derived_days([level(at(3), "10"), level(at(4), "9"), level(at(5), "8")])
    assert [day.complete for day in days] == [False, True, False]


def test_days_without_a_reading_stay_unknown_and_those_beside_them_are_not_complete() -> None:
    readings = [
        level(at(2), "11"),
        level(at(3), "10"),
        level(at(6), "4"),
        level(at(7), "3"),
        level(at(8), "3"),
    ]
    assert told(derived_days(readings)) == [
        (2, "0", "0", False),
        (3, "1", "0", False),
        (6, "6", "0", False),
        (7, "1", "0", True),
        (8, "0", "0", False),
    ]


def test_nothing_was_spent_on_days_over_which_the_balance_stayed_as_it_was() -> None:
    readings = [level(at(2), "10"), level(at(3), "10"), level(at(6), "10"), level(at(7), "9")]
    assert told(derived_days(readings)) == [
        (2, "0", "0", False),
        (3, "0", "0", True),
        (4, "0", "0", True),
        (5, "0", "0", True),
        (6, "0", "0", True),
        (7, "1", "0", False),
    ]


def test_a_grant_that_is_gone_at_one_stroke_beside_untouched_money_has_expired() -> None:
    readings = [level(at(3, 9), "15", "5", "10"), level(at(3, 10), "10", "0", "10")]
    assert told(derived_days(readings)) == [(3, "0", "0", False)]


def test_a_grant_that_is_used_is_spend() -> None:
    used = [level(at(3, 9), "15", "5", "10"), level(at(3, 10), "13", "3", "10")]
    assert told(derived_days(used)) == [(3, "2", "0", False)]
    used_up = [level(at(3, 9), "15", "5", "10"), level(at(3, 10), "9.5", "0", "9.5")]
    assert told(derived_days(used_up)) == [(3, "5.5", "0", False)]
    alone = [level(at(3, 9), "5", "5", "0"), level(at(3, 10), "0", "0", "0")]
    assert told(derived_days(alone)) == [(3, "5", "0", False)]


def test_a_grant_that_expires_beside_a_top_up_takes_nothing_from_it() -> None:
    readings = [level(at(3, 9), "15", "5", "10"), level(at(3, 10), "10", "0", "10"), level(at(3, 11), "30")]
    assert told(derived_days(readings)) == [(3, "0", "20", False)]


def test_a_reading_is_told_apart_by_currency_and_needs_a_total() -> None:
    balances = (
        Balance(role=BalanceRole.TOTAL, money=usd("3")),
        Balance(role=BalanceRole.TOTAL, money=usd("4")),
        Balance(role=BalanceRole.PAID, money=usd("2")),
        Balance(role=BalanceRole.TOTAL, money=Money(amount=Decimal(9), currency="CNY")),
        Balance(role=BalanceRole.GRANTED, money=Money(amount=Decimal(1), currency="EUR")),
    )
    found = levels(at(3), balances)
    assert set(found) == {"USD", "CNY"}
    assert found["USD"] == Level(at=at(3), total=usd("7"), paid=usd("2"))


def test_nothing_follows_from_no_reading() -> None:
    assert derived_days([]) == ()


amounts = st.integers(0, 2000).map(lambda cents: usd(str(Decimal(cents) / 100)))
moments = st.integers(0, 20 * 24 * 12).map(lambda n: at(1, 0) + timedelta(minutes=5 * n))
series = st.lists(
    st.builds(Level, at=moments, total=amounts), min_size=1, max_size=30, unique_by=lambda r: r.at
)


@given(series, st.data())
def test_readings_may_come_in_any_order_and_more_than_once(
    readings: list[Level], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(readings))
    again = data.draw(st.lists(st.sampled_from(readings), max_size=5))
    assert derived_days([*shuffled, *again]) == derived_days(readings)


@given(series)
def test_what_was_spent_and_topped_up_leads_from_the_first_balance_to_the_last(readings: list[Level]) -> None:
    in_order = sorted(readings, key=lambda reading: reading.at)
    days = derived_days(readings)
    spent = sum((day.spent.amount for day in days), Decimal(0))
    topped_up = sum((day.topped_up.amount for day in days), Decimal(0))
    assert in_order[0].total.amount - spent + topped_up == in_order[-1].total.amount
    assert all(day.spent.amount >= 0 and day.topped_up.amount >= 0 for day in days)


@given(series)
def test_every_day_with_a_reading_is_known_and_none_is_invented(readings: list[Level]) -> None:
    read = {reading.at.date() for reading in readings}
    found = {day.day: day for day in derived_days(readings)}
    assert read <= set(found)
    assert all(found[day].spent.amount == 0 for day in set(found) - read)
    assert all(min(read) <= day <= max(read) for day in found)
    assert date(2026, 10, 31) not in found


def test_a_grant_is_gone_by_itself_only_where_paid_money_is_told_before_and_after() -> None:
    before = level(at(3, 9), "15", granted="5", paid="10")
    for after, spent in (
        (level(at(3, 10), "10", granted="0", paid="10"), "0"),
        (level(at(3, 10), "10", paid="10"), "5"),
        (level(at(3, 10), "10", granted="0"), "5"),
    ):
        (found,) = derived_days([before, after])
        assert found.spent == usd(spent)


def test_from_one_account_to_the_other_nothing_was_spent() -> None:
    before = [level(at(3, 9), "10"), level(at(3, 10), "8"), level(at(4, 9), "7")]
    after = [level(at(4, 12), "100"), level(at(4, 13), "95"), level(at(5, 9), "94")]
    found = told(of_two_accounts(before, after))
    assert [(number, spent, topped_up) for number, spent, topped_up, _ in found] == [
        (3, "2", "0"),
        (4, "6", "0"),
        (5, "1", "0"),
    ]
    assert [complete for number, *_, complete in found if number == 4] == [False]
