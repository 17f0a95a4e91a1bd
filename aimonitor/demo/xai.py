"""The xAI of the demo: a team's ledger in cents with its sign turned, and its usage in dollars by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from aimonitor.demo.exchange import Asked, Reply
from aimonitor.demo.year import OPENED, Account, total
from aimonitor.domain.periods import ONE_DAY, Period, PeriodKind, month_end, month_start, utc_day

TEAM = "00000000-0000-4000-8000-0000000000c3"
KEY = "/auth/management-keys/validation"
_TEAM_PATH = f"/v1/billing/teams/{TEAM}"
BALANCE, USAGE = f"{_TEAM_PATH}/prepaid/balance", f"{_TEAM_PATH}/usage"
_BOUGHT, _LOW = Decimal(100), Decimal(60)
_CENT = Decimal("0.01")
_MOST_DAYS = 100

Row = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team that buys 100 dollars whenever less than 60 are left after a month's invoice."""

    base: Account

    def posted(self, now: datetime) -> Decimal:
        """USD that are left by the ledger: the running month is not on it yet."""
        left, first = _BOUGHT, month_start(OPENED)
        while first < month_start(utc_day(now)):
            month = Period(kind=PeriodKind.CUSTOM, first=first, last=month_end(first))
            left -= total(self.base.records(month, now)).quantize(_CENT)
            while left < _LOW:
                left += _BOUGHT
            first = month_end(first) + ONE_DAY
        return left


@dataclass(frozen=True, slots=True)
class XaiService:
    """Answers as management-api.x.ai does to a management key of one team."""

    teams: Mapping[str, Team]

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """Key, balance, usage; 401 for a key that is not known, 404 for any other address."""
        team = self.teams.get(asked.bearer)
        if team is None:
            return Reply(status=401, body={"code": 16, "message": "Unauthenticated", "details": []})
        match asked.method, asked.path:
            case "GET", path if path == KEY:
                return Reply(body=_key())
            case "GET", path if path == BALANCE:
                return Reply(body=_balance(team, now))
            case "POST", path if path == USAGE:
                return _usage(asked.body, team, now)
        return Reply(status=404, body={"code": 5, "message": "Not Found", "details": []})


def _key() -> Row:
    return {
        "apiKeyId": "00000000-0000-4000-8000-0000000000d4",
        "teamId": TEAM,
        "scope": "SCOPE_TEAM",
        "scopeId": TEAM,
        "name": "aimonitor read-only",
    }


def _balance(team: Team, now: datetime) -> Row:
    cents = {"val": f"{-team.posted(now) * 100:.0f}"}
    change = {
        "teamId": TEAM,
        "changeOrigin": "PURCHASE",
        "topupStatus": "SUCCEEDED",
        "amount": {"val": f"{-_BOUGHT * 100:.0f}"},
        "invoiceId": "demo-invoice",
        "invoiceNumber": "000-000-000-001",
        "createTime": f"{OPENED}T09:00:00.000000Z",
        "paymentProcessor": {"kind": "STRIPE"},
    }
    return {"changes": [change], "total": cents}


def _usage(body: object, team: Team, now: datetime) -> Reply:
    wanted = body.get("analyticsRequest") if isinstance(body, dict) else None
    span = _span(wanted.get("timeRange")) if isinstance(wanted, dict) else None
    if not isinstance(wanted, dict) or span is None:
        return Reply(status=400, body={"code": 3, "message": "invalid analyticsRequest", "details": []})
    series: dict[str, list[Row]] = {}
    for record in team.base.records(span, now):
        if record.day > utc_day(now):
            break
        for model in record.models:
            line = model.plan.title if wanted.get("groupBy") else ""
            point: Row = {"timestamp": f"{record.day}T00:00:00Z", "values": [model.cost]}
            series.setdefault(line, []).append(point)
    told = [_series(line, points) for line, points in series.items()]
    return Reply(body={"timeSeries": told, "limitReached": False})


def _series(line: str, points: list[Row]) -> Row:
    group = [line] if line else []
    return {"group": group, "groupLabels": group, "dataPoints": points}


def _span(told: object) -> Period | None:
    """The days of a time range of at most a hundred."""
    if not isinstance(told, dict):
        return None
    try:
        first, last = (date.fromisoformat(str(told.get(end))[:10]) for end in ("startTime", "endTime"))
    except ValueError:
        return None
    if not 0 <= (last - first).days < _MOST_DAYS:
        return None
    return Period(kind=PeriodKind.CUSTOM, first=first, last=last)
