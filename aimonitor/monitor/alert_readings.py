"""What the rules in force have to say now of all providers, budgets and the history itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from aimonitor.db.alerts import AlertStore
from aimonitor.domain.alert import AlertRule
from aimonitor.errors import AppError, DatabaseError
from aimonitor.insight.alert_policy import Policy, policy
from aimonitor.insight.alert_rules import KnownReadings, readings_of_all
from aimonitor.insight.outages import database_reading
from aimonitor.insight.reading import Reading
from aimonitor.monitor.alert_settings import rule_defaults
from aimonitor.monitor.budgets import Budgets
from aimonitor.monitor.hours import Hours
from aimonitor.monitor.monitor import Monitor
from aimonitor.settings.settings import Settings

_AT_A_TIME = 25
"""Providers whose readings are made before the window may draw."""


class AlertReadings:
    """Makes readings. `broken`: why history is not kept; None while it is."""

    def __init__(
        self,
        store: AlertStore,
        hours: Hours,
        monitor: Monitor,
        budgets: Budgets,
        settings: Callable[[], Settings],
    ) -> None:
        self._store = store
        self._hours = hours
        self._monitor = monitor
        self._budgets = budgets
        self._settings = settings
        self._known = KnownReadings()
        self.broken: AppError | None = None

    async def policy(self) -> Policy:
        """The rules in force. Raises DatabaseError."""
        return policy(rule_defaults(self._settings()), await self._store.choices())

    async def known_policy(self) -> Policy:
        """The same; the defaults alone where choices cannot be read."""
        try:
            return await self.policy()
        except DatabaseError:
            return policy(rule_defaults(self._settings()), ())

    async def take(self, rules: Policy, now: datetime) -> tuple[Reading, ...]:
        """All readings at `now`. The window may draw in between."""
        hours = await self._hours.newest(self._monitor.states(), now)
        states = self._monitor.states()
        self._known.keep(states)
        active = [state for state in states if state.provider.enabled]
        found = [*readings_of_all(active, self._budgets.states(), rules, now)]
        for place, state in enumerate(active, start=1):
            found += self._known.of(state, rules, now, hours.get(state.provider.id, ()))
            if not place % _AT_A_TIME:
                await asyncio.sleep(0)
        if rules.of(AlertRule.DATABASE).enabled:
            found.append(database_reading(None if self.broken is None else self.broken.message))
        return tuple(found)
