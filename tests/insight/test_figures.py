from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from aimonitor.domain.money import Money
from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import FigureStatus
from aimonitor.domain.usage import Balance, BalanceRole, Provenance, Spend
from aimonitor.insight.figures import (
    FROM_BALANCE,
    balance_left,
    complete_days,
    is_derived,
    month_cost,
    today_cost,
    token_count,
)
from tests.insight.facts import EVERYTHING, NOW, TODAY, day, facts, usd

FIRST = date(2026, 11, 1)
NO_MONEY = EVERYTHING - {Capability.COST, Capability.BALANCE}


def november(until: int) -> list[date]:
    return [date(2026, 11, number) for number in range(1, until + 1)]


def test_the_month_is_the_sum_of_its_days_and_leaves_other_months_out() -> None:
    found = facts(day(date(2026, 10, 31), usd("99")), *(day(when, usd("0.1")) for when in november(15)))
    month = month_cost(found, EVERYTHING, TODAY)
    assert month.totals == (usd("1.5"),)
    assert (month.missing, month.through) == (0, TODAY)
    assert not month.complete


def test_a_known_zero_is_zero_and_an_unread_month_is_unknown() -> None:
    zero = month_cost(facts(*(day(when, usd("0")) for when in november(15))), EVERYTHING, TODAY)
    assert (zero.status, zero.totals) == (FigureStatus.KNOWN, (usd("0"),))
    unread = month_cost(facts(day(date(2026, 10, 31), usd("3"))), EVERYTHING, TODAY)
    assert (unread.status, unread.totals) == (FigureStatus.UNKNOWN, ())


def test_a_day_with_tokens_only_does_not_count_as_a_day_without_cost() -> None:
    found = facts(*(day(when, tokens=5) for when in november(15)))
    assert month_cost(found, EVERYTHING, TODAY).status is FigureStatus.UNKNOWN


def test_missing_completed_days_are_counted_and_said() -> None:
    days = [day(when, usd("1")) for when in november(15) if when.day not in (4, 9)]
    month = month_cost(facts(*days), EVERYTHING, TODAY)
    assert month.missing == 2
    assert "2 days" in month.note


def test_a_report_that_lags_by_a_day_is_not_a_gap() -> None:
    month = month_cost(facts(*(day(when, usd("1")) for when in november(13))), EVERYTHING, TODAY)
    assert (month.missing, month.through) == (0, date(2026, 11, 13))


def test_a_report_that_lags_by_more_is_a_gap() -> None:
    month = month_cost(facts(*(day(when, usd("1")) for when in november(11))), EVERYTHING, TODAY)
    assert month.missing == 2


def test_two_currencies_stay_apart() -> None:
    yuan = Money(amount=Decimal(7), currency="CNY")
    month = month_cost(facts(day(FIRST, usd("1"), yuan)), EVERYTHING, TODAY)
    assert month.totals == (yuan, usd("1"))


def test_what_the_service_states_beats_our_sum() -> None:
    stated = Spend(
        period=PeriodKind.THIS_MONTH,
        first=FIRST,
        money=usd("12.5"),
        provenance=Provenance.REPORTED,
        complete=False,
    )
    month = month_cost(facts(day(FIRST, usd("1")), spends=(stated,)), EVERYTHING, TODAY)
    assert (month.totals, month.provenance) == ((usd("12.5"),), Provenance.REPORTED)


def test_a_statement_about_last_month_is_not_taken_for_this_one() -> None:
    old = Spend(
        period=PeriodKind.THIS_MONTH,
        first=date(2026, 10, 1),
        money=usd("80"),
        provenance=Provenance.REPORTED,
    )
    assert month_cost(facts(spends=(old,)), EVERYTHING, TODAY).status is FigureStatus.UNKNOWN


def test_yesterdays_statement_about_today_is_not_todays() -> None:
    old = Spend(
        period=PeriodKind.TODAY,
        first=TODAY - timedelta(days=1),
        money=usd("4"),
        provenance=Provenance.REPORTED,
    )
    found = today_cost(facts(spends=(old,)), EVERYTHING, TODAY)
    assert found.status is FigureStatus.UNKNOWN
    assert "not reported yet" in found.note


def test_a_key_that_reads_no_cost_has_none_rather_than_an_unknown_one() -> None:
    assert month_cost(facts(), NO_MONEY, TODAY).status is FigureStatus.NOT_OFFERED
    assert balance_left(facts(), NO_MONEY).status is FigureStatus.NOT_OFFERED


def test_tokens_are_summed_and_unknown_when_unread() -> None:
    found = facts(day(FIRST, tokens=100), day(TODAY, usd("1"), tokens=7))
    assert token_count(found, EVERYTHING, FIRST, TODAY).value == 107
    assert token_count(found, EVERYTHING, FIRST, TODAY).missing == (TODAY - FIRST).days - 1
    unread = token_count(facts(day(TODAY, usd("1"))), EVERYTHING, FIRST, TODAY)
    assert (unread.status, unread.value) == (FigureStatus.UNKNOWN, None)


def test_granted_and_paid_are_parts_of_the_total_balance() -> None:
    left = balance_left(
        facts(
            balances=(
                Balance(role=BalanceRole.TOTAL, money=usd("10")),
                Balance(role=BalanceRole.GRANTED, money=usd("4")),
                Balance(role=BalanceRole.PAID, money=usd("6")),
            )
        ),
        EVERYTHING,
    )
    assert left.totals == (usd("10"),)


def test_a_negative_balance_is_shown_and_an_unread_one_is_unknown() -> None:
    debt = balance_left(facts(balances=(Balance(role=BalanceRole.TOTAL, money=usd("-2")),)), EVERYTHING)
    assert debt.totals == (usd("-2"),)
    assert balance_left(facts(), EVERYTHING).status is FigureStatus.UNKNOWN
    assert balance_left(facts(balances=()), EVERYTHING).status is FigureStatus.NOT_OFFERED


def test_days_count_as_complete_only_when_each_is_known_in_full() -> None:
    days = [day(when, usd("1")) for when in november(5)]
    assert complete_days(days, FIRST, date(2026, 11, 5)) == (usd("5"),)
    assert complete_days(days, FIRST, date(2026, 11, 6)) is None
    days[2] = day(date(2026, 11, 3), usd("1"), complete=False)
    assert complete_days(days, FIRST, date(2026, 11, 5)) is None
    assert complete_days(days, FIRST, date(2026, 10, 31)) is None


def test_the_first_of_a_month_knows_nothing_of_it_yet() -> None:
    first = datetime(2026, 11, 1, 0, 5, tzinfo=UTC).date()
    found = month_cost(facts(day(date(2026, 10, 31), usd("5"))), EVERYTHING, first)
    assert (found.status, found.totals) == (FigureStatus.UNKNOWN, ())
    assert month_cost(facts(day(first, usd("0.01"))), EVERYTHING, first).missing == 0


def test_on_the_first_of_a_month_the_month_is_today() -> None:
    first = date(2026, 12, 1)
    stated = Spend(
        period=PeriodKind.TODAY, first=first, money=usd("0"), provenance=Provenance.ESTIMATED, complete=False
    )
    found = facts(day(date(2026, 11, 30), usd("5")), spends=(stated,), spends_at=NOW)
    assert month_cost(found, EVERYTHING, first).totals == today_cost(found, EVERYTHING, first).totals
    assert month_cost(found, EVERYTHING, first).status is FigureStatus.KNOWN
    assert month_cost(facts(), EVERYTHING, first).status is FigureStatus.UNKNOWN


def test_a_cost_that_follows_from_a_balance_says_so_before_there_is_one() -> None:
    only_balance = frozenset({Capability.BALANCE})
    for figure in (month_cost(facts(), only_balance, TODAY), today_cost(facts(), only_balance, TODAY)):
        assert (figure.status, figure.note) == (FigureStatus.UNKNOWN, FROM_BALANCE)
    for more in (Capability.COST, Capability.TODAY_COST):
        assert not is_derived(only_balance | {more})


def test_a_derived_figure_says_since_when_and_what_a_gap_means() -> None:
    read = (TODAY - timedelta(days=3), TODAY - timedelta(days=1), TODAY)
    days = tuple(
        replace(day(when, usd("2"), tokens=tokens), provenance=Provenance.DERIVED)
        for when, tokens in zip(read, (None, None, 5), strict=True)
    )
    figure = month_cost(facts(*days, history_since=TODAY - timedelta(days=9)), EVERYTHING, TODAY)
    assert figure.note == (
        "Worked out from falls of the balance since 12 Nov 2026. 1 day without a reading: what was spent "
        "then stands on the next one read."
    )
    assert figure.missing == 12


def test_a_sum_of_stated_spends_goes_as_far_as_the_one_that_ends_first() -> None:
    ends = (date(2026, 11, 12), date(2026, 11, 14))
    spends = tuple(
        Spend(
            period=PeriodKind.THIS_MONTH,
            first=FIRST,
            money=usd("1"),
            provenance=Provenance.REPORTED,
            complete=False,
            through=end,
        )
        for end in ends
    )
    assert month_cost(facts(spends=spends, spends_at=NOW), EVERYTHING, TODAY).through == ends[0]
