"""What is remembered of alerts, their log, and the rules the user chose."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from aimonitor.db import alert_reading
from aimonitor.db.alert_reading import NEWEST, Memory
from aimonitor.db.alert_rows import LOG_COLUMNS, STATE_COLUMNS, deliveries_text, log_row, state_row
from aimonitor.db.columns import row, to_decimal_text, to_time
from aimonitor.db.database import Database
from aimonitor.domain.alert import Alert, Delivery, RuleChoice
from aimonitor.domain.alert_memory import Remembered
from aimonitor.insight.alerts import Plan

Change = Callable[[Remembered], Remembered]

_PUT_STATE = f"REPLACE INTO alert_states ({STATE_COLUMNS}) VALUES ({', '.join('?' * 15)})"  # noqa: S608  as above
_PUT_LOG = f"INSERT INTO alert_log ({LOG_COLUMNS}) VALUES ({', '.join('?' * 14)})"  # noqa: S608  as above
_END = "UPDATE alert_log SET ended_at = ? WHERE key = ? AND ended_at IS NULL AND raised_at <= ?"
_PUT_RULE = "REPLACE INTO alert_rules (provider_id, rule, enabled, threshold) VALUES (?, ?, ?, ?)"
_OWNERS = "SELECT id FROM providers UNION SELECT id FROM budgets"


class AlertStore:
    """Keeps alerts. Each method raises DatabaseError; none half-writes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def turn(self, planner: Callable[[Memory], Plan], now: datetime) -> Plan:
        """Plan from what is remembered, and keep what follows, in one transaction: stored before it is told.

        The entries of the plan come back with their numbers. `planner` runs on the worker thread.
        """
        return await self._database.noting(lambda connection: _turn(connection, planner, now))

    async def memory(self) -> Memory:
        """All that is remembered, by key."""
        return await self._database.reading(alert_reading.memory)

    async def change(self, keys: Callable[[Memory], Collection[str]], change: Change) -> int:
        """Change what is remembered of the things that `keys` picks; how many there were."""
        return await self._database.noting(lambda connection: _change(connection, keys, change))

    async def log(self, limit: int = NEWEST) -> list[Alert]:
        """What fired, newest first."""
        return await self._database.reading(lambda connection: alert_reading.log(connection, limit))

    async def note_deliveries(self, number: int, deliveries: Sequence[Delivery]) -> None:
        """Keep what the channels did with an entry of the log."""
        cells = row(deliveries_text(deliveries), number)
        statement = "UPDATE alert_log SET deliveries = ? WHERE number = ?"
        await self._database.noting(lambda connection: connection.execute(statement, cells))

    async def choices(self) -> list[RuleChoice]:
        """What the user chose for providers."""
        return await self._database.reading(alert_reading.choices)

    async def choose(self, choice: RuleChoice) -> None:
        """Keep a choice; one that says nothing is forgotten."""
        await self._database.noting(lambda connection: _choose(connection, choice))

    async def clear(self) -> None:
        """Forget all alerts, what is remembered of them, and what the user chose."""
        await self._database.writing(_clear)


def _turn(connection: sqlite3.Connection, planner: Callable[[Memory], Plan], now: datetime) -> Plan:
    before = alert_reading.memory(connection)
    made = _of_those_there(connection, planner(before))
    for key in made.ended:
        connection.execute(_END, (to_time(now), key, to_time(now)))
    _keep(connection, before, made.memory)
    return replace(made, log=tuple(_put(connection, alert) for alert in made.log))


def _of_those_there(connection: sqlite3.Connection, made: Plan) -> Plan:
    """`made` without what is about a provider or budget that was removed while it was being judged."""
    there = {None, "", *(owner for (owner,) in connection.execute(_OWNERS))}
    return replace(
        made,
        log=tuple(alert for alert in made.log if alert.provider_id in there),
        memory={key: known for key, known in made.memory.items() if known.owner in there},
    )


def _put(connection: sqlite3.Connection, alert: Alert) -> Alert:
    return replace(alert, number=connection.execute(_PUT_LOG, log_row(alert)).lastrowid or 0)


def _keep(connection: sqlite3.Connection, before: Memory, after: Mapping[str, Remembered]) -> None:
    """Write what differs, and forget what is gone."""
    changed = [state_row(known) for key, known in after.items() if before.get(key) != known]
    connection.executemany(_PUT_STATE, changed)
    gone = [(key,) for key in before if key not in after]
    connection.executemany("DELETE FROM alert_states WHERE key = ?", gone)


def _change(connection: sqlite3.Connection, keys: Callable[[Memory], Collection[str]], change: Change) -> int:
    known = alert_reading.memory(connection)
    picked = [known[key] for key in keys(known) if key in known]
    connection.executemany(_PUT_STATE, [state_row(change(one)) for one in picked])
    return len(picked)


def _clear(connection: sqlite3.Connection) -> None:
    for table in ("alert_log", "alert_states", "alert_rules"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  our own names


def _choose(connection: sqlite3.Connection, choice: RuleChoice) -> None:
    if choice.enabled is None and choice.threshold is None:
        statement = "DELETE FROM alert_rules WHERE provider_id = ? AND rule = ?"
        connection.execute(statement, (choice.provider_id, choice.rule.value))
        return
    threshold = to_decimal_text(choice.threshold)
    connection.execute(_PUT_RULE, row(choice.provider_id, choice.rule.value, choice.enabled, threshold))
