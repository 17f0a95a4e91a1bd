"""Words for the user that come by themselves: a failure, a recovery, a budget that is passed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class NoticeKind(StrEnum):
    """Why the user is spoken to; each can be switched off in the settings."""

    FAILED = "failed"
    RECOVERED = "recovered"
    NEEDS_YOU = "needs_you"
    DATABASE = "database"
    PLUGIN = "plugin"
    BUDGET = "budget"
    BALANCE = "balance"
    LIMIT = "limit"
    SPIKE = "spike"
    DIGEST = "digest"


class Urgency(StrEnum):
    """How much it matters, in the desktop's words."""

    LOW = "low"
    NORMAL = "normal"
    CRITICAL = "critical"


class Notice(Struct, frozen=True, kw_only=True):
    """One notification: plain text only. `key` is stable: the same key replaces what is shown."""

    key: str
    kind: NoticeKind
    title: str
    body: str
    urgency: Urgency
    raised_at: datetime
    provider_id: str | None = None
