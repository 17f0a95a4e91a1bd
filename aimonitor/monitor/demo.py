"""The demo: the whole app against servers of its own on loopback, with a home and keys of its own."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from decimal import Decimal

from aimonitor.demo.cast import PRODUCTION, RESEARCH, STAGING
from aimonitor.demo.company import members
from aimonitor.demo.servers import DemoServers
from aimonitor.domain.budget import Budget, BudgetPeriod, BudgetScope
from aimonitor.domain.money import amount_in
from aimonitor.domain.state import Dashboard, ProviderState
from aimonitor.errors import AppError
from aimonitor.keychain.memory import SessionKeys
from aimonitor.monitor.budgets import Budgets
from aimonitor.monitor.clock import Clock, SystemClock
from aimonitor.monitor.demo_past import remember_wallets
from aimonitor.monitor.monitor import Monitor
from aimonitor.monitor.requests import AddProvider
from aimonitor.monitor.stack import Stack, running
from aimonitor.providers.registry import Registry
from aimonitor.settings.paths import AppPaths

FOLDER = "demo"
_USD = "USD"
_TOO_LITTLE = Decimal(5)


@asynccontextmanager
async def running_demo(
    paths: AppPaths,
    *,
    flags: Mapping[str, object],
    environ: Mapping[str, str],
    registry: Registry | None = None,
    clock: Clock | None = None,
    all_services: bool = False,
) -> AsyncIterator[tuple[Stack, DemoServers]]:
    """As `stack.running`, under a folder of the demo's own, which each start empties.

    The user's database, keychain, providers and programs are not touched, and no service is asked but the
    demo's own. `all_services`: as for `seed`. Raises OSError, AppError.
    """
    clock = clock or SystemClock()
    place = AppPaths.resolve(paths.data / FOLDER, environ)
    shutil.rmtree(paths.data / FOLDER, ignore_errors=True)
    async with AsyncExitStack() as leaving:
        servers = DemoServers(now=clock.now)
        await servers.start()
        leaving.push_async_callback(servers.stop)
        registry = registry or Registry()
        registry.load_plugins()
        addresses = {
            one.base_url_env: servers.address(one.type) for one in registry.manifests() if one.base_url_env
        }
        stack = await leaving.enter_async_context(
            running(
                place,
                flags=flags,
                environ={**environ, **addresses},
                keychain=SessionKeys(),
                registry=registry,
                clock=clock,
                local=servers.computer,
            )
        )
        await remember_wallets(stack, members(all_services=all_services), clock.now())
        yield stack, servers


async def seed(
    monitor: Monitor,
    budgets: Budgets,
    *,
    all_services: bool = False,
    when_all_are_there: Callable[[], None] | None = None,
) -> None:
    """Add the cast and poll it until each is in the state it stands for; then make budgets to match.

    `all_services`: the whole company, not the cast alone. `when_all_are_there` is called once all have
    been added and before any has been polled.
    """
    wanted = members(all_services=all_services)
    known = {state.provider.name for state in monitor.states()}
    for member in (member for member in wanted if member.name not in known):
        await monitor.add_provider(
            AddProvider(
                provider_type=member.provider_type,
                name=member.name,
                api_key=member.key,
                options=member.options,
            )
        )
    if when_all_are_there is not None:
        when_all_are_there()
    ids = [monitor.find(member.name).id for member in wanted]
    await asyncio.gather(*(_poll(monitor, provider_id) for provider_id in ids))
    await _poll(monitor, monitor.find(STAGING.name).id)
    for budget in demo_budgets(monitor.states(), monitor.dashboard()):
        await budgets.save(budget)


def demo_budgets(states: Sequence[ProviderState], dashboard: Dashboard) -> Iterator[Budget]:
    """One that is far from passed, one whose soft limit is, and two over everything: of a day, of a month.

    Whatever day it is: the limits follow from what is spent by then. The month's is passed at this
    pace before the month is over.
    """
    named = {state.provider.name: state for state in states}
    for member, soft, hard in ((PRODUCTION, None, "1.6"), (RESEARCH, "0.8", "1.1")):
        one = named[member.name]
        spent = amount_in(one.month.totals, _USD)
        if spent is not None and spent > _TOO_LITTLE:
            yield _budget(
                soft=spent * Decimal(soft) if soft else None,
                hard=spent * Decimal(hard),
                scope=BudgetScope.PROVIDER,
                subject=one.provider.id,
            )
    yield _budget(
        soft=None, hard=_usual_day(states) * 5 / 4 + 1, scope=BudgetScope.ALL, period=BudgetPeriod.DAY
    )
    ahead = next((one for one in dashboard.forecast if one.currency == _USD), None)
    so_far = amount_in(dashboard.month.totals, _USD)
    if ahead is not None and so_far is not None and ahead.middle > so_far + _TOO_LITTLE:
        yield _budget(soft=None, hard=(so_far + ahead.middle) / 2, scope=BudgetScope.ALL)


def _usual_day(states: Sequence[ProviderState]) -> Decimal:
    """What all of them cost in a day, on the average of the days that are known."""
    days = [day for state in states for day in state.last_30_days if day.cost is not None]
    spent = sum((amount_in(day.cost or (), _USD) or Decimal(0) for day in days), Decimal(0))
    return spent / max(len({day.day for day in days}), 1)


def _budget(
    *,
    soft: Decimal | None,
    hard: Decimal,
    scope: BudgetScope,
    subject: str = "",
    period: BudgetPeriod = BudgetPeriod.MONTH,
) -> Budget:
    return Budget(
        id="",
        scope=scope,
        subject=subject,
        period=period,
        currency=_USD,
        soft=None if soft is None else Decimal(int(soft)),
        hard=Decimal(int(hard)),
    )


async def _poll(monitor: Monitor, provider_id: str) -> None:
    """A poll whose failure is part of the show."""
    try:
        await monitor.poll_provider(provider_id)
    except AppError:
        return
