from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from aimonitor.domain.money import Money
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import DayTotal, Lasting, ProviderState
from aimonitor.domain.usage import Balance, BalanceRole
from aimonitor.insight.dashboard import dashboard
from aimonitor.insight.outlook import NOT_KNOWN, NOTHING_SPENT, Outlooks, ProviderOutlook, provider_outlook
from tests.insight.facts import EVERYTHING, NOW, TODAY, day, facts, provider, state, usd


def cny(text: str) -> Money:
    return Money(amount=Decimal(text), currency="CNY")


def left(*money: Money) -> tuple[Balance, ...]:
    return tuple(Balance(role=BalanceRole.TOTAL, money=one) for one in money)


def two_months(*money: Money) -> tuple[DayTotal, ...]:
    return tuple(day(TODAY - timedelta(days=n), *money) for n in range(59, 0, -1))


def test_each_currency_has_its_own_outlook() -> None:
    found = state(facts(*two_months(cny("7"), usd("2")), balances=left(cny("21"), usd("20000"))))
    outlook = provider_outlook(found, TODAY)
    assert {one.currency: round(one.middle, 6) for one in outlook.forecast} == {
        "CNY": Decimal(210),
        "USD": Decimal(60),
    }
    assert [(one.currency, one.lasting) for one in outlook.depletions] == [
        ("CNY", Lasting.DAYS),
        ("USD", Lasting.OVER_A_YEAR),
    ]


def test_a_currency_of_the_balance_that_nobody_spends_does_not_run_out() -> None:
    found = provider_outlook(state(facts(*two_months(usd("2")), balances=left(cny("0"), usd("4")))), TODAY)
    assert [one.lasting for one in found.depletions] == [Lasting.NOT_AT_THIS_PACE, Lasting.DAYS]


def test_the_one_provider_on_the_board_has_the_outlook_of_the_board() -> None:
    one = state(facts(*two_months(usd("2.5")), balances=left(usd("20"))))
    board, outlook = dashboard([one], NOW), provider_outlook(one, TODAY)
    assert board.forecast == outlook.forecast
    assert (board.depletion,) == outlook.depletions


def test_it_says_how_many_days_are_lacking_and_why_else_nothing_is_told() -> None:
    young = provider_outlook(state(facts(*two_months(usd("2"))[-1:], balances=left(usd("9")))), TODAY)
    assert (young.forecast, young.note, young.wait) == ((), "needs 2 more days", 2)
    assert [(one.lasting, one.wait) for one in young.depletions] == [(Lasting.TOO_EARLY, 2)]
    assert provider_outlook(state(facts()), TODAY).note == NOT_KNOWN


def test_a_service_that_tells_no_cost_has_no_pace_to_wait_for() -> None:
    only_balance = frozenset({Capability.BALANCE})
    found = provider_outlook(state(facts(balances=left(usd("9"))), capabilities=only_balance), TODAY)
    assert (found.forecast, found.wait, found.depletions) == ((), 0, ())


def test_derived_days_give_a_pace_where_the_service_itself_tells_no_cost() -> None:
    only_balance = EVERYTHING - {Capability.COST}
    one = state(facts(*two_months(usd("2")), balances=left(usd("9"))), capabilities=only_balance)
    assert [found.lasting for found in provider_outlook(one, TODAY).depletions] == [Lasting.DAYS]


def test_months_known_to_have_cost_nothing_in_any_currency_say_so() -> None:
    free = tuple(DayTotal(day=TODAY - timedelta(days=n), cost=()) for n in range(59, 0, -1))
    board = dashboard([state(facts(*free))], NOW)
    assert (board.forecast, board.forecast_note) == ((), NOTHING_SPENT)


def test_those_without_a_pace_are_named_beside_the_sum_of_the_others() -> None:
    old = state(facts(*two_months(usd("2")), provider=provider("A")))
    young = state(facts(*two_months(usd("2"))[-1:], provider=provider("B")))
    board = dashboard([old, young], NOW)
    assert round(board.forecast[0].middle, 6) == 60
    assert board.forecast_note == "without 1 provider"


def test_independent_providers_are_surer_together() -> None:
    one, two = (state(facts(*two_months(usd("2")), provider=provider(name))) for name in "AB")
    (alone,), (both,) = dashboard([one], NOW).forecast, dashboard([one, two], NOW).forecast
    assert both.middle == 2 * alone.middle
    assert alone.high - alone.middle < both.high - both.middle < 2 * (alone.high - alone.middle)


def test_an_outlook_is_worked_out_anew_only_where_something_of_it_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worked_out: list[str] = []

    def watched(found: ProviderState, today: date) -> ProviderOutlook:
        worked_out.append(found.provider.id)
        return provider_outlook(found, today)

    monkeypatch.setattr("aimonitor.insight.outlook.provider_outlook", watched)
    states = [
        state(facts(*two_months(usd("2")), balances=left(usd("20")), provider=provider(name)))
        for name in ("A", "B")
    ]
    outlooks = Outlooks()
    first = dashboard(states, NOW, outlooks)
    assert first == dashboard(states, NOW)
    worked_out.clear()
    polling = [replace(states[0], polling=True), states[1]]
    assert dashboard(polling, NOW, outlooks) == first
    assert worked_out == []
    poorer = [replace(states[0], balance=replace(states[0].balance, totals=(usd("4"),))), states[1]]
    assert dashboard(poorer, NOW, outlooks) == dashboard(poorer, NOW)
    assert worked_out == ["a"]
    worked_out.clear()
    assert dashboard(states, NOW + timedelta(days=1), outlooks) == dashboard(states, NOW + timedelta(days=1))
    assert worked_out == ["a", "b"]


def test_whoever_is_gone_leaves_no_outlook_behind() -> None:
    one = state(facts(*two_months(usd("2"))))
    outlooks = Outlooks()
    outlooks.of(one, TODAY)
    outlooks.keep([one])
    assert len(outlooks._known) == 1
    outlooks.keep([])
    assert outlooks._known == {}
