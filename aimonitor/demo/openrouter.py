"""The OpenRouter of the demo: key, credits, activity, keys, workspaces, budgets, analytics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from aimonitor.demo import openrouter_rows as rows
from aimonitor.demo.exchange import Asked, RefusedError, Reply, whole
from aimonitor.demo.openrouter_account import RouterAccount, RouterKey
from aimonitor.domain.periods import ONE_DAY, utc_day

_API = "/api/v1/"
_KEYS_PAGE = 100
_ACTIVITY_DAYS = 30
_MOST_DIMENSIONS = 2


@dataclass(frozen=True, slots=True)
class OpenRouterService:
    """Answers as openrouter.ai does: `managers` are management keys, `ordinary` the others."""

    managers: Mapping[str, RouterAccount]
    ordinary: Mapping[str, tuple[RouterAccount, RouterKey]]

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """Figures of the key or the account; 400, 401, 403 and 404 as they really are."""
        try:
            return Reply(body=self._answer(asked, now))
        except RefusedError as refused:
            return refused.reply

    def _answer(self, asked: Asked, now: datetime) -> rows.Row:
        key = asked.bearer
        if not key:
            raise _refused(401, "Missing Authentication header")
        if key not in self.managers and key not in self.ordinary:
            raise _refused(401, "User not found.")
        path = asked.path.removeprefix(_API)
        if path == "key":
            return {"data": self._own(key, now)}
        read = _READS.get((asked.method, path)) or (_budgets if _is_budgets(path) else None)
        if read is None:
            raise _refused(404, "Resource not found")
        if key in self.ordinary:
            raise _refused(403, "Only management keys can perform this operation")
        return read(asked, self.managers[key], now)

    def _own(self, key: str, now: datetime) -> rows.Row:
        account, told = self.ordinary.get(key, (None, None))
        money = rows.key_money(account, told, now) if account and told else rows.no_money()
        return money | rows.key_nature(key, now, manager=key in self.managers)


def _credits(asked: Asked, account: RouterAccount, now: datetime) -> rows.Row:
    del asked
    bought, used = account.credits(now)
    return {"data": {"total_credits": bought, "total_usage": used}}


def _activity(asked: Asked, account: RouterAccount, now: datetime) -> rows.Row:
    yesterday = utc_day(now) - ONE_DAY
    oldest = utc_day(now) - _ACTIVITY_DAYS * ONE_DAY
    text = asked.one("date")
    days = [_past_day(text, oldest, yesterday)] if text is not None else None
    if days is None:
        days = [yesterday - ONE_DAY * index for index in range(_ACTIVITY_DAYS)]
    if asked.one("group_by") not in {None, "workspace"}:
        raise _refused(400, "Invalid request parameters")
    wanted = asked.one("workspace_id")
    found = [row for day in days for row in rows.activity(account, day, now)]
    found = [row for row in found if wanted is None or row["workspace_id"] == wanted]
    hidden = set() if asked.one("group_by") else {"workspace_id"}
    return {"data": [{name: row[name] for name in row if name not in hidden} for row in found]}


def _past_day(text: str, oldest: date, newest: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _refused(400, "Invalid request parameters") from None
    if not oldest <= day <= newest:
        raise _refused(400, "Date must be within the last 30 (completed) UTC days")
    return day


def _keys(asked: Asked, account: RouterAccount, now: datetime) -> rows.Row:
    offset = whole(asked.one("offset"), 0, low=0, high=10**6)
    if offset is None or asked.one("include_disabled") not in {None, "true", "false"}:
        raise _refused(400, "Invalid request parameters")
    workspace = asked.one("workspace_id") or account.workspaces[0].id
    shown = [
        key
        for key in account.keys
        if key.workspace == workspace and (not key.disabled or asked.one("include_disabled") == "true")
    ]
    return {"data": [rows.key_row(account, key, now) for key in shown[offset : offset + _KEYS_PAGE]]}


def _workspaces(asked: Asked, account: RouterAccount, now: datetime) -> rows.Row:
    del now
    offset = whole(asked.one("offset"), 0, low=0, high=10**6)
    limit = whole(asked.one("limit"), 50, low=1, high=100)
    if offset is None or limit is None:
        raise _refused(400, "Invalid request parameters")
    shown = account.workspaces[offset : offset + limit]
    return {
        "data": [rows.workspace_row(place) for place in shown],
        "total_count": len(account.workspaces),
    }


def _is_budgets(path: str) -> bool:
    return path.startswith("workspaces/") and path.endswith("/budgets")


def _budgets(asked: Asked, account: RouterAccount, now: datetime) -> rows.Row:
    del now
    name = asked.path.removeprefix(f"{_API}workspaces/").removesuffix("/budgets")
    for place in account.workspaces:
        if name in {place.id, place.slug}:
            return {"data": rows.budget_rows(place), "include_byok_in_budgets": False}
    raise _refused(404, "Resource not found")


def _meta(asked: Asked, account: RouterAccount, now: datetime) -> rows.Row:
    del asked, account, now
    return {"data": rows.analytics_meta()}


def _query(asked: Asked, account: RouterAccount, now: datetime) -> rows.Row:
    body = asked.body if isinstance(asked.body, dict) else {}
    metrics, dimensions = body.get("metrics"), body.get("dimensions") or []
    good = isinstance(metrics, list) and metrics and isinstance(dimensions, list)
    if not good or len(dimensions) > _MOST_DIMENSIONS or body.get("granularity", "day") != "day":
        raise _refused(400, "Invalid request parameters")
    if not set(metrics or ()) <= set(rows.METRICS) or not set(dimensions) <= {"model"}:
        raise _refused(400, "Invalid request parameters")
    days = _asked_days(body.get("time_range"), now)
    found = rows.analytics(account, days, now, metrics=list(metrics or ()), by_model="model" in dimensions)
    limit = body.get("limit")
    most = limit if isinstance(limit, int) else len(found)
    metadata = {"query_time_ms": 7, "row_count": min(len(found), most), "truncated": len(found) > most}
    return {"data": {"data": found[:most], "metadata": metadata}}


def _asked_days(span: object, now: datetime) -> list[date]:
    told = span if isinstance(span, dict) else {}
    try:
        start = datetime.fromisoformat(str(told.get("start") or (now - timedelta(days=7)).isoformat()))
        end = datetime.fromisoformat(str(told.get("end") or now.isoformat()))
    except ValueError:
        raise _refused(400, "Invalid request parameters") from None
    last = min(end - timedelta(microseconds=1), now)
    first = utc_day(start)
    return [first + ONE_DAY * index for index in range((utc_day(last) - first).days + 1)]


_READS: dict[tuple[str, str], Callable[[Asked, RouterAccount, datetime], rows.Row]] = {
    ("GET", "credits"): _credits,
    ("GET", "activity"): _activity,
    ("GET", "keys"): _keys,
    ("GET", "workspaces"): _workspaces,
    ("GET", "analytics/meta"): _meta,
    ("POST", "analytics/query"): _query,
}


def _refused(code: int, message: str) -> RefusedError:
    return RefusedError(Reply(status=code, body={"error": {"code": code, "message": message}}))


def month_cap(spent: Decimal) -> Decimal:
    """A monthly cap in whole dollars of which `spent` is about four fifths."""
    return max(Decimal(1), (spent / Decimal("0.8")).to_integral_value())
