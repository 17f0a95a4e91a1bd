"""Schema 4: how long a limit counts, from one reset to the next, in microseconds."""

from __future__ import annotations

from aimonitor.db.migrations.step import Step

STEP = Step(version=4, statements=("ALTER TABLE windows ADD COLUMN length INTEGER",))
