from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from aimonitor.domain.budget import Budget, BudgetLevel, BudgetPeriod, BudgetScope
from aimonitor.domain.money import Money
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import DayTotal, FigureStatus, ProviderState
from aimonitor.domain.usage import Provenance
from aimonitor.insight.budgets import budget_span, budget_states
from tests.insight.facts import NOW, TODAY, day, facts, provider, state, usd

MONDAY, SUNDAY = 0, 6
ONE = timedelta(days=1)


def budget(**changes: object) -> Budget:
    fields: dict[str, object] = {
        "id": "b",
        "scope": BudgetScope.ALL,
        "period": BudgetPeriod.MONTH,
        "currency": "USD",
        "soft": Decimal(80),
        "hard": Decimal(100),
    }
    return Budget(**(fields | changes))  # type: ignore[arg-type]


def spender(
    name: str = "Work", daily: str = "2", *, currency: str = "USD", **changes: object
) -> ProviderState:
    """Costs the same each day, up to yesterday; today nothing is known."""
    money = Money(amount=Decimal(daily), currency=currency)
    days = [day(TODAY - n * ONE, money) for n in range(40, 0, -1)]
    return state(facts(*days, provider=provider(name, **changes)))


def unknown(name: str = "Dark") -> ProviderState:
    return state(facts(provider=provider(name), last_good_at=None))


SPANS = {
    "a day": (BudgetPeriod.DAY, "2026-11-15", MONDAY, "2026-11-15", "2026-11-15"),
    "a week from Monday, on a Sunday": (BudgetPeriod.WEEK, "2026-11-15", MONDAY, "2026-11-09", "2026-11-15"),
    "a week from Sunday, on a Sunday": (BudgetPeriod.WEEK, "2026-11-15", SUNDAY, "2026-11-15", "2026-11-21"),
    "a week from Saturday, on a Friday": (BudgetPeriod.WEEK, "2026-11-13", 5, "2026-11-07", "2026-11-13"),
    "a week over the year's end": (BudgetPeriod.WEEK, "2027-01-02", MONDAY, "2026-12-28", "2027-01-03"),
    "a month": (BudgetPeriod.MONTH, "2026-11-30", MONDAY, "2026-11-01", "2026-11-30"),
    "February of a leap year": (BudgetPeriod.MONTH, "2028-02-29", MONDAY, "2028-02-01", "2028-02-29"),
    "December": (BudgetPeriod.MONTH, "2026-12-31", MONDAY, "2026-12-01", "2026-12-31"),
}


@pytest.mark.parametrize(("period", "today", "weekday", "first", "last"), SPANS.values(), ids=SPANS)
def test_the_period_that_a_day_is_in(
    period: BudgetPeriod, today: str, weekday: int, first: str, last: str
) -> None:
    found = budget_span(period, date.fromisoformat(today), weekday)
    assert found == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_month_counts_what_the_table_shows_for_it() -> None:
    found = spender()
    (standing,) = budget_states([budget()], [found], NOW, MONDAY)
    assert standing.amount == Decimal(28)
    assert standing.spent.totals == found.month.totals
    assert (standing.fraction, standing.level, standing.at_least) == (
        Decimal("0.28"),
        BudgetLevel.UNDER,
        False,
    )
    assert (standing.label, standing.first, standing.last) == (
        "Everything",
        date(2026, 11, 1),
        date(2026, 11, 30),
    )


LEVELS = {
    "80": BudgetLevel.UNDER,
    "80.01": BudgetLevel.SOFT,
    "100": BudgetLevel.SOFT,
    "100.01": BudgetLevel.HARD,
}


@pytest.mark.parametrize(("spent", "level"), LEVELS.items())
def test_a_limit_is_passed_when_more_is_spent(spent: str, level: BudgetLevel) -> None:
    found = state(facts(day(TODAY, usd(spent))))
    (standing,) = budget_states([budget(period=BudgetPeriod.DAY)], [found], NOW, MONDAY)
    assert standing.level is level


def test_unknown_spend_is_unknown_and_never_nothing() -> None:
    (standing,) = budget_states([budget()], [unknown()], NOW, MONDAY)
    assert (standing.amount, standing.fraction, standing.level) == (None, None, BudgetLevel.UNKNOWN)
    assert standing.spent.status is FigureStatus.UNKNOWN
    assert standing.passes_on is None


def test_with_one_provider_unknown_it_is_at_least() -> None:
    (standing,) = budget_states([budget()], [spender(), unknown()], NOW, MONDAY)
    assert (standing.amount, standing.at_least) == (Decimal(28), True)
    assert standing.spent.note == "without 1 provider whose cost is unknown"


def test_with_days_missing_it_is_at_least() -> None:
    days = [day(TODAY - n * ONE, usd("2")) for n in range(14, 0, -1) if n not in (5, 6)]
    (standing,) = budget_states([budget()], [state(facts(*days))], NOW, MONDAY)
    assert (standing.at_least, standing.spent.note) == (True, "without 2 days that could not be read yet")


def test_a_known_zero_is_known() -> None:
    (standing,) = budget_states([budget()], [spender(daily="0")], NOW, MONDAY)
    assert (standing.amount, standing.fraction, standing.at_least) == (Decimal(0), Decimal(0), False)


def test_who_tells_no_cost_neither_counts_nor_makes_it_unknown() -> None:
    silent = state(facts(), capabilities=frozenset({Capability.LIMITS}))
    (with_others,) = budget_states([budget()], [spender(), silent], NOW, MONDAY)
    assert (with_others.amount, with_others.at_least) == (Decimal(28), False)
    (alone,) = budget_states([budget()], [silent], NOW, MONDAY)
    assert (alone.spent.status, alone.fraction) == (FigureStatus.NOT_OFFERED, None)


def test_only_its_own_currency_counts_and_nothing_is_converted() -> None:
    states = [spender(), spender("Paris", "3", currency="EUR")]
    dollars, euros = budget_states([budget(), budget(id="e", currency="EUR")], states, NOW, MONDAY)
    assert (dollars.amount, euros.amount) == (Decimal(28), Decimal(42))
    assert [money.currency for money in euros.spent.totals] == ["EUR"]


def test_a_budget_is_as_certain_as_what_is_spent_in_its_currency() -> None:
    guessed = DayTotal(
        day=TODAY, cost=(Money(amount=Decimal(3), currency="CNY"),), provenance=Provenance.DERIVED
    )
    states = [spender(), state(facts(guessed, provider=provider("Paris")))]
    dollars, yuan = budget_states([budget(), budget(id="e", currency="CNY")], states, NOW, MONDAY)
    assert (dollars.spent.provenance, yuan.spent.provenance) == (Provenance.BILLED, Provenance.DERIVED)


def test_scopes() -> None:
    states = [spender("Work"), spender("Home", "1"), spender("Other", "5", provider_type="another")]
    of = [
        budget(),
        budget(scope=BudgetScope.TYPE, subject="some"),
        budget(scope=BudgetScope.PROVIDER, subject="home"),
        budget(scope=BudgetScope.PROVIDER, subject="gone"),
    ]
    found = budget_states(of, states, NOW, MONDAY)
    assert [one.amount for one in found] == [Decimal(112), Decimal(42), Decimal(14), None]
    assert [one.label for one in found] == ["Everything", "Some", "Home", "gone"]
    assert [one.provider_ids for one in found] == [("work", "home", "other"), ("work", "home"), ("home",), ()]


def test_several_budgets_may_be_for_one_thing() -> None:
    found = budget_states([budget(), budget(id="c", period=BudgetPeriod.DAY)], [spender()], NOW, MONDAY)
    assert [one.budget.id for one in found] == ["b", "c"]


def test_a_week_is_the_days_before_and_todays_figure() -> None:
    days = [day(TODAY - n * ONE, usd("2")) for n in range(10, 0, -1)]
    found = state(facts(*days, day(TODAY, usd("0.5"), complete=False)))
    weekly = budget(period=BudgetPeriod.WEEK)
    (standing,) = budget_states([weekly], [found], NOW, MONDAY)
    assert (standing.amount, standing.at_least) == (Decimal("12.5"), False)
    (from_sunday,) = budget_states([weekly], [found], NOW, SUNDAY)
    assert from_sunday.amount == Decimal("0.5")


def test_a_week_of_which_nothing_is_known_is_unknown() -> None:
    (standing,) = budget_states([budget(period=BudgetPeriod.WEEK)], [unknown()], NOW, MONDAY)
    assert standing.level is BudgetLevel.UNKNOWN


def test_a_week_says_which_days_it_lacks() -> None:
    days = [day(TODAY - n * ONE, usd("2")) for n in (6, 5, 1)]
    (standing,) = budget_states([budget(period=BudgetPeriod.WEEK)], [state(facts(*days))], NOW, MONDAY)
    assert (standing.spent.missing, standing.at_least) == (3, True)


def test_a_day_is_the_utc_day_whatever_the_users_clock_says() -> None:
    late = datetime(2026, 11, 16, 0, 10, tzinfo=UTC)
    found = state(facts(day(TODAY, usd("90"))), now=late)
    (standing,) = budget_states([budget(period=BudgetPeriod.DAY)], [found], late, MONDAY)
    assert (standing.first, standing.level) == (date(2026, 11, 16), BudgetLevel.UNKNOWN)


def test_the_day_the_next_limit_is_passed() -> None:
    first, second = (
        budget(soft=Decimal(soft), hard=Decimal(hard)) for soft, hard in (("35", "50"), ("20", "50"))
    )
    found = budget_states([first, second], [spender()], NOW, MONDAY)
    assert [(one.passes, one.passes_on) for one in found] == [
        (Decimal(35), TODAY + 3 * ONE),
        (Decimal(50), TODAY + 11 * ONE),
    ]


def test_a_limit_that_is_out_of_reach_in_this_period_has_no_day() -> None:
    (standing,) = budget_states([budget()], [spender()], NOW, MONDAY)
    assert (standing.passes, standing.passes_on) == (Decimal(80), None)


def test_all_providers_together_make_the_pace_but_for_the_paused() -> None:
    tight = budget(soft=Decimal(60), hard=None)
    both = [spender("Work"), spender("Home")]
    (together,) = budget_states([tight], both, NOW, MONDAY)
    assert together.passes_on == TODAY + ONE
    paused = [both[0], spender("Home", enabled=False)]
    (one,) = budget_states([tight], paused, NOW, MONDAY)
    assert (one.amount, one.passes_on) == (Decimal(56), TODAY + 2 * ONE)


def test_the_limit_of_a_meter_is_the_hard_one_else_the_soft_one() -> None:
    assert budget().limit == Decimal(100)
    assert replace(budget(), hard=None).limit == Decimal(80)


def test_a_currency_in_which_nothing_is_billed_is_unknown_and_not_within() -> None:
    (found,) = budget_states([budget(currency="EUR")], [spender()], NOW, MONDAY)
    assert (found.spent.status, found.level) == (FigureStatus.UNKNOWN, BudgetLevel.UNKNOWN)
    assert "billed in USD; nothing is converted" in found.spent.note
    both = [spender(), spender("Euro", currency="EUR")]
    (known,) = budget_states([budget(currency="EUR")], both, NOW, MONDAY)
    assert known.spent.status is FigureStatus.KNOWN


def test_a_day_that_was_read_in_part_is_missing_in_a_week() -> None:
    monday = TODAY - 6 * ONE
    days = [day(monday, usd("1"), complete=False), *(day(monday + n * ONE, usd("1")) for n in range(1, 6))]
    (found,) = budget_states([budget(period=BudgetPeriod.WEEK)], [state(facts(*days))], NOW, MONDAY)
    assert (found.spent.missing, found.at_least) == (1, True)


def test_a_sum_that_grows_or_is_unknown_is_never_final() -> None:
    for states in ([spender()], [unknown()]):
        (found,) = budget_states([budget()], states, NOW, MONDAY)
        assert not found.spent.complete
