"""Reads Z.ai's GLM Coding plan: its limits, and the tokens by model beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.net.answer import Api
from aimonitor.providers.base import Call, UsagePart
from aimonitor.providers.builtin.zai.judge import judge
from aimonitor.providers.builtin.zai.manifest import MANIFEST
from aimonitor.providers.builtin.zai.tokens import read_tokens
from aimonitor.providers.builtin.zai.wire import Limit, Plan, PlanAnswer
from aimonitor.providers.parts import PartReader
from aimonitor.providers.plans import PlanClient, plan_part
from aimonitor.providers.quotas import FIVE_HOURS, WEEKLY, Span, counted_window, percent_window
from aimonitor.providers.wire import decode

PATH = "/api/monitor/usage/quota/limit"
NOTHING_RUNS = (
    "No limit of the plan is running. Z.ai names none after one ended, until the plan is used again."
)

_HOURS, _MONTH, _WEEK = 3, 5, 6
_SPANS = {(_HOURS, 5): FIVE_HOURS, (_WEEK, 1): WEEKLY, (_WEEK, 7): WEEKLY}
_CODING = ("TOKENS_LIMIT", "CREDIT_LIMIT")
_TOOLS = "TIME_LIMIT"
_TOOL_CALLS = Span(id="mcp_month", name="Web search and MCP tools, month")


class ZaiClient(PlanClient):
    """There is one kind of key; what its account has subscribed to decides what is told."""

    manifest = MANIFEST

    @classmethod
    def headers(cls, api_key: str) -> dict[str, str]:
        """The key as it is. In China's region the answers are Chinese unless English is asked for."""
        return {"authorization": api_key, "accept-language": "en-US,en"}

    async def get_usage(self, call: Call) -> UsagePart:
        """The plan's limits; tokens by model fail alone."""
        plan = await _read_plan(call.api)
        limits = tuple(_windows(plan.limits or ()))
        parts = PartReader(call.now)
        tokens, notes = await read_tokens(call, parts)
        return plan_part(
            call,
            (*limits, *tokens),
            plan=plan.level or plan.plan_name,
            warnings=() if limits else (NOTHING_RUNS,),
            failures=parts.failures,
            notes=notes,
        )


async def _read_plan(api: Api) -> Plan:
    """Raises AppError."""
    return decode(PlanAnswer, await api.get(PATH, judge=judge), "the plan").data or Plan()


def _windows(limits: Iterable[Limit]) -> Iterator[QuotaWindow]:
    for limit in limits:
        window = _tool_calls(limit) if limit.type == _TOOLS else _share(limit)
        if window is not None:
            yield window


def _share(limit: Limit) -> QuotaWindow | None:
    """By how long it runs: neither its place in the list nor its reset tells which one it is."""
    return percent_window(_span(limit), used=limit.percentage, resets_at=limit.resets_at)


def _span(limit: Limit) -> Span:
    """Neutral for all that is no window of coding: it is not to take the place of one that is as long."""
    known = _SPANS.get((limit.unit or 0, limit.number or 0))
    if known is not None and limit.type in _CODING:
        return known
    return Span(id=f"{limit.type or 'limit'}:{limit.unit}x{limit.number}".lower(), name="Limit")


def _tool_calls(limit: Limit) -> QuotaWindow | None:
    where = _TOOL_CALLS if (limit.unit, limit.number) == (_MONTH, 1) else _span(limit)
    return counted_window(
        where,
        Unit.REQUESTS,
        limit=limit.most,
        used=limit.used,
        left=limit.left,
        percent_used=limit.percentage,
        resets_at=limit.resets_at,
    ) or percent_window(where, used=limit.percentage, resets_at=limit.resets_at)
