"""Schema 6: how long a key works, and what a day had cost by the last reading of each of its hours."""

from __future__ import annotations

from aimonitor.db.migrations.step import Step

_HOUR_LEVELS = """
CREATE TABLE hour_levels (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  hour INTEGER NOT NULL,
  currency TEXT NOT NULL,
  nano INTEGER NOT NULL,
  read_at INTEGER NOT NULL,
  PRIMARY KEY (provider, hour, currency)
) WITHOUT ROWID
"""

STEP = Step(
    version=6,
    statements=(
        "ALTER TABLE reads ADD COLUMN key_told_at INTEGER",
        "ALTER TABLE reads ADD COLUMN key_ends_at INTEGER",
        _HOUR_LEVELS,
    ),
)
