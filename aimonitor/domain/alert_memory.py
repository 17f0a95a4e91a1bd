"""What is remembered of each thing that may be told, so that a restart repeats nothing."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from aimonitor.domain.alert import Snooze


class Remembered(Struct, frozen=True, kw_only=True):
    """One thing, by its key. `owner`: the id of the provider or budget it goes with, "" for the app.

    `holds`: it is so, and was noted; it is noted anew only after a good reading. `severity`: the newest
    known. `said_at`, `said_severity`: when it was last noted, and how bad it was then.
    `period_ends`: of the period that the newest reading belonged to. `said_periods`: in which it was
    noted, newest last. `told`: the user heard of it. `waits`: it is told when a silence ends.
    `snoozed_severity`: how bad it was when it was snoozed. `seen_at`: about when it was last read.
    """

    key: str
    owner: str
    holds: bool
    severity: Decimal | None = None
    said_at: datetime | None = None
    said_severity: Decimal | None = None
    period_ends: datetime | None = None
    said_periods: tuple[datetime, ...] = ()
    told: bool = False
    waits: bool = False
    snooze: Snooze | None = None
    snoozed_severity: Decimal | None = None
    seen_at: datetime
