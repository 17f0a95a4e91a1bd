"""The answers of New API and One API. Figures are points; only the gateway's own rate makes money of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainValidator

from aimonitor.domain.key_life import KeyLife
from aimonitor.providers.amounts import Cents, Points
from aimonitor.providers.wire import Text, WireModel, read_unix_time


def _read_life(value: object) -> KeyLife | None:
    """Unix seconds; 0 and -1 are never, null says nothing. Raises ValueError for all else."""
    if value is None:
        return None
    if value in (0, -1):
        return KeyLife()
    return KeyLife(expires_at=read_unix_time(value))


Life = Annotated[KeyLife | None, PlainValidator(_read_life)]


class Status(WireModel):
    """What the gateway says of itself: points per dollar, and how its own pages show money."""

    quota_per_unit: Points
    quota_display_type: Text = None
    display_in_currency: bool = True


class StatusAnswer(WireModel):
    """`/api/status`."""

    data: Status


class KeyUse(WireModel):
    """One key, in points. With `unlimited_quota` the rest is the use below zero, which means nothing."""

    name: Text = None
    total_granted: Points
    total_used: Points
    total_available: Points
    unlimited_quota: bool = False
    expires_at: Life = None


class KeyUseAnswer(WireModel):
    """`/api/usage/token/`."""

    data: KeyUse


class OldLimit(WireModel):
    """`/v1/dashboard/billing/subscription`: dollars, or points where the gateway shows no money."""

    hard_limit_usd: Points
    access_until: Life = None


class OldUse(WireModel):
    """`/v1/dashboard/billing/usage`: hundredths of the same unit."""

    total_usage: Cents
