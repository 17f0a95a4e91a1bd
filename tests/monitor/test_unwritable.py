"""A history that can only be read, from the start: what is stored is shown, and nothing is done to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from aimonitor.db.database import Database
from aimonitor.db.faults import database_error
from aimonitor.db.reports import OpenReport
from aimonitor.demo import cast
from aimonitor.domain.budget import Budget, BudgetPeriod, BudgetScope
from aimonitor.errors import DatabaseError, DatabaseFault
from tests.monitor.house import House, house

MONTH = Budget(
    id="", scope=BudgetScope.ALL, period=BudgetPeriod.MONTH, currency="USD", soft=Decimal(1), hard=Decimal(2)
)
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 15)


@pytest.fixture
def fill(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From then on the history cannot be opened for writing."""

    def full(database: Database, **_: object) -> OpenReport:
        raise database_error(DatabaseFault.FULL, database.path)

    return lambda: monkeypatch.setattr(Database, "_open", full)


@asynccontextmanager
async def read_again(place: Path, fill: Callable[[], None]) -> AsyncIterator[tuple[House, House]]:
    """As it was written, and as it is found on a disk that is full."""
    async with house(place) as before:
        provider = await before.add(cast.PRODUCTION)
        await before.monitor.poll_provider(provider.id)
        await before.stack.database.set_settings({"keep_days": "100"})
        await before.stack.budgets.save(MONTH)
        fill()
        async with house(place, goes_on=True) as now:
            yield before, now


async def test_its_days_and_polls_are_there_and_its_settings_hold(
    tmp_path: Path, fill: Callable[[], None]
) -> None:
    async with read_again(tmp_path, fill) as (before, now):
        provider = before.state(cast.PRODUCTION.name).provider
        there, here = before.monitor, now.monitor
        assert (await here.history(provider.id, FIRST, LAST)).spend
        assert await here.history(provider.id, FIRST, LAST) == await there.history(provider.id, FIRST, LAST)
        assert await here.polls(provider.id) == await there.polls(provider.id) != []
        assert (await now.stack.alerts.book()).rules
        assert now.stack.budgets.states() == before.stack.budgets.states() != ()
        assert now.stack.preferences.settings.keep_days == 100


async def test_what_would_change_it_is_refused(tmp_path: Path, fill: Callable[[], None]) -> None:
    async with read_again(tmp_path, fill) as (_, now):
        with pytest.raises(DatabaseError, match="The disk is full"):
            await now.stack.database.set_settings({"keep_days": "50"})
        assert await now.stack.database.settings() == {"keep_days": "100"}
