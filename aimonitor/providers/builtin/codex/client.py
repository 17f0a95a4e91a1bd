"""Reads a ChatGPT plan's limits by way of the Codex on this computer."""

from __future__ import annotations

from collections.abc import Iterator

from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.providers.base import Call, UsagePart
from aimonitor.providers.builtin.codex.manifest import MANIFEST
from aimonitor.providers.builtin.codex.server import read_rate_limits
from aimonitor.providers.builtin.codex.wire import Credits, Limits, RateLimits
from aimonitor.providers.local import local_of
from aimonitor.providers.plans import PlanClient, plan_part
from aimonitor.providers.quotas import percent_window, span

NOTHING_RUNS = "Codex names no limit of the plan at the moment."


class CodexClient(PlanClient):
    """One question to a program tells it all."""

    manifest = MANIFEST

    async def get_usage(self, call: Call) -> UsagePart:
        """The plan's windows, those of single models beside them, and credits."""
        told = await read_rate_limits(local_of(call), dict(call.options))
        windows = tuple(_windows(told))
        return plan_part(call, windows, plan=told.limits.plan, warnings=() if windows else (NOTHING_RUNS,))


def _windows(told: RateLimits) -> Iterator[QuotaWindow]:
    yield from _shares(told.limits, None)
    for name, limits in told.others():
        yield from _shares(limits, name)
    yield from _credits(told.limits.credits)


def _shares(limits: Limits, scope: str | None) -> Iterator[QuotaWindow]:
    for slot in limits.slots():
        window = percent_window(
            span(slot.length).of(scope), used=slot.used, resets_at=slot.resets_at, scope=scope
        )
        if window is not None:
            yield window


def _credits(told: Credits | None) -> Iterator[QuotaWindow]:
    """What there is beside the plan; how much of it was used before is not told."""
    if told is not None and told.left is not None:
        yield QuotaWindow(id="credits", name="Credits beside the plan", unit=Unit.CREDITS, left=told.left)
