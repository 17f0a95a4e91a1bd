"""Kimi Code's answer, as the vendor's command line reads it. Numbers are texts; zeros are left out."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from aimonitor.providers.quotas import Left, Quota
from aimonitor.providers.resets import ResetTime
from aimonitor.providers.wire import Count, Text, WireModel

_UNITS = {
    "TIME_UNIT_SECOND": timedelta(seconds=1),
    "TIME_UNIT_MINUTE": timedelta(minutes=1),
    "TIME_UNIT_HOUR": timedelta(hours=1),
    "TIME_UNIT_DAY": timedelta(days=1),
}
_LONGEST = timedelta(days=3660)


class Detail(WireModel):
    """Requests of one window."""

    limit: Quota | None = None
    used: Quota | None = None
    left: Left | None = Field(None, alias="remaining")
    resets_at: ResetTime = Field(None, alias="resetTime")


class Length(WireModel):
    """How long a window is."""

    duration: Count = 0
    unit: Text = Field(None, alias="timeUnit")

    @property
    def span(self) -> timedelta | None:
        """None for a unit that is new to us."""
        unit = _UNITS.get(self.unit or "")
        return self.duration * unit if unit is not None and self.duration <= _LONGEST / unit else None


class Limit(WireModel):
    """A window beside that of the week."""

    window: Length = Length()
    detail: Detail


class _Membership(WireModel):
    level: Text = None


class _User(WireModel):
    membership: _Membership | None = None


class Usages(WireModel):
    """`/usages`: the week, and the shorter windows."""

    usage: Detail | None = None
    limits: list[Limit] | None = None
    user: _User | None = None

    @property
    def plan(self) -> str | None:
        """The level of membership."""
        membership = self.user.membership if self.user is not None else None
        return membership.level if membership is not None else None
