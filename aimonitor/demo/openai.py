"""The OpenAI of the demo: costs, usage, spend limit, models, and its ways of saying no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from aimonitor.demo.exchange import Asked, RefusedError, Reply, whole
from aimonitor.demo.openai_rows import COST_GROUPS, USAGE_GROUPS, cost_rows, usage_rows
from aimonitor.demo.paging import cursor, cursor_day
from aimonitor.demo.year import Account
from aimonitor.domain.periods import ONE_DAY, PeriodKind, day_start, utc_day

_ORGANIZATION = "/v1/organization/"
_SCOPE_WORDS = (
    "You have insufficient permissions for this operation. Missing scopes: {scope}. Check that you have the "
    "correct role in your organization, and if you're using a restricted API key, that it has the necessary "
    "scopes."
)
_COSTS_LIMIT = 180
_USAGE_LIMIT = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAIKey:
    """A key the server knows. `admin` keys read reports, the others models.

    `limit_cents`: the organization's spend limit, None for none. `good_reads`: how often each report
    is answered before the service falls ill and says 503 to everything, None for a healthy one.
    """

    account: Account | None = None
    admin: bool = True
    limit_cents: int | None = None
    good_reads: int | None = None


@dataclass(slots=True)
class OpenAIService:
    """Answers as api.openai.com does."""

    keys: Mapping[str, OpenAIKey]
    _reads: dict[tuple[str, str], int] = field(default_factory=dict)

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """Costs, usage, spend limit and models; 401, 403, 404 and 503 as they really are."""
        try:
            return self._answer(asked, now)
        except RefusedError as refused:
            return refused.reply

    def _answer(self, asked: Asked, now: datetime) -> Reply:
        key = self._known(asked)
        if self._is_ill(asked, key):
            return _overloaded()
        if asked.path == "/v1/models":
            return _models(key)
        if not asked.path.startswith(_ORGANIZATION):
            return _error(404, f"Invalid URL (GET {asked.path})")
        if key.account is None or not key.admin:
            return _error(403, _SCOPE_WORDS.format(scope="api.usage.read"))
        return _report(asked, key, key.account, now)

    def _known(self, asked: Asked) -> OpenAIKey:
        if not asked.bearer:
            words = (
                "You didn't provide an API key. You need to provide your API key in an Authorization header"
            )
            raise RefusedError(
                _error(401, f"{words} using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).")
            )
        key = self.keys.get(asked.bearer)
        if key is None:
            words = (
                f"Incorrect API key provided: {asked.bearer[:8]}****{asked.bearer[-4:]}. You can find your"
            )
            where = "API key at https://platform.openai.com/account/api-keys."
            raise RefusedError(_error(401, f"{words} {where}", code="invalid_api_key"))
        return key

    def _is_ill(self, asked: Asked, key: OpenAIKey) -> bool:
        if key.good_reads is None:
            return False
        goes_on = asked.one("page") is not None or asked.one("end_time") is not None
        if not goes_on and asked.one("limit") != "1":
            mark = (asked.bearer, asked.path)
            self._reads[mark] = self._reads.get(mark, 0) + 1
        return max(self._reads.values(), default=0) > key.good_reads


def _report(asked: Asked, key: OpenAIKey, account: Account, now: datetime) -> Reply:
    report = asked.path.removeprefix(_ORGANIZATION)
    if report == "costs":
        return _costs(asked, account, now)
    if report == "spend_limit":
        return _spend_limit(key, account, now)
    kind = report.removeprefix("usage/")
    if kind != report and kind in USAGE_GROUPS:
        return _usage(asked, account, kind, now)
    return _error(404, f"Invalid URL (GET {asked.path})")


def _costs(asked: Asked, account: Account, now: datetime) -> Reply:
    span = _Span.of(asked, now, most=_COSTS_LIMIT)
    groups = _groups(asked, COST_GROUPS)
    buckets = [
        _bucket(day, day + ONE_DAY, cost_rows(account.record(day, now), groups))
        for day in span.days
        if not account.is_gap(day)
    ]
    return _page(buckets, span)


def _usage(asked: Asked, account: Account, kind: str, now: datetime) -> Reply:
    span = _Span.of(asked, now, most=_USAGE_LIMIT)
    groups = _groups(asked, USAGE_GROUPS[kind])
    buckets = [
        _bucket(day, day + ONE_DAY, usage_rows(account.record(day, now), kind, groups)) for day in span.days
    ]
    if span.days and span.days[-1] == utc_day(now):
        buckets[-1]["end_time"] = int(now.timestamp())
    return _page(buckets, span)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """The days of one page and the cursor to the next."""

    days: tuple[date, ...]
    next_page: str | None

    @classmethod
    def of(cls, asked: Asked, now: datetime, *, most: int) -> _Span:
        if asked.one("bucket_width") not in {None, "1d"}:
            raise RefusedError(_bad("bucket_width", "only '1d' is served here"))
        limit = whole(asked.one("limit"), 7, low=1, high=most)
        if limit is None:
            raise RefusedError(_bad("limit", f"expected a whole number from 1 to {most}"))
        first = _day_of(asked, "start_time", None)
        end = _day_of(asked, "end_time", utc_day(now) + ONE_DAY)
        days = _days(_resume(asked, first), min(end, utc_day(now) + ONE_DAY))
        more = len(days) > limit
        return cls(days=days[:limit], next_page=cursor(days[limit]) if more else None)


def _days(first: date, end: date) -> tuple[date, ...]:
    return tuple(first + ONE_DAY * index for index in range(max((end - first).days, 0)))


def _day_of(asked: Asked, name: str, default: date | None) -> date:
    seconds = whole(asked.one(name), -1, low=0, high=2**40)
    if seconds == -1 and default is not None:
        return default
    if seconds is None or seconds == -1:
        raise RefusedError(_bad(name, "expected an integer, but got something else"))
    moment = datetime.fromtimestamp(seconds, UTC)
    if name == "end_time" and moment != day_start(moment.date()):
        moment += timedelta(days=1)
    return moment.date()


def _resume(asked: Asked, first: date) -> date:
    page = asked.one("page")
    day = first if page is None else cursor_day(page)
    if day is None:
        raise RefusedError(_bad("page", "not a cursor of this server"))
    return max(first, day)


def _groups(asked: Asked, allowed: tuple[str, ...]) -> tuple[str, ...]:
    groups = asked.many("group_by")
    for group in groups:
        if group not in allowed:
            raise RefusedError(_bad("group_by", f"'{group}' is not one of {', '.join(allowed)}"))
    return groups


def _bucket(first: date, end: date, rows: list[dict[str, object]]) -> dict[str, object]:
    start, stop = (int(day_start(day).timestamp()) for day in (first, end))
    return {"object": "bucket", "start_time": start, "end_time": stop, "results": rows}


def _page(buckets: list[dict[str, object]], span: _Span) -> Reply:
    more = span.next_page is not None
    return Reply(body={"object": "page", "data": buckets, "has_more": more, "next_page": span.next_page})


def _spend_limit(key: OpenAIKey, account: Account, now: datetime) -> Reply:
    if key.limit_cents is None:
        return _error(404, "No spend limit is configured for this organization.")
    reached = account.cost(PeriodKind.THIS_MONTH, now) * 100 >= Decimal(key.limit_cents)
    body: dict[str, object] = {"object": "organization.spend_limit", "threshold_amount": key.limit_cents}
    body |= {"currency": "USD", "interval": "month"}
    return Reply(body=body | {"enforcement": {"status": "enforcing" if reached else "inactive"}})


def _models(key: OpenAIKey) -> Reply:
    if key.admin:
        return _error(403, _SCOPE_WORDS.format(scope="api.model.read"))
    names = ("gpt-5.1", "gpt-5.1-mini", "text-embedding-3-large")
    told = {"object": "model", "created": 1762000000, "owned_by": "system", "shutdown_date": None}
    rows = [{"id": name, **told} for name in names]
    return Reply(body={"object": "list", "data": rows})


def _overloaded() -> Reply:
    words = "The server is currently overloaded. Please try again later."
    reply = _error(503, words, kind="service_unavailable_error", code="server_is_overloaded")
    return Reply(status=503, body=reply.body, headers={"retry-after": "30"})


def _bad(param: str, why: str) -> Reply:
    return _error(400, f"Invalid '{param}': {why}.", param=param, code="invalid_value")


def _error(
    status: int,
    message: str,
    *,
    kind: str = "invalid_request_error",
    param: str | None = None,
    code: str | None = None,
) -> Reply:
    return Reply(
        status=status, body={"error": {"message": message, "type": kind, "param": param, "code": code}}
    )
