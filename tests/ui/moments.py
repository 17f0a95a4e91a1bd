"""The moment of the target picture."""

from __future__ import annotations

from datetime import UTC, datetime

NOW = datetime(2026, 11, 22, 14, 2, 11, tzinfo=UTC)
TODAY = NOW.date()
