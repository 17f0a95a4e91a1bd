"""What one poll read, put together: one row per key, money rounded once, nothing guessed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from msgspec.structs import replace

from aimonitor.domain.usage import (
    DayCost,
    DayQuantity,
    DayTokens,
    PartFailure,
    Provenance,
    QuotaWindow,
    UsageSnapshot,
)
from aimonitor.errors import PluginError
from aimonitor.providers.base import BalancePart, UsagePart
from aimonitor.providers.manifest import ProviderManifest

T = TypeVar("T")

_CERTAINTY = tuple(Provenance)


def assemble(
    manifest: ProviderManifest,
    *,
    taken_at: datetime,
    usage: UsagePart | None,
    balance: BalancePart | None,
    failures: Sequence[PartFailure] = (),
    identity: str | None = None,
    requests: int = 0,
) -> UsageSnapshot:
    """The snapshot of one poll; None for a part that failed as a whole (named in `failures`).

    Rows of the same key are summed: costs by day, model, item and currency, tokens by day and
    model, quantities by day, name, model and unit. Money is rounded to a billionth afterwards.
    A snapshot is as old as its usage says, and never newer than `taken_at`.
    Raises PluginError when a client returned something else than its parts.
    """
    usage = _part(usage, UsagePart, manifest)
    balance = _part(balance, BalancePart, manifest)
    return UsageSnapshot(
        taken_at=min(usage.told_at or taken_at, taken_at),
        day_costs=_costs(usage.day_costs),
        day_tokens=_folded(usage.day_tokens, lambda row: (row.day, row.model), _more_tokens),
        day_quantities=_folded(usage.day_quantities, _quantity_key, _more_quantity),
        balances=balance.balances,
        spends=usage.spends,
        windows=_windows(usage.windows),
        plan=usage.plan,
        identity=identity,
        warnings=tuple(dict.fromkeys((*usage.warnings, *balance.warnings))),
        failures=(*failures, *usage.failures, *balance.failures),
        notes={**usage.notes, **balance.notes},
        requests=requests,
        key_life=usage.key_life,
    )


def _part(part: T | None, kind: type[T], manifest: ProviderManifest) -> T:
    if part is None:
        return kind()
    if not isinstance(part, kind):
        raise PluginError(
            f"The part of AIMonitor that reads {manifest.name} failed: it answered no {kind.__name__}."
        )
    return part


def _folded(rows: Iterable[T], key: Callable[[T], Hashable], add: Callable[[T, T], T]) -> tuple[T, ...]:
    """One row per key, in the order the keys came."""
    sums: dict[Hashable, T] = {}
    for row in rows:
        known = sums.get(key(row))
        sums[key(row)] = row if known is None else add(known, row)
    return tuple(sums.values())


def _costs(rows: Iterable[DayCost]) -> tuple[DayCost, ...]:
    folded = _folded(rows, lambda row: (row.day, row.model, row.item, row.money.currency), _more_cost)
    return tuple(replace(row, money=row.money.rounded()) for row in folded)


def _more_cost(one: DayCost, other: DayCost) -> DayCost:
    return replace(
        one,
        money=one.money + other.money,
        provenance=max(one.provenance, other.provenance, key=_CERTAINTY.index),
        complete=one.complete and other.complete,
    )


def _more_tokens(one: DayTokens, other: DayTokens) -> DayTokens:
    return replace(
        one,
        input_tokens=_sum(one.input_tokens, other.input_tokens),
        cached_input_tokens=_sum(one.cached_input_tokens, other.cached_input_tokens),
        cache_write_tokens=_sum(one.cache_write_tokens, other.cache_write_tokens),
        output_tokens=_sum(one.output_tokens, other.output_tokens),
        requests=_sum(one.requests, other.requests),
        complete=one.complete and other.complete,
    )


def _sum(one: int | None, other: int | None) -> int | None:
    """What is known plus what is unknown is unknown."""
    return None if one is None or other is None else one + other


def _quantity_key(row: DayQuantity) -> Hashable:
    return row.day, row.name, row.model, row.unit


def _more_quantity(one: DayQuantity, other: DayQuantity) -> DayQuantity:
    return replace(one, quantity=one.quantity + other.quantity, complete=one.complete and other.complete)


def _windows(windows: tuple[QuotaWindow, ...] | None) -> tuple[QuotaWindow, ...] | None:
    """Each id once: it is the name of the row. Of two of one id the fuller stays, which is met first."""
    if windows is None:
        return None
    found: dict[str, QuotaWindow] = {}
    for window in windows:
        same = found.get(window.id)
        if same is None or _fullness(window) >= _fullness(same):
            found[window.id] = window
    return tuple(found.values())


def _fullness(window: QuotaWindow) -> Decimal:
    """The share that is used; what nobody knows is less than nothing."""
    return Decimal(-1) if window.used_fraction is None else window.used_fraction
