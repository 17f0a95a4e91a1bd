"""One provider's days over a period: as stored, as charts draw them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from aimonitor.domain.money import Money
from aimonitor.domain.state import ModelUsage


class DayStatus(StrEnum):
    """What is known of a day in a chart."""

    KNOWN = "known"
    PARTIAL = "partial"
    MISSING = "missing"


class SeriesDay(Struct, frozen=True, kw_only=True):
    """One bar: values in the order of `Series.labels`; `note` says why a day is missing or partial.

    `last`: the last day of a bar that stands for several (a week, a month); None: for `day` alone.
    """

    day: date
    status: DayStatus
    values: tuple[Decimal, ...]
    note: str = ""
    last: date | None = None


class Series(Struct, frozen=True, kw_only=True):
    """What a chart draws: one bar a UTC day (or a group), stacked by `labels` (largest first, then "other").

    `unit` is a currency code for money, else "tokens".
    """

    unit: str
    labels: tuple[str, ...]
    totals: tuple[Decimal, ...]
    days: tuple[SeriesDay, ...]


class DayModelCost(Struct, frozen=True, kw_only=True):
    """Costs of a day and model, items summed by SQLite: what a Spend chart is made of."""

    day: date
    model: str | None
    money: Money
    complete: bool


class DayModelTokens(Struct, frozen=True, kw_only=True):
    """Tokens of a day and model as stored: what a Tokens chart is made of."""

    day: date
    usage: ModelUsage
    complete: bool


class HistoryFacts(Struct, frozen=True, kw_only=True):
    """Stored days of one provider in a period, aggregated by SQLite; `insight` makes `History` of it."""

    provider_id: str
    first: date
    last: date
    costs: tuple[DayModelCost, ...] = ()
    tokens: tuple[DayModelTokens, ...] = ()
    quantities: tuple[tuple[str, str, Decimal], ...] = ()


EVERYONE = ""
"""Stands for the id of a provider where a history is that of all of them."""
TYPE_PREFIX = "type:"


def all_of(provider_type: str) -> str:
    """Stands for the id of a provider where a history is that of all of one type; "": of EVERYONE."""
    return f"{TYPE_PREFIX}{provider_type}" if provider_type else EVERYONE


class History(Struct, frozen=True, kw_only=True):
    """One provider over a period, for the details: series of money and tokens, models, other units.

    That of EVERYONE, or of `all_of` a type, is stacked by provider; `spend_by_model` has the same amounts
    by model, and `begins` the first known day of each provider that was read for a part of the period only.
    """

    provider_id: str
    first: date
    last: date
    spend: tuple[Series, ...]
    tokens: Series | None
    models: tuple[ModelUsage, ...]
    quantities: tuple[tuple[str, str, Decimal], ...] = ()
    spend_by_model: tuple[Series, ...] = ()
    begins: tuple[tuple[str, date], ...] = ()
