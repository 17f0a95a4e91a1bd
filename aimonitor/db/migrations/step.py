"""What a migration step is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Brings the schema from `version` - 1 to `version`; the SQL and the version are one transaction."""

    version: int
    statements: tuple[str, ...]
