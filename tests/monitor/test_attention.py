"""*Needs attention* is one figure: what the window counts, the command line and the digest count too."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from aimonitor.demo import cast
from aimonitor.domain.alert import AlertRule, Snoozing
from aimonitor.domain.budget import Budget, BudgetPeriod, BudgetScope
from aimonitor.domain.state import Attention
from aimonitor.insight.attention import attention
from aimonitor.monitor.glance import Glance, glance
from aimonitor.monitor.glance_alerts import with_alerts
from aimonitor.providers.registry import Registry
from tests.monitor.alerting import Watch, watched

PASSED = Budget(
    id="", scope=BudgetScope.ALL, period=BudgetPeriod.MONTH, currency="USD", soft=None, hard=Decimal("0.01")
)


async def in_the_window(watch: Watch) -> tuple[Attention, ...]:
    board, book = watch.home.monitor.dashboard(), await watch.alerts.book()
    states = watch.home.monitor.states()
    return attention(board.attention, book, {state.provider.id for state in states if state.provider.enabled})


def by_the_command_line(watch: Watch) -> tuple[Attention, ...]:
    stack = watch.home.stack
    settings, clock = stack.preferences.settings, watch.home.clock
    found = glance(stack.paths.database, Registry(), clock, settings.interval, {})
    assert isinstance(found, Glance)
    return with_alerts(found, stack.paths.database, settings, clock.now()).dashboard.attention


async def troubled(watch: Watch) -> str:
    budget = await watch.home.stack.budgets.save(PASSED)
    await watch.adds(cast.PRODUCTION, cast.OLD_KEY)
    return f"budget_hard:{budget.id}"


async def test_window_and_command_line_count_the_same(tmp_path: Path) -> None:
    async with watched(tmp_path) as watch:
        key = await troubled(watch)
        found = await in_the_window(watch)
        assert {"key refused", "budget passed"} <= {one.words for one in found}
        assert by_the_command_line(watch) == found
        await watch.alerts.snooze(key, Snoozing.CHANGE)
        await watch.judged()
        found = await in_the_window(watch)
        assert "budget passed" not in {one.words for one in found}
        assert by_the_command_line(watch) == found


async def test_the_command_line_counts_what_no_window_has_judged_yet_and_keeps_nothing(
    tmp_path: Path,
) -> None:
    async with watched(tmp_path) as watch:
        await watch.alerts.rest()
        await watch.home.stack.budgets.save(PASSED)
        await watch.home.monitor.poll_provider((await watch.home.add(cast.PRODUCTION)).id)
        assert "budget passed" in {one.words for one in by_the_command_line(watch)}
        assert (await watch.alerts.book()).log == ()


async def test_the_digest_names_what_the_window_counts(tmp_path: Path) -> None:
    async with watched(tmp_path) as watch:
        await watch.save(notify_digest=True, digest_every="day")
        await troubled(watch)
        await watch.home.clock.advance(timedelta(0), asleep=timedelta(days=1))
        await watch.polls(cast.PRODUCTION.name)
        await asyncio.sleep(0)
        await watch.judged()
        (told,) = [one for one in await watch.log() if one.rule is AlertRule.DIGEST]
        names = ", ".join(f"{one.provider_name} ({one.words})" for one in await in_the_window(watch))
        assert "budget passed" in names
        assert told.body.endswith(f"Needs attention: {names}.")
