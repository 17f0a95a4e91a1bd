from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from aimonitor.db.budgets import BudgetStore
from aimonitor.db.database import Database
from aimonitor.domain.budget import BudgetPeriod, BudgetScope
from tests.db.alert_samples import BUDGET
from tests.db.samples import provider

EVERYTHING = replace(BUDGET, id="b2", scope=BudgetScope.ALL, subject="", period=BudgetPeriod.WEEK, soft=None)


async def test_budgets_come_back_as_they_were_in_the_order_they_were_made(database: Database) -> None:
    store = BudgetStore(database)
    await store.save(BUDGET)
    await store.save(EVERYTHING)
    assert await store.all() == [BUDGET, EVERYTHING]


async def test_a_changed_budget_keeps_its_place(database: Database) -> None:
    store = BudgetStore(database)
    await store.save(BUDGET)
    await store.save(EVERYTHING)
    changed = replace(BUDGET, hard=Decimal("123.456789012"), period=BudgetPeriod.DAY)
    await store.save(changed)
    assert await store.all() == [changed, EVERYTHING]


async def test_a_removed_budget_is_gone_and_others_stay(database: Database) -> None:
    store = BudgetStore(database)
    await store.save(BUDGET)
    await store.save(EVERYTHING)
    await store.remove("b1")
    await store.remove("nobody")
    assert await store.all() == [EVERYTHING]


async def test_a_providers_budget_goes_with_it(database: Database) -> None:
    store = BudgetStore(database)
    await database.save_provider(provider())
    of_type = replace(
        BUDGET, id="b3", scope=BudgetScope.TYPE
    )  # of a type that is called as the provider's id
    for budget in (BUDGET, EVERYTHING, of_type):
        await store.save(budget)
    await database.delete_provider("one")
    assert await store.all() == [EVERYTHING, of_type]
