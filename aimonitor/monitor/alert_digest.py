"""When a digest is due, and its words: the figures as they are when it is planned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from aimonitor.db.alerts import AlertStore
from aimonitor.domain.alert import Alert
from aimonitor.errors import DatabaseError
from aimonitor.insight.alert_policy import Policy
from aimonitor.insight.alerts import Plan
from aimonitor.insight.attention import attention, book_after
from aimonitor.insight.digest import digest
from aimonitor.insight.local_time import Local
from aimonitor.monitor.alert_settings import digest_due
from aimonitor.monitor.budgets import Budgets
from aimonitor.monitor.monitor import Monitor
from aimonitor.settings.settings import DigestEvery, Settings


class Digests:
    """Writes digests. What needs attention in one is what the window counts."""

    def __init__(
        self,
        store: AlertStore,
        monitor: Monitor,
        budgets: Budgets,
        settings: Callable[[], Settings],
        local: Local,
    ) -> None:
        self._store = store
        self._monitor = monitor
        self._budgets = budgets
        self._settings = settings
        self._local = local

    @property
    def weekly(self) -> bool:
        """Whether it comes once a week."""
        return self._settings().digest_every is DigestEvery.WEEK

    def due(self, now: datetime) -> datetime | None:
        """When the newest one was due; None where none is wanted."""
        return digest_due(self._settings(), now, self._local, self._budgets.first_weekday)

    async def words(self, rules: Policy, now: datetime) -> Callable[[Plan], Alert]:
        """The digest by what is planned."""
        log = await self._log()
        board, budgets, weekly = self._monitor.dashboard(), self._budgets.states(), self.weekly
        active = {state.provider.id for state in self._monitor.states() if state.provider.enabled}

        def write(made: Plan) -> Alert:
            needs = attention(board.attention, book_after(made, log, rules, now), active)
            return digest(replace(board, attention=needs), budgets, now, weekly=weekly)

        return write

    async def _log(self) -> Sequence[Alert]:
        try:
            return await self._store.log()
        except DatabaseError:
            return ()
