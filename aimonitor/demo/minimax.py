"""The MiniMax of the demo: what REMAINS of its windows, in percent; a refusal comes as HTTP 200."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from aimonitor.demo.exchange import Asked, Reply
from aimonitor.demo.plan import FIVE_HOURS, WEEK, Plan, begin_of, end_of

PATH = "/v1/api/openplatform/coding_plan/remains"
_APPLIES, _APPLIES_NOT = 1, 3

Row = dict[str, object]


def left_percent(plan: Plan, length: timedelta, now: datetime) -> int:
    """Whole percent that are left of the window that runs at `now`."""
    return 100 - int(plan.percent(length, now))


def used(plan: Plan, now: datetime) -> Mapping[str, Decimal]:
    """How much of each window is used, as a share of one."""
    ids = {"5h": FIVE_HOURS, "weekly": WEEK}
    return {name: Decimal(100 - left_percent(plan, length, now)) / 100 for name, length in ids.items()}


@dataclass(frozen=True, slots=True)
class MiniMaxService:
    """Answers as api.minimax.io does to a key of the plan."""

    plans: Mapping[str, Plan]

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """The lanes of models; code 1004 for a key that is not known, 404 for any other address."""
        plan = self.plans.get(asked.bearer)
        if plan is None:
            return _reply({}, 1004, "login fail: Please carry the API secret key")
        if (asked.method, asked.path) != ("GET", PATH):
            return Reply(status=404, body={"error": "not found"})
        return _reply({"model_remains": [_general(plan, now), _video()]}, 0, "success")


def _general(plan: Plan, now: datetime) -> Row:
    return {
        "model_name": "general",
        "start_time": _millis(begin_of(FIVE_HOURS, now)),
        "end_time": _millis(end_of(FIVE_HOURS, now)),
        "remains_time": _millis(end_of(FIVE_HOURS, now)) - _millis(now),
        "current_interval_total_count": 0,
        "current_interval_usage_count": 0,
        "current_interval_status": _APPLIES,
        "current_interval_remaining_percent": left_percent(plan, FIVE_HOURS, now),
        "weekly_start_time": _millis(begin_of(WEEK, now)),
        "weekly_end_time": _millis(end_of(WEEK, now)),
        "weekly_remains_time": _millis(end_of(WEEK, now)) - _millis(now),
        "current_weekly_total_count": 0,
        "current_weekly_usage_count": 0,
        "current_weekly_status": _APPLIES,
        "current_weekly_remaining_percent": left_percent(plan, WEEK, now),
    }


def _video() -> Row:
    """Not part of the plan: its percentages mean nothing."""
    return {
        "model_name": "video",
        "current_interval_status": _APPLIES_NOT,
        "current_interval_remaining_percent": 100,
        "current_weekly_status": _APPLIES_NOT,
        "current_weekly_remaining_percent": 100,
    }


def _reply(body: Row, code: int, words: str) -> Reply:
    return Reply(body=body | {"base_resp": {"status_code": code, "status_msg": words}})


def _millis(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000
