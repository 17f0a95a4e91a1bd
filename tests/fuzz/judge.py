"""What must hold of a snapshot, whatever was answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from aimonitor.domain.money import Money
from aimonitor.domain.usage import UsageSnapshot

_MOST = 2**63

Figures = dict[tuple[Any, ...], Decimal | int | None]


class WrongError(AssertionError):
    """A snapshot holds what no answer may bring about."""


def check(snapshot: UsageSnapshot) -> None:
    """No float, no NaN, no count below zero, nothing that the database cannot hold, no naive time."""
    for value in _leaves(snapshot):
        if isinstance(value, float):
            raise WrongError(f"a float: {value}")
        if isinstance(value, Decimal) and not value.is_finite():
            raise WrongError(f"not finite: {value}")
        if isinstance(value, datetime) and value.tzinfo is None:
            raise WrongError(f"a naive time: {value}")
    for money in _amounts(snapshot):
        if abs(money.nano) >= _MOST:
            raise WrongError(f"more than the database can hold: {money}")
    for name, count in figures(snapshot).items():
        if name[0] == "tokens" and not _is_count(count):
            raise WrongError(f"not a count: {count!r}")
        if name[0] == "quantity" and count is not None and count < 0:
            raise WrongError(f"a quantity below zero: {count}")


def _amounts(snapshot: UsageSnapshot) -> Iterator[Money]:
    for rows in (snapshot.day_costs, snapshot.balances or (), snapshot.spends or ()):
        yield from (row.money for row in rows)


def _is_count(count: object) -> bool:
    return count is None or (type(count) is int and 0 <= count < _MOST)


def figures(snapshot: UsageSnapshot) -> Figures:
    """All figures by what they are of."""
    found: Figures = {}
    for cost in snapshot.day_costs:
        found["cost", cost.day, cost.model, cost.item, cost.money.currency] = cost.money.amount
    for tokens in snapshot.day_tokens:
        for name in (
            "input_tokens",
            "cached_input_tokens",
            "cache_write_tokens",
            "output_tokens",
            "requests",
        ):
            found["tokens", tokens.day, tokens.model, name] = getattr(tokens, name)
    for one in snapshot.day_quantities:
        found["quantity", one.day, one.name, one.model, one.unit] = one.quantity
    for balance in snapshot.balances or ():
        found["balance", balance.role, balance.money.currency] = balance.money.amount
    for spend in snapshot.spends or ():
        found["spend", spend.period, spend.first, spend.money.currency] = spend.money.amount
    for window in snapshot.windows or ():
        for name in ("used", "limit", "left", "used_fraction"):
            found["window", window.id, name] = getattr(window, name)
    return found


def check_lost(before: Figures, without: Figures, after: Figures) -> None:
    """Where a field was destroyed, figures may be missing or unknown, and no other figure may come of it.

    `without`: what is told where the whole answer is missing, for what is then asked elsewhere.
    """
    for name, value in after.items():
        if value is not None and value not in (before.get(name), without.get(name)):
            raise WrongError(f"{name} was {before.get(name)} and became {value}")


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _leaves(getattr(value, name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from _leaves(inner)
    elif isinstance(value, dict):
        yield from value.values()
    else:
        yield value
