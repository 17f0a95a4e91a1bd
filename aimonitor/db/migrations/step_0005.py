"""Schema 5: since when a provider's balances are those of one account, so that they can be compared."""

from __future__ import annotations

from aimonitor.db.migrations.step import Step

STEP = Step(version=5, statements=("ALTER TABLE reads ADD COLUMN levels_since INTEGER",))
