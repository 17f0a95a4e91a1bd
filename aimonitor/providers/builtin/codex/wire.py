"""What Codex's app-server answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from pydantic import Field

from aimonitor.providers.quotas import Left, Percent
from aimonitor.providers.resets import ResetTime
from aimonitor.providers.wire import Count, Text, WireModel

_LONGEST = 60 * 24 * 3660


class Slot(WireModel):
    """One window. Which one it is follows from its length: the week may stand in the first slot."""

    used: Percent = Field(alias="usedPercent")
    minutes: Count | None = Field(None, alias="windowDurationMins")
    resets_at: ResetTime = Field(None, alias="resetsAt")

    @property
    def length(self) -> timedelta | None:
        """None where it is not told, or cannot be."""
        return None if self.minutes is None or self.minutes > _LONGEST else timedelta(minutes=self.minutes)


class Credits(WireModel):
    """What was bought beside the plan. Credits are no dollars."""

    has_credits: bool = Field(alias="hasCredits")
    unlimited: bool = False
    balance: Left | None = None

    @property
    def left(self) -> Decimal | None:
        """None where there are none, or no end of them."""
        return self.balance if self.has_credits and not self.unlimited else None


class Limits(WireModel):
    """The limits of one thing: of the plan, or of one model beside it."""

    limit_id: Text = Field(None, alias="limitId")
    limit_name: Text = Field(None, alias="limitName")
    primary: Slot | None = None
    secondary: Slot | None = None
    credits: Credits | None = None
    plan: Text = Field(None, alias="planType")

    def slots(self) -> Iterator[Slot]:
        """Those that are told."""
        yield from (slot for slot in (self.primary, self.secondary) if slot is not None)


class RateLimits(WireModel):
    """`account/rateLimits/read`. Newer builds tell all limits by their ids as well."""

    limits: Limits = Field(alias="rateLimits")
    by_id: dict[str, Limits] | None = Field(None, alias="rateLimitsByLimitId")

    def others(self) -> Iterator[tuple[str, Limits]]:
        """Those beside the plan's own, each with its name."""
        own = self.limits.limit_id or "codex"
        for limit_id, limits in (self.by_id or {}).items():
            if own not in {limit_id, limits.limit_id}:
                yield limits.limit_name or limit_id, limits


class RpcError(WireModel):
    """Why a request failed."""

    code: int = 0
    message: Text = None


class Reply(WireModel):
    """A line of the app-server: an answer has an id and no method."""

    id: int | str | None = None
    method: str | None = None
    result: object = None
    error: RpcError | None = None
