from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from aimonitor.cli import dashboard as cli_dashboard
from aimonitor.domain.notice import Urgency
from aimonitor.domain.state import DayTotal
from aimonitor.domain.usage import Balance, BalanceRole, Problem, Provenance
from aimonitor.errors import ProblemKind
from aimonitor.insight.alerts import Plan
from aimonitor.insight.budgets import budget_states
from aimonitor.insight.dashboard import dashboard
from aimonitor.insight.digest import DIGEST_KEY, digest, with_digest
from tests.insight.facts import NOW, TODAY, bad_poll, day, facts, provider, state, usd
from tests.insight.test_budgets import budget, spender, unknown
from tests.insight.test_entered import COST_ONLY, entered

DAY = timedelta(days=1)
WORDS = digest(dashboard([spender()], NOW), [], NOW, weekly=True)


def lines(*states: object, budgets: object = ()) -> list[str]:
    made = digest(dashboard(states, NOW), budgets, NOW, weekly=False)  # type: ignore[arg-type]
    return made.body.split("\n")


def test_the_digest_tells_the_figures_of_the_cards() -> None:
    days = [day(TODAY - n * DAY, usd("2")) for n in range(14, 0, -1)]
    left = (Balance(role=BalanceRole.TOTAL, money=usd("9")),)
    one = state(facts(*days, day(TODAY, usd("0.5"), complete=False), balances=left, balances_at=NOW))
    found = dashboard([one], NOW)
    told = lines(one)
    assert told[0] == "Spent this month: $28.50; today (UTC): $0.50."
    assert told[1].startswith("At this pace the month ends at $")
    assert found.depletion is not None
    assert told[2] == f"Prepaid balance: $9.00. Work may run out on {found.depletion.earliest}."
    assert told[3] == "Nothing needs you."


def test_what_is_unknown_is_called_so() -> None:
    assert lines(unknown())[0] == "Spent this month: unknown; today (UTC): unknown."
    assert lines(spender(), unknown())[0].startswith("Spent this month: $28.00 (without 1 provider); today")


def test_what_is_short_is_not_told_as_whole() -> None:
    gappy = state(facts(*(day(TODAY - n * DAY, usd("2")) for n in range(5, -1, -1))))
    assert lines(gappy)[0].startswith("Spent this month: $12.00 (days missing for 1 provider); today")
    pace = next(line for line in lines(spender(), unknown()) if line.startswith("At this pace"))
    assert pace.endswith("(without 1 provider).")
    days = [day(TODAY - back * DAY, usd("10")) for back in range(1, 5)]
    left = entered(opening="100", topped_up="0", billed="40", whole_days=4)
    owed = state(facts(*days, entered=(left,)), capabilities=COST_ONLY)
    assert "Prepaid balance: at most ≈$60.00." in lines(owed)
    assert "(at most" in cli_dashboard.status_text([owed], dashboard([owed], NOW), NOW)


def test_what_was_computed_is_marked_in_the_digest_too() -> None:
    spent = DayTotal(day=TODAY, cost=(usd("3"),), provenance=Provenance.DERIVED)
    told = lines(state(facts(day(TODAY - DAY, usd("2")), spent)))
    assert told[0].startswith("Spent this month: ≈$5.00")


def test_passed_budgets_and_what_needs_attention_are_named() -> None:
    problem = Problem(kind=ProblemKind.AUTH, message="Refused.")
    refused = state(facts(provider=provider("Home"), last_poll=bad_poll(problem)))
    passed = budget_states([budget(soft=Decimal(20), hard=None)], [spender(), refused], NOW, 0)
    told = lines(spender(), refused, budgets=passed)
    assert "Everything, budget of the month: 140 % spent, the soft limit is passed." in told
    assert told[-1] == "Needs attention: Home (key refused)."


def test_it_is_of_little_urgency_and_names_its_time_span() -> None:
    assert (WORDS.title, WORDS.urgency) == ("Your week in figures", Urgency.LOW)
    assert digest(dashboard([], NOW), [], NOW, weekly=False).title == "Your day in figures"


# --- when ---------------------------------------------------------------------------------------


def told(made: Plan, due: object, *, now: object = NOW, quiet: bool = False) -> Plan:
    return with_digest(made, WORDS, due, now, quiet=quiet)  # type: ignore[arg-type]


def test_the_first_one_comes_at_the_first_due_time_after_it_was_switched_on() -> None:
    first = told(Plan(), NOW - DAY)
    assert first.log == ()
    second = told(Plan(memory=first.memory), NOW + DAY, now=NOW + DAY)
    assert second.say == (WORDS,)


def test_each_comes_once_and_those_that_were_missed_come_as_one() -> None:
    memory = told(Plan(), NOW - DAY).memory
    late = told(Plan(memory=memory), NOW + 9 * DAY, now=NOW + 10 * DAY)
    assert len(late.say) == 1
    assert told(Plan(memory=late.memory), NOW + 9 * DAY, now=NOW + 10 * DAY).say == ()
    assert len(told(Plan(memory=late.memory), NOW + 11 * DAY, now=NOW + 11 * DAY).say) == 1


def test_in_quiet_hours_it_waits_for_their_end() -> None:
    memory = told(Plan(), NOW - DAY).memory
    waiting = told(Plan(memory=memory), NOW + DAY, now=NOW + DAY, quiet=True)
    assert waiting.log == ()
    assert len(told(Plan(memory=waiting.memory), NOW + DAY, now=NOW + DAY).say) == 1


def test_switched_off_it_is_forgotten_so_that_none_comes_at_once_when_it_is_on_again() -> None:
    memory = told(Plan(), NOW - DAY).memory
    off = told(Plan(memory=memory), None)
    assert DIGEST_KEY not in off.memory
    assert told(Plan(memory=off.memory), NOW + DAY, now=NOW + DAY).log == ()
