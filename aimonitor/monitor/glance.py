"""What is stored, as it is shown: for the first paint and for `status`, without loop, network or keychain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from aimonitor.db.stored import read_budgets, read_stored
from aimonitor.domain.periods import utc_day
from aimonitor.domain.state import Dashboard, ProviderState
from aimonitor.insight.dashboard import dashboard
from aimonitor.monitor.board import Board
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.listeners import Listener
from aimonitor.monitor.roster import Roster
from aimonitor.providers.registry import Registry

if TYPE_CHECKING:
    from aimonitor.domain.budget import Budget, BudgetState


class Glance(Struct, frozen=True):
    """The stored states in the user's order, their totals, and how the budgets stand."""

    states: tuple[ProviderState, ...]
    dashboard: Dashboard
    budgets: tuple[BudgetState, ...] = ()


def glance(
    database: Path, registry: Registry, clock: Clock, interval: timedelta, environ: Mapping[str, str]
) -> Glance | None:
    """What was known when the app last ran; None when there is nothing that can be read as it is."""
    now = clock.now()
    stored = read_stored(database, utc_day(now))
    if stored is None:
        return None
    board = Board(Roster(), registry, clock, Listener())
    board.default_interval = interval
    states = tuple(board.state(facts) for facts in stored)
    return Glance(
        states=states,
        dashboard=dashboard(states, now),
        budgets=_standing(read_budgets(database), states, now, environ),
    )


def _standing(
    budgets: list[Budget], states: tuple[ProviderState, ...], now: datetime, environ: Mapping[str, str]
) -> tuple[BudgetState, ...]:
    if not budgets:
        return ()
    from aimonitor.insight.budgets import budget_states  # noqa: PLC0415  most windows start without
    from aimonitor.settings.week import first_weekday  # noqa: PLC0415  as above

    return budget_states(budgets, states, now, first_weekday(environ))
