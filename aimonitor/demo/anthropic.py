"""The Anthropic of the demo: cost report, messages usage, organization, rate limits, models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from aimonitor.demo.anthropic_rows import cost_rows, rate_limit_groups, usage_rows
from aimonitor.demo.exchange import Asked, RefusedError, Reply, whole
from aimonitor.demo.paging import cursor, cursor_day
from aimonitor.demo.year import Account
from aimonitor.domain.periods import ONE_DAY, day_start, utc_day

_ORGANIZATION = "/v1/organizations/"
_MOST = 31
_ID = {"request_id": "req_demo"}
_REQUEST = {"request-id": "req_demo"}
_COST_GROUPS = ("description", "workspace_id")
_USAGE_GROUPS = (
    "account_id",
    "api_key_id",
    "context_window",
    "inference_geo",
    "model",
    "service_account_id",
    "service_tier",
    "workspace_id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnthropicKey:
    """A key the server knows; without an account it is a workspace key, which reads no report."""

    account: Account | None = None
    organization: str = "Demo organization"


@dataclass(frozen=True, slots=True)
class AnthropicService:
    """Answers as api.anthropic.com does."""

    keys: Mapping[str, AnthropicKey]

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """Reports, organization, rate limits and models; 400, 401 and 404 as they really are."""
        try:
            return self._answer(asked, now)
        except RefusedError as refused:
            return refused.reply

    def _answer(self, asked: Asked, now: datetime) -> Reply:
        if "anthropic-version" not in asked.headers:
            return _error(400, "invalid_request_error", "anthropic-version: header is required")
        key = self.keys.get(asked.headers.get("x-api-key", ""))
        if key is None or (key.account is None and asked.path.startswith(_ORGANIZATION)):
            return _error(401, "authentication_error", "invalid x-api-key")
        if asked.path == "/v1/models":
            return _models()
        if key.account is None or not asked.path.startswith(_ORGANIZATION):
            return _missing()
        return _organization(asked, key.organization, key.account, now)


def _organization(asked: Asked, name: str, account: Account, now: datetime) -> Reply:
    path = asked.path.removeprefix(_ORGANIZATION)
    if path == "me":
        return Reply(
            body={"id": "00000000-0000-4000-8000-000000000de3", "type": "organization", "name": name}
        )
    if path == "cost_report":
        return _cost_report(asked, account, now)
    if path == "usage_report/messages":
        return _usage_report(asked, account, now)
    if path == "rate_limits":
        return Reply(body={"data": rate_limit_groups(account), "next_page": None})
    return _missing()


def _cost_report(asked: Asked, account: Account, now: datetime) -> Reply:
    """Completed days only: the running day is not in the report, and a range without a full day is a 400."""
    groups = _groups(asked, _COST_GROUPS)
    if asked.one("bucket_width") not in {None, "1d"}:
        raise RefusedError(_bad("bucket_width: only 1d is supported"))
    first, end = _range(asked, utc_day(now))
    if first >= end:
        raise RefusedError(_bad("Invalid date range: ending date must be after starting date"))
    days, onward = _page_of(asked, first, end)
    buckets = [_bucket(day, cost_rows(account.record(day, now), groups)) for day in days]
    return _report(buckets, onward)


def _usage_report(asked: Asked, account: Account, now: datetime) -> Reply:
    """Tokens, the running day included."""
    groups = _groups(asked, _USAGE_GROUPS)
    if asked.one("bucket_width") not in {None, "1d"}:
        raise RefusedError(_bad("bucket_width: only 1d is served here"))
    first, end = _range(asked, utc_day(now) + ONE_DAY)
    if first >= end:
        raise RefusedError(_bad("Invalid date range: ending date must be after starting date"))
    days, onward = _page_of(asked, first, end)
    buckets = [_bucket(day, usage_rows(account.record(day, now), groups)) for day in days]
    return _report(buckets, onward)


def _range(asked: Asked, last_end: date) -> tuple[date, date]:
    first = _day_of(asked.one("starting_at"))
    if first is None:
        raise RefusedError(_bad("starting_at: field required"))
    end = _day_of(asked.one("ending_at"))
    return first, last_end if end is None else min(end, last_end)


def _day_of(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return utc_day(datetime.fromisoformat(text))
    except ValueError:
        raise RefusedError(_bad("Invalid date: expected an RFC 3339 time")) from None


def _page_of(asked: Asked, first: date, end: date) -> tuple[tuple[date, ...], str | None]:
    limit = whole(asked.one("limit"), 7, low=1, high=_MOST)
    if limit is None:
        raise RefusedError(_bad(f"limit: must be from 1 to {_MOST}"))
    first = _resume(asked.one("page"), first)
    days = tuple(first + ONE_DAY * index for index in range((end - first).days))
    return days[:limit], cursor(days[limit]) if len(days) > limit else None


def _resume(page: str | None, first: date) -> date:
    day = first if page is None else cursor_day(page)
    if day is None:
        raise RefusedError(_bad("page: not a cursor of this server"))
    return max(first, day)


def _groups(asked: Asked, allowed: tuple[str, ...]) -> tuple[str, ...]:
    groups = asked.query.get("group_by[]", ())
    for group in groups:
        if group not in allowed:
            raise RefusedError(_bad(f"group_by: '{group}' is not one of {', '.join(allowed)}"))
    return groups


def _bucket(day: date, rows: list[dict[str, object]]) -> dict[str, object]:
    return {"starting_at": _stamp(day), "ending_at": _stamp(day + ONE_DAY), "results": rows}


def _stamp(day: date) -> str:
    return day_start(day).strftime("%Y-%m-%dT%H:%M:%SZ")


def _report(buckets: list[dict[str, object]], onward: str | None) -> Reply:
    return Reply(body={"data": buckets, "has_more": onward is not None, "next_page": onward})


def _models() -> Reply:
    row = {"type": "model", "id": "claude-opus-5", "display_name": "Claude Opus 5"}
    body: dict[str, object] = {"data": [row | {"created_at": "2026-07-01T00:00:00Z"}], "has_more": False}
    return Reply(body=body | {"first_id": row["id"], "last_id": row["id"]})


def _missing() -> Reply:
    return _error(404, "not_found_error", "The requested resource could not be found.")


def _bad(message: str) -> Reply:
    return _error(400, "invalid_request_error", message, {"x-should-retry": "false"})


def _error(status: int, kind: str, message: str, headers: Mapping[str, str] = _REQUEST) -> Reply:
    body = {"type": "error", "error": {"type": kind, "message": message}, **_ID}
    return Reply(status=status, body=body, headers={**_REQUEST, **headers})
