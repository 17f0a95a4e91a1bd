"""What was spent over a period, over all providers: read when a period reaches beyond what is at hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date

from aimonitor.db.database import Database
from aimonitor.db.overview import read_overview
from aimonitor.db.span_sums import read_spans
from aimonitor.domain.history import History, all_of
from aimonitor.domain.periods import utc_day
from aimonitor.domain.spans import Span, SpanRead
from aimonitor.domain.state import ProviderState
from aimonitor.insight.overview import overview
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.monitor import Monitor


class Periods:
    """Reads days that SQLite has added up. Qt-free: the command line and tests use it as it is."""

    def __init__(self, database: Database, monitor: Monitor, clock: Clock) -> None:
        self._database = database
        self._monitor = monitor
        self._clock = clock

    async def overview(self, first: date, last: date, provider_type: str = "") -> History:
        """All providers' days, or those of one type, for the details. Raises DatabaseError."""
        facts = await read_overview(self._database, first, last, provider_type)
        since = min((s.history_since for s in self._states(provider_type) if s.history_since), default=None)
        today, subject = utc_day(self._clock.now()), all_of(provider_type)
        # years of days take longer than the window should wait
        return await asyncio.to_thread(overview, facts, today=today, since=since, subject=subject)

    def _states(self, provider_type: str) -> list[ProviderState]:
        states = self._monitor.states()
        return [one for one in states if provider_type in ("", one.provider.provider_type)]

    async def spans(self, wanted: Iterable[Span]) -> tuple[SpanRead, ...]:
        """Each span, added up by provider. Raises DatabaseError."""
        return await read_spans(self._database, wanted, utc_day(self._clock.now()))
