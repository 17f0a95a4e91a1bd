"""Keeping history: in the database while it works, in memory when it does not, and saying which."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, datetime

from aimonitor.db.database import Database
from aimonitor.db.thinning import newest_poll
from aimonitor.domain.notice import Notice
from aimonitor.domain.periods import utc_day
from aimonitor.domain.provider import Provider
from aimonitor.domain.state import PollRecord, ProviderFacts
from aimonitor.domain.usage import UsageSnapshot
from aimonitor.errors import DatabaseError, DatabaseFault
from aimonitor.insight.overlay import with_poll
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.listeners import Listener
from aimonitor.monitor.notices import database_notice

_log = logging.getLogger(__name__)


class Ledger:
    """Writes polls and reads facts. A broken database never hides live figures."""

    def __init__(self, database: Database, clock: Clock, listener: Listener) -> None:
        self._database = database
        self._clock = clock
        self._listener = listener
        self._broken: DatabaseError | None = None

    @property
    def problem(self) -> DatabaseError | None:
        """Why history is not being kept; None while it is."""
        return self._broken

    async def facts(self, today: date) -> list[ProviderFacts]:
        """What is stored of all providers, also where nothing more can be. Raises DatabaseError."""
        return await self._database.facts(today)

    async def record(
        self, facts: ProviderFacts, poll: PollRecord, snapshot: UsageSnapshot | None
    ) -> ProviderFacts:
        """Store a poll; the facts that follow from it, laid over in memory where storing failed."""
        try:
            stored = await self._stored(facts.provider.id, poll, snapshot)
        except DatabaseError as error:
            self._failed(error)
            if error.fault is DatabaseFault.CORRUPT:
                await self._begin_anew()
            return with_poll(facts, poll, snapshot)
        self._worked()
        return stored[0] if stored else with_poll(facts, poll, snapshot)

    async def _stored(
        self, provider_id: str, poll: PollRecord, snapshot: UsageSnapshot | None
    ) -> list[ProviderFacts]:
        await self._database.record_poll(poll, snapshot)
        return await self._database.facts(utc_day(self._clock.now()), provider_id)

    async def _begin_anew(self) -> None:
        """A file that was damaged while we ran is set aside; the next poll is kept in the new one."""
        try:
            await self._database.open()
        except DatabaseError as error:
            self._failed(error)

    async def keep(self, provider: Provider) -> None:
        """Store what a poll found out about its own provider; it is known in memory all the same."""
        try:
            await self._database.save_provider(provider)
        except DatabaseError as error:
            self._failed(error)

    async def missing_days(self, provider: Provider, first: date, last: date) -> list[date]:
        """Days whose cost is not known; none when that cannot be told."""
        try:
            return await self._database.missing_cost_days(provider.id, first, last)
        except DatabaseError as error:
            self._failed(error)
            return []

    async def notes(self, provider: Provider) -> Mapping[str, str]:
        """What the client's last read wants handed back; nothing when that cannot be told."""
        try:
            return await self._database.notes(provider.id)
        except DatabaseError as error:
            self._failed(error)
            return {}

    async def tell(self, notice: Notice) -> None:
        """Store a notice before it is shown, then show it."""
        try:
            await self._database.add_event(notice)
        except DatabaseError as error:
            self._failed(error)
        self._listener.notice_raised(notice)

    async def newest_poll(self, until: datetime) -> datetime | None:
        """When the newest poll up to then began; None where there is none, or that cannot be told."""
        try:
            return await self._database.reading(lambda connection: newest_poll(connection, until))
        except DatabaseError as error:
            self._failed(error)
            return None

    async def thin(self, keep_days: int) -> None:
        """Drop what is older than the user keeps."""
        try:
            await self._database.thin(keep_days)
        except DatabaseError as error:
            self._failed(error)

    def _failed(self, error: DatabaseError) -> None:
        if self._broken is not None and self._broken.fault is error.fault:
            return
        self._broken = error
        _log.error("history is not being kept: %s %s", error.message, error.detail)
        self._listener.database_changed(error)
        self._listener.notice_raised(database_notice(error, self._clock.now()))

    def _worked(self) -> None:
        if self._broken is not None:
            self._broken = None
            _log.info("history is being kept again")
            self._listener.database_changed(None)
