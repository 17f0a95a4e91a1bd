"""One poll of OpenRouter against the fixture server, as the monitor does it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from aimonitor.domain.usage import UsageSnapshot
from aimonitor.providers.builtin.openrouter.client import OpenRouterClient
from tests.providers.calling import MONTH, NOW, calling, read
from tests.providers.fixture_server import FixtureServer, Reply, fixture

CLIENT = OpenRouterClient()
KEY = "sk-or-v1-TEST0000"
ANALYTICS = "/api/v1/analytics/query"
ACTIVITY = "/api/v1/activity"
KEYS = "/api/v1/keys"
CREDITS = "/api/v1/credits"
WORKSPACES = "/api/v1/workspaces"

ACCOUNT = (
    "openrouter/key_management",
    "openrouter/credits_official",
    "openrouter/analytics_month_by_day",
    "openrouter/activity_30_days",
    "openrouter/workspaces_official",
    "openrouter/keys_official",
)
"""A management key for which everything answers (budgets: see `account`)."""

BUDGETS = f"{WORKSPACES}/550e8400-e29b-41d4-a716-446655440000/budgets"


def account(server: FixtureServer) -> FixtureServer:
    """Everything answers."""
    server.serve(*ACCOUNT)
    return server.answer(BUDGETS, fixture("openrouter/workspace_budgets_official").reply)


async def poll(
    server: FixtureServer,
    *,
    since: date = MONTH,
    now: datetime = NOW,
    key_kind: str | None = None,
    notes: Mapping[str, str] | None = None,
) -> UsageSnapshot:
    async with calling(CLIENT, server, KEY, now=now, since=since, key_kind=key_kind, notes=notes) as call:
        return await read(CLIENT, call)


def refusal(code: int, message: str, **headers: str) -> Reply:
    return Reply.of({"error": {"code": code, "message": message}}, code, **headers)


def table(*rows: dict[str, object], truncated: bool = False) -> Reply:
    """An analytics answer."""
    metadata = {"query_time_ms": 3, "row_count": len(rows), "truncated": truncated}
    return Reply.of({"data": {"data": list(rows), "metadata": metadata}})
