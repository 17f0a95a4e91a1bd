"""Reads Kimi Code's windows of requests."""

from __future__ import annotations

from collections.abc import Iterator

from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.errors import AppError, AuthError, BillingError, RateLimitError
from aimonitor.net.answer import Answer, Api
from aimonitor.net.judge import default_judge, server_words
from aimonitor.providers.base import Call, UsagePart
from aimonitor.providers.builtin.kimi_code.manifest import MANIFEST
from aimonitor.providers.builtin.kimi_code.wire import Detail, Usages
from aimonitor.providers.plans import PlanClient, plan_part
from aimonitor.providers.quotas import WEEKLY, Span, counted_window, span
from aimonitor.providers.wire import changed_shape, decode

PATH = "/usages"
NOTHING_RUNS = "Kimi Code names no window of requests at the moment."

_UNAUTHORIZED, _PAYMENT, _FORBIDDEN, _TOO_OFTEN = 401, 402, 403, 429
_PAUSE = 900.0
"""Seconds: being asked too often may be the user's own quota at work, and asking on would not help."""


def judge(answer: Answer) -> AppError | None:
    """The error an answer of Kimi Code stands for; None for one that can be used."""
    if answer.status == _UNAUTHORIZED:
        return AuthError(
            "Invalid API key: Kimi Code rejects it. It wants a key of its own console (sk-kimi-…); "
            "keys of the Kimi Open Platform are of another service.",
            status=answer.status,
        )
    if answer.status == _PAYMENT:
        return BillingError(
            "Kimi Code finds no membership for this key. Has the subscription ended?", status=answer.status
        )
    if answer.status == _FORBIDDEN and answer.is_json:
        # A limit of the cycle ends by itself: the key is to be tried again
        words = server_words(answer) or "it gives no reason."
        return BillingError(f"Kimi Code serves this key no more for now: {words}", status=answer.status)
    error = default_judge(answer)
    if answer.status == _TOO_OFTEN and isinstance(error, RateLimitError):
        error.retry_after = max(answer.retry_after or 0.0, _PAUSE)
    return error


class KimiCodeClient(PlanClient):
    """One address tells it all."""

    manifest = MANIFEST

    async def get_usage(self, call: Call) -> UsagePart:
        """The week, and each shorter window by how long it is."""
        told = await _read_usages(call.api)
        windows = tuple(_windows(told))
        return plan_part(call, windows, plan=told.plan, warnings=() if windows else (NOTHING_RUNS,))


async def _read_usages(api: Api) -> Usages:
    """Raises AppError."""
    told = decode(Usages, await api.get(PATH, judge=judge), "usage")
    if told.usage is None and told.limits is None:
        raise changed_shape("usage", "neither usage nor limits")
    return told


def _windows(told: Usages) -> Iterator[QuotaWindow]:
    if told.usage is not None:
        yield from _window(WEEKLY, told.usage)
    for limit in told.limits or ():
        where = span(limit.window.span)
        if told.usage is None or where.id != WEEKLY.id:  # the week is that of `usage`
            yield from _window(where, limit.detail)


def _window(where: Span, detail: Detail) -> Iterator[QuotaWindow]:
    window = counted_window(
        where,
        Unit.REQUESTS,
        limit=detail.limit,
        used=detail.used,
        left=detail.left,
        resets_at=detail.resets_at,
    )
    if window is not None:
        yield window
