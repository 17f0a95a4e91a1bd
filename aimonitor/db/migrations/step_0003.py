"""Schema 3: balances that the user entered, and top-ups that rises of a balance tell."""

from __future__ import annotations

from aimonitor.db.migrations.step import Step

_BALANCE_ENTRIES = """
CREATE TABLE balance_entries (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  day INTEGER NOT NULL,
  currency TEXT NOT NULL,
  nano INTEGER NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (provider, id)
) WITHOUT ROWID
"""

_TOP_UPS = """
CREATE TABLE top_ups (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  currency TEXT NOT NULL,
  nano INTEGER NOT NULL,
  PRIMARY KEY (provider, day, currency)
) WITHOUT ROWID
"""

STEP = Step(version=3, statements=(_BALANCE_ENTRIES, _TOP_UPS))
