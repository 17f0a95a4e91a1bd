"""All providers over a period, as SQLite added them up: `insight` makes a `History` of it."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from aimonitor.domain.state import ModelUsage


class PartDay(NamedTuple):
    """What a part has of one day."""

    day: date
    amount: Decimal | int


class Part(Struct, frozen=True, kw_only=True):
    """One colour of a chart. `name`: None for `joins` small ones together, "" for what belongs to no model.

    `currency` is "" where tokens are counted.
    """

    currency: str
    name: str | None
    days: tuple[PartDay, ...]
    joins: int = 0


class OverviewFacts(Struct, frozen=True, kw_only=True):
    """The parts of a period, largest first within a currency, and what is known of its days.

    `..._read`: days of which at least one provider's figures are known; `..._growing`: those not final
    for one, costs by currency; `..._missing`: the names of the providers that should have a day and have
    not. `bills`: the currencies of each provider's costs. `begins`: the first known day of those that
    began within the period.
    """

    first: date
    last: date
    by_provider: tuple[Part, ...]
    by_model: tuple[Part, ...]
    tokens: tuple[Part, ...]
    costs_read: AbstractSet[date]
    costs_growing: Mapping[str, AbstractSet[date]]
    costs_missing: Mapping[date, tuple[str, ...]]
    tokens_read: AbstractSet[date]
    tokens_growing: AbstractSet[date]
    tokens_missing: Mapping[date, tuple[str, ...]]
    bills: Mapping[str, AbstractSet[str]]
    begins: tuple[tuple[str, date], ...] = ()
    models: tuple[ModelUsage, ...] = ()
