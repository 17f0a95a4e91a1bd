"""The whole history exchanged for another while the app runs: polls rest, then all is read anew."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aimonitor.errors import DatabaseError
from aimonitor.monitor.board import Board
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
        board: Board,
        rounds: Rounds,
        http: HttpClient,
        listener: Listener,
        read: Callable[[], Awaitable[None]],
    ) -> None:
        self._roster = roster
        self._board = board
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
            for facts in before:
                self._let_go(facts.provider.id)
            await self._show()
            self._rounds.recall_pauses()
            self._rounds.release()

    async def _show(self) -> None:
        """One by one, so that the window goes on between them; the totals at last."""
        for entry in list(self._roster):
            if entry.provider.id in self._roster:
                self._board.show_state(entry, self._rounds.due(entry))
            await asyncio.sleep(0)
        self._board.show_dashboard()

    def _let_go(self, provider_id: str) -> None:
        if provider_id not in self._roster:
            self._http.forget(provider_id)
            self._listener.provider_removed(provider_id)
