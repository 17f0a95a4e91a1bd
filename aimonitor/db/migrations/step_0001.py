"""Schema 1: providers, days, balances, spends, windows, polls, events, settings."""

from __future__ import annotations

from aimonitor.db.migrations.step import Step

_PROVIDERS = """
CREATE TABLE providers (
  number INTEGER NOT NULL PRIMARY KEY,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  provider_type TEXT NOT NULL,
  api_key_ref TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  options TEXT NOT NULL,
  key_kind TEXT,
  poll_interval INTEGER,
  position INTEGER NOT NULL
)
"""

_READS = """
CREATE TABLE reads (
  provider INTEGER NOT NULL PRIMARY KEY REFERENCES providers (number) ON DELETE CASCADE,
  newest_at INTEGER,
  balances_at INTEGER,
  balances_sampled_at INTEGER,
  spends_at INTEGER,
  windows_at INTEGER,
  last_good_at INTEGER,
  failing_since INTEGER,
  plan TEXT,
  identity TEXT,
  notes TEXT NOT NULL
)
"""

_DAY_COSTS = """
CREATE TABLE day_costs (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  currency TEXT NOT NULL,
  model TEXT NOT NULL,
  item TEXT NOT NULL,
  nano INTEGER NOT NULL,
  provenance TEXT NOT NULL,
  complete INTEGER NOT NULL,
  PRIMARY KEY (provider, day, currency, model, item)
) WITHOUT ROWID
"""

_DAY_TOKENS = """
CREATE TABLE day_tokens (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  model TEXT NOT NULL,
  input_tokens INTEGER,
  cached_input_tokens INTEGER,
  cache_write_tokens INTEGER,
  output_tokens INTEGER,
  requests INTEGER,
  complete INTEGER NOT NULL,
  PRIMARY KEY (provider, day, model)
) WITHOUT ROWID
"""

_DAY_QUANTITIES = """
CREATE TABLE day_quantities (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  model TEXT NOT NULL,
  whole INTEGER NOT NULL,
  nano INTEGER NOT NULL,
  complete INTEGER NOT NULL,
  PRIMARY KEY (provider, day, name, unit, model)
) WITHOUT ROWID
"""

_BALANCES = """
CREATE TABLE balances (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  sampled_at INTEGER NOT NULL,
  position INTEGER NOT NULL,
  role TEXT NOT NULL,
  currency TEXT NOT NULL,
  nano INTEGER NOT NULL,
  provenance TEXT NOT NULL,
  PRIMARY KEY (provider, sampled_at, position)
) WITHOUT ROWID
"""

_SPENDS = """
CREATE TABLE spends (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  period TEXT NOT NULL,
  first INTEGER NOT NULL,
  currency TEXT NOT NULL,
  nano INTEGER NOT NULL,
  provenance TEXT NOT NULL,
  complete INTEGER NOT NULL,
  through INTEGER,
  PRIMARY KEY (provider, position)
) WITHOUT ROWID
"""

_WINDOWS = """
CREATE TABLE windows (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  used TEXT,
  most TEXT,
  used_fraction TEXT,
  resets_at INTEGER,
  scope TEXT,
  period TEXT,
  PRIMARY KEY (provider, position)
) WITHOUT ROWID
"""

_POLLS = """
CREATE TABLE polls (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  started_at INTEGER NOT NULL,
  taken_at INTEGER,
  duration INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  problem TEXT,
  failures TEXT,
  warnings TEXT,
  cost_days TEXT,
  token_days TEXT,
  quantity_days TEXT,
  PRIMARY KEY (provider, started_at)
) WITHOUT ROWID
"""

_EVENTS = """
CREATE TABLE events (
  number INTEGER NOT NULL PRIMARY KEY,
  raised_at INTEGER NOT NULL,
  provider_id TEXT,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  urgency TEXT NOT NULL
)
"""

_SETTINGS = """
CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID
"""

STEP = Step(
    version=1,
    statements=(
        _PROVIDERS,
        "CREATE UNIQUE INDEX providers_id ON providers (id)",
        "CREATE UNIQUE INDEX providers_name_key ON providers (name_key)",
        _READS,
        _DAY_COSTS,
        _DAY_TOKENS,
        _DAY_QUANTITIES,
        _BALANCES,
        _SPENDS,
        _WINDOWS,
        _POLLS,
        _EVENTS,
        "CREATE INDEX events_raised_at ON events (raised_at)",
        _SETTINGS,
    ),
)
