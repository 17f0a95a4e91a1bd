"""The budgets: kept, checked, and told anew whenever one stands differently. Qt-free."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from datetime import date

from msgspec.structs import replace

from aimonitor.db.budgets import BudgetStore
from aimonitor.db.database import Database
from aimonitor.domain.budget import Budget, BudgetScope, BudgetState
from aimonitor.domain.periods import utc_day
from aimonitor.domain.state import ProviderState
from aimonitor.errors import ConfigError
from aimonitor.insight.budget_faults import budget_faults
from aimonitor.insight.budgets import budget_states
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.listeners import Listener

Hears = Callable[[tuple[BudgetState, ...]], object]


class Budgets(Listener):
    """Budgets in the order in which they were made. `open` reads them; it starts nothing."""

    def __init__(
        self,
        database: Database,
        providers: Callable[[], list[ProviderState]],
        clock: Clock,
        first_weekday: int,
    ) -> None:
        self._store = BudgetStore(database)
        self._providers = providers
        self._clock = clock
        self._first_weekday = first_weekday
        self._budgets: tuple[Budget, ...] = ()
        self._told: tuple[BudgetState, ...] = ()
        self._hears: list[Hears] = []
        self._is_due = False
        self._day: date | None = None

    @property
    def first_weekday(self) -> int:
        """On which day a week starts, Monday 0."""
        return self._first_weekday

    async def open(self) -> None:
        """Read the budgets. Raises DatabaseError."""
        self._budgets = tuple(await self._store.all())

    def on_changed(self, hears: Hears) -> None:
        """Let `hears` know all states whenever one differs."""
        self._hears.append(hears)

    def states(self) -> tuple[BudgetState, ...]:
        """How all stand now."""
        if not self._budgets:  # asked for at each change of each provider
            return ()
        return budget_states(self._budgets, self._providers(), self._clock.now(), self._first_weekday)

    def find(self, budget_id: str) -> Budget:
        """The budget of that id. Raises ConfigError when there is none."""
        for budget in self._budgets:
            if budget.id == budget_id:
                return budget
        raise ConfigError("There is no such budget; it may have been removed.")

    async def save(self, budget: Budget) -> Budget:
        """Keep a budget as it is now; an `id` of "" makes a new one. Raises ConfigError, DatabaseError."""
        await self.open()  # a command may have changed what a window read
        self._check(budget)
        if budget.id:
            self.find(budget.id)
        else:
            budget = replace(budget, id=uuid.uuid4().hex)
        await self._store.save(budget)
        await self.reload()
        return budget

    async def remove(self, budget_id: str) -> None:
        """Remove a budget. Raises ConfigError, DatabaseError."""
        self.find(budget_id)
        await self._store.remove(budget_id)
        await self.reload()

    async def purge(self) -> None:
        """Remove all budgets. Raises DatabaseError."""
        await self._store.clear()
        await self.reload()

    async def rest(self) -> None:
        """As `archive.Room`; nothing goes on here by itself."""

    async def reload(self) -> None:
        """Read the budgets anew and tell them. Raises DatabaseError."""
        await self.open()
        self._tell()

    def provider_changed(self, state: ProviderState) -> None:
        """What was spent may differ."""
        if not state.polling:
            self._tell_soon()

    def provider_removed(self, provider_id: str) -> None:
        """Its budgets went with it."""
        mine = (BudgetScope.PROVIDER, provider_id)
        self._budgets = tuple(one for one in self._budgets if (one.scope, one.subject) != mine)
        self._tell_soon()

    def woke(self) -> None:
        """A new day, week or month begins by itself."""
        if utc_day(self._clock.now()) != self._day:
            self._tell_soon()

    def _tell_soon(self) -> None:
        """Once for all providers that change together."""
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._tell)

    def _tell(self) -> None:
        self._is_due, self._day = False, utc_day(self._clock.now())
        states = self.states()
        if states != self._told:
            self._told = states
            for hears in self._hears:
                hears(states)

    def _check(self, budget: Budget) -> None:
        for words in budget_faults(budget, self._budgets).values():
            raise ConfigError(words)
        self._check_subject(budget)

    def _check_subject(self, budget: Budget) -> None:
        states = self._providers()
        if budget.scope is BudgetScope.ALL:
            known = {""}
        elif budget.scope is BudgetScope.TYPE:
            known = {state.provider.provider_type for state in states}
        else:
            known = {state.provider.id for state in states}
        if budget.subject not in known:
            raise ConfigError("There is nothing that this budget could be for: add the provider first.")
