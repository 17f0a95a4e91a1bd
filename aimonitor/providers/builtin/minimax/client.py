"""Reads MiniMax's plan: what remains of its windows, turned into what is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.errors import AppError
from aimonitor.net.answer import Answer, Api
from aimonitor.providers.base import Call, UsagePart
from aimonitor.providers.builtin.minimax.manifest import MANIFEST
from aimonitor.providers.builtin.minimax.wire import Lane, Nested, Remains, Told
from aimonitor.providers.plans import PlanClient, plan_part
from aimonitor.providers.quotas import Span, counted_window, percent_window, span
from aimonitor.providers.verdict import Verdict
from aimonitor.providers.wire import decode

PATH = "/v1/api/openplatform/coding_plan/remains"
NOTHING_RUNS = "MiniMax names no window of the plan at the moment."

_MAIN = "general"
_INTERVAL, _WEEK = timedelta(hours=5), timedelta(days=7)

_verdict = Verdict(
    name="MiniMax",
    refused="Invalid API key: MiniMax rejects it. It wants the key of the plan (sk-cp-…) of the same region; "
    "a pay-as-you-go key is another product.",
    good={"code": (0,)},
    codes={1002: 429, 1004: 401, 1008: 402, 2049: 401},
)


def judge(answer: Answer) -> AppError | None:
    """The error an answer of MiniMax stands for: its own code is in `base_resp`, the status is 200."""
    base = answer.json.get("base_resp") if isinstance(answer.json, dict) else None
    if isinstance(base, dict):
        told = {"code": base.get("status_code"), "message": base.get("status_msg")}
        answer = replace(answer, json=told)
    return _verdict(answer)


class MinimaxClient(PlanClient):
    """One address tells it all."""

    manifest = MANIFEST

    async def get_usage(self, call: Call) -> UsagePart:
        """The windows of coding first, those of other models beside them."""
        told = await _read_remains(call.api)
        windows = tuple(_windows(told.lanes))
        return plan_part(call, windows, plan=told.title, warnings=() if windows else (NOTHING_RUNS,))


async def _read_remains(api: Api) -> Remains:
    """Raises AppError."""
    told = await api.get(PATH, judge=judge)
    if isinstance(told, dict) and "model_remains" not in told and "data" in told:
        return decode(Nested, told, "the plan").data
    return decode(Remains, told, "the plan")


def _windows(lanes: Sequence[Lane]) -> Iterator[QuotaWindow]:
    names = sorted(lane.model or "" for lane in lanes)
    main = _MAIN if _MAIN in names else next(iter(names), "")
    for lane in lanes:
        scope = None if (lane.model or "") == main else lane.model
        yield from _window(lane.interval, _INTERVAL, scope)
        yield from _window(lane.week, _WEEK, scope)


def _window(told: Told, usual: timedelta, scope: str | None) -> Iterator[QuotaWindow]:
    where = span(told.length or usual).of(scope)
    window = _share(where, told, scope) if told.applies else None
    if window is not None:
        yield window


def _share(where: Span, told: Told, scope: str | None) -> QuotaWindow | None:
    """The percentage where there is one: its counts are zeros then."""
    if told.left_percent is not None:
        return percent_window(where, left=told.left_percent, resets_at=told.ends_at, scope=scope)
    if told.total:
        return counted_window(
            where, Unit.REQUESTS, limit=told.total, left=told.left, resets_at=told.ends_at, scope=scope
        )
    return None
