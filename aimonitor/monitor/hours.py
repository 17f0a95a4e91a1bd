"""What the newest hour of each provider cost: worked out once a poll, on the database's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from aimonitor.db.database import Database
from aimonitor.db.hour_levels import newest
from aimonitor.domain.hours import HourSpend
from aimonitor.domain.state import ProviderState
from aimonitor.errors import DatabaseError


class Hours:
    """Remembers what follows from the last poll of each provider."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._read_at: dict[str, datetime] = {}
        self._found: dict[str, tuple[HourSpend, ...]] = {}

    async def newest(
        self, states: Sequence[ProviderState], now: datetime
    ) -> Mapping[str, tuple[HourSpend, ...]]:
        """Of the providers of `states`; nothing of those whose hours cannot be read."""
        polled = {state.provider.id: state.last_poll.started_at for state in states if state.last_poll}
        fresh = [one for one, at in polled.items() if self._read_at.get(one) != at]
        if fresh:
            try:
                found = await newest(self._database, fresh, now)
            except DatabaseError:
                return {}
            self._found.update(found)
        self._read_at = polled
        self._found = {one: spends for one, spends in self._found.items() if one in polled}
        return self._found
