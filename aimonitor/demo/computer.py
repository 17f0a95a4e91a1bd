"""The computer of the demo: a Codex and a Claude Code that never were. The user's own are not touched."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from decimal import Decimal

from aimonitor.demo.plan import FIVE_HOURS, WEEK, Plan, end_of

BESIDE = "GPT-5.3-Codex-Spark"
CREDITS = Decimal("150.0")
_IDLE = timedelta(minutes=18)
"""So long ago the status line was drawn last."""

_IDS = {"5h": FIVE_HOURS, "weekly": WEEK}

Row = dict[str, object]


class DemoComputer:
    """Stands where this computer does: what a client without a key may ask, by provider type."""

    def __init__(self, now: Callable[[], datetime], *, codex: Plan, claude: Plan) -> None:
        self._now = now
        self._codex = codex
        self._claude = claude

    def of(self, provider_type: str) -> DemoComputer:
        """The same for every type: each asks in its own way."""
        del provider_type
        return self

    def run(
        self, program: str, arguments: Sequence[str], *, name: str, variables: Collection[str] = ()
    ) -> AbstractAsyncContextManager[AppServer]:
        """A Codex app-server, whatever is asked for: nothing is started."""
        del program, arguments, name, variables
        return self._running()

    async def kept(self) -> str:
        """What Claude Code's status line told last."""
        return json.dumps(status_line(self._claude, self._now()))

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[AppServer]:
        yield AppServer(self.limits())

    def limits(self) -> Row:
        """What Codex tells of its limits now."""
        return rate_limits(self._codex, self._now())


class AppServer:
    """Speaks as `codex app-server` does, a line of JSON at a time. `limits`: what it tells of them."""

    def __init__(self, limits: Row) -> None:
        self._limits = limits
        self._lines: deque[Row] = deque()

    async def send(self, line: str) -> None:
        """Hear a line, and have the answer ready."""
        told = json.loads(line)
        answers: dict[str, Row] = {
            "initialize": {"userAgent": "codex-demo", "platformOs": "linux"},
            "account/rateLimits/read": self._limits,
        }
        if told["method"] == "initialized":
            return
        if told["method"] == "account/rateLimits/read":
            self._lines.append({"method": "account/rateLimits/updated", "params": {"rateLimits": {}}})
        self._lines.append({"id": told["id"], "result": answers[told["method"]]})

    async def receive(self) -> str:
        """The next line; a notice that nobody asked for comes before the limits."""
        return json.dumps(self._lines.popleft())


def rate_limits(plan: Plan, now: datetime) -> Row:
    """As Codex tells them: which window stands in which slot changes, here with each hour."""
    first, second = (WEEK, FIVE_HOURS) if now.hour % 2 == 0 else (FIVE_HOURS, WEEK)
    limits: Row = {
        "limitId": "codex",
        "limitName": None,
        "primary": _slot(plan, first, now),
        "secondary": _slot(plan, second, now),
        "credits": {"hasCredits": True, "unlimited": False, "balance": str(CREDITS)},
        "planType": "pro",
    }
    beside: Row = {
        "limitId": "codex_spark",
        "limitName": BESIDE,
        "primary": _slot(plan, FIVE_HOURS, now) | {"usedPercent": 3},
        "secondary": None,
    }
    return {"rateLimits": limits, "rateLimitsByLimitId": {"codex": limits, "codex_spark": beside}}


def _slot(plan: Plan, length: timedelta, now: datetime) -> Row:
    return {
        "usedPercent": int(plan.percent(length, now)),
        "windowDurationMins": length // timedelta(minutes=1),
        "resetsAt": int(end_of(length, now).timestamp()),
    }


def status_line(plan: Plan, now: datetime) -> Row:
    """What the bridge keeps of Claude Code's status line; it is as old as the last use."""
    told_at = now - _IDLE
    windows = {"five_hour": FIVE_HOURS, "seven_day": WEEK}
    return {
        "told_at": told_at.isoformat(),
        "rate_limits": {
            name: {
                "used_percentage": str(plan.percent(length, told_at)),
                "resets_at": int(end_of(length, told_at).timestamp()),
            }
            for name, length in windows.items()
        },
    }


def codex_used(plan: Plan, now: datetime) -> Mapping[str, Decimal]:
    """How much of each window is used, as a share of one: Codex tells whole percent."""
    return {name: Decimal(int(plan.percent(length, now))) / 100 for name, length in _IDS.items()}


def claude_used(plan: Plan, now: datetime) -> Mapping[str, Decimal]:
    """The same of Claude Code when the status line was drawn; what has begun anew since is unknown."""
    told_at = now - _IDLE
    running = {name: length for name, length in _IDS.items() if end_of(length, told_at) > now}
    return {name: plan.percent(length, told_at) / 100 for name, length in running.items()}
