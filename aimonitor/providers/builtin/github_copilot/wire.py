"""GitHub's answers about Copilot. Money is US dollars; days are UTC days."""

from __future__ import annotations

import re
from decimal import Decimal

from pydantic import Field

from aimonitor.providers.quotas import Left, Quota
from aimonitor.providers.resets import ResetTime
from aimonitor.providers.wire import Amount, Text, WireModel

_LETTERS = re.compile(r"[^a-z]")
_SEATS = "usermonth"


class User(WireModel):
    """`/user`."""

    login: str = Field(pattern=r"^[A-Za-z0-9_-]{1,100}$")


class Item(WireModel):
    """A line of the bill: gross is what was consumed at list price, net what is billed of it."""

    product: Text = None
    sku: Text = None
    model: Text = None
    unit: Text = Field(None, alias="unitType")
    gross_quantity: Quota = Field(alias="grossQuantity")
    gross: Amount = Field(alias="grossAmount")
    net: Amount = Field(alias="netAmount")

    @property
    def is_usage(self) -> bool:
        """Whether it is about Copilot, and not the price of a seat."""
        return _plain(self.product) == "copilot" and not _plain(self.unit).startswith(_SEATS)

    @property
    def credits(self) -> Decimal | None:
        """AI credits; None where something else is counted."""
        return self.gross_quantity if "credit" in _plain(self.unit) else None


class Usage(WireModel):
    """`/settings/billing/ai_credit/usage`."""

    items: list[Item] = Field(alias="usageItems")

    @property
    def usage(self) -> list[Item]:
        """The lines about the use of Copilot."""
        return [item for item in self.items if item.is_usage]


class Bucket(WireModel):
    """What a plan includes of one thing. A seat of an organisation is entitled to 0, and 100 % is left."""

    entitlement: Quota | None = None
    remaining: Left | None = None
    percent_remaining: Left | None = None
    unlimited: bool = False
    credits_used: Quota | None = None


class Allotment(WireModel):
    """`/copilot_internal/user`."""

    plan: Text = Field(None, alias="copilot_plan")
    resets_at: ResetTime = Field(None, alias="quota_reset_date_utc")
    buckets: dict[str, Bucket] = Field(alias="quota_snapshots")


def _plain(text: str | None) -> str:
    """Letters only: how words are cased and joined differs between answers."""
    return _LETTERS.sub("", (text or "").casefold())
