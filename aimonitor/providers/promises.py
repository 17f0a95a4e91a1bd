"""What the code of a plugin hands back, held to what it promised: all else is its own fault."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from msgspec import Struct, convert
from msgspec.structs import replace

from aimonitor.domain.key_life import KeyLife
from aimonitor.domain.money import Money
from aimonitor.domain.provider import Capability
from aimonitor.domain.usage import (
    Balance,
    DayCost,
    DayQuantity,
    DayTokens,
    PartFailure,
    QuotaWindow,
    Spend,
)
from aimonitor.errors import PluginError
from aimonitor.providers.base import BalancePart, KeyReport, UsagePart
from aimonitor.providers.manifest import ProviderManifest

P = TypeVar("P", UsagePart, BalancePart, KeyReport)

_MOST, _MOST_COUNTED = 2**63, 10**15
"""Money in billionths is stored in 64 bits. Counts are added up in as many."""

_FIELDS: Mapping[str, Any] = {
    "day_costs": tuple[DayCost, ...],
    "day_tokens": tuple[DayTokens, ...],
    "day_quantities": tuple[DayQuantity, ...],
    "balances": tuple[Balance, ...] | None,
    "spends": tuple[Spend, ...] | None,
    "windows": tuple[QuotaWindow, ...] | None,
    "plan": str | None,
    "told_at": datetime | None,
    "key_life": KeyLife | None,
    "warnings": tuple[str, ...],
    "failures": tuple[PartFailure, ...],
    "notes": dict[str, str],
    "kind": str,
    "can": frozenset[Capability],
    "advice": str,
    "identity": str | None,
}


def promised(found: object, kind: type[P], manifest: ProviderManifest) -> P:
    """`found` as the part that a client owes.

    What comes with the app is known to be right by its tests. Raises PluginError where it is no such part,
    and ValidationError, ValueError, TypeError or OverflowError where something in it is not of its kind.
    """
    if not isinstance(found, kind):
        raise PluginError(
            f"The part of AIMonitor that reads {manifest.name} failed: it answered no {kind.__name__}."
        )
    return found if manifest.api_version is None else _sound(found)


def _sound(part: P) -> P:
    changed = {name: _field(name, getattr(part, name)) for name in part.__struct_fields__}
    return replace(part, **changed)


def _field(name: str, value: object) -> object:
    if name == "balance":
        return None if value is None else _sound(convert(value, BalancePart))
    found = convert(_bare(value), _FIELDS[name])
    _measure(found)
    return found


def _bare(value: object) -> object:
    """Rows without their classes: what stands in a field of a row is looked at only then."""
    if isinstance(value, float):
        raise TypeError("a float bends what it holds")
    if isinstance(value, Money):
        return value
    if isinstance(value, Struct):
        return {name: _bare(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple | list | set | frozenset):
        return [_bare(one) for one in value]
    return value


def _measure(value: object) -> None:
    """Raise ValueError or OverflowError for what no database can hold, and for a time without its zone."""
    if isinstance(value, Money):
        if abs(value.nano) >= _MOST:
            raise ValueError("more money than there is")
        _measure(value.currency)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            _measure(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            _measure(one)
    elif isinstance(value, str):
        value.encode()
    elif isinstance(value, datetime):
        _place(value)
    elif not _fits(value):
        raise ValueError("a number that does not fit")


def _place(time: datetime) -> None:
    """Raise ValueError, and OverflowError for one before the first year, or behind the last."""
    if time.tzinfo is None:
        raise ValueError("a time without its zone")
    time.astimezone(UTC)


def _fits(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value) <= _MOST_COUNTED
    return not isinstance(value, int) or 0 <= value <= _MOST_COUNTED
