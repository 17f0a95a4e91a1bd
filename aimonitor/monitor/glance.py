"""What is stored, as it is shown: for the first paint and for `status`, without loop, network or keychain."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from msgspec import Struct

from aimonitor.db.stored import read_stored
from aimonitor.domain.periods import utc_day
from aimonitor.domain.state import Dashboard, ProviderState
from aimonitor.insight.dashboard import dashboard
from aimonitor.monitor.board import Board
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.listeners import Listener
from aimonitor.monitor.roster import Roster
from aimonitor.providers.registry import Registry


class Glance(Struct, frozen=True):
    """The stored states in the user's order, and their totals."""

    states: tuple[ProviderState, ...]
    dashboard: Dashboard


def glance(database: Path, registry: Registry, clock: Clock, interval: timedelta) -> Glance | None:
    """What was known when the app last ran; None when there is nothing that can be read as it is."""
    now = clock.now()
    stored = read_stored(database, utc_day(now))
    if stored is None:
        return None
    board = Board(Roster(), registry, clock, Listener())
    board.default_interval = interval
    states = tuple(board.state(facts) for facts in stored)
    return Glance(states=states, dashboard=dashboard(states, now))
