"""The demo has something to say of each sort, whatever day of the month it is shown."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aimonitor.domain.alert import AlertRule, Fate
from aimonitor.domain.budget import BudgetLevel, BudgetPeriod
from aimonitor.monitor.demo import running_demo, seed
from tests.monitor.clock import FakeClock
from tests.monitor.house import places

DAYS = ["2026-11-15T14:30", "2026-11-28T22:00", "2026-12-10T09:00", "2028-02-29T12:00"]


@pytest.mark.parametrize("day", DAYS)
async def test_a_budget_is_passed_one_will_be_and_a_key_is_refused(tmp_path: Path, day: str) -> None:
    clock = FakeClock(datetime.fromisoformat(day).replace(tzinfo=UTC))
    async with running_demo(places(tmp_path), flags={}, environ={}, clock=clock) as (stack, _servers):
        await stack.monitor.open()
        stack.alerts.start()
        await seed(stack.monitor, stack.budgets)
        await asyncio.sleep(0)
        while stack.alerts._tasks._running:
            await asyncio.wait(set(stack.alerts._tasks._running))
        easy, passed, today, ahead = stack.budgets.states()
        assert easy.level is BudgetLevel.UNDER
        assert passed.level is BudgetLevel.SOFT
        assert today.budget.period is BudgetPeriod.DAY
        assert today.amount is not None
        assert ahead.level is BudgetLevel.UNDER
        assert ahead.passes_on is None or ahead.first <= ahead.passes_on <= ahead.last
        log = (await stack.alerts.book()).log
        assert {AlertRule.BUDGET_SOFT, AlertRule.NEEDS_YOU} <= {alert.rule for alert in log}
        assert {alert.fate for alert in log} == {Fate.LISTED}


@pytest.mark.parametrize("day", ["2026-12-01T00:05", "2026-11-30T22:00"])
async def test_on_the_first_and_the_last_day_of_a_month_there_may_be_less(tmp_path: Path, day: str) -> None:
    clock = FakeClock(datetime.fromisoformat(day).replace(tzinfo=UTC))
    async with running_demo(places(tmp_path), flags={}, environ={}, clock=clock) as (stack, _servers):
        await stack.monitor.open()
        await seed(stack.monitor, stack.budgets)
        assert len(stack.budgets.states()) <= 4
