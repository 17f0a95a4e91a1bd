from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from aimonitor.db.database import Database
from aimonitor.db.span_sums import read_spans
from aimonitor.domain.money import totals
from aimonitor.domain.periods import at_hand_from
from aimonitor.domain.spans import NOTHING_KNOWN, Span, SpanSums
from aimonitor.domain.usage import DayCost, DayTokens, Provenance
from aimonitor.insight.period_figures import sums_of
from tests.db.samples import TODAY, cny, cost, poll, provider, snapshot, tokens, usd

WEEK = Span(first=TODAY - timedelta(days=6), last=TODAY)


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


async def read(database: Database, span: Span = WEEK) -> SpanSums:
    (found,) = await read_spans(database, [span], TODAY)
    return found.of("one")


async def test_a_span_without_a_known_day_is_unknown_and_not_zero(database: Database) -> None:
    assert await read(database) == NOTHING_KNOWN
    assert NOTHING_KNOWN.cost is None


async def test_days_are_added_up_by_currency_and_counted(database: Database) -> None:
    costs = (
        cost(TODAY, "1", complete=False),
        cost(back(1), "2"),
        cost(back(1), "4", model="beta"),
        replace(cost(back(2), "0"), provenance=Provenance.ESTIMATED, money=cny("9.000000001")),
        cost(back(7), "100"),
    )
    used = (tokens(back(1), 10, 1), tokens(back(2), 5, None, model="beta"), tokens(back(9), 99, 99))
    await database.record_poll(poll(), snapshot(costs=costs, used=used))
    assert await read(database) == SpanSums(
        cost=(cny("9.000000001"), usd("7")),
        cost_days=2,
        final_days=2,
        cost_through=TODAY,
        provenance=Provenance.ESTIMATED,
        tokens=16,
        token_days=2,
        tokens_final=1,
        tokens_through=back(1),
    )


async def test_each_provider_has_sums_of_its_own(database: Database) -> None:
    await database.save_provider(provider("two", position=1))
    for name, amount in (("one", "1"), ("two", "2")):
        await database.record_poll(
            replace(poll(), provider_id=name), snapshot(costs=(cost(back(1), amount),))
        )
    (found,) = await read_spans(database, [WEEK], TODAY)
    assert {name: sums.cost for name, sums in found.sums.items()} == {"one": (usd("1"),), "two": (usd("2"),)}


async def test_the_same_span_is_read_once(database: Database) -> None:
    found = await read_spans(database, [WEEK, WEEK], TODAY)
    assert [one.span for one in found] == [WEEK]


@pytest.mark.parametrize("amount", ["9000000000", "-3.5", "0.000000001"])
async def test_amounts_of_any_size_are_exact(database: Database, amount: str) -> None:
    costs = tuple(cost(back(place), amount) for place in range(7))
    await database.record_poll(poll(), snapshot(costs=costs))
    assert (await read(database)).cost == totals(usd(amount) for _ in range(7))


rows = st.tuples(
    st.integers(0, 20),
    st.sampled_from(["alpha", "beta"]),
    st.decimals(-5, 5, places=9),
    st.booleans(),
    st.sampled_from([Provenance.BILLED, Provenance.ESTIMATED]),
)
counts = st.tuples(
    st.integers(0, 20),
    st.sampled_from(["alpha", "beta"]),
    st.none() | st.integers(0, 9),
    st.none() | st.integers(0, 9),
    st.booleans(),
)


def one_cost(row: tuple[int, str, Decimal, bool, Provenance]) -> DayCost:
    place, model, amount, complete, made = row
    made_cost = cost(back(place), str(amount), model=model, complete=complete)
    return replace(made_cost, provenance=made)


def one_count(row: tuple[int, str, int | None, int | None, bool]) -> DayTokens:
    place, model, given_in, given_out, complete = row
    return DayTokens(
        day=back(place), model=model, input_tokens=given_in, output_tokens=given_out, complete=complete
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows, max_size=20), st.lists(counts, max_size=20), st.integers(0, 20), st.integers(0, 20))
async def test_sqlite_adds_up_as_insight_does(
    database: Database,
    given_costs: list[tuple[int, str, Decimal, bool, Provenance]],
    given_counts: list[tuple[int, str, int | None, int | None, bool]],
    one: int,
    other: int,
) -> None:
    await database.delete_provider("one")
    await database.save_provider(provider())
    read_now = snapshot(costs=tuple(map(one_cost, given_costs)), used=tuple(map(one_count, given_counts)))
    await database.record_poll(poll(), read_now)
    span = Span(first=back(max(one, other)), last=back(min(one, other)))
    (facts,) = await database.facts(TODAY)
    assert await read(database, span) == sums_of(facts.days, span, TODAY)


async def test_facts_reach_as_far_back_as_is_called_at_hand(database: Database) -> None:
    first = at_hand_from(TODAY)
    costs = (cost(first, "1"), cost(first - timedelta(days=1), "2"))
    await database.record_poll(poll(), snapshot(costs=costs))
    (facts,) = await database.facts(TODAY)
    assert [day.day for day in facts.days] == [first]
