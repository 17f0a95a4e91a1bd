"""Anthropic's answers, as its reference describes them."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from aimonitor.providers.buckets import DayBucket
from aimonitor.providers.wire import Amount, Count, Currency, Text, Time, WireModel


class Bucket(DayBucket):
    """One day, from `starting_at` (midnight UTC) on."""

    starting_at: Time

    @property
    def day(self) -> date:
        """The UTC day that begins at `starting_at`."""
        return self.starting_at.date()


class CostRow(WireModel):
    """One line of the bill of one day. `amount` is in CENTS, sent as a string."""

    amount: Amount
    currency: Currency
    description: Text = None
    cost_type: Text = None
    model: Text = None
    service_tier: Text = None
    token_type: Text = None


class CacheCreation(WireModel):
    """Input written to the cache, by how long it is kept."""

    ephemeral_5m_input_tokens: Count
    ephemeral_1h_input_tokens: Count


class ServerToolUse(WireModel):
    """Searches, not tokens."""

    web_search_requests: Count


class UsageRow(WireModel):
    """The four kinds of input are disjoint: all input is their sum. Requests are not counted."""

    uncached_input_tokens: Count
    cache_read_input_tokens: Count
    cache_creation: CacheCreation
    output_tokens: Count
    server_tool_use: ServerToolUse | None = None
    model: Text = None
    service_tier: Text = None

    @property
    def cache_write_tokens(self) -> int:
        """Both kinds of cache writes."""
        return self.cache_creation.ephemeral_5m_input_tokens + self.cache_creation.ephemeral_1h_input_tokens

    @property
    def input_tokens(self) -> int:
        """All input."""
        return self.uncached_input_tokens + self.cache_read_input_tokens + self.cache_write_tokens


class Organization(WireModel):
    """Whose key it is."""

    name: Text = None


class LimitGroup(WireModel):
    """What shares a limit: a group of models, or a feature."""

    id: Text = None
    type: Text = None
    display_name: Text = None


class Limit(WireModel):
    """A ceiling as it is configured, not what is left of it."""

    type: Text = None
    value: Count


class RateLimit(WireModel):
    """The limits of one group."""

    group: LimitGroup = Field(default_factory=LimitGroup)
    group_type: Text = None
    limits: list[Limit]


class RateLimitPage(WireModel):
    """There is no `has_more` here: a null `next_page` ends the list."""

    data: list[RateLimit]
    next_page: Text = None
