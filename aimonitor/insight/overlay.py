"""What a poll just learned, laid over what was known: for tests of a key, and when nothing can be stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from aimonitor.domain.money import Money, totals
from aimonitor.domain.periods import month_start, utc_day
from aimonitor.domain.state import DayTotal, ModelUsage, PollRecord, ProviderFacts
from aimonitor.domain.usage import DayCost, DayTokens, UsageSnapshot

R = TypeVar("R", DayCost, DayTokens)


def with_poll(facts: ProviderFacts, record: PollRecord, snapshot: UsageSnapshot | None) -> ProviderFacts:
    """The facts as the database would return them after storing this poll."""
    if snapshot is None:
        return replace(facts, last_poll=record, failing_since=facts.failing_since or record.started_at)
    taken = snapshot.taken_at
    first = month_start(utc_day(taken))
    balances, spends, windows = snapshot.balances, snapshot.spends, snapshot.windows
    days = _days(facts.days, snapshot)
    return replace(
        facts,
        days=days,
        month_models=_models(facts.month_models, snapshot, first),
        balances=facts.balances if balances is None else balances,
        balances_at=facts.balances_at if balances is None else taken,
        spends=facts.spends if spends is None else spends,
        spends_at=facts.spends_at if spends is None else taken,
        windows=facts.windows if windows is None else windows,
        windows_at=facts.windows_at if windows is None else taken,
        last_poll=record,
        last_good_at=taken,
        failing_since=None,
        history_since=facts.history_since or min((day.day for day in days), default=None),
    )


def _days(known: tuple[DayTotal, ...], snapshot: UsageSnapshot) -> tuple[DayTotal, ...]:
    days = {day.day: day for day in known}
    for day, costs in _by_day(snapshot.day_costs).items():
        days[day] = replace(
            days.get(day) or DayTotal(day=day),
            cost=totals(cost.money for cost in costs),
            cost_complete=all(cost.complete for cost in costs),
            provenance=costs[0].provenance,
        )
    for day, tokens in _by_day(snapshot.day_tokens).items():
        days[day] = replace(
            days.get(day) or DayTotal(day=day),
            tokens=sum((row.input_tokens or 0) + (row.output_tokens or 0) for row in tokens),
            tokens_complete=all(row.complete for row in tokens),
        )
    return tuple(days[day] for day in sorted(days))


def _by_day(rows: Iterable[R]) -> dict[date, list[R]]:
    found: dict[date, list[R]] = defaultdict(list)
    for row in rows:
        found[row.day].append(row)
    return found


def _models(known: tuple[ModelUsage, ...], snapshot: UsageSnapshot, first: date) -> tuple[ModelUsage, ...]:
    """The month by model when the snapshot covers the whole month; else what was known before."""
    covered = {row.day for row in snapshot.day_costs} | {row.day for row in snapshot.day_tokens}
    if known and first not in covered:
        return known
    models: dict[str | None, ModelUsage] = {}
    for tokens in (row for row in snapshot.day_tokens if row.day >= first):
        models[tokens.model] = _plus(models.get(tokens.model) or ModelUsage(model=tokens.model), tokens)
    spent: dict[str | None, list[Money]] = defaultdict(list)
    for cost in (row for row in snapshot.day_costs if row.day >= first):
        spent[cost.model].append(cost.money)
    for model, money in spent.items():
        models[model] = replace(models.get(model) or ModelUsage(model=model), cost=totals(money))
    return tuple(models.values())


def _plus(usage: ModelUsage, row: DayTokens) -> ModelUsage:
    return replace(
        usage,
        input_tokens=_sum(usage.input_tokens, row.input_tokens),
        cached_input_tokens=_sum(usage.cached_input_tokens, row.cached_input_tokens),
        cache_write_tokens=_sum(usage.cache_write_tokens, row.cache_write_tokens),
        output_tokens=_sum(usage.output_tokens, row.output_tokens),
        requests=_sum(usage.requests, row.requests),
    )


def _sum(known: int | None, more: int | None) -> int | None:
    return known if more is None else (known or 0) + more
