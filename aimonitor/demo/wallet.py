"""A made-up prepaid balance: it falls by what is used, and is topped up before it is empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from aimonitor.demo.year import Account, since_opening

TOP_UP = Decimal(200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wallet:
    """In the currency of `base`'s prices. What was granted is never used up.

    `first`: what was paid in at the opening. `top_up`: what is added on the morning after less
    than `low` was left.
    """

    base: Account
    granted: Decimal = Decimal(10)
    first: Decimal = TOP_UP
    top_up: Decimal = TOP_UP
    low: Decimal = Decimal(30)

    def paid(self, now: datetime) -> Decimal:
        """What is left of the money that was paid in."""
        left = self.first
        for record in self.base.records(since_opening(now), now):
            if left < self.low:
                left += self.top_up
            left -= record.cost
        return left

    def total(self, now: datetime) -> Decimal:
        """All that may be spent."""
        return self.paid(now) + self.granted
