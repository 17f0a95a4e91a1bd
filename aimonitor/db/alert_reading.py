"""The statements that read alerts: a plain sqlite3 connection in, values out."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from msgspec import Struct

from aimonitor.db.alert_rows import LOG_COLUMNS, STATE_COLUMNS, logged, remembered
from aimonitor.db.columns import from_decimal_text
from aimonitor.db.stored import read_with
from aimonitor.domain.alert import Alert, AlertRule, RuleChoice
from aimonitor.domain.alert_memory import Remembered

Memory = dict[str, Remembered]

NEWEST = 500
_STATES = f"SELECT {STATE_COLUMNS} FROM alert_states"  # noqa: S608  our own names
_LOG = f"SELECT number, {LOG_COLUMNS} FROM alert_log ORDER BY raised_at DESC, number DESC LIMIT ?"  # noqa: S608


class StoredAlerts(Struct, frozen=True, kw_only=True):
    """What is remembered of each thing, what fired (newest first), what the user chose for providers."""

    memory: Memory
    log: list[Alert]
    choices: list[RuleChoice]


def read_alerts(path: Path) -> StoredAlerts | None:
    """All of it, without the worker; None where it cannot be read: never an error."""
    return read_with(path, _all)


def memory(connection: sqlite3.Connection) -> Memory:
    """All that is remembered, by key."""
    return {known.key: known for known in map(remembered, connection.execute(_STATES))}


def log(connection: sqlite3.Connection, limit: int = NEWEST) -> list[Alert]:
    """What fired, newest first."""
    return [logged(cells) for cells in connection.execute(_LOG, (limit,))]


def choices(connection: sqlite3.Connection) -> list[RuleChoice]:
    """What the user chose for providers."""
    rows = connection.execute("SELECT provider_id, rule, enabled, threshold FROM alert_rules")
    return [
        RuleChoice(
            provider_id=provider_id,
            rule=AlertRule(rule),
            enabled=None if enabled is None else bool(enabled),
            threshold=from_decimal_text(threshold),
        )
        for provider_id, rule, enabled, threshold in rows
    ]


def _all(connection: sqlite3.Connection) -> StoredAlerts:
    return StoredAlerts(memory=memory(connection), log=log(connection), choices=choices(connection))


def read_all(connection: sqlite3.Connection) -> None:
    """Read every row of them. Raises what a row raises that cannot be understood."""
    memory(connection)
    log(connection, -1)
    choices(connection)
