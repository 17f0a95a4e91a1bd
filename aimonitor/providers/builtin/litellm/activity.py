"""Money, tokens and requests by UTC day and model, as the proxy keeps them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from aimonitor.domain.money import Money
from aimonitor.domain.periods import Period
from aimonitor.domain.usage import DayCost, DayTokens, Provenance
from aimonitor.errors import AppError, SchemaError
from aimonitor.net.answer import Api, Params
from aimonitor.providers.builtin.litellm.judge import judge
from aimonitor.providers.builtin.litellm.wire import ActivityDay, ActivityPage, Metrics
from aimonitor.providers.wire import decode

PATH = "/user/daily/activity"
PAGE = 1000
_MOST_PAGES = 60
_ZERO = Decimal(0)
_HASH = re.compile(r"[0-9a-f]{64}")
_OTHER = "other"


@dataclass(slots=True)
class Activity:
    """The days that were read in full, page by page. `broken`: why the report ends too early."""

    wanted: Period
    days: dict[date, list[ActivityDay]] = field(default_factory=dict)
    broken: AppError | None = None

    def take(self, page: ActivityPage) -> None:
        """Add a page; a day may go on on the next one."""
        for day in page.results:
            if day.date in self.wanted:
                self.days.setdefault(day.date, []).append(day)

    def end_early(self, error: AppError) -> None:
        """The rest could not be read: the oldest day may lack a share, and those before it are unknown."""
        self.broken = error
        self.days.pop(min(self.days, default=date.min), None)

    def told(self) -> Iterator[tuple[date, list[ActivityDay]]]:
        """Each day with its shares; a completed day without any had no use, if all was read."""
        for day in self.wanted.days():
            shares = self.days.get(day, [])
            if shares or (self.broken is None and day < self.wanted.last):
                yield day, shares


async def read_activity(api: Api, wanted: Period, key: str | None) -> Activity:
    """The use of `wanted`, of this key alone where `key` is its hash, else of all keys of its user.

    Raises AppError where not even the first page could be read.
    """
    params: dict[str, str | int] = {
        "start_date": wanted.first.isoformat(),
        "end_date": wanted.last.isoformat(),
        "page_size": PAGE,
    }
    if is_hash(key):
        params["api_key"] = key or ""
    activity = Activity(wanted)
    page = await _read_page(api, params, 1)
    activity.take(page)
    number = 1
    while page.metadata.has_more or number < page.metadata.total_pages:
        number += 1
        try:
            if number > _MOST_PAGES:
                raise _too_long()
            page = await _read_page(api, params, number)
        except AppError as error:
            activity.end_early(error)
            return activity
        activity.take(page)
    return activity


async def may_read(api: Api, today: date) -> None:
    """Ask for next to nothing. Raises AppError where the key may not ask."""
    day = today.isoformat()
    await api.get(PATH, {"start_date": day, "end_date": day, "page_size": 1, "page": 1}, judge=judge)


def is_hash(key: str | None) -> bool:
    """Whether the proxy told the hash by which it knows the key, and not a few of its characters."""
    return _HASH.fullmatch(key or "") is not None


def day_costs(activity: Activity) -> Iterator[DayCost]:
    """One fact a model, and one for what is of no model; a day without use is 0."""
    for day, shares in activity.told():
        for model, amount in list(_spent(shares)) or [(None, _ZERO)]:
            yield DayCost(
                day=day,
                model=model,
                item=_OTHER if model is None and amount else "",
                money=Money(amount=amount, currency="USD"),
                provenance=Provenance.REPORTED,
                complete=day < activity.wanted.last,
            )


def _spent(shares: Iterable[ActivityDay]) -> Iterator[tuple[str | None, Decimal]]:
    for share in shares:
        named = {model: metrics.spend for model, metrics in share.breakdown.models.items() if model}
        yield from named.items()
        rest = Money(amount=share.metrics.spend - sum(named.values(), _ZERO), currency="USD")
        if rest.nano or not named:
            yield None, rest.amount


def day_tokens(activity: Activity) -> Iterator[DayTokens]:
    """One fact a model; the day as a whole where the proxy names no models."""
    for day, shares in activity.told():
        for model, told in list(_used(shares)) or [(None, _NOTHING)]:
            cached, written = _within(told)
            yield DayTokens(
                day=day,
                model=model,
                input_tokens=told.prompt_tokens,
                cached_input_tokens=cached,
                cache_write_tokens=written,
                output_tokens=told.completion_tokens,
                requests=told.api_requests,
                complete=day < activity.wanted.last,
            )


_NOTHING = Metrics(spend=_ZERO, prompt_tokens=0, completion_tokens=0, api_requests=0)


def _used(shares: Iterable[ActivityDay]) -> Iterator[tuple[str | None, Metrics]]:
    """What each model used, and what the day used beside them."""
    for share in shares:
        named = {model: metrics for model, metrics in share.breakdown.models.items() if model}
        yield from named.items()
        if not named:
            yield None, share.metrics
        elif rest := _rest(share.metrics, named.values()):
            yield None, rest


def _rest(day: Metrics, models: Collection[Metrics]) -> Metrics | None:
    prompt = day.prompt_tokens - sum(model.prompt_tokens for model in models)
    completion = day.completion_tokens - sum(model.completion_tokens for model in models)
    if max(prompt, completion) <= 0:
        return None
    return Metrics(spend=_ZERO, prompt_tokens=max(prompt, 0), completion_tokens=max(completion, 0))


def _within(told: Metrics) -> tuple[int | None, int | None]:
    """Cached and cache-write tokens, where they can be a part of the input as they should be."""
    cached, written = told.cache_read_input_tokens, told.cache_creation_input_tokens
    fits = (cached or 0) + (written or 0) <= told.prompt_tokens
    return (cached, written) if fits else (None, None)


async def _read_page(api: Api, params: Params, number: int) -> ActivityPage:
    return decode(ActivityPage, await api.get(PATH, {**params, "page": number}, judge=judge), "activity")


def _too_long() -> SchemaError:
    return SchemaError("The proxy's daily activity has no end: older days stay as they were.")
