"""The rate limits an Anthropic organization is configured with: ceilings, not what is left."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.errors import SchemaError
from aimonitor.net.answer import Api
from aimonitor.providers.builtin.anthropic.judge import judge
from aimonitor.providers.builtin.anthropic.wire import RateLimit, RateLimitPage
from aimonitor.providers.wire import decode

PATH = "/v1/organizations/rate_limits"
_MAX_PAGES = 20
_UNITS = {
    "requests_per_minute": Unit.REQUESTS_PER_MINUTE,
    "input_tokens_per_minute": Unit.TOKENS_PER_MINUTE,
    "output_tokens_per_minute": Unit.TOKENS_PER_MINUTE,
    "enqueued_batch_requests": Unit.REQUESTS,
}


async def read_rate_limits(api: Api) -> tuple[QuotaWindow, ...]:
    """One window per group and limit; empty: none is configured. Raises AppError."""
    found: list[QuotaWindow] = []
    params: dict[str, str | int] = {"limit": 1000}
    cursors: set[str] = set()
    while len(cursors) < _MAX_PAGES:
        page = decode(RateLimitPage, await api.get(PATH, params, judge=judge), "the rate limits")
        found.extend(window for group in page.data for window in _windows(group))
        if page.next_page is None:
            return tuple(found)
        if page.next_page in cursors:
            break
        cursors.add(page.next_page)
        params["page"] = page.next_page
    raise SchemaError("The list of rate limits is incomplete: its pages break off.")


def _windows(rate: RateLimit) -> Iterator[QuotaWindow]:
    kind = rate.group.type or rate.group_type or "limit"
    scope = rate.group.display_name or _words(kind)
    for limit in rate.limits:
        name = limit.type or "limit"
        yield QuotaWindow(
            id=f"rate:{rate.group.id or kind}:{name}",
            name=f"{scope}: {_words(name)}",
            unit=_UNITS.get(name, Unit.COUNT),
            limit=Decimal(limit.value),
            scope=scope,
        )


def _words(name: str) -> str:
    return name.replace("_", " ")
