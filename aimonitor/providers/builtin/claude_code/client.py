"""Reads what the status line's bridge has kept: it is as old as the last use of Claude Code."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from aimonitor.domain.usage import QuotaWindow
from aimonitor.errors import AppError, ServiceError
from aimonitor.net.decode import decode as read_json
from aimonitor.providers.base import Call, UsagePart
from aimonitor.providers.builtin.claude_code.manifest import MANIFEST
from aimonitor.providers.local import local_of
from aimonitor.providers.plans import PlanClient, plan_part
from aimonitor.providers.quotas import FIVE_HOURS, WEEKLY, Percent, Span, percent_window
from aimonitor.providers.resets import ResetTime
from aimonitor.providers.wire import Time, WireModel, decode, one_line

NOTHING_TOLD = (
    "Claude Code has told nothing yet. Put “aimonitor statusline” into its settings as the status line's "
    "command (the documentation shows how), and use it once with a login that has a plan."
)
DAMAGED = "What the status line kept is damaged. It is written anew when Claude Code is used next."

_SPANS = {"five_hour": FIVE_HOURS, "seven_day": WEEKLY}


class _Window(WireModel):
    used: Percent = Field(alias="used_percentage")
    resets_at: ResetTime = None


class _Kept(WireModel):
    told_at: Time
    windows: dict[str, _Window] = Field(alias="rate_limits")


class ClaudeCodeClient(PlanClient):
    """One file of our own tells it all."""

    manifest = MANIFEST

    async def get_usage(self, call: Call) -> UsagePart:
        """The windows as they were when they were told, and since when they are so."""
        text = await local_of(call).kept()
        if text is None:
            raise ServiceError(NOTHING_TOLD)
        kept = _read(text)
        return plan_part(call, _windows(kept), plan=None, told_at=kept.told_at)


def _read(text: str) -> _Kept:
    try:
        told = read_json(text.encode())
    except AppError:
        told = None
    if not isinstance(told, dict):
        raise ServiceError(DAMAGED)
    return decode(_Kept, told, "the status line")


def _windows(kept: _Kept) -> Iterator[QuotaWindow]:
    for name, window in kept.windows.items():
        where = _SPANS.get(name) or Span(id=one_line(name), name=one_line(name.replace("_", " ")))
        share = percent_window(where, used=window.used, resets_at=window.resets_at)
        if share is not None:
            yield share
