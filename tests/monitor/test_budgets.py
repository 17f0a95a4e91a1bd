from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from aimonitor.demo import cast
from aimonitor.domain.budget import Budget, BudgetLevel, BudgetPeriod, BudgetScope, BudgetState
from aimonitor.domain.money import amount_in
from aimonitor.errors import ConfigError
from aimonitor.keychain.memory import SessionKeys
from aimonitor.monitor.budgets import Budgets
from tests.monitor.house import House, house

MONTH = Budget(id="", scope=BudgetScope.ALL, period=BudgetPeriod.MONTH, currency="USD", hard=Decimal(10))


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as found:
        yield found


def heard(budgets: Budgets) -> list[tuple[BudgetState, ...]]:
    told: list[tuple[BudgetState, ...]] = []
    budgets.on_changed(told.append)
    return told


async def polled(home: House) -> str:
    provider = await home.add(cast.PRODUCTION)
    await home.monitor.poll_provider(provider.id)
    await asyncio.sleep(0)
    return provider.id


async def test_a_budget_counts_what_the_window_shows(home: House) -> None:
    await polled(home)
    await home.stack.budgets.save(MONTH)
    (state,) = home.stack.budgets.states()
    assert state.amount == amount_in(home.monitor.dashboard().month.totals, "USD")
    assert state.level is BudgetLevel.HARD


async def test_each_change_is_told_and_what_is_the_same_is_not(home: House) -> None:
    told = heard(home.stack.budgets)
    budget = await home.stack.budgets.save(MONTH)
    assert [states[0].level for states in told] == [BudgetLevel.UNKNOWN]
    await polled(home)
    assert told[-1][0].level is BudgetLevel.HARD
    count = len(told)
    await home.monitor.poll_provider(home.monitor.find(cast.PRODUCTION.name).id)
    await asyncio.sleep(0)
    assert len(told) == count
    await home.stack.budgets.remove(budget.id)
    assert told[-1] == ()


async def test_a_new_day_begins_a_new_budget_by_itself(home: House) -> None:
    await polled(home)
    await home.stack.budgets.save(replace(MONTH, period=BudgetPeriod.DAY))
    told = heard(home.stack.budgets)
    first = home.stack.budgets.states()[0].first
    await home.clock.advance(timedelta(0), asleep=timedelta(hours=10))
    home.stack.budgets.woke()
    await asyncio.sleep(0)
    assert told[-1][0].first == first + timedelta(days=1)


async def test_budgets_are_there_again_after_a_restart(tmp_path: Path) -> None:
    keys = SessionKeys()
    async with house(tmp_path, keychain=keys) as first:
        saved = await first.stack.budgets.save(MONTH)
    async with house(tmp_path, keychain=keys) as second:
        assert second.stack.budgets.find(saved.id) == saved


async def test_a_removed_provider_takes_its_budgets_along(home: House) -> None:
    provider_id = await polled(home)
    await home.stack.budgets.save(replace(MONTH, scope=BudgetScope.PROVIDER, subject=provider_id))
    kept = await home.stack.budgets.save(MONTH)
    await home.monitor.remove_provider(provider_id)
    assert [state.budget for state in home.stack.budgets.states()] == [kept]
    await home.stack.budgets.open()
    assert [state.budget for state in home.stack.budgets.states()] == [kept]


async def test_a_changed_budget_stays_in_its_place(home: House) -> None:
    first = await home.stack.budgets.save(MONTH)
    second = await home.stack.budgets.save(replace(MONTH, currency="EUR"))
    changed = await home.stack.budgets.save(replace(first, soft=Decimal(5)))
    assert [state.budget for state in home.stack.budgets.states()] == [changed, second]


async def test_the_same_money_is_limited_once(home: House) -> None:
    first = await home.stack.budgets.save(MONTH)
    with pytest.raises(ConfigError, match="already: change that one"):
        await home.stack.budgets.save(replace(MONTH, hard=Decimal(20)))
    week = await home.stack.budgets.save(replace(MONTH, period=BudgetPeriod.WEEK))
    with pytest.raises(ConfigError, match="already: change that one"):
        await home.stack.budgets.save(replace(week, period=BudgetPeriod.MONTH))
    assert [state.budget for state in home.stack.budgets.states()] == [first, week]


WRONG = {
    "no limit": ({"hard": None}, "soft limit, a hard limit"),
    "soft as high as hard": ({"soft": Decimal(10)}, "below the hard"),
    "nothing": ({"hard": Decimal(0)}, "at least 0.01"),
    "below nothing": ({"hard": Decimal(-1)}, "at least 0.01"),
    "no number": ({"hard": Decimal("NaN")}, "at least 0.01"),
    "too much": ({"hard": Decimal(10) ** 12}, "thousand million"),
    "a currency that is none": ({"currency": "dollars"}, "three capital letters"),
    "a small currency": ({"currency": "usd"}, "three capital letters"),
    "nobody": ({"scope": BudgetScope.PROVIDER, "subject": "nobody"}, "add the provider first"),
    "no such service": ({"scope": BudgetScope.TYPE, "subject": "openai"}, "add the provider first"),
    "everything of something": ({"subject": "openai"}, "add the provider first"),
    "one that is gone": ({"id": "gone"}, "no such budget"),
}


@pytest.mark.parametrize(("changes", "words"), WRONG.values(), ids=WRONG)
async def test_what_makes_no_sense_is_refused_in_words(
    home: House, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(ConfigError, match=words):
        await home.stack.budgets.save(replace(MONTH, **changes))
    assert home.stack.budgets.states() == ()


async def test_what_there_is_not_cannot_be_removed(home: House) -> None:
    with pytest.raises(ConfigError, match="no such budget"):
        await home.stack.budgets.remove("nobody")


async def test_a_budget_that_a_command_made_beside_the_window_is_not_made_again(
    home: House, tmp_path: Path
) -> None:
    async with house(tmp_path) as beside:
        made = await beside.stack.budgets.save(MONTH)
    with pytest.raises(ConfigError, match="There is a budget for the same time and currency already"):
        await home.stack.budgets.save(MONTH)
    await home.stack.budgets.save(replace(made, hard=Decimal(20)))
    assert [state.budget.hard for state in home.stack.budgets.states()] == [Decimal(20)]
