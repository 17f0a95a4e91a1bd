"""The Kimi Code of the demo: requests of a week and of five hours, as texts, with zeros left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from aimonitor.demo.exchange import Asked, Reply
from aimonitor.demo.plan import FIVE_HOURS, WEEK, Plan, end_of

PATH = "/usages"
REQUESTS = {FIVE_HOURS: 200, WEEK: 2048}

Row = dict[str, object]


def requests(plan: Plan, length: timedelta, now: datetime) -> int:
    """How many are used of the window that runs at `now`."""
    return int(REQUESTS[length] * plan.percent(length, now) / 100)


def used(plan: Plan, now: datetime) -> Mapping[str, Decimal]:
    """How much of each window is used, as a share of one."""
    ids = {"5h": FIVE_HOURS, "weekly": WEEK}
    return {name: Decimal(requests(plan, length, now)) / REQUESTS[length] for name, length in ids.items()}


@dataclass(frozen=True, slots=True)
class KimiCodeService:
    """Answers as api.kimi.com does to a key of its coding plan."""

    plans: Mapping[str, Plan]

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """The windows, 401 for a key that is not known, 404 for any other address."""
        plan = self.plans.get(asked.bearer)
        if plan is None:
            words = "The API Key appears to be invalid or may have expired."
            return _refusal(401, words, "invalid_authentication_error")
        if (asked.method, asked.path) != ("GET", PATH):
            return _refusal(404, "The requested resource was not found", "resource_not_found_error")
        window = {"duration": 300, "timeUnit": "TIME_UNIT_MINUTE"}
        return Reply(
            body={
                "usage": _detail(plan, WEEK, now),
                "limits": [{"window": window, "detail": _detail(plan, FIVE_HOURS, now)}],
                "user": {"membership": {"level": "LEVEL_INTERMEDIATE"}},
            }
        )


def _detail(plan: Plan, length: timedelta, now: datetime) -> Row:
    count, most = requests(plan, length, now), REQUESTS[length]
    told = {"limit": most, "used": count, "remaining": most - count}
    row: Row = {name: str(number) for name, number in told.items() if number}
    return row | {"resetTime": f"{end_of(length, now):%Y-%m-%dT%H:%M:%S}.716839300Z"}


def _refusal(status: int, words: str, kind: str) -> Reply:
    return Reply(status=status, body={"error": {"message": words, "type": kind}})
