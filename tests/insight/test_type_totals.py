from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from msgspec.structs import replace

from aimonitor.domain.money import Money, totals
from aimonitor.domain.periods import PeriodKind, period
from aimonitor.domain.state import CountFigure, FigureStatus, Health, MoneyFigure, ProviderState
from aimonitor.domain.usage import Provenance
from aimonitor.insight.dashboard import dashboard
from aimonitor.insight.period_figures import PeriodFigures
from aimonitor.insight.type_totals import counted, type_total, type_totals
from tests.insight.facts import NOW, TODAY, day, facts, provider, state, usd

YUAN = Money(amount=Decimal(5), currency="CNY")


def one(name: str, kind: str, *money: Money, **changes: object) -> ProviderState:
    found = facts(day(TODAY, *money, tokens=100), provider=provider(name, provider_type=kind))
    return replace(state(found), **changes)


def unread(name: str, kind: str) -> ProviderState:
    return state(
        facts(provider=provider(name, provider_type=kind), last_good_at=None, last_poll=None), now=NOW
    )


def several() -> list[ProviderState]:
    paused = one("D", "y", usd("7"))
    return [
        one("A", "x", usd("1")),
        one("B", "y", usd("2"), YUAN),
        unread("C", "x"),
        replace(paused, health=Health.PAUSED, provider=replace(paused.provider, enabled=False)),
        one("E", "z", YUAN, health=Health.NEEDS_YOU),
        one("F", "z", usd("3"), health=Health.STALE),
    ]


def test_the_groups_add_up_to_the_cards() -> None:
    states = several()
    board, groups = dashboard(states, NOW), type_totals(states)
    for name in ("today", "balance"):
        sums = [getattr(group, name) for group in groups]
        assert totals(money for one in sums for money in one.totals) == getattr(board, name).totals
    months = [group.cost for group in groups if group.cost is not None]
    assert totals(money for one in months for money in one.totals) == board.month.totals
    assert sum(group.attention for group in groups) == len(board.attention)
    assert {one for group in groups for one in group.incomplete} == set(board.incomplete)


def test_the_groups_add_up_in_any_period_too() -> None:
    states = several()
    figures = PeriodFigures(period(PeriodKind.LAST_7_DAYS, TODAY), TODAY)
    whole = figures.total(states)
    costs = [group.cost for group in type_totals(states, figures)]
    assert whole.money is not None
    assert totals(money for one in costs if one is not None for money in one.totals) == whole.money.totals


def test_types_stand_in_the_order_of_their_first_providers() -> None:
    assert [(one.provider_type, one.ids) for one in type_totals(several())] == [
        ("x", ("a", "c")),
        ("y", ("b", "d")),
        ("z", ("e", "f")),
    ]


def test_a_sum_says_who_is_missing_and_currencies_stay_apart() -> None:
    x, y, _ = type_totals(several())
    assert x.cost is not None
    assert x.cost.totals == (usd("1"),)
    assert x.cost.note == "without 1 provider"
    assert x.incomplete == ("a", "c")
    assert y.cost is not None
    assert y.cost.totals == (YUAN, usd("9"))


def test_the_worst_enabled_provider_counts_and_paused_ones_need_nobody() -> None:
    x, y, z = type_totals(several())
    assert [one.health for one in (x, y, z)] == [Health.WAITING, Health.OK, Health.NEEDS_YOU]
    assert (z.needs_you, z.stale, z.attention) == (1, 1, 2)
    assert type_total(several()[3:4]).health is Health.PAUSED


def test_the_age_is_that_of_the_oldest_and_those_never_read_are_counted() -> None:
    x, _, z = type_totals(several())
    assert (x.oldest, x.unread) == (NOW, 1)
    assert (z.oldest, z.unread) == (NOW, 0)
    alone = type_total(several()[2:3])
    assert (alone.oldest, alone.unread) == (None, 1)
    older = one("G", "z", usd("1"), last_updated=NOW - timedelta(hours=3))
    assert type_total([*several()[4:], older]).oldest == NOW - timedelta(hours=3)


def test_a_sum_is_only_as_certain_as_its_weakest_part() -> None:
    derived = one("A", "x")
    figure = MoneyFigure(status=FigureStatus.KNOWN, totals=(usd("1"),), provenance=Provenance.DERIVED)
    total = type_total([replace(derived, today=figure), one("B", "x", usd("1"))])
    assert total.today.provenance is Provenance.DERIVED


def test_days_that_are_being_read_are_no_sum_yet() -> None:
    figures = PeriodFigures(period(PeriodKind.LAST_MONTH, TODAY - timedelta(days=200)), TODAY)
    (total,) = type_totals([one("A", "x", usd("1"))], figures)
    assert total.cost is None
    assert total.tokens is None
    assert total.incomplete == ()


def test_counts_add_up_and_say_who_is_missing() -> None:
    known = CountFigure(status=FigureStatus.KNOWN, value=3)
    unknown = CountFigure(status=FigureStatus.UNKNOWN)
    none = CountFigure(status=FigureStatus.NOT_OFFERED)
    assert counted([known, known, none]) == CountFigure(status=FigureStatus.KNOWN, value=6)
    partly = counted([known, unknown])
    assert (partly.value, partly.complete, partly.note) == (3, False, "without 1 provider")
    assert counted([unknown, none]).status is FigureStatus.UNKNOWN
    assert counted([none]).status is FigureStatus.NOT_OFFERED


def test_a_sum_of_counts_knows_the_days_that_its_parts_lack() -> None:
    lacking = CountFigure(status=FigureStatus.KNOWN, value=3, complete=False, missing=2)
    assert counted([lacking, lacking]).missing == 4


def test_what_a_type_shows_beside_its_sums() -> None:
    seen = [
        one("A", "x", usd("1"), polling=True),
        one("B", "x", usd("1"), health=Health.STALE),
        one("C", "x", usd("1"), health=Health.NEEDS_YOU),
        one("D", "x", usd("1"), health=Health.NEEDS_YOU),
    ]
    (found,) = type_totals(seen)
    assert (found.polling, found.stale, found.needs_you) == (1, 1, 2)


def test_a_sum_is_as_certain_as_the_weakest_that_is_known() -> None:
    guessed = MoneyFigure(
        status=FigureStatus.UNKNOWN, complete=False, provenance=Provenance.ESTIMATED, note="not yet"
    )
    told = MoneyFigure(
        status=FigureStatus.KNOWN, totals=(usd("1"),), complete=True, provenance=Provenance.BILLED
    )
    seen = [one("A", "x", usd("1"), today=told), one("B", "x", usd("1"), today=guessed)]
    (found,) = type_totals(seen)
    assert found.today.provenance is Provenance.BILLED


def test_a_count_that_is_unknown_adds_nothing_whatever_it_holds() -> None:
    known = CountFigure(status=FigureStatus.KNOWN, value=3, complete=True)
    odd = CountFigure(status=FigureStatus.UNKNOWN, value=9, complete=False)
    found = counted([known, odd])
    assert (found.value, found.note) == (3, "without 1 provider")
