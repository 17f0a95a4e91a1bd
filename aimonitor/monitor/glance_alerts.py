"""What alerts say of what is stored, as the window would count it: judged anew, and nothing is kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from aimonitor.db.alert_reading import read_alerts
from aimonitor.insight.alert_policy import policy
from aimonitor.insight.alert_rules import readings
from aimonitor.insight.alerts import Manners, plan
from aimonitor.insight.attention import attention, book_after
from aimonitor.monitor.alert_settings import rule_defaults
from aimonitor.monitor.glance import Glance
from aimonitor.settings.settings import Settings


def with_alerts(found: Glance, database: Path, settings: Settings, now: datetime) -> Glance:
    """The same, where *needs attention* counts what alerts say at `now` beside providers in trouble."""
    stored = read_alerts(database)
    if stored is None:
        return found
    rules = policy(rule_defaults(settings), stored.choices)
    owners = {state.provider.id for state in found.states}
    owners |= {state.budget.id for state in found.budgets}
    told = readings(found.states, found.budgets, rules, now)
    made = plan(stored.memory, told, now, owners=owners, manners=Manners())
    book = book_after(made, stored.log, rules, now)
    active = {state.provider.id for state in found.states if state.provider.enabled}
    board = found.dashboard
    return replace(found, dashboard=replace(board, attention=attention(board.attention, book, active)))
