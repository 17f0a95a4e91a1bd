"""The Z.ai of the demo: a coding plan with three limits that begin anew, and tokens by model beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from aimonitor.demo.exchange import Asked, Reply
from aimonitor.demo.year import Account
from aimonitor.domain.periods import ONE_DAY, Period, PeriodKind, day_start, month_end, period, utc_day

QUOTA, USAGE = "/api/monitor/usage/quota/limit", "/api/monitor/usage/model-usage"
TOOL_CALLS = 1000
_HOUR = timedelta(hours=1)
_FIVE_HOURS, _WEEK = 5 * _HOUR, timedelta(weeks=1)
_WEEK_BEGINS = datetime(1970, 1, 5, 9, tzinfo=UTC)
_USUAL_WEEKS = 4
_ROOM = Decimal("1.6")
_FIVE_HOURS_A_WEEK = 20
_HUNDRED = Decimal(100)
_TENTH = Decimal("0.1")
_FORMAT = "%Y-%m-%d %H:%M:%S"

Row = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What `base` uses of a plan that has room for a usual week and three fifths more.

    The service tells of its weeks and of its 5 hours only how many percent are used, of its tools the calls.
    """

    base: Account

    def tokens(self, begin: datetime, end: datetime) -> Mapping[str, int]:
        """Tokens by model between two moments."""
        counts = dict.fromkeys((plan.id for plan in self.base.models), 0)
        span = Period(kind=PeriodKind.CUSTOM, first=utc_day(begin), last=utc_day(end))
        for record in self.base.records(span, end):
            for model in record.models:
                counts[model.plan.id] += model.total_tokens
        for model in self.base.record(utc_day(begin), begin).models:
            counts[model.plan.id] -= model.total_tokens
        return counts

    def percent(self, length: timedelta, now: datetime) -> Decimal:
        """How much is used of the week or of the 5 hours that run at `now`."""
        begin = _begin(length, now)
        used = sum(self.tokens(begin, now).values())
        return min(_HUNDRED, (_HUNDRED * used / self._room(length, now)).quantize(_TENTH))

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
            "5h": self.percent(_FIVE_HOURS, now) / _HUNDRED,
            "weekly": self.percent(_WEEK, now) / _HUNDRED,
            "mcp_month": calls / TOOL_CALLS,
        }

    def _room(self, length: timedelta, now: datetime) -> Decimal:
        begin = _begin(_WEEK, now)
        usual = sum(self.tokens(begin - _USUAL_WEEKS * _WEEK, begin).values()) / Decimal(_USUAL_WEEKS)
        return max(Decimal(1), usual * _ROOM / (1 if length == _WEEK else _FIVE_HOURS_A_WEEK))


def _begin(length: timedelta, now: datetime) -> datetime:
    """When the span of that length began: weeks on Mondays at 9, five hours one after the other."""
    return now - (now - _WEEK_BEGINS) % length


@dataclass(frozen=True, slots=True)
class ZaiService:
    """Answers as api.z.ai does: what it refuses, it refuses with status 200."""

    plans: Mapping[str, Plan]

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """Limits and tokens; code 401 for a key that is not known, 1001 without one, 404 elsewhere."""
        key = asked.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if not key:
            return _refusal(1001, "Authorization header is missing")
        plan = self.plans.get(key)
        if plan is None:
            return _refusal(401, "token expired or incorrect")
        if (asked.method, asked.path) == ("GET", QUOTA):
            return _good({"level": "pro", "limits": _limits(plan, now)})
        if (asked.method, asked.path) == ("GET", USAGE):
            return _usage(asked, plan, now)
        return Reply(status=404, body={"timestamp": now.isoformat(), "status": 404, "error": "Not Found"})


def _limits(plan: Plan, now: datetime) -> list[Row]:
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
    spans = ((_FIVE_HOURS, 3, 5), (_WEEK, 6, 1))
    return [*(_share(plan, length, (unit, number), now) for length, unit, number in spans), month]


def _share(plan: Plan, length: timedelta, written: tuple[int, int], now: datetime) -> Row:
    unit, number = written
    ends = _millis(_begin(length, now) + length)
    row: Row = {"type": "TOKENS_LIMIT", "unit": unit, "number": number}
    return row | {"percentage": plan.percent(length, now), "nextResetTime": ends}


def _usage(asked: Asked, plan: Plan, now: datetime) -> Reply:
    first, last = _local(asked.one("startTime")), _local(asked.one("endTime"))
    if first is None or last is None or not timedelta(0) <= last - first <= 31 * ONE_DAY:
        return _refusal(500, "startTime or endTime is not valid")
    hours = list(_hours(first, last))
    told = [plan.tokens(hour, min(hour + _HOUR, now)) if hour < now else {} for hour in hours]
    models = [
        {"modelName": model.id, "tokensUsage": [counts.get(model.id) or None for counts in told]}
        for model in plan.base.models
    ]
    times = [hour.astimezone().strftime("%Y-%m-%d %H:%M") for hour in hours]
    return _good({"x_time": times, "modelDataList": models})


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
