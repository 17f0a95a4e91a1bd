from __future__ import annotations

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from aimonitor.domain.state import ProviderFacts
from aimonitor.domain.usage import DayCost, DayTokens, UsageSnapshot
from tests.db.samples import (
    BALANCES,
    PROBLEM,
    TODAY,
    afterwards,
    cost,
    opened,
    poll,
    provider,
    snapshot,
    tokens,
)

DAYS = [TODAY - timedelta(days=back) for back in range(4)]
MODELS = [None, "alpha", "beta"]

costs = st.lists(
    st.builds(
        cost,
        st.sampled_from(DAYS),
        st.integers(0, 3).map(str),
        st.sampled_from(MODELS),
        complete=st.booleans(),
    ),
    max_size=5,
).map(tuple)
usages = st.lists(
    st.builds(tokens, st.sampled_from(DAYS), st.none() | st.integers(0, 9), st.integers(0, 9)), max_size=4
).map(tuple)
balances = st.none() | st.sampled_from([(), BALANCES, BALANCES[:1]])
polls = st.lists(st.tuples(costs, usages, balances, st.booleans()), min_size=1, max_size=6)

Poll = tuple[tuple[DayCost, ...], tuple[DayTokens, ...], tuple[object, ...] | None, bool]


def made(minute: int, learned: Poll) -> tuple[int, bool, UsageSnapshot]:
    day_costs, used, left, failed = learned
    read = snapshot(minute, costs=day_costs, used=used)
    return minute, failed, replace(read, balances=left)


async def outcome(order: list[tuple[int, bool, UsageSnapshot]]) -> tuple[list[ProviderFacts], object, object]:
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Path(folder) / "history.db", now=afterwards) as database:
            await database.save_provider(provider())
            for minute, failed, read in order:
                record = poll(minutes=minute, problem=PROBLEM if failed else None)
                await database.record_poll(record, read)
            return (
                await database.facts(TODAY),
                await database.history("one", DAYS[-1], TODAY),
                await database.polls("one"),
            )


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(learned=polls, data=st.data())
def test_polls_may_arrive_in_any_order_and_more_than_once(learned: list[Poll], data: st.DataObject) -> None:
    in_order = [made(minute, poll) for minute, poll in enumerate(learned)]
    shuffled = data.draw(st.permutations(in_order))
    again = data.draw(st.lists(st.sampled_from(in_order), max_size=3))
    assert asyncio.run(outcome([*shuffled, *again])) == asyncio.run(outcome(in_order))
