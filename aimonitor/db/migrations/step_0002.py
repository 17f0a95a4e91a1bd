"""Schema 2: budgets, and alerts: rules the user chose, what is remembered of each thing, the log."""

from __future__ import annotations

from aimonitor.db.migrations.step import Step

_BUDGETS = """
CREATE TABLE budgets (
  number INTEGER NOT NULL PRIMARY KEY,
  id TEXT NOT NULL,
  scope TEXT NOT NULL,
  subject TEXT NOT NULL,
  period TEXT NOT NULL,
  currency TEXT NOT NULL,
  soft INTEGER,
  hard INTEGER
)
"""

_ALERT_RULES = """
CREATE TABLE alert_rules (
  provider_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  enabled INTEGER,
  threshold TEXT,
  PRIMARY KEY (provider_id, rule)
) WITHOUT ROWID
"""

_ALERT_STATES = """
CREATE TABLE alert_states (
  key TEXT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  holds INTEGER NOT NULL,
  severity TEXT,
  said_at INTEGER,
  said_severity TEXT,
  period_ends INTEGER,
  said_periods TEXT,
  told INTEGER NOT NULL,
  waits INTEGER NOT NULL,
  snooze TEXT,
  snoozed_at INTEGER,
  snoozed_until INTEGER,
  snoozed_severity TEXT,
  seen_at INTEGER NOT NULL
) WITHOUT ROWID
"""

_ALERT_LOG = """
CREATE TABLE alert_log (
  number INTEGER NOT NULL PRIMARY KEY,
  raised_at INTEGER NOT NULL,
  key TEXT NOT NULL,
  rule TEXT NOT NULL,
  kind TEXT NOT NULL,
  urgency TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  why TEXT NOT NULL,
  provider_id TEXT,
  first INTEGER,
  last INTEGER,
  fate TEXT NOT NULL,
  deliveries TEXT,
  ended_at INTEGER
)
"""

STEP = Step(
    version=2,
    statements=(
        _BUDGETS,
        "CREATE UNIQUE INDEX budgets_id ON budgets (id)",
        _ALERT_RULES,
        _ALERT_STATES,
        _ALERT_LOG,
        "CREATE INDEX alert_log_raised_at ON alert_log (raised_at)",
    ),
)
