"""xAI's answers. The ledger is in cents with its sign turned, the usage in dollars."""

from __future__ import annotations

from datetime import date

from aimonitor.providers.amounts import OwedCents
from aimonitor.providers.wire import Amount, Text, Time, WireModel


class KeyAnswer(WireModel):
    """What a management key is of. `teamId` is the older name of a team's `scopeId`."""

    name: Text = None
    scope: Text = None
    scopeId: Text = None  # noqa: N815 xAI's own name
    teamId: Text = None  # noqa: N815 as above

    @property
    def team(self) -> str | None:
        """The team; None for a key of a whole organization."""
        if self.scope is None or "TEAM" in self.scope.upper():
            return self.scopeId or self.teamId
        return None


class Posted(WireModel):
    """The ledger's sum: what was bought is negative in it."""

    val: OwedCents


class BalanceAnswer(WireModel):
    """`prepaid/balance`."""

    total: Posted


class Point(WireModel):
    """One day of a series; its first value is dollars."""

    timestamp: Time
    values: list[Amount]

    @property
    def day(self) -> date:
        """The UTC day."""
        return self.timestamp.date()


class Series(WireModel):
    """The days of one line of the bill; no group where the days are not split."""

    group: tuple[Text, ...] = ()
    dataPoints: list[Point]  # noqa: N815 xAI's own name


class UsageAnswer(WireModel):
    """`usage`. `limitReached`: there is more than the answer holds."""

    timeSeries: list[Series]  # noqa: N815 xAI's own name
    limitReached: bool = False  # noqa: N815 as above
