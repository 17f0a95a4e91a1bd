"""The statements of a chart over all providers: a row a day and part, the small parts joined by SQLite.

A chart has a handful of colours. Which parts are large enough for one of their own is found first; then
SQLite adds up each day by these parts, however many providers, models and years there are.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from aimonitor.db.columns import from_day, from_nano_sums, to_day
from aimonitor.db.database import Database
from aimonitor.db.reading import model_usage
from aimonitor.domain.money import Money, totals
from aimonitor.domain.overview import OverviewFacts, Part, PartDay
from aimonitor.domain.state import ModelUsage

TOP = 3
"""So many parts have a name of their own; a single one beyond them too, more are joined."""

_CHOSEN = """
WITH RECURSIVE chosen AS (
  SELECT * FROM providers WHERE provider_type = COALESCE(NULLIF(?, ''), provider_type))
"""
"""Before each statement. Its first parameter is the type whose providers it is about; "" for all."""
_SUMS = """
SELECT c.currency, p.name, c.model, SUM(c.nano / 1000000000), SUM(c.nano % 1000000000)
FROM chosen p JOIN day_costs c ON c.provider = p.number AND c.day BETWEEN ? AND ?
GROUP BY p.number, c.currency, c.model
"""
_DAYS = """
SELECT c.day, c.currency, CASE WHEN (c.currency, {part}) IN (VALUES {named}) THEN {part} END AS part,
  SUM(c.nano / 1000000000), SUM(c.nano % 1000000000), MIN(c.complete)
FROM chosen p JOIN day_costs c ON c.provider = p.number AND c.day BETWEEN ? AND ?
GROUP BY c.day, c.currency, part
"""
_USED_SUMS = """
SELECT p.name, SUM(COALESCE(t.input_tokens, 0) + COALESCE(t.output_tokens, 0))
FROM chosen p JOIN day_tokens t ON t.provider = p.number AND t.day BETWEEN ? AND ?
WHERE COALESCE(t.input_tokens, t.output_tokens) IS NOT NULL GROUP BY p.number
"""
_USED_DAYS = """
SELECT t.day, CASE WHEN p.name IN (VALUES {named}) THEN p.name END AS part,
  SUM(COALESCE(t.input_tokens, 0) + COALESCE(t.output_tokens, 0)), MIN(t.complete)
FROM chosen p JOIN day_tokens t ON t.provider = p.number AND t.day BETWEEN ? AND ?
WHERE COALESCE(t.input_tokens, t.output_tokens) IS NOT NULL GROUP BY t.day, part
"""
_BEGINS = """
SELECT p.name, (SELECT MIN(day) FROM {table} WHERE provider = p.number) FROM chosen p ORDER BY p.position
"""
_LAST_BILLED = """
SELECT DISTINCT p.name, c.currency FROM chosen p JOIN day_costs c ON c.provider = p.number
WHERE c.day = (SELECT MAX(day) FROM day_costs WHERE provider = p.number)
"""
_MISSING = """
,
  days(day) AS (SELECT ? UNION ALL SELECT day + 1 FROM days WHERE day < ?),
  begun(number, name, since, place) AS (
    SELECT number, name, (SELECT MIN(day) FROM {table} WHERE provider = number), position
    FROM chosen WHERE enabled)
SELECT days.day, begun.name FROM days JOIN begun ON days.day >= begun.since
WHERE NOT EXISTS (SELECT 1 FROM {table} c WHERE c.provider = begun.number AND c.day = days.day)
ORDER BY days.day, begun.place
"""
_MODELS_USED = """
SELECT t.model, SUM(t.input_tokens), SUM(t.cached_input_tokens), SUM(t.cache_write_tokens),
  SUM(t.output_tokens), SUM(t.requests)
FROM chosen p JOIN day_tokens t ON t.provider = p.number AND t.day BETWEEN ? AND ? GROUP BY t.model
"""
_COSTS = "day_costs"
_TOKENS = "(SELECT * FROM day_tokens WHERE COALESCE(input_tokens, output_tokens) IS NOT NULL)"
_PROVIDER, _MODEL = "p.name", "c.model"

Bounds = tuple[int, int]


class _Sum(NamedTuple):
    currency: str
    name: str
    money: Money


class _Known(NamedTuple):
    """The days that the rows of a statement were of, and by currency those of them that are not final."""

    read: set[date]
    growing: defaultdict[str, set[date]]

    def note(self, day: date, *, complete: int, currency: str = "") -> None:
        """A row of that day."""
        self.read.add(day)
        if not complete:
            self.growing[currency].add(day)


class _Asking(NamedTuple):
    """Statements about the providers of one type, or of all ("")."""

    connection: sqlite3.Connection
    provider_type: str

    def rows(self, statement: str, *parameters: object) -> sqlite3.Cursor:
        """The answer of a statement about `chosen`."""
        return self.connection.execute(_CHOSEN + statement, (self.provider_type, *parameters))


async def read_overview(
    database: Database, first: date, last: date, provider_type: str = ""
) -> OverviewFacts:
    """The days of all providers, or of a type's, by provider and by model. Raises DatabaseError."""
    return await database.reading(
        lambda connection: _overview(_Asking(connection, provider_type), first, last)
    )


def _overview(asking: _Asking, first: date, last: date) -> OverviewFacts:
    bounds = (to_day(first), to_day(last))
    by_provider, by_model = _sums(asking, bounds)
    costs, tokens = _Known(set(), defaultdict(set)), _Known(set(), defaultdict(set))
    return OverviewFacts(
        first=first,
        last=last,
        by_provider=_costs(asking, bounds, _PROVIDER, by_provider, costs),
        by_model=_costs(asking, bounds, _MODEL, by_model, costs),
        models=_models(asking, bounds, by_model),
        tokens=_tokens(asking, bounds, tokens),
        costs_read=costs.read,
        costs_growing=costs.growing,
        costs_missing=_missing(asking, _COSTS, bounds),
        tokens_read=tokens.read,
        tokens_growing=tokens.growing[""],
        tokens_missing=_missing(asking, _TOKENS, bounds),
        bills=_bills(asking, by_provider),
        begins=tuple(
            (name, from_day(day))
            for name, day in asking.rows(_BEGINS.format(table=_COSTS))
            if day is not None and bounds[0] < day <= bounds[1]
        ),
    )


def _sums(asking: _Asking, bounds: Bounds) -> tuple[list[_Sum], list[_Sum]]:
    """The sums of each provider, and those of each model."""
    providers: defaultdict[tuple[str, str], list[Money]] = defaultdict(list)
    models: defaultdict[tuple[str, str], list[Money]] = defaultdict(list)
    for currency, provider, model, units, nano in asking.rows(_SUMS, *bounds):
        money = from_nano_sums(units, nano, currency)
        providers[(currency, provider)].append(money)
        models[(currency, model)].append(money)
    by_provider, by_model = (
        [_Sum(currency, name, *totals(amounts)) for (currency, name), amounts in found.items()]
        for found in (providers, models)
    )
    return by_provider, by_model


def _models(asking: _Asking, bounds: Bounds, sums: list[_Sum]) -> tuple[ModelUsage, ...]:
    costs: defaultdict[str, list[Money]] = defaultdict(list)
    for one in sums:
        costs[one.name].append(one.money)
    used = {model: counts for model, *counts in asking.rows(_MODELS_USED, *bounds)}
    return tuple(
        model_usage(model, used.get(model), totals(costs[model]) if model in costs else None)
        for model in sorted(costs.keys() | used.keys())
    )


def _costs(asking: _Asking, bounds: Bounds, part: str, sums: list[_Sum], known: _Known) -> tuple[Part, ...]:
    """The parts of each currency, largest first, then what is joined, then what belongs to no model."""
    named = [one for currency in {one.currency for one in sums} for one in _largest(sums, currency)]
    unnamed = [one for one in sums if not one.name]
    own = named + unnamed
    days = _part_days(asking, bounds, part, own, known)
    parts = [_part(one, days) for one in named]
    for currency in sorted({one.currency for one in sums}):
        joined = [one for one in sums if one.currency == currency and one not in own]
        if joined:
            parts.append(Part(currency=currency, name=None, joins=len(joined), days=days[(currency, None)]))
    return tuple(parts + [_part(one, days) for one in unnamed])


def _part(one: _Sum, days: dict[tuple[str, str | None], tuple[PartDay, ...]]) -> Part:
    return Part(currency=one.currency, name=one.name, days=days[(one.currency, one.name)])


def _largest(sums: Iterable[_Sum], currency: str) -> list[_Sum]:
    own = [one for one in sums if one.currency == currency and one.name]
    own.sort(key=lambda one: (-one.money.amount, one.name))
    return own if len(own) <= TOP + 1 else own[:TOP]


def _part_days(
    asking: _Asking, bounds: Bounds, part: str, own: Sequence[_Sum], known: _Known
) -> dict[tuple[str, str | None], tuple[PartDay, ...]]:
    found: defaultdict[tuple[str, str | None], list[PartDay]] = defaultdict(list)
    named = ", ".join(["(?, ?)"] * len(own)) or "(NULL, NULL)"
    names = [text for one in own for text in (one.currency, one.name)]
    statement = _DAYS.format(part=part, named=named)
    for day, currency, name, units, nano, complete in asking.rows(statement, *names, *bounds):
        amount = from_nano_sums(units, nano, currency).amount
        found[(currency, name)].append(PartDay(from_day(day), amount))
        known.note(from_day(day), complete=complete, currency=currency)
    return {key: tuple(days) for key, days in found.items()}


def _tokens(asking: _Asking, bounds: Bounds, known: _Known) -> tuple[Part, ...]:
    sums = sorted(asking.rows(_USED_SUMS, *bounds), key=lambda row: (-row[1], row[0]))
    names = [name for name, _ in (sums if len(sums) <= TOP + 1 else sums[:TOP])]
    found: defaultdict[str | None, list[PartDay]] = defaultdict(list)
    statement = _USED_DAYS.format(named=", ".join(["(?)"] * len(names)) or "(NULL)")
    for day, name, tokens, complete in asking.rows(statement, *names, *bounds):
        found[name].append(PartDay(from_day(day), tokens))
        known.note(from_day(day), complete=complete)
    parts = [Part(currency="", name=name, days=tuple(found[name])) for name in names]
    if found.get(None):
        parts.append(Part(currency="", name=None, joins=len(sums) - len(names), days=tuple(found[None])))
    return tuple(parts)


def _missing(asking: _Asking, table: str, bounds: Bounds) -> dict[date, tuple[str, ...]]:
    found: defaultdict[date, list[str]] = defaultdict(list)
    for day, name in asking.rows(_MISSING.format(table=table), *bounds):
        found[from_day(day)].append(name)
    return {day: tuple(names) for day, names in found.items()}


def _bills(asking: _Asking, sums: Iterable[_Sum]) -> dict[str, set[str]]:
    """The currencies of each provider: those of the period, and those of its last known day."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, currency in (*((one.name, one.currency) for one in sums), *asking.rows(_LAST_BILLED)):
        found[name].add(currency)
    return dict(found)
