"""Anthropic's tokens and web searches by day and model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from aimonitor.domain.usage import DayQuantity, DayTokens, Unit
from aimonitor.providers.buckets import Days
from aimonitor.providers.builtin.anthropic.wire import CacheCreation, ServerToolUse, UsageRow

_PRIORITY = frozenset({"priority", "priority_on_demand"})
_NOTHING = UsageRow(
    uncached_input_tokens=0,
    cache_read_input_tokens=0,
    cache_creation=CacheCreation(ephemeral_5m_input_tokens=0, ephemeral_1h_input_tokens=0),
    output_tokens=0,
    server_tool_use=ServerToolUse(web_search_requests=0),
)


def day_tokens(days: Days[UsageRow], today: date) -> Iterator[DayTokens]:
    """One fact per row, and one of 0 for a day without any."""
    for day, rows in days.rows.items():
        for row in rows or [_NOTHING]:
            yield DayTokens(
                day=day,
                model=row.model,
                input_tokens=row.input_tokens,
                cached_input_tokens=row.cache_read_input_tokens,
                cache_write_tokens=row.cache_write_tokens,
                output_tokens=row.output_tokens,
                complete=day < today,
            )


def day_searches(days: Days[UsageRow], today: date) -> Iterator[DayQuantity]:
    """The web searches, where they are told."""
    for day, rows in days.rows.items():
        for row in rows or [_NOTHING]:
            if row.server_tool_use is not None:
                yield DayQuantity(
                    day=day,
                    name="web search",
                    model=row.model,
                    unit=Unit.SEARCHES,
                    quantity=Decimal(row.server_tool_use.web_search_requests),
                    complete=day < today,
                )


def priority_days(days: Days[UsageRow]) -> frozenset[date]:
    """Days with tokens of the priority tier: their money is never in the cost report."""
    return frozenset(
        day
        for day, rows in days.rows.items()
        if any(row.service_tier in _PRIORITY and row.input_tokens + row.output_tokens for row in rows)
    )
