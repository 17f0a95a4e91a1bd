"""How long a key works, as its service tells it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class KeyLife(Struct, frozen=True, kw_only=True):
    """What the service says of it. `expires_at` None: the key works for ever."""

    expires_at: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Whether the key has expired."""
        return self.expires_at is not None and self.expires_at <= now
