"""The whole history exchanged for another while the app runs: polls rest, then all is read anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aimonitor.errors import DatabaseError
from aimonitor.monitor.board import Board
from aimonitor.monitor.listeners import Listener
from aimonitor.monitor.roster import Roster
from aimonitor.monitor.rounds import Rounds
from aimonitor.net.http import HttpClient


class Exchange:
    """`reload` reads what is stored into the roster and tells it."""

    def __init__(
        self,
        *,
        roster: Roster,
        board: Board,
        rounds: Rounds,
        http: HttpClient,
        listener: Listener,
        reload: Callable[[], Awaitable[None]],
    ) -> None:
        self._roster = roster
        self._board = board
        self._rounds = rounds
        self._http = http
        self._listener = listener
        self._reload = reload

    async def begin(self) -> None:
        """End all polls and begin none until `end`."""
        await self._rounds.hold()

    async def end(self) -> None:
        """Show what is stored now, whatever was shown before, and poll it. Raises DatabaseError."""
        before = [entry.facts for entry in self._roster]
        self._roster.clear()
        try:
            await self._reload()
        except DatabaseError:
            for facts in before:
                self._roster.put(facts)
            raise
        finally:
            for facts in before:
                self._let_go(facts.provider.id)
            self._board.show_dashboard()
            self._rounds.recall_pauses()
            self._rounds.release()

    def _let_go(self, provider_id: str) -> None:
        if provider_id not in self._roster:
            self._http.forget(provider_id)
            self._listener.provider_removed(provider_id)
