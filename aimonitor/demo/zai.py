"""The Z.ai of the demo: a coding plan with three limits that begin anew, and tokens by model beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from aimonitor.demo.exchange import Asked, Reply
from aimonitor.demo.plan import FIVE_HOURS, WEEK, Plan, end_of
from aimonitor.domain.periods import ONE_DAY, PeriodKind, day_start, month_end, period, utc_day

QUOTA, USAGE = "/api/monitor/usage/quota/limit", "/api/monitor/usage/model-usage"
TOOL_CALLS = 1000
_HOUR = timedelta(hours=1)
_HUNDRED = Decimal(100)
_FORMAT = "%Y-%m-%d %H:%M:%S"

Row = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingPlan(Plan):
    """A plan with a month's tool calls beside it.

    The service tells of its weeks and of its 5 hours only how many percent are used, of its tools the calls.
    """

    def calls(self, now: datetime) -> Mapping[str, int]:
        """Calls of each tool this month; no more than there are."""
        counts = dict.fromkeys((extra.id for extra in self.base.extras), 0)
        left = TOOL_CALLS
        for record in self.base.records(period(PeriodKind.THIS_MONTH, utc_day(now)), now):
            for extra in record.extras:
                count = min(extra.count, left)
                counts[extra.plan.id] += count
                left -= count
        return counts

    def used(self, now: datetime) -> Mapping[str, Decimal]:
        """How much of each limit is used, as a share of one."""
        calls = Decimal(sum(self.calls(now).values()))
        return {
            "5h": self.percent(FIVE_HOURS, now) / _HUNDRED,
            "weekly": self.percent(WEEK, now) / _HUNDRED,
            "mcp_month": calls / TOOL_CALLS,
        }


@dataclass(frozen=True, slots=True)
class ZaiService:
    """Answers as api.z.ai does: what it refuses, it refuses with status 200.

    None in the place of a plan: its windows begin with the next request, and until then nothing is told.
    """

    plans: Mapping[str, CodingPlan | None]

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """Limits and tokens; code 401 for a key that is not known, 1001 without one, 404 elsewhere."""
        key = asked.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if not key:
            return _refusal(1001, "Authorization header is missing")
        if key not in self.plans:
            return _refusal(401, "token expired or incorrect")
        plan = self.plans[key]
        if (asked.method, asked.path) == ("GET", QUOTA):
            return _good({} if plan is None else {"level": "pro", "limits": _limits(plan, now)})
        if (asked.method, asked.path) == ("GET", USAGE):
            return _usage(asked, plan, now)
        return Reply(status=404, body={"timestamp": now.isoformat(), "status": 404, "error": "Not Found"})


def _limits(plan: CodingPlan, now: datetime) -> list[Row]:
    calls = plan.calls(now)
    used = sum(calls.values())
    month: Row = {
        "type": "TIME_LIMIT",
        "unit": 5,
        "number": 1,
        "usage": TOOL_CALLS,
        "currentValue": used,
        "remaining": TOOL_CALLS - used,
        "percentage": Decimal(used) * _HUNDRED / TOOL_CALLS,
        "nextResetTime": _millis(day_start(month_end(utc_day(now)) + ONE_DAY)),
        "usageDetails": [{"modelCode": tool, "usage": count} for tool, count in calls.items()],
    }
    spans = ((FIVE_HOURS, 3, 5), (WEEK, 6, 1))
    return [*(_share(plan, length, (unit, number), now) for length, unit, number in spans), month]


def _share(plan: CodingPlan, length: timedelta, written: tuple[int, int], now: datetime) -> Row:
    unit, number = written
    ends = _millis(end_of(length, now))
    row: Row = {"type": "TOKENS_LIMIT", "unit": unit, "number": number}
    return row | {"percentage": plan.percent(length, now), "nextResetTime": ends}


def _usage(asked: Asked, plan: CodingPlan | None, now: datetime) -> Reply:
    first, last = _local(asked.one("startTime")), _local(asked.one("endTime"))
    if first is None or last is None or not timedelta(0) <= last - first <= 31 * ONE_DAY:
        return _refusal(500, "startTime or endTime is not valid")
    hours = list(_hours(first, last))
    times = [hour.astimezone().strftime("%Y-%m-%d %H:%M") for hour in hours]
    return _good({"x_time": times, "modelDataList": [] if plan is None else _models(plan, hours, now)})


def _models(plan: CodingPlan, hours: list[datetime], now: datetime) -> list[Row]:
    told = [plan.tokens(hour, min(hour + _HOUR, now)) if hour < now else {} for hour in hours]
    return [
        {"modelName": model.id, "tokensUsage": [counts.get(model.id) or None for counts in told]}
        for model in plan.base.models
    ]


def _hours(first: datetime, last: datetime) -> Iterator[datetime]:
    while first <= last:
        yield first
        first += _HOUR


def _local(text: str | None) -> datetime | None:
    """A time as its plugin writes it: that of the user's own clock."""
    try:
        return datetime.strptime(text or "", _FORMAT).astimezone(UTC)
    except ValueError:
        return None


def _millis(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000


def _good(data: Row) -> Reply:
    return Reply(body={"code": 200, "msg": "success", "data": data, "success": True})


def _refusal(code: int, words: str) -> Reply:
    return Reply(body={"code": code, "msg": words, "success": False})
