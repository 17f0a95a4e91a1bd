"""What a poll learned must read the same whether the database keeps it or only memory does."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from aimonitor.domain.key_life import KeyLife
from aimonitor.domain.state import Health, ModelUsage
from aimonitor.domain.usage import (
    Balance,
    BalanceRole,
    DayCost,
    DayTokens,
    PartFailure,
    Problem,
    Provenance,
    UsageSnapshot,
)
from aimonitor.errors import ProblemKind
from aimonitor.insight.overlay import with_poll
from tests.insight.facts import NOW, TODAY, day, facts, good_poll, state, usd

LATER = NOW + timedelta(minutes=5)
DOWN = Problem(kind=ProblemKind.SERVICE, message="The service has a fault.")


def test_tokens_that_no_row_tells_stay_unknown() -> None:
    told = UsageSnapshot(taken_at=LATER, day_tokens=(DayTokens(day=TODAY, model="m", requests=3),))
    found = state(with_poll(facts(), good_poll(LATER), told))
    assert found.tokens_month.value is None


def test_a_count_that_is_known_in_part_is_not_complete() -> None:
    told = UsageSnapshot(taken_at=LATER, day_tokens=(DayTokens(day=TODAY, model="m", input_tokens=3),))
    (day,) = with_poll(facts(), good_poll(LATER), told).days
    assert (day.tokens, day.tokens_complete) == (3, False)


def test_a_day_is_as_certain_as_its_least_certain_line() -> None:
    lines = tuple(
        DayCost(day=TODAY, model=None, item=word.value, money=usd("1"), provenance=word)
        for word in (Provenance.BILLED, Provenance.ESTIMATED)
    )
    told = UsageSnapshot(taken_at=LATER, day_costs=lines)
    assert state(with_poll(facts(), good_poll(LATER), told)).month.provenance is Provenance.ESTIMATED


def test_figures_are_as_old_as_the_last_poll_that_read_them_all() -> None:
    failure = PartFailure(part="costs", problem=DOWN)
    half = replace(good_poll(LATER), failures=(failure,))
    told = UsageSnapshot(
        taken_at=LATER, day_tokens=(DayTokens(day=TODAY, model="m", input_tokens=1, output_tokens=1),)
    )
    found = state(with_poll(facts(), half, told), now=LATER)
    assert (found.health, found.last_updated, found.failing_since) == (Health.STALE, NOW, LATER)


def test_how_long_the_key_works_stays_until_it_is_told_anew() -> None:
    soon, never = KeyLife(expires_at=LATER), KeyLife()
    known = with_poll(facts(), good_poll(LATER), UsageSnapshot(taken_at=LATER, key_life=soon))
    assert known.key_life == soon
    silent = with_poll(known, good_poll(LATER), UsageSnapshot(taken_at=LATER))
    assert silent.key_life == soon
    assert with_poll(known, good_poll(LATER), UsageSnapshot(taken_at=LATER, key_life=never)).key_life == never


def test_last_months_models_are_not_this_months() -> None:
    models = (ModelUsage(model="old", cost=(usd("9"),)),)
    known = facts(month_models=models, last_poll=good_poll(NOW - timedelta(days=20)))
    told = UsageSnapshot(taken_at=NOW)
    assert with_poll(known, good_poll(), told).month_models == ()
    assert with_poll(known, replace(good_poll(), problem=DOWN), None).month_models == ()


def test_what_a_balance_lost_is_added_to_today_where_the_service_tells_no_cost() -> None:
    def left(*amounts: str) -> tuple[Balance, ...]:
        return tuple(Balance(role=BalanceRole.TOTAL, money=usd(one)) for one in amounts)

    known = facts(day(TODAY, usd("2")), balances=left("10"), balances_at=NOW)
    told = UsageSnapshot(taken_at=LATER, balances=left("9.5"), derives_cost=True)
    (today,) = with_poll(known, good_poll(LATER), told).days
    assert (today.cost, today.provenance, today.cost_complete) == ((usd("2.5"),), Provenance.DERIVED, False)
    reported = replace(told, derives_cost=False)
    assert with_poll(known, good_poll(LATER), reported).days == known.days
    first = facts(balances=None)
    assert with_poll(first, good_poll(LATER), told).days == ()


def test_what_a_poll_tells_takes_the_place_of_what_was_known_and_is_as_old_as_that_poll() -> None:
    old = Balance(role=BalanceRole.TOTAL, money=usd("9"))
    known = facts(balances=(old,), balances_at=NOW, spends=(), spends_at=NOW, windows=(), windows_at=NOW)
    new = replace(old, money=usd("8"))
    told = with_poll(known, good_poll(LATER), UsageSnapshot(taken_at=LATER, balances=(new,)))
    assert (told.balances, told.balances_at) == ((new,), LATER)
    assert (told.spends_at, told.windows_at) == (NOW, NOW)
    told = with_poll(known, good_poll(LATER), UsageSnapshot(taken_at=LATER, spends=(), windows=()))
    assert (told.balances, told.balances_at) == ((old,), NOW)
    assert (told.spends_at, told.windows_at) == (LATER, LATER)


def test_a_late_answer_is_no_newer_than_its_question() -> None:
    told = with_poll(facts(last_good_at=None), good_poll(NOW), UsageSnapshot(taken_at=LATER))
    assert told.last_good_at == NOW
    told = with_poll(facts(last_good_at=None), good_poll(LATER), UsageSnapshot(taken_at=NOW))
    assert told.last_good_at == NOW


def test_a_balances_fall_is_added_to_today_and_to_no_other_day() -> None:
    yesterday = TODAY - timedelta(days=1)
    before = Balance(role=BalanceRole.TOTAL, money=usd("10"))
    known = facts(day(yesterday, usd("7")), balances=(before,), balances_at=NOW)
    told = UsageSnapshot(taken_at=LATER, balances=(replace(before, money=usd("8")),), derives_cost=True)
    costs = {one.day: one.cost for one in with_poll(known, good_poll(LATER), told).days}
    assert costs == {yesterday: (usd("7"),), TODAY: (usd("2"),)}


def test_an_estimate_that_falls_is_no_spend() -> None:
    guess = Balance(role=BalanceRole.TOTAL, money=usd("10"), provenance=Provenance.ESTIMATED)
    known = facts(balances=(guess,), balances_at=NOW)
    told = UsageSnapshot(taken_at=LATER, balances=(replace(guess, money=usd("8")),), derives_cost=True)
    assert with_poll(known, good_poll(LATER), told).days == ()


def test_tokens_are_final_only_where_each_row_is() -> None:
    def tokens(*, complete: bool) -> DayTokens:
        return DayTokens(day=TODAY, model="m", input_tokens=1, output_tokens=1, complete=complete)

    for last, final in ((True, True), (False, False)):
        rows = (tokens(complete=True), tokens(complete=last))
        told = UsageSnapshot(taken_at=LATER, day_tokens=rows)
        (found,) = with_poll(facts(), good_poll(LATER), told).days
        assert found.tokens_complete is final


def test_models_of_the_month_come_from_a_poll_that_read_all_of_it() -> None:
    first = TODAY.replace(day=1)
    models = (ModelUsage(model="old", cost=(usd("9"),)),)
    known = facts(month_models=models)

    def tokens(*days: date) -> UsageSnapshot:
        rows = (DayTokens(day=one, model="new", input_tokens=1, output_tokens=1) for one in days)
        return UsageSnapshot(taken_at=LATER, day_tokens=tuple(rows))

    assert with_poll(known, good_poll(LATER), tokens(TODAY)).month_models == models
    (found,) = with_poll(
        known, good_poll(LATER), tokens(first - timedelta(days=1), first, TODAY)
    ).month_models
    assert (found.model, found.input_tokens) == ("new", 2)
    (found,) = with_poll(facts(), good_poll(LATER), tokens(TODAY)).month_models
    assert (found.model, found.input_tokens) == ("new", 1)
