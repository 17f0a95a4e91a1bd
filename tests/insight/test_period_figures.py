from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aimonitor.domain.money import Money
from aimonitor.domain.periods import Period, PeriodKind, at_hand_from, period
from aimonitor.domain.provider import Capability
from aimonitor.domain.spans import Span, SpanRead
from aimonitor.domain.state import DayTotal, FigureStatus, ProviderState
from aimonitor.domain.usage import Provenance
from aimonitor.insight.dashboard import dashboard
from aimonitor.insight.figures import NOT_READ
from aimonitor.insight.period_figures import NOTHING_KNOWN_HERE, PeriodFigures, compared, sums_of
from tests.insight.facts import EVERYTHING, NOW, TODAY, day, facts, provider, state, usd

YESTERDAY = TODAY - timedelta(days=1)


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


def a_state(*days: DayTotal, name: str = "Work", **changes: object) -> ProviderState:
    return state(facts(*days, provider=provider(name), **changes))


def each_day(number: int, amount: str = "1", **changes: object) -> tuple[DayTotal, ...]:
    """`number` days up to today, of which today is still growing."""
    return tuple(
        replace(day(back(place), usd(amount), tokens=10, complete=place > 0), **changes)
        for place in reversed(range(number))
    )


def chosen(kind: PeriodKind) -> PeriodFigures:
    return PeriodFigures(period(kind, TODAY), TODAY)


def custom(first: date, last: date) -> Period:
    return Period(kind=PeriodKind.CUSTOM, first=first, last=last)


# --- which days ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "done", "before"),
    [
        (PeriodKind.LAST_7_DAYS, (back(6), back(1)), (back(13), back(8))),
        (PeriodKind.LAST_30_DAYS, (back(29), back(1)), (back(59), back(31))),
        (PeriodKind.THIS_MONTH, (date(2026, 11, 1), back(1)), (date(2026, 10, 1), date(2026, 10, 14))),
        (
            PeriodKind.LAST_MONTH,
            (date(2026, 10, 1), date(2026, 10, 30)),
            (date(2026, 9, 1), date(2026, 9, 30)),
        ),
    ],
)
def test_a_period_is_held_against_as_many_days_of_the_one_before(
    kind: PeriodKind, done: tuple[date, date], before: tuple[date, date]
) -> None:
    found = compared(period(kind, TODAY), TODAY)
    assert found == (Span(first=done[0], last=done[1]), Span(first=before[0], last=before[1]))


def test_a_day_that_is_not_over_is_held_against_nothing() -> None:
    assert compared(period(PeriodKind.TODAY, TODAY), TODAY) is None
    assert compared(period(PeriodKind.THIS_MONTH, date(2026, 11, 1)), date(2026, 11, 1)) is None


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 900), st.integers(0, 400))
def test_both_sides_of_a_comparison_are_as_long_and_the_later_one_is_over(
    today: date, length: int, ago: int
) -> None:
    last = today - timedelta(days=ago)
    found = compared(custom(last - timedelta(days=length), last), today)
    if found is None:
        assert (length, ago) == (0, 0)
        return
    done, before = found
    assert done.length == before.length
    assert done.last < today
    assert before.last < done.first


def test_only_days_beyond_what_is_at_hand_have_to_be_read() -> None:
    assert chosen(PeriodKind.TODAY).wanted == ()
    assert chosen(PeriodKind.LAST_30_DAYS).wanted == ()
    assert chosen(PeriodKind.THIS_MONTH).wanted == ()
    assert chosen(PeriodKind.LAST_MONTH).wanted == (Span(first=date(2026, 9, 1), last=date(2026, 9, 30)),)
    year = PeriodFigures(custom(back(364), TODAY), TODAY)
    assert year.wanted == (
        Span(first=back(364), last=TODAY),
        Span(first=back(364), last=YESTERDAY),
        Span(first=back(729), last=back(366)),
    )


# --- one provider -------------------------------------------------------------------------------


def test_the_running_month_and_today_are_the_very_figures_of_status() -> None:
    one = a_state(*each_day(40))
    month, today = chosen(PeriodKind.THIS_MONTH).of(one), chosen(PeriodKind.TODAY).of(one)
    by_hand = PeriodFigures(custom(date(2026, 11, 1), TODAY), TODAY).of(one)
    assert (month.money, month.tokens) == (one.month, one.tokens_month)
    assert (by_hand.money, by_hand.tokens) == (one.month, one.tokens_month)
    assert (today.money, today.tokens) == (one.today, one.tokens_today)


def test_days_are_added_up_and_say_that_they_grow() -> None:
    week = chosen(PeriodKind.LAST_7_DAYS).of(a_state(*each_day(40, "1.5")))
    assert week.money is not None
    assert week.tokens is not None
    assert week.money.totals == (usd("10.5"),)
    assert (week.money.missing, week.money.complete, week.money.through) == (0, False, TODAY)
    assert (week.tokens.value, week.tokens.complete) == (70, False)
    assert "growing" in week.money.note


def test_a_period_that_is_over_and_known_is_complete() -> None:
    known = PeriodFigures(custom(back(10), back(3)), TODAY).of(a_state(*each_day(40)))
    assert known.money is not None
    assert known.tokens is not None
    assert (known.money.complete, known.money.note, known.tokens.complete) == (True, "", True)


def test_missing_days_are_counted_and_told() -> None:
    gaps = tuple(one for one in each_day(40) if one.day not in (back(4), back(5)))
    figure = chosen(PeriodKind.LAST_7_DAYS).of(a_state(*gaps)).money
    assert figure is not None
    assert (figure.totals, figure.missing) == ((usd("5"),), 2)
    assert figure.note == "2 of the 7 days of this period are not known."


def test_missing_days_of_tokens_are_counted_too() -> None:
    tokens = PeriodFigures(custom(back(9), back(3)), TODAY).of(a_state(*each_day(5))).tokens
    assert tokens is not None
    assert (tokens.value, tokens.missing) == (20, 5)


def test_a_known_zero_is_zero_and_no_known_day_is_unknown() -> None:
    zero = chosen(PeriodKind.LAST_7_DAYS).of(a_state(*each_day(40, "0"))).money
    assert zero is not None
    assert (zero.status, zero.totals) == (FigureStatus.KNOWN, (usd("0"),))
    nothing = chosen(PeriodKind.LAST_7_DAYS).of(a_state(*each_day(40)[:20])).money
    assert nothing is not None
    assert (nothing.status, nothing.totals) == (FigureStatus.UNKNOWN, ())


def test_what_a_key_cannot_read_is_not_offered() -> None:
    one = state(facts(), capabilities=EVERYTHING - {Capability.COST, Capability.TOKENS})
    total = chosen(PeriodKind.LAST_7_DAYS).of(one)
    assert total.money is not None
    assert total.tokens is not None
    assert (total.money.status, total.tokens.status) == (FigureStatus.NOT_OFFERED,) * 2


def test_currencies_stay_apart() -> None:
    cny = Money(amount=Decimal(3), currency="CNY")
    days = tuple(replace(one, cost=(cny, *(one.cost or ()))) for one in each_day(7))
    figure = chosen(PeriodKind.LAST_7_DAYS).of(a_state(*days)).money
    assert figure is not None
    assert figure.totals == (Money(amount=Decimal(21), currency="CNY"), usd("7"))


# --- what has to be read ------------------------------------------------------------------------


def test_days_that_are_not_read_yet_are_no_figure_at_all() -> None:
    year = PeriodFigures(custom(back(364), TODAY), TODAY)
    one = a_state(*each_day(60))
    assert (year.of(one).money, year.of(one).tokens, year.of(one).change) == (None, None, ())
    assert year.total([one]).money is None


def test_what_was_read_gives_figure_and_change() -> None:
    year = custom(back(364), TODAY)
    days = {place: day(back(place), usd("2" if place < 365 else "1"), tokens=3) for place in range(730)}
    wanted = PeriodFigures(year, TODAY).wanted
    read = [SpanRead(span=span, sums={"work": sums_of(days.values(), span, TODAY)}) for span in wanted]
    found = PeriodFigures(year, TODAY, read).of(a_state(*each_day(60)))
    assert found.money is not None
    assert found.tokens is not None
    assert (found.money.totals, found.tokens.value) == ((usd("730"),), 3 * 365)
    assert found.change == (("USD", Decimal(1)),)


def test_a_provider_of_which_nothing_was_read_is_unknown() -> None:
    year = custom(back(364), TODAY)
    read = [SpanRead(span=span, sums={}) for span in PeriodFigures(year, TODAY).wanted]
    figure = PeriodFigures(year, TODAY, read).of(a_state(*each_day(60))).money
    assert figure is not None
    assert figure.status is FigureStatus.UNKNOWN


def test_last_month_is_at_hand_but_what_it_is_held_against_has_to_be_read() -> None:
    figures = chosen(PeriodKind.LAST_MONTH)
    found = figures.of(a_state(*each_day((TODAY - at_hand_from(TODAY)).days + 1)))
    assert found.money is not None
    assert (found.money.totals, found.money.complete, found.change) == ((usd("31"),), True, ())


# --- the change and the sum ---------------------------------------------------------------------


def test_a_gap_on_either_side_leaves_the_change_unknown() -> None:
    full, figures = each_day(40), chosen(PeriodKind.LAST_7_DAYS)
    assert figures.of(a_state(*full)).change == (("USD", Decimal(0)),)
    for gap in (back(3), back(10)):
        assert figures.of(a_state(*(one for one in full if one.day != gap))).change == ()
    today_missing = a_state(*(one for one in full if one.day != TODAY))
    assert chosen(PeriodKind.LAST_7_DAYS).of(today_missing).change == (("USD", Decimal(0)),)


def test_the_sum_over_all_says_who_has_gaps_and_compares_those_known_on_both_sides() -> None:
    gone = a_state(*(one for one in each_day(40, "5") if one.day != back(3)), name="Gaps")
    total = chosen(PeriodKind.LAST_7_DAYS).total([a_state(*each_day(40)), gone])
    assert total.money is not None
    assert (total.money.totals, total.incomplete) == ((usd("37"),), ("gaps",))
    assert total.change == (("USD", Decimal(0)),)


def test_the_sum_of_the_month_is_that_of_the_dashboard() -> None:
    states = [a_state(*each_day(60, "1.25")), a_state(*each_day(9), name="New"), a_state(name="Unread")]
    board, total = dashboard(states, NOW), chosen(PeriodKind.THIS_MONTH).total(states)
    assert (total.money, total.change, total.incomplete) == (board.month, board.change, board.incomplete)
    assert total.before is not None
    assert total.before.last == board.change_through


def test_a_new_state_gives_a_new_figure() -> None:
    figures = chosen(PeriodKind.LAST_7_DAYS)
    assert figures.of(a_state(*each_day(7))).money != figures.of(a_state(*each_day(7, "2"))).money


@pytest.mark.parametrize("kind", [PeriodKind.LAST_7_DAYS, PeriodKind.LAST_30_DAYS])
def test_the_first_reading_of_a_balance_is_no_spend_of_zero_in_any_period(kind: PeriodKind) -> None:
    read = DayTotal(day=TODAY, cost=(usd("0"),), cost_complete=False, provenance=Provenance.DERIVED)
    wallet = state(facts(read, history_since=TODAY), capabilities=frozenset({Capability.BALANCE}))
    money = PeriodFigures(period(kind, TODAY), TODAY).of(wallet).money
    assert money is not None
    assert money.status is FigureStatus.UNKNOWN


def test_a_paused_providers_past_counts_and_its_gaps_and_changes_do_not() -> None:
    kept = a_state(*each_day(14), name="On")
    off = a_state(day(back(3), usd("5")), name="Off")
    off = replace(off, provider=replace(off.provider, enabled=False))
    figures = chosen(PeriodKind.LAST_7_DAYS)
    both, alone = figures.total([kept, off]), figures.total([kept])
    assert both.money is not None
    assert alone.money is not None
    assert both.money.totals == (usd("12"),)
    assert alone.money.totals == (usd("7"),)
    assert (both.change, both.incomplete) == (alone.change, alone.incomplete)
    assert both.change


def test_days_of_the_running_month_are_that_month_and_others_are_not() -> None:
    seen = a_state(*each_day(14))
    month = chosen(PeriodKind.THIS_MONTH).of(seen).money
    for first, last, is_it in (
        (TODAY.replace(day=1), TODAY, True),
        (TODAY.replace(day=1), TODAY + timedelta(days=5), True),
        (TODAY.replace(day=1), YESTERDAY, False),
        (TODAY.replace(day=2), TODAY, False),
    ):
        found = PeriodFigures(custom(first, last), TODAY).of(seen).money
        assert (found == month) is is_it, (first, last)


def test_the_first_of_a_month_is_a_day_and_not_yet_its_month() -> None:
    first = date(2026, 11, 1)
    now = NOW.replace(day=1)
    seen = state(facts(day(first, usd("1")), provider=provider()), now=now)
    found = PeriodFigures(custom(first, first), first).of(seen).money
    assert found == seen.today


def test_why_nothing_is_known_says_whether_anything_ever_was() -> None:
    span = PeriodFigures(custom(back(20), back(18)), TODAY)
    for read_at, words in ((None, NOT_READ), (NOW, NOTHING_KNOWN_HERE)):
        found = span.of(a_state(day(TODAY, usd("1")), last_good_at=read_at)).money
        assert found is not None
        assert (found.status, found.complete, found.note) == (FigureStatus.UNKNOWN, False, words)
