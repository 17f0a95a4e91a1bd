"""The whole history exchanged for another while the app runs: polls rest, then all is read anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from aimonitor.errors import DatabaseError
from aimonitor.monitor.listeners import Listener
from aimonitor.monitor.roster import Roster
from aimonitor.monitor.rounds import Rounds
from aimonitor.net.http import HttpClient


class Exchange:
    """`read` reads what is stored into the roster and tells nothing."""

    def __init__(
        self,
        *,
        roster: Roster,
        rounds: Rounds,
        http: HttpClient,
        listener: Listener,
        read: Callable[[], Awaitable[None]],
    ) -> None:
        self._roster = roster
        self._rounds = rounds
        self._http = http
        self._listener = listener
        self._read = read

    async def begin(self) -> None:
        """End all polls and begin none until `end`."""
        await self._rounds.hold()

    async def end(self) -> None:
        """Show what is stored now, whatever was shown before, and poll it. Raises DatabaseError."""
        before = [entry.facts for entry in self._roster]
        self._roster.clear()
        try:
            await self._read()
        except DatabaseError:
            for facts in before:
                self._roster.put(facts)
            raise
        finally:
            self.tell_gone([facts.provider.id for facts in before])
            await self._rounds.show_each()
            self._rounds.recall_pauses()
            self._rounds.release()

    def tell_gone(self, provider_ids: Iterable[str]) -> None:
        """Those of them that are no longer there are forgotten, and everyone hears of it."""
        for provider_id in provider_ids:
            if provider_id not in self._roster:
                self._http.forget(provider_id)
                self._listener.provider_removed(provider_id)
