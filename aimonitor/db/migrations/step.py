"""What a migration step is."""

from __future__ import annotations

from msgspec import Struct


class Step(Struct, frozen=True, kw_only=True):
    """Brings the schema from `version` - 1 to `version`; the SQL and the version are one transaction."""

    version: int
    statements: tuple[str, ...]
