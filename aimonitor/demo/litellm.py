"""The LiteLLM proxy of the demo: a virtual key with a budget, in a team with another, and its days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from aimonitor.demo.exchange import Asked, Reply, whole
from aimonitor.demo.year import Account, DayRecord, ModelDay, TokenKind
from aimonitor.domain.periods import ONE_DAY, Period, PeriodKind, day_start, month_end, utc_day

KEY_INFO, USER_INFO, ACTIVITY = "/key/info", "/user/info", "/user/daily/activity"
BUDGET, TEAM_BUDGET = Decimal(60), Decimal(400)
_TEAM_SHARE = 4
_USER, _TEAM = "user-ada", "team-search"
_MOST_PAGE = 1000
_ZERO = Decimal(0)

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class LiteLLMService:
    """Answers as a proxy does to virtual keys: about themselves, their user and their team."""

    keys: Mapping[str, Account]

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """Figures of the key; 400, 401 and 404 as they really are."""
        account = self.keys.get(asked.bearer)
        if account is None:
            words = "Authentication Error, Invalid proxy server token passed."
            return _refusal(401, words, "token_not_found_in_db")
        read = _READS.get(asked.path) if asked.method == "GET" else None
        return _refusal(404, "Not Found", "not_found") if read is None else read(asked, account, now)


def _key_info(asked: Asked, account: Account, now: datetime) -> Reply:
    info: Row = {
        "key_name": f"sk-...{asked.bearer[-4:]}",
        "key_alias": "search-service",
        "spend": account.cost(PeriodKind.THIS_MONTH, now),
        "max_budget": BUDGET,
        "budget_duration": "1mo",
        "budget_reset_at": _reset(now),
        "expires": None,
        "user_id": _USER,
        "team_id": _TEAM,
    }
    return Reply(body={"key": sha256(asked.bearer.encode()).hexdigest(), "info": info})


def _user_info(asked: Asked, account: Account, now: datetime) -> Reply:
    if asked.one("user_id") != _USER:
        return _refusal(403, "Not allowed to look at this user", "auth_error")
    team: Row = {
        "team_id": _TEAM,
        "team_alias": "search",
        "spend": _TEAM_SHARE * account.cost(PeriodKind.THIS_MONTH, now),
        "max_budget": TEAM_BUDGET,
        "budget_reset_at": _reset(now),
    }
    user: Row = {"user_id": _USER, "spend": account.cost(PeriodKind.THIS_MONTH, now), "max_budget": None}
    return Reply(body={"user_id": _USER, "user_info": user, "keys": [], "teams": [team]})


def _reset(now: datetime) -> str:
    return day_start(month_end(utc_day(now)) + ONE_DAY).strftime("%Y-%m-%dT%H:%M:%SZ")


def _activity(asked: Asked, account: Account, now: datetime) -> Reply:
    first, last = _day(asked.one("start_date")), _day(asked.one("end_date"))
    size = whole(asked.one("page_size"), 50, low=1, high=_MOST_PAGE)
    page = whole(asked.one("page"), 1, low=1, high=10**6)
    if first is None or last is None or size is None or page is None or last < first:
        return _refusal(400, "Please provide start_date and end_date", "bad_request")
    span = Period(kind=PeriodKind.CUSTOM, first=first, last=min(max(last, first), max(utc_day(now), first)))
    records = [(record.day, model) for record in account.records(span, now) for model in record.models]
    records.sort(key=lambda one: one[0], reverse=True)
    shown = records[(page - 1) * size : page * size]
    days = dict.fromkeys(day for day, _ in shown)
    results = [_day_row(DayRecord(day=day, models=tuple(m for d, m in shown if d == day))) for day in days]
    pages = max(1, -(-len(records) // size))
    return Reply(
        body={"results": results, "metadata": {"page": page, "total_pages": pages, "has_more": page < pages}}
    )


def _day_row(record: DayRecord) -> Row:
    models = {model.plan.id: {"metrics": _metrics([model]), "metadata": {}} for model in record.models}
    return {
        "date": record.day.isoformat(),
        "metrics": _metrics(record.models),
        "breakdown": {"models": models},
    }


def _metrics(models: tuple[ModelDay, ...] | list[ModelDay]) -> Row:
    return {
        "spend": sum((model.cost for model in models), _ZERO),
        "prompt_tokens": sum(model.input_tokens for model in models),
        "completion_tokens": sum(model.tokens.get(TokenKind.OUTPUT, 0) for model in models),
        "cache_read_input_tokens": sum(model.tokens.get(TokenKind.CACHED, 0) for model in models),
        "cache_creation_input_tokens": 0,
        "total_tokens": sum(model.total_tokens for model in models),
        "api_requests": sum(model.requests for model in models),
    }


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _refusal(status: int, words: str, kind: str) -> Reply:
    error = {"message": words, "type": kind, "param": None, "code": str(status)}
    return Reply(status=status, body={"error": error})


_READS = {KEY_INFO: _key_info, USER_INFO: _user_info, ACTIVITY: _activity}
