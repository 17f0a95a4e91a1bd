"""Days of a snapshot as rows; what stands twice under one key is summed first."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, localcontext

from aimonitor.db.columns import Row, row, to_count, to_day, to_quantity
from aimonitor.domain.money import Money
from aimonitor.domain.usage import DayCost, DayQuantity, DayTokens

_PRECISION = 50


def cost_rows(number: int, costs: Iterable[DayCost]) -> list[Row]:
    """Rows of `day_costs`: money is summed exactly, then rounded to nano-units once."""
    sums: dict[Row, Money] = {}
    first: dict[Row, DayCost] = {}
    complete: dict[Row, bool] = {}
    for cost in costs:
        key = row(number, to_day(cost.day), cost.money.currency, cost.model or "", cost.item)
        sums[key] = sums[key] + cost.money if key in sums else cost.money
        first.setdefault(key, cost)
        complete[key] = complete.get(key, True) and cost.complete
    return [(*key, money.nano, first[key].provenance.value, complete[key]) for key, money in sums.items()]


def token_rows(number: int, tokens: Iterable[DayTokens]) -> list[Row]:
    """Rows of `day_tokens`; unknown plus known is the known part. Raises OverflowError."""
    sums: dict[Row, tuple[int | None, ...]] = {}
    complete: dict[Row, bool] = {}
    for usage in tokens:
        key = row(number, to_day(usage.day), usage.model or "")
        counts = (
            usage.input_tokens,
            usage.cached_input_tokens,
            usage.cache_write_tokens,
            usage.output_tokens,
            usage.requests,
        )
        known = sums.get(key, (None,) * len(counts))
        sums[key] = tuple(_added(one, other) for one, other in zip(known, counts, strict=True))
        complete[key] = complete.get(key, True) and usage.complete
    return [(*key, *map(to_count, counts), complete[key]) for key, counts in sums.items()]


def quantity_rows(number: int, quantities: Iterable[DayQuantity]) -> list[Row]:
    """Rows of `day_quantities`. Raises OverflowError."""
    sums: dict[Row, Decimal] = {}
    complete: dict[Row, bool] = {}
    for counted in quantities:
        key = row(number, to_day(counted.day), counted.name, counted.unit.value, counted.model or "")
        with localcontext(prec=_PRECISION):
            sums[key] = sums.get(key, Decimal(0)) + counted.quantity
        complete[key] = complete.get(key, True) and counted.complete
    return [(*key, *to_quantity(quantity), complete[key]) for key, quantity in sums.items()]


def _added(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other
