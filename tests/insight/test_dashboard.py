from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from aimonitor.domain.money import Money
from aimonitor.domain.state import DayTotal, FigureStatus, Health, Lasting, ProviderFacts
from aimonitor.domain.usage import Balance, BalanceRole, Problem, Provenance
from aimonitor.errors import ProblemKind, Repair
from aimonitor.insight.amounts import marked_amounts, money_words
from aimonitor.insight.dashboard import change_of, dashboard
from tests.insight.facts import EVERYTHING, NOW, TODAY, bad_poll, day, facts, good_poll, provider, state, usd

SIXTY_DAYS = [TODAY - timedelta(days=n) for n in range(59, 0, -1)]


def steady(amount: str, *extra: DayTotal) -> tuple[DayTotal, ...]:
    return (*(day(when, usd(amount)) for when in SIXTY_DAYS), *extra)


def named(name: str, *days: DayTotal, **changes: object) -> ProviderFacts:
    return facts(*days, provider=provider(name), **changes)


def test_totals_add_what_is_known_per_currency_and_name_what_is_not() -> None:
    yuan = Money(amount=Decimal(5), currency="CNY")
    found = dashboard(
        [
            state(named("A", *steady("1", day(TODAY, usd("0.5"))))),
            state(named("B", day(TODAY, yuan))),
            state(named("C", last_good_at=None, last_poll=None)),
        ],
        NOW,
    )
    assert found.month.totals == (yuan, usd("14.5"))
    assert found.month.note == "without 1 provider"
    assert found.incomplete == ("b", "c")
    assert found.today.totals == (yuan, usd("0.5"))


def test_a_sum_says_of_each_currency_how_sure_it_is_and_where_days_are_missing() -> None:
    yuan = Money(amount=Decimal(5), currency="CNY")
    spent = DayTotal(day=TODAY - timedelta(days=9), cost=(yuan,), provenance=Provenance.DERIVED)
    billed = state(named("A", *steady("1", day(TODAY, usd("0.5")))))
    found = dashboard([billed, state(named("B", spent))], NOW).month
    assert dict(found.sources) == {"USD": Provenance.BILLED, "CNY": Provenance.DERIVED}
    assert (found.missing > 0, found.gaps) == (True, ("CNY",))
    assert marked_amounts(found, money_words, nothing="0.00") == "$14.50 · ≈¥5.00*"


def test_a_gap_in_a_currency_that_nobody_knows_may_be_in_any() -> None:
    billed = state(named("A", *steady("1", day(TODAY, usd("0.5")))))
    nothing_yet = state(named("B", DayTotal(day=TODAY - timedelta(days=9), cost=())))
    found = dashboard([billed, nothing_yet], NOW).month
    assert (found.missing > 0, found.gaps) == (True, ())
    assert marked_amounts(found, money_words, nothing="0.00") == "$14.50*"


def test_nothing_known_is_unknown_and_nothing_offered_is_not_offered() -> None:
    assert dashboard([state(named("A"))], NOW).month.status is FigureStatus.UNKNOWN
    free = state(named("A"), capabilities=frozenset())
    assert dashboard([free], NOW).month.status is FigureStatus.NOT_OFFERED
    assert dashboard([], NOW).month.status is FigureStatus.NOT_OFFERED


def test_the_change_compares_completed_days_of_both_months() -> None:
    days = tuple(day(when, usd("2" if when.month == 11 else "1")) for when in SIXTY_DAYS)
    found = dashboard([state(named("A", *days, day(TODAY, usd("100"), complete=False)))], NOW)
    assert found.change == (("USD", Decimal(1)),)
    assert found.change_through == date(2026, 10, 14)


def test_a_longer_month_is_compared_up_to_the_length_of_the_shorter() -> None:
    end_of_march = datetime(2026, 3, 31, 12, tzinfo=UTC)
    days = [end_of_march.date() - timedelta(days=n) for n in range(59, 0, -1)]
    spent = tuple(day(when, usd("1")) for when in days)
    found = dashboard([state(named("A", *spent, last_good_at=end_of_march), now=end_of_march)], end_of_march)
    assert found.change == (("USD", Decimal(0)),)
    assert found.change_through == date(2026, 2, 28)


def test_no_change_is_told_when_last_month_is_not_known_in_full() -> None:
    days = tuple(day(when, usd("2")) for when in SIXTY_DAYS if when != date(2026, 10, 3))
    assert dashboard([state(named("A", *days))], NOW).change == ()


def test_a_steady_month_is_forecast_to_the_cent_and_may_still_change() -> None:
    found = dashboard([state(named("A", *steady("2", day(TODAY, usd("0.5"), complete=False))))], NOW)
    (forecast,) = found.forecast
    assert forecast.middle == 60
    assert Decimal(57) < forecast.low < 60 < forecast.high < Decimal(63)


def test_no_forecast_before_three_complete_days_and_it_says_how_many_more() -> None:
    one = dashboard([state(named("A", day(TODAY - timedelta(days=1), usd("1"))))], NOW)
    assert (one.forecast, one.forecast_note) == ((), "needs 2 more days")


def test_the_range_holds_the_middle_and_widens_with_restless_days() -> None:
    restless = tuple(day(when, usd("4" if when.day % 2 else "0")) for when in SIXTY_DAYS)
    (forecast,) = dashboard([state(named("A", *restless))], NOW).forecast
    assert forecast.low < forecast.middle < forecast.high


def test_a_month_never_ends_below_what_is_spent() -> None:
    wild = tuple(day(when, usd("90" if when.day == 9 else "0")) for when in SIXTY_DAYS)
    (forecast,) = dashboard([state(named("A", *wild))], NOW).forecast
    assert forecast.low >= Decimal(90)


def test_a_balance_runs_out_at_the_pace_of_the_last_weeks() -> None:
    found = dashboard(
        [state(named("A", *steady("2"), balances=(Balance(role=BalanceRole.TOTAL, money=usd("20")),)))], NOW
    )
    assert found.depletion is not None
    assert found.depletion.lasting is Lasting.DAYS
    assert found.depletion.earliest == TODAY + timedelta(days=9)
    assert found.depletion.latest == TODAY + timedelta(days=10)


@pytest.mark.parametrize(
    ("cost", "days", "lasting"),
    [("2", 59, Lasting.OVER_A_YEAR), ("0", 59, Lasting.NOT_AT_THIS_PACE), ("2", 2, Lasting.TOO_EARLY)],
)
def test_where_no_day_can_be_named_it_says_why(cost: str, days: int, lasting: Lasting) -> None:
    rich = (Balance(role=BalanceRole.TOTAL, money=usd("200000")),)
    found = dashboard([state(named("A", *steady(cost)[-days:], balances=rich))], NOW).depletion
    assert found is not None
    assert (found.lasting, found.earliest, found.latest) == (lasting, None, None)


def test_attention_names_who_and_why() -> None:
    refused = bad_poll(Problem(kind=ProblemKind.AUTH, message="Invalid API key."))
    offline = bad_poll(Problem(kind=ProblemKind.NETWORK, message="No answer."))
    found = dashboard(
        [
            state(named("A", *steady("1"))),
            state(named("B", last_poll=refused)),
            state(named("C", last_poll=offline)),
            state(facts(provider=provider("D", enabled=False), last_poll=refused)),
        ],
        NOW,
    )
    assert [(a.provider_name, a.words, a.health) for a in found.attention] == [
        ("B", "key refused", Health.NEEDS_YOU),
        ("C", "stale", Health.STALE),
    ]


def test_a_paused_provider_keeps_its_past_in_the_month_and_is_not_incomplete() -> None:
    paused = facts(*steady("1"), provider=provider("A", enabled=False))
    found = dashboard([state(paused), state(named("B"), capabilities=EVERYTHING)], NOW)
    assert found.month.totals == (usd("14"),)
    assert found.incomplete == ("b",)


def test_the_month_ahead_is_never_less_than_what_was_spent_though_some_of_it_by_a_paused_provider() -> None:
    """Nothing more is expected of a paused one; what it spent this month stays spent."""
    polled = state(named("A", *steady("2", day(TODAY, usd("0.5"), complete=False))))
    paused = state(facts(*steady("10"), provider=provider("B", enabled=False)))
    (alone,), (both,) = dashboard([polled], NOW).forecast, dashboard([polled, paused], NOW).forecast
    spent = usd("140").amount
    assert (both.low, both.middle, both.high) == (alone.low + spent, alone.middle + spent, alone.high + spent)
    assert dashboard([paused], NOW).forecast == ()
    yuan = day(TODAY, Money(amount=Decimal(5), currency="CNY"))
    foreign = state(facts(yuan, provider=provider("C", enabled=False)))
    assert dashboard([polled, foreign], NOW).forecast == (alone,)


def test_a_key_that_is_not_there_is_no_matter_of_the_keychain() -> None:
    """A variable that is not set, a key for one session: nothing is there to unlock."""
    gone = Problem(kind=ProblemKind.KEYCHAIN, message="It is not set.", repair=Repair.REPLACE_KEY)
    locked = Problem(kind=ProblemKind.KEYCHAIN, message="It is locked.", repair=Repair.UNLOCK_KEYCHAIN)
    found = dashboard([state(named(n, last_poll=bad_poll(p))) for n, p in (("A", gone), ("B", locked))], NOW)
    assert [one.words for one in found.attention] == ["key missing", "keychain"]


def test_the_last_poll_is_the_newest_and_the_next_the_soonest() -> None:
    hour = timedelta(hours=1)
    early = replace(state(named("A", last_poll=good_poll(NOW - hour))), next_poll_at=NOW + 2 * hour)
    late = replace(state(named("B", last_poll=good_poll(NOW))), next_poll_at=NOW + hour)
    found = dashboard([early, late], NOW)
    assert (found.last_poll_at, found.next_poll_at) == (NOW, NOW + hour)


def test_what_is_not_known_in_full_is_not_final() -> None:
    assert not dashboard([state(named("A"))], NOW).month.complete
    assert not dashboard([], NOW).month.complete


def test_a_currency_that_costs_nothing_this_month_fell_by_all() -> None:
    assert change_of([((usd("0"),), (usd("4"),))]) == (("USD", Decimal(-1)),)
    assert change_of([((), (usd("4"),))]) == (("USD", Decimal(-1)),)
