from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from aimonitor.domain.budget import Budget, BudgetPeriod, BudgetScope, BudgetState
from aimonitor.domain.state import ProviderState
from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.insight.budget_choice import budget_lines, main_budget, over_everything, passed, pressing
from aimonitor.insight.budget_faults import BudgetField, budget_faults
from aimonitor.insight.budgets import budget_states
from tests.insight.facts import NOW, TODAY, day, facts, provider, state, usd

ONE = timedelta(days=1)


MONTH = Budget(id="b", scope=BudgetScope.ALL, period=BudgetPeriod.MONTH, currency="USD", hard=Decimal(100))


def budget(budget_id: str = "b", **changes: object) -> Budget:
    return replace(MONTH, id=budget_id, **changes)


def spender(daily: str = "2", *, gap: int = 0) -> ProviderState:
    """Costs the same each day up to yesterday, but for one unknown day, and as much today."""
    days = [day(TODAY - n * ONE, usd(daily)) for n in range(40, -1, -1) if n != gap or not gap]
    return state(facts(*days, provider=provider("Work")))


def standing(*budgets: Budget, of: ProviderState | None = None) -> tuple[BudgetState, ...]:
    return budget_states(budgets, [of or spender()], NOW, 0)


def own(**changes: object) -> Budget:
    return replace(MONTH, id="own", scope=BudgetScope.PROVIDER, subject=spender().provider.id, **changes)


def ids(lines: dict[BudgetPeriod, tuple[BudgetState, ...]]) -> dict[BudgetPeriod, list[str]]:
    return {period: [one.budget.id for one in found] for period, found in lines.items()}


def with_limit(fraction: str | None) -> ProviderState:
    used = None if fraction is None else Decimal(fraction)
    window = QuotaWindow(id="w", name="limit", unit=Unit.USD, limit=Decimal(10), used_fraction=used)
    return replace(spender(), main_window=window)


# --- when it was passed -------------------------------------------------------------------------


def test_the_day_by_which_a_limit_was_passed_is_told() -> None:
    (one,) = standing(budget(soft=Decimal(5), hard=Decimal(20)))
    assert (one.amount, one.passed, one.passed_on) == (Decimal(30), Decimal(20), date(2026, 11, 11))
    (soft,) = standing(budget(soft=Decimal(20), hard=Decimal(500)))
    assert (soft.passed, soft.passed_on) == (Decimal(20), date(2026, 11, 11))


def test_a_limit_as_high_as_what_was_spent_is_passed_by_nothing() -> None:
    (one,) = standing(budget(hard=Decimal(30)))
    assert (one.passed, one.passed_on) == (None, None)


def test_today_may_be_the_day() -> None:
    (month,) = standing(budget(hard=Decimal(29)))
    assert month.passed_on == TODAY
    (today,) = standing(budget(period=BudgetPeriod.DAY, hard=Decimal(1)))
    assert today.passed_on == TODAY


def test_with_a_day_unknown_it_is_the_day_by_which_it_certainly_was() -> None:
    (one,) = standing(budget(hard=Decimal(20)), of=spender(gap=10))
    assert one.passed_on == date(2026, 11, 12)


def test_where_the_days_do_not_tell_it_no_day_is_made_up() -> None:
    told = spender()
    more = replace(told, month=replace(told.month, totals=(usd("400"),)))
    (one,) = standing(budget(hard=Decimal(300)), of=more)
    assert (one.passed, one.passed_on) == (Decimal(300), None)


# --- which one is shown -------------------------------------------------------------------------


def test_what_is_passed_presses_more_than_what_will_be_and_that_more_than_what_is_full() -> None:
    full, ahead = budget("full", hard=Decimal("60.5")), budget("ahead", hard=Decimal(35))
    soft, hard = budget("soft", soft=Decimal(29), hard=Decimal(900)), budget("hard", hard=Decimal(1))
    states = standing(full, ahead, soft, hard)
    for count, expected in ((1, "full"), (2, "ahead"), (3, "soft"), (4, "hard")):
        found = pressing(states[:count])
        assert found is not None
        assert found.budget.id == expected
    assert pressing(()) is None
    assert [one.budget.id for one in passed(states)] == ["hard", "soft"]


def test_the_budgets_over_everything_are_those_of_that_period_what_presses_most_first() -> None:
    states = standing(
        budget("day", period=BudgetPeriod.DAY),
        budget("euros", period=BudgetPeriod.DAY, currency="EUR"),
        budget("passed", period=BudgetPeriod.DAY, currency="USD", hard=Decimal(1)),
        budget("month"),
        own(period=BudgetPeriod.DAY),
    )
    found = over_everything(states, BudgetPeriod.DAY)
    assert [one.budget.id for one in found] == ["passed", "day", "euros"]
    assert over_everything(states, BudgetPeriod.WEEK) == ()


BESIDE = {
    "no limit of the service": (None, {"hard": Decimal(1000)}, True),
    "one whose use is unknown": ("unknown", {"hard": Decimal(1000)}, True),
    "a fuller one": ("0.31", {"hard": Decimal(100)}, False),
    "one as full": ("0.3", {"hard": Decimal(100)}, True),
    "a fuller one, while the soft limit is passed": (
        "0.7",
        {"soft": Decimal(10), "hard": Decimal(100)},
        True,
    ),
    "one that is nearly full, while the soft limit is passed": (
        "0.9",
        {"soft": Decimal(10), "hard": Decimal(100)},
        False,
    ),
    "a full one, while the hard limit is passed": ("1", {"hard": Decimal(10)}, True),
}


@pytest.mark.parametrize(("limit", "limits", "shown"), BESIDE.values(), ids=BESIDE)
def test_a_providers_own_budget_is_shown_where_it_presses_as_much_as_the_services_limit(
    limit: str | None,
    limits: dict[str, Decimal],
    shown: bool,  # noqa: FBT001
) -> None:
    mine = spender() if limit is None else with_limit(None if limit == "unknown" else limit)
    found = main_budget(mine, standing(budget(hard=Decimal(1)), own(**limits), of=mine))
    assert (found is not None) is shown


def test_a_budget_of_which_nothing_is_known_gives_way_to_a_limit_that_is() -> None:
    dark = state(facts(provider=provider("Work"), last_good_at=None))
    (one,) = standing(own(), of=dark)
    assert main_budget(dark, (one,)) is one
    assert main_budget(replace(with_limit("0.01"), provider=dark.provider), (one,)) is None


def test_the_lines_of_a_provider_are_its_narrowest_budgets_those_of_all_only_the_widest() -> None:
    of_type = budget(
        "type", scope=BudgetScope.TYPE, subject=spender().provider.provider_type, period=BudgetPeriod.WEEK
    )
    stranger = budget("stranger", scope=BudgetScope.PROVIDER, subject="other", period=BudgetPeriod.DAY)
    wide = budget("wide")
    states = standing(stranger, wide, own(), of_type, budget("wide week", period=BudgetPeriod.WEEK))
    assert ids(budget_lines(spender(), states)) == {
        BudgetPeriod.DAY: [],
        BudgetPeriod.WEEK: ["type"],
        BudgetPeriod.MONTH: ["own"],
    }
    assert ids(budget_lines(None, states)) == {
        BudgetPeriod.DAY: [],
        BudgetPeriod.WEEK: ["wide week"],
        BudgetPeriod.MONTH: ["wide"],
    }


def test_each_currency_has_a_line_of_its_own() -> None:
    states = standing(budget("dollars"), own(), budget("euros", currency="EUR"), of=spender())
    assert ids(budget_lines(spender(), states))[BudgetPeriod.MONTH] == ["own", "euros"]
    assert ids(budget_lines(None, states))[BudgetPeriod.MONTH] == ["dollars", "euros"]


def test_lines_of_a_type_are_its_own_before_those_of_everything() -> None:
    kind = spender().provider.provider_type
    states = standing(budget("wide"), own(), budget("type", scope=BudgetScope.TYPE, subject=kind))
    assert ids(budget_lines(None, states, kind))[BudgetPeriod.MONTH] == ["type"]
    assert ids(budget_lines(None, states, "other"))[BudgetPeriod.MONTH] == ["wide"]


# --- what is wrong with one ---------------------------------------------------------------------

FAULTS = {
    "soft above hard": ({"soft": Decimal(200)}, {BudgetField.SOFT: "below the hard limit"}),
    "no limit": ({"hard": None}, {BudgetField.HARD: "a soft limit, a hard limit, or both"}),
    "too little, too much": (
        {"soft": Decimal(0), "hard": Decimal(10) ** 12},
        {BudgetField.SOFT: "at least 0.01", BudgetField.HARD: "thousand million"},
    ),
    "no currency": ({"currency": "usd"}, {BudgetField.CURRENCY: "three capital letters"}),
    "the same twice": ({"id": ""}, {BudgetField.SUBJECT: "already"}),
    "nothing": ({"soft": Decimal(50)}, {}),
}


@pytest.mark.parametrize(("changes", "found"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_told_where_it_is(changes: dict[str, object], found: dict[BudgetField, str]) -> None:
    faults = budget_faults(replace(MONTH, **changes), [budget()])
    assert faults.keys() == found.keys()
    for place, words in found.items():
        assert words in faults[place]
