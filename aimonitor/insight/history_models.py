"""Each model over a period: what the Models table shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from msgspec.structs import replace

from aimonitor.domain.history import HistoryFacts
from aimonitor.domain.money import Money, totals
from aimonitor.domain.state import ModelUsage


def models_over(facts: HistoryFacts) -> tuple[ModelUsage, ...]:
    """The models of stored days."""
    return models_of((row.usage for row in facts.tokens), ((cost.model, cost.money) for cost in facts.costs))


def models_of(
    tokens: Iterable[ModelUsage], costs: Iterable[tuple[str | None, Money]]
) -> tuple[ModelUsage, ...]:
    """One `ModelUsage` a model, by name, what is not attributed last.

    The rule is that of `ProviderFacts.month_models`: known parts are added up, a part that no day
    told stays None; `cost` is None for a model that no bill names.
    """
    models: dict[str | None, ModelUsage] = {}
    for usage in tokens:
        models[usage.model] = _plus(models.get(usage.model) or ModelUsage(model=usage.model), usage)
    spent: defaultdict[str | None, list[Money]] = defaultdict(list)
    for model, money in costs:
        spent[model].append(money)
    for model, amounts in spent.items():
        models[model] = replace(models.get(model) or ModelUsage(model=model), cost=totals(amounts))
    return tuple(models[model] for model in sorted(models, key=lambda name: (name is None, name or "")))


def _plus(known: ModelUsage, more: ModelUsage) -> ModelUsage:
    return replace(
        known,
        input_tokens=_sum(known.input_tokens, more.input_tokens),
        cached_input_tokens=_sum(known.cached_input_tokens, more.cached_input_tokens),
        cache_write_tokens=_sum(known.cache_write_tokens, more.cache_write_tokens),
        output_tokens=_sum(known.output_tokens, more.output_tokens),
        requests=_sum(known.requests, more.requests),
    )


def _sum(known: int | None, more: int | None) -> int | None:
    return known if more is None else (known or 0) + more
