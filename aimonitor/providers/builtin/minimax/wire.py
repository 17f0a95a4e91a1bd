"""MiniMax's answer in its two shapes: percentages that are left, or counts that are left."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import Struct
from pydantic import Field

from aimonitor.providers.quotas import Left, Quota
from aimonitor.providers.resets import ResetTime
from aimonitor.providers.wire import Count, Text, WireModel

_NOT_APPLICABLE = 3


class Told(Struct, frozen=True, kw_only=True):
    """One window of a lane as it was told; all that is missing is None."""

    status: int | None
    left_percent: Decimal | None
    total: Decimal | None
    left: Decimal | None
    begins_at: datetime | None
    ends_at: datetime | None

    @property
    def applies(self) -> bool:
        """Whether it is part of the plan: one that is not has a percentage that means nothing."""
        return self.status != _NOT_APPLICABLE

    @property
    def length(self) -> timedelta | None:
        """How long it is, where both its ends are told."""
        return None if self.begins_at is None or self.ends_at is None else self.ends_at - self.begins_at


class Lane(WireModel):
    """What may be used of one kind of model. `..._usage_count` is what REMAINS of `..._total_count`."""

    model: Text = Field(None, alias="model_name")
    begins_at: ResetTime = Field(None, alias="start_time")
    ends_at: ResetTime = Field(None, alias="end_time")
    status: Count | None = Field(None, alias="current_interval_status")
    left_percent: Left | None = Field(None, alias="current_interval_remaining_percent")
    total: Quota | None = Field(None, alias="current_interval_total_count")
    left: Left | None = Field(None, alias="current_interval_usage_count")
    week_begins_at: ResetTime = Field(None, alias="weekly_start_time")
    week_ends_at: ResetTime = Field(None, alias="weekly_end_time")
    week_status: Count | None = Field(None, alias="current_weekly_status")
    week_left_percent: Left | None = Field(None, alias="current_weekly_remaining_percent")
    week_total: Quota | None = Field(None, alias="current_weekly_total_count")
    week_left: Left | None = Field(None, alias="current_weekly_usage_count")

    @property
    def interval(self) -> Told:
        """The short window."""
        return Told(
            status=self.status,
            left_percent=self.left_percent,
            total=self.total,
            left=self.left,
            begins_at=self.begins_at,
            ends_at=self.ends_at,
        )

    @property
    def week(self) -> Told:
        """The window of the week."""
        return Told(
            status=self.week_status,
            left_percent=self.week_left_percent,
            total=self.week_total,
            left=self.week_left,
            begins_at=self.week_begins_at,
            ends_at=self.week_ends_at,
        )


class Remains(WireModel):
    """`/remains`."""

    lanes: list[Lane] = Field(alias="model_remains")
    title: Text = Field(None, alias="current_subscribe_title")


class Nested(WireModel):
    """The same, one level down."""

    data: Remains
