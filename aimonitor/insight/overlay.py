"""What a poll just learned, laid over what was known: for tests of a key, and when nothing can be stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from msgspec.structs import replace

from aimonitor.domain.money import Money, totals
from aimonitor.domain.periods import month_start, utc_day
from aimonitor.domain.state import DayTotal, ModelUsage, PollRecord, ProviderFacts
from aimonitor.domain.usage import DayCost, DayTokens, Provenance, UsageSnapshot, weakest
from aimonitor.insight.derived import comparable, derived_days, levels
from aimonitor.insight.history_models import models_of
from aimonitor.insight.problems import headline_problem

R = TypeVar("R", DayCost, DayTokens)


def with_poll(facts: ProviderFacts, record: PollRecord, snapshot: UsageSnapshot | None) -> ProviderFacts:
    """The facts as the database would return them after storing this poll."""
    before = facts.last_poll
    if before is None or utc_day(before.started_at) < month_start(utc_day(record.started_at)):
        facts = replace(facts, month_models=())
    if headline_problem(record) is not None:
        facts = replace(facts, failing_since=facts.failing_since or record.started_at)
    else:
        good_at = record.started_at if snapshot is None else min(record.started_at, snapshot.taken_at)
        good_at = max(good_at, facts.last_good_at or good_at)
        facts = replace(facts, last_good_at=good_at, failing_since=None)
    if snapshot is None:
        return replace(facts, last_poll=record)
    taken = snapshot.taken_at
    first = month_start(utc_day(taken))
    balances, spends, windows = snapshot.balances, snapshot.spends, snapshot.windows
    days = _days(facts.days, _with_derived(facts, snapshot))
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
        key_life=snapshot.key_life or facts.key_life,
        last_poll=record,
        history_since=facts.history_since or min((day.day for day in days), default=None),
    )


def _with_derived(facts: ProviderFacts, snapshot: UsageSnapshot) -> UsageSnapshot:
    """With today's cost as it follows from the balances before and now, where the service tells none."""
    if not snapshot.derives_cost or snapshot.balances is None or facts.balances_at is None:
        return snapshot
    before = levels(facts.balances_at, comparable(facts.balances or ()))
    now, today = levels(snapshot.taken_at, comparable(snapshot.balances)), utc_day(snapshot.taken_at)
    known = next((day.cost for day in facts.days if day.day == today), None)
    both = sorted(before.keys() & now.keys())
    lost = (derived_days([before[currency], now[currency]])[-1].spent for currency in both)
    spent = totals([*(known or ()), *lost])
    return replace(snapshot, day_costs=tuple(_derived_cost(today, money) for money in spent))


def _derived_cost(day: date, money: Money) -> DayCost:
    return DayCost(day=day, model=None, money=money, provenance=Provenance.DERIVED, complete=False)


def _days(known: tuple[DayTotal, ...], snapshot: UsageSnapshot) -> tuple[DayTotal, ...]:
    days = {day.day: day for day in known}
    for day, costs in _by_day(snapshot.day_costs).items():
        days[day] = replace(
            days.get(day) or DayTotal(day=day),
            cost=totals(cost.money for cost in costs),
            cost_complete=all(cost.complete for cost in costs),
            provenance=weakest(cost.provenance for cost in costs),
        )
    for day, tokens in _by_day(snapshot.day_tokens).items():
        days[day] = replace(
            days.get(day) or DayTotal(day=day),
            tokens=_all_tokens(tokens),
            tokens_complete=all(
                row.complete and row.input_tokens is not None and row.output_tokens is not None
                for row in tokens
            ),
        )
    return tuple(days[day] for day in sorted(days))


def _all_tokens(rows: list[DayTokens]) -> int | None:
    known = [count for row in rows for count in (row.input_tokens, row.output_tokens) if count is not None]
    return sum(known) if known else None


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
    return models_of(
        (_usage(row) for row in snapshot.day_tokens if row.day >= first),
        ((row.model, row.money) for row in snapshot.day_costs if row.day >= first),
    )


def _usage(row: DayTokens) -> ModelUsage:
    return ModelUsage(
        model=row.model,
        input_tokens=row.input_tokens,
        cached_input_tokens=row.cached_input_tokens,
        cache_write_tokens=row.cache_write_tokens,
        output_tokens=row.output_tokens,
        requests=row.requests,
    )
